"""Where the invented people work: public bodies as they are really organised, with the names of real places.

Offices, schools and districts are public bodies; who works in them is invented.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Office:
    """A perangkat daerah (OPD): `kind` decides who leads it, `divisions` are its bidang or bagian."""

    name: str
    kind: str  # secretariat, dinas, badan, inspectorate, kecamatan, hospital, national
    divisions: tuple[str, ...] = ()
    work: str = "umum"  # which pelaksana and functional positions are usual there


@dataclass(frozen=True)
class Government:
    """One agency's tree. Schools and Puskesmas are named after the districts."""

    offices: tuple[Office, ...]
    districts: tuple[str, ...] = ()
    villages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # kelurahan by district
    school_kinds: tuple[str, ...] = ("SDN", "SMPN")
    birth_places: tuple[str, ...] = ("Serang",)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _dinas(name: str, divisions: str, work: str = "umum", kind: str = "dinas") -> Office:
    return Office(name, kind, _lines(divisions.replace(";", ",")), work)


EDUCATION = "Dinas Pendidikan dan Kebudayaan"
HEALTH = "Dinas Kesehatan"
TRAINING = "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia"

SETDA = Office(
    "Sekretariat Daerah",
    "secretariat",
    (
        "Bagian Pemerintahan",
        "Bagian Kesejahteraan Rakyat",
        "Bagian Hukum",
        "Bagian Perekonomian dan Sumber Daya Alam",
        "Bagian Administrasi Pembangunan",
        "Bagian Pengadaan Barang dan Jasa",
        "Bagian Umum",
        "Bagian Organisasi",
        "Bagian Protokol dan Komunikasi Pimpinan",
    ),
)
INSPECTORATE = Office(
    "Inspektorat", "inspectorate", tuple(f"Inspektur Pembantu {number}" for number in ("I", "II", "III", "IV")), "audit"
)
# The offices that every kabupaten and kota has, in the usual order.
LOCAL = (
    SETDA,
    INSPECTORATE,
    _dinas(EDUCATION, "Pembinaan SD; Pembinaan SMP; Pembinaan PAUD dan Pendidikan Nonformal; Kebudayaan", "didik"),
    _dinas(HEALTH, "Kesehatan Masyarakat; Pelayanan Kesehatan; Pencegahan Penyakit; Sumber Daya Kesehatan", "sehat"),
    _dinas(
        TRAINING, "Mutasi dan Promosi; Pengembangan Kompetensi; Kinerja dan Disiplin; Data Kepegawaian", kind="badan"
    ),
    _dinas("Dinas Kependudukan dan Pencatatan Sipil", "Pendaftaran Penduduk; Pencatatan Sipil; Informasi Kependudukan"),
    _dinas("Dinas Sosial", "Perlindungan dan Jaminan Sosial; Rehabilitasi Sosial; Pemberdayaan Sosial", "sosial"),
    _dinas(
        "Satuan Polisi Pamong Praja", "Penegakan Peraturan Daerah; Ketertiban Umum; Perlindungan Masyarakat", "tertib"
    ),
    _dinas(
        "Badan Kesatuan Bangsa dan Politik",
        "Ideologi dan Wawasan Kebangsaan; Ketahanan Sosial dan Budaya",
        kind="badan",
    ),
    _dinas("Dinas Pekerjaan Umum dan Penataan Ruang", "Bina Marga; Sumber Daya Air; Cipta Karya; Tata Ruang", "teknik"),
    _dinas(
        "Dinas Komunikasi, Informatika, Persandian dan Statistik", "Aplikasi Informatika; Persandian; Statistik", "data"
    ),
    _dinas("Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", "Promosi; Perizinan; Pengaduan dan Pengendalian"),
    _dinas(
        "Badan Perencanaan Pembangunan Daerah",
        "Perencanaan Makro; Pembangunan Manusia; Prasarana Wilayah",
        kind="badan",
    ),
    _dinas("Badan Keuangan dan Aset Daerah", "Anggaran; Perbendaharaan; Akuntansi; Aset Daerah", "uang", "badan"),
    _dinas("Badan Pendapatan Daerah", "Pendataan dan Penetapan; Penagihan; Pengendalian", "uang", "badan"),
    _dinas("Dinas Perhubungan", "Lalu Lintas; Angkutan; Prasarana Perhubungan", "hubung"),
    _dinas("Dinas Lingkungan Hidup", "Pengelolaan Sampah; Pengendalian Pencemaran; Tata Lingkungan", "lingkungan"),
    _dinas("Dinas Pertanian", "Tanaman Pangan dan Hortikultura; Perkebunan; Peternakan; Penyuluhan", "tani"),
    _dinas(
        "Dinas Ketahanan Pangan dan Perikanan", "Ketersediaan Pangan; Perikanan Tangkap; Perikanan Budi Daya", "tani"
    ),
    _dinas(
        "Dinas Tenaga Kerja dan Transmigrasi",
        "Pelatihan dan Produktivitas; Penempatan Tenaga Kerja; Hubungan Industrial",
    ),
    _dinas("Dinas Pemberdayaan Masyarakat dan Desa", "Pemerintahan Desa; Kelembagaan Desa; Ekonomi Desa"),
    _dinas(
        "Dinas Keluarga Berencana, Pemberdayaan Perempuan dan Perlindungan Anak",
        "Keluarga Berencana; Pemberdayaan Perempuan; Perlindungan Anak",
        "sosial",
    ),
    _dinas("Dinas Koperasi, Perindustrian dan Perdagangan", "Koperasi dan Usaha Mikro; Perindustrian; Perdagangan"),
    _dinas("Dinas Kepemudaan, Olahraga dan Pariwisata", "Kepemudaan; Olahraga; Pariwisata"),
    _dinas("Dinas Perpustakaan dan Kearsipan", "Perpustakaan; Kearsipan", "arsip"),
    _dinas("Dinas Perumahan dan Kawasan Permukiman", "Perumahan; Kawasan Permukiman; Pertanahan", "teknik"),
    _dinas(
        "Badan Penanggulangan Bencana Daerah", "Pencegahan; Kedaruratan dan Logistik; Rehabilitasi", "tertib", "badan"
    ),
    _dinas("Dinas Pemadam Kebakaran dan Penyelamatan", "Pencegahan; Pemadaman; Penyelamatan", "tertib"),
    Office("Sekretariat DPRD", "council", ("Bagian Umum", "Bagian Persidangan", "Bagian Keuangan")),
)
PROVINCE = (
    *LOCAL[:2],
    _dinas("Dinas Pendidikan dan Kebudayaan", "Pembinaan SMA; Pembinaan SMK; Pendidikan Khusus", "didik"),
    _dinas(HEALTH, "Kesehatan Masyarakat; Pelayanan Kesehatan; Sumber Daya Kesehatan", "sehat"),
    _dinas(
        "Badan Pengembangan Sumber Daya Manusia Daerah",
        "Sertifikasi dan Kelembagaan; Kompetensi Teknis; Kompetensi Manajerial; Kompetensi Fungsional",
        "ajar",
        "badan",
    ),
    _dinas("Badan Kepegawaian Daerah", "Perencanaan Pegawai; Mutasi; Kinerja", kind="badan"),
    *LOCAL[6:14],
)
LAN = (
    Office(
        "Sekretariat Utama",
        "national",
        ("Biro Hukum, Humas dan Kerja Sama", "Biro Sumber Daya Manusia", "Biro Umum dan Keuangan"),
        "ajar",
    ),
    Office(
        "Deputi Bidang Penyelenggaraan Pengembangan Kapasitas ASN",
        "national",
        (
            "Direktorat Pembelajaran Karakter dan Sosial Kultural",
            "Direktorat Pembelajaran Manajerial",
            "Direktorat Penjaminan Mutu Pembelajaran",
        ),
        "ajar",
    ),
    Office(
        "Pusat Pembelajaran dan Strategi Kebijakan Talenta",
        "national",
        ("Kelompok Kerja Pembelajaran", "Kelompok Kerja Strategi Kebijakan"),
        "ajar",
    ),
)
KAB_SERANG_DISTRICTS = _lines("""
        Anyar, Bandung, Baros, Binuang, Bojonegara, Carenang, Cikande, Cikeusal, Cinangka, Ciomas, Ciruas,
        Gunungsari, Jawilan, Kibin, Kopo, Kragilan, Kramatwatu, Lebak Wangi, Mancak, Pabuaran, Padarincang,
        Pamarayan, Petir, Pontang, Pulo Ampel, Tanara, Tirtayasa, Tunjung Teja, Waringinkurung""")
KAB_TANGERANG_DISTRICTS = _lines("""
        Balaraja, Cikupa, Cisauk, Cisoka, Curug, Gunung Kaler, Jambe, Jayanti, Kelapa Dua, Kemiri, Kosambi,
        Kresek, Kronjo, Legok, Mauk, Mekar Baru, Pagedangan, Pakuhaji, Panongan, Pasar Kemis, Rajeg,
        Sepatan, Sepatan Timur, Sindang Jaya, Solear, Sukadiri, Sukamulya, Teluknaga, Tigaraksa""")
KAB_TANGERANG_VILLAGES = {
    "Balaraja": ("Balaraja",),
    "Cikupa": ("Sukamulya", "Bunder"),
    "Curug": ("Curug Kulon", "Sukabakti", "Binong"),
    "Kelapa Dua": ("Kelapa Dua", "Bencongan", "Bencongan Indah", "Pakulonan Barat", "Bojong Nangka"),
    "Mauk": ("Mauk Timur",),
    "Pakuhaji": ("Pakuhaji",),
    "Pasar Kemis": ("Kutabumi", "Kutabaru", "Kutajaya", "Sindangsari"),
    "Sepatan": ("Sepatan",),
    "Tigaraksa": ("Tigaraksa", "Kadu Agung"),
}
KOTA_TANGERANG = {
    "Batuceper": ("Batuceper", "Poris Gaga", "Kebon Besar"),
    "Benda": ("Benda", "Belendung", "Jurumudi"),
    "Cibodas": ("Cibodas", "Jatiuwung", "Uwung Jaya"),
    "Ciledug": ("Sudimara Barat", "Paninggilan", "Tajur"),
    "Cipondoh": ("Cipondoh", "Kenanga", "Poris Plawad"),
    "Jatiuwung": ("Manis Jaya", "Gandasari"),
    "Karang Tengah": ("Karang Tengah", "Pondok Pucung"),
    "Karawaci": ("Karawaci", "Bojong Jaya", "Cimone"),
    "Larangan": ("Larangan Utara", "Gaga"),
    "Neglasari": ("Neglasari", "Mekarsari"),
    "Periuk": ("Periuk", "Gebang Raya"),
    "Pinang": ("Pinang", "Kunciran"),
    "Tangerang": ("Sukarasa", "Babakan", "Cikokol"),
}
KOTA_TANGSEL = {
    "Ciputat": ("Ciputat", "Serua"),
    "Ciputat Timur": ("Rempoa", "Pisangan"),
    "Pamulang": ("Pamulang Barat", "Bambu Apus"),
    "Pondok Aren": ("Pondok Aren", "Jurang Mangu Timur"),
    "Serpong": ("Serpong", "Rawa Buntu"),
    "Serpong Utara": ("Pakulonan", "Jelupang"),
    "Setu": ("Setu", "Kademangan"),
}
KOTA_CILEGON = {
    "Cibeber": ("Cibeber", "Kedaleman"),
    "Cilegon": ("Ciwaduk", "Ketileng"),
    "Citangkil": ("Citangkil", "Kebonsari"),
    "Ciwandan": ("Gunung Sugih", "Kepuh"),
    "Gerogol": ("Gerogol", "Rawa Arum"),
    "Jombang": ("Jombang Wetan", "Masigit"),
    "Pulomerak": ("Mekarsari", "Tamansari"),
    "Purwakarta": ("Purwakarta", "Ramanuju"),
}
GOVERNMENTS = {
    "kab-serang": Government(
        LOCAL, KAB_SERANG_DISTRICTS, birth_places=_lines("Serang, Serang, Serang, Pandeglang, Lebak")
    ),
    "kab-tangerang": Government(
        LOCAL,
        KAB_TANGERANG_DISTRICTS,
        KAB_TANGERANG_VILLAGES,
        birth_places=_lines("Tangerang, Tangerang, Jakarta, Serang"),
    ),
    "kota-tangerang": Government(
        LOCAL, tuple(KOTA_TANGERANG), KOTA_TANGERANG, birth_places=_lines("Tangerang, Jakarta")
    ),
    "kota-tangsel": Government(LOCAL, tuple(KOTA_TANGSEL), KOTA_TANGSEL, birth_places=_lines("Jakarta, Tangerang")),
    "kota-cilegon": Government(LOCAL, tuple(KOTA_CILEGON), KOTA_CILEGON, birth_places=_lines("Serang, Cilegon")),
    "prov-banten": Government(PROVINCE, school_kinds=(), birth_places=_lines("Serang, Pandeglang, Lebak, Tangerang")),
    "lan": Government(LAN, school_kinds=(), birth_places=_lines("Jakarta, Bandung, Samarinda, Banda Aceh")),
}
# Other places people come from.
ELSEWHERE = _lines("""
        Bandung, Jakarta, Bogor, Cirebon, Garut, Tasikmalaya, Yogyakarta, Surakarta, Semarang, Klaten,
        Kebumen, Purworejo, Surabaya, Malang, Madiun, Medan, Pematangsiantar, Tarutung, Padang, Bukittinggi,
        Palembang, Bandar Lampung, Banda Aceh, Makassar, Bone, Tana Toraja, Manado, Ambon, Kupang, Ende,
        Denpasar, Mataram, Banjarmasin, Pontianak, Palangka Raya, Jayapura, Wamena, Manokwari""")
