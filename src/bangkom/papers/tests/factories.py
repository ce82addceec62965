"""Data of a certificate as `credentials.contents` gives it, for tests that need no database."""

from typing import Any

from bangkom.papers import kawung
from bangkom.papers.qr import qr_svg

LONG_NAME = "Dr. H. Muhammad Abdul Rahman Hidayatullah, S.Sos., M.Si."
LONG_UNIT = "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia Kabupaten Tangerang"
SUBJECTS = (
    "Keberagaman dan perekat bangsa",
    "Memetakan potensi konflik horizontal",
    "Mediasi dan musyawarah warga",
)


def certificate_data(*, subjects: int = 3, brand: str = "#1f5c99", deep: str = "#173f69") -> dict[str, Any]:
    """A whole certificate with `subjects` rows on its back."""
    page = {"width": 297, "height": 210, "brand": brand, "deep": deep}
    return {
        "colour": {"brand": brand, "deep": deep},
        "ornament": {
            "front": kawung.front_page(**page),
            "back": kawung.back_page(**page),
            "mark": kawung.mark(brand),
        },
        "agency": {"government": "Pemerintah Kabupaten Tangerang", "name": "BKPSDM Kabupaten Tangerang"},
        "title": "Sertifikat",
        "number": "0042/PSK/BKPSDM/2025",
        "registration": "",
        "legal_basis": "Berdasarkan Peraturan Lembaga Administrasi Negara tentang Pelatihan Sosial Kultural,",
        "person": {
            "name": "Rina Wulandari, S.Sos.",
            "facts": [
                {"label": "NIP", "value": "19780512 200501 2 003"},
                {"label": "Pangkat, golongan ruang", "value": "Penata Tingkat I, III/d"},
                {"label": "Jabatan", "value": "Kepala Seksi Pemerintahan"},
                {"label": "Instansi", "value": "Kecamatan Cikupa"},
            ],
        },
        "statement": "telah menyelesaikan",
        "programme": {
            "name": "Pelatihan Sosial Kultural",
            "cohort": "Angkatan II",
            "sentence": "diselenggarakan oleh BKPSDM Kabupaten Tangerang di Tigaraksa, sebanyak",
        },
        "jp": {"figures": "73", "words": "tujuh puluh tiga jam pelajaran"},
        "check": {
            "address": "bangkom.tangerangkab.go.id/v",
            "code": "7K3M-Q9TX-2HWD-A4ZC",
            "qr": qr_svg("https://bangkom.tangerangkab.go.id/v/7K3M-Q9TX-2HWD-A4ZC"),
        },
        "signer": {
            "place": "Tigaraksa",
            "date": "26 Mei 2025",
            "position": "Kepala BKPSDM Kabupaten Tangerang",
            "name": "Drs. H. Ahmad Suryana, M.Si.",
            "number": "19680817 199303 1 004",
        },
        "stages": [
            {"name": "Belajar mandiri", "jp": "24", "weight": 24, "note": "daring"},
            {"name": "Sesi tematik", "jp": "30", "weight": 30, "note": "tatap muka"},
            {"name": "Aktualisasi di tempat kerja", "jp": "19", "weight": 19, "note": ""},
        ],
        "subjects": [
            {"number": str(i + 1), "name": SUBJECTS[i % 3], "stage": str(i % 3 + 1), "jp": "12"}
            for i in range(subjects)
        ],
        "footnote": "Satu jam pelajaran (JP) setara 45 menit.",
    }
