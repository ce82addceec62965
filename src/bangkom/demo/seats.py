"""The establishment of an invented agency: every seat with its unit and position, before anybody sits in it.

Shares follow what a kabupaten looks like: teachers near half, health workers a fifth, then pelaksana and other
functional positions; the structural seats come from the tree of offices itself.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import count
from random import Random

from .offices import EDUCATION, GOVERNMENTS, HEALTH, Government, Office

STRUCTURAL, FUNCTIONAL, GENERAL = "1", "2", "4"  # SIASN: jenis jabatan
EXPERT, SKILLED = "expert", "skilled"  # ladders of functional positions, see careers.LADDERS


@dataclass(frozen=True)
class Unit:
    code: str
    name: str
    office: str


@dataclass(frozen=True)
class Seat:
    """`career` names the entry of `careers.CAREERS` that says who may sit here. A functional position has a ladder:
    its level depends on who comes to sit here."""

    unit: Unit
    position: str
    kind: str
    career: str
    echelon: str = ""
    ladder: str = ""


@dataclass(frozen=True)
class Size:
    """How many people an agency has, and of which kinds; structural seats beyond these numbers are left out."""

    people: int
    teachers: int = 0
    health: int = 0
    jpt: int = 12
    administrators: int = 24
    pengawas: int = 30


SIZES = {
    "kab-serang": Size(6000, teachers=2700, health=1200, jpt=99, administrators=999, pengawas=999),
    "kab-tangerang": Size(420, teachers=80, health=60, jpt=12, administrators=26, pengawas=165),
    "kota-tangerang": Size(250, teachers=80, health=50),
    "prov-banten": Size(200, jpt=10),
    "kota-tangsel": Size(150, teachers=50, health=30, jpt=8, administrators=14, pengawas=18),
    "kota-cilegon": Size(150, teachers=50, health=30, jpt=8, administrators=14, pengawas=18),
    "lan": Size(60, jpt=4, administrators=4, pengawas=0),
}
GENERAL_WORK = (
    ("Penelaah Teknis Kebijakan", 22, "expert_staff"),
    ("Pengolah Data dan Informasi", 18, "skilled_staff"),
    ("Penata Layanan Operasional", 14, "expert_staff"),
    ("Pengelola Layanan Operasional", 14, "skilled_staff"),
    ("Pengadministrasi Perkantoran", 20, "clerk"),
    ("Operator Layanan Operasional", 12, "clerk"),
)
# Functional positions beside teachers and health workers, by the work of the office: name and whether expert.
FUNCTIONAL_WORK = {
    "umum": ("Analis Kebijakan", "Perencana", "Arsiparis", "Analis Sumber Daya Manusia Aparatur", "Pranata Komputer"),
    "audit": ("Auditor", "Pengawas Penyelenggaraan Urusan Pemerintahan di Daerah"),
    "didik": ("Pengawas Sekolah", "Pamong Budaya", "Pamong Belajar", "Perencana"),
    "sehat": ("Administrator Kesehatan", "Epidemiolog Kesehatan", "Perencana"),
    "sosial": ("Pekerja Sosial", "Penyuluh Sosial", "Penyuluh Keluarga Berencana"),
    "tertib": ("Polisi Pamong Praja", "Pemadam Kebakaran", "Analis Kebijakan"),
    "teknik": ("Penata Ruang", "Pembina Jasa Konstruksi", "Perencana", "Pengelola Penyehatan Lingkungan"),
    "hubung": ("Penguji Kendaraan Bermotor", "Perencana", "Analis Kebijakan"),
    "lingkungan": ("Pengendali Dampak Lingkungan", "Pengawas Lingkungan Hidup", "Perencana"),
    "data": ("Pranata Komputer", "Statistisi", "Pranata Hubungan Masyarakat", "Sandiman"),
    "uang": ("Analis Keuangan Pusat dan Daerah", "Penilai Pajak", "Arsiparis"),
    "tani": ("Penyuluh Pertanian", "Medik Veteriner", "Analis Ketahanan Pangan", "Pengelola Produksi Perikanan"),
    "arsip": ("Arsiparis", "Pustakawan"),
    "ajar": ("Widyaiswara", "Pengembang Teknologi Pembelajaran", "Analis Kebijakan"),
}
HEALTH_WORK = (
    ("Bidan", 34, "midwife"),
    ("Perawat", 28, "nurse"),
    ("Dokter", 8, "doctor"),
    ("Dokter Gigi", 4, "dentist"),
    ("Apoteker", 3, "pharmacist"),
    ("Asisten Apoteker", 5, "skilled_health"),
    ("Nutrisionis", 5, "skilled_health"),
    ("Tenaga Sanitasi Lingkungan", 5, "skilled_health"),
    ("Pranata Laboratorium Kesehatan", 4, "skilled_health"),
    ("Perekam Medis", 4, "skilled_health"),
)
ONLY_EXPERT = {"doctor", "dentist", "pharmacist"}


class _Units:
    """Gives each unit of an agency its code, once."""

    def __init__(self, agency: str) -> None:
        self._prefix = f"{agency.upper()}-"
        self._made: dict[tuple[str, str], Unit] = {}

    def __call__(self, office: str, name: str) -> Unit:
        key = (office, name)
        if key not in self._made:
            self._made[key] = Unit(f"{self._prefix}{len(self._made) + 1:04d}", name, office)
        return self._made[key]


def establish(agency: str, rng: Random, needed: Collection[tuple[str, str]] = ()) -> list[Seat]:
    """All seats of an agency, as many as `SIZES` says; the same for the same random state.

    `needed` are positions with the unit or office ('' for any) that a small agency must not leave out.
    """
    government, size, unit = GOVERNMENTS[agency], SIZES[agency], _Units(agency)
    seats = _structural(government, size, unit, rng, needed)
    seats += _teachers(government, size.teachers, unit, rng)
    seats += _health(government, size.health, unit, rng)
    offices = [office for office in government.offices for _ in range(3 if office.divisions else 1)]
    offices += [Office(f"Kecamatan {name}", "kecamatan") for name in government.districts]
    while len(seats) < size.people:
        seats.append(_staff_seat(rng.choice(offices), unit, rng))
    return seats


def _structural(
    government: Government, size: Size, unit: _Units, rng: Random, needed: Collection[tuple[str, str]]
) -> list[Seat]:
    led = [seat for office in government.offices for seat in _leaders(office, unit)]
    led += [seat for name in government.districts for seat in _district(name, government.villages.get(name, ()), unit)]
    if government.school_kinds:
        led += [
            _lead(unit(HEALTH, f"Puskesmas {name}"), "Kepala Subbagian Tata Usaha Puskesmas", "IV.b")
            for name in government.districts
        ]
    must = [next((seat for seat in led if is_at(seat, *each)), None) for each in needed]
    kept: list[Seat] = []
    for career, most in (("jpt", size.jpt), ("administrator", size.administrators), ("pengawas", size.pengawas)):
        of_career = [seat for seat in led if seat.career == career]
        first = [seat for seat in of_career if seat in must]
        others = [seat for seat in of_career if seat not in first]
        if most < len(of_career):  # the first of the tree are its top: keep some of them, and a mixture of the rest
            top = others[: most // 3]
            others = top + rng.sample(others[len(top) :], most - len(first) - len(top))
        kept += first + others
    return kept


def is_at(seat: Seat, position: str, place: str) -> bool:
    """Whether a seat is this position in this unit or office; an empty place is any."""
    return seat.position == position and place in (seat.unit.name, seat.unit.office, "")


def _lead(unit: Unit, position: str, echelon: str) -> Seat:
    career = {"II": "jpt", "I": "jpt", "III": "administrator", "IV": "pengawas"}[echelon.split(".")[0]]
    return Seat(unit, position, STRUCTURAL, career, echelon)


def _leaders(office: Office, unit: _Units) -> list[Seat]:
    """Who leads an office and its divisions, after the smaller sections were dissolved in 2021."""
    top = unit(office.name, office.name)
    divisions = [unit(office.name, name if " " in name else f"Bidang {name}") for name in _division_names(office)]
    if office.kind == "secretariat":
        seats = [_lead(top, "Sekretaris Daerah", "II.a")]
        fields = ("Pemerintahan dan Kesejahteraan Rakyat", "Perekonomian dan Pembangunan", "Administrasi Umum")
        seats += [_lead(top, f"Asisten {name}", "II.b") for name in fields]
        fields = ("Pemerintahan, Hukum dan Politik", "Ekonomi dan Keuangan", "Kemasyarakatan dan Sumber Daya Manusia")
        seats += [_lead(top, f"Staf Ahli Bidang {name}", "II.b") for name in fields]
        return seats + [_lead(each, f"Kepala {each.name}", "III.a") for each in divisions]
    if office.kind == "national":
        seats = [_lead(top, _head_of(office), "II.a" if office.name.startswith("Pusat") else "I.a")]
        return seats + [_lead(each, _national_head(each.name), "II.a") for each in divisions]
    secretariat = unit(office.name, "Sekretariat")
    sections = ("Umum dan Kepegawaian", "Keuangan")
    seats = [_lead(top, _head_of(office), "II.b")]
    if office.kind == "council":
        seats += [_lead(each, f"Kepala {each.name}", "III.a") for each in divisions]
        return seats + [_lead(divisions[0], f"Kepala Subbagian {name}", "IV.a") for name in sections]
    seats.append(_lead(secretariat, f"Sekretaris {_kind_word(office)}", "III.a"))
    if office.kind == "inspectorate":
        seats += [_lead(each, each.name, "III.a") for each in divisions]
    else:
        seats += [_lead(each, f"Kepala {each.name}", "III.b") for each in divisions]
        service = unit(office.name, f"UPTD {office.divisions[0]}") if office.kind == "dinas" else None
        seats += [_lead(service, f"Kepala {service.name}", "IV.a")] if service else []
    return seats + [_lead(secretariat, f"Kepala Subbagian {name}", "IV.a") for name in sections]


def _division_names(office: Office) -> list[str]:
    if office.kind in ("dinas", "badan"):
        return [f"Bidang {name}" for name in office.divisions]
    return list(office.divisions)


def _kind_word(office: Office) -> str:
    return {"badan": "Badan", "inspectorate": "Inspektorat"}.get(
        office.kind, "Satuan" if office.name.startswith("Satuan") else "Dinas"
    )


def _head_of(office: Office) -> str:
    own = {"Inspektorat": "Inspektur", "Sekretariat DPRD": "Sekretaris DPRD", "Sekretariat Utama": "Sekretaris Utama"}
    return own.get(office.name) or (office.name if office.name.startswith("Deputi") else f"Kepala {office.name}")


def _national_head(name: str) -> str:
    if name.startswith("Direktorat"):
        return "Direktur" + name.removeprefix("Direktorat")
    return f"Kepala {name}" if name.startswith("Biro") else f"Koordinator {name}"


def _district(name: str, villages: tuple[str, ...], unit: _Units) -> list[Seat]:
    """A kecamatan with its sections, and its kelurahan."""
    office = f"Kecamatan {name}"
    top = unit(office, office)
    seats = [_lead(top, "Camat", "III.a"), _lead(top, "Sekretaris Kecamatan", "III.b")]
    sections = ("Tata Pemerintahan", "Ketenteraman dan Ketertiban Umum", "Pemberdayaan Masyarakat", "Pelayanan Umum")
    seats += [_lead(top, f"Kepala Seksi {section}", "IV.a") for section in sections]
    seats += [_lead(top, f"Kepala Subbagian {section}", "IV.b") for section in ("Umum dan Kepegawaian", "Keuangan")]
    for village in villages:
        place = unit(office, f"Kelurahan {village}")
        seats += [_lead(place, "Lurah", "IV.a"), _lead(place, "Sekretaris Kelurahan", "IV.b")]
        seats += [
            _lead(place, f"Kepala Seksi {section}", "IV.b") for section in ("Pemerintahan", "Kesejahteraan Rakyat")
        ]
    return seats


def _teachers(government: Government, wanted: int, unit: _Units, rng: Random) -> list[Seat]:
    """Primary schools of about ten teachers, junior secondary ones of two dozen, until there are enough."""
    seats: list[Seat] = []
    schools = _schools(government)
    while len(seats) < wanted:
        kind, name = next(schools)
        school = unit(EDUCATION, name)
        staff = rng.randint(8, 11) if kind == "SDN" else rng.randint(21, 28)
        for _ in range(min(staff, wanted - len(seats))):
            seats.append(Seat(school, "Guru", FUNCTIONAL, "teacher", ladder=EXPERT))
    return seats


def _schools(government: Government) -> Iterator[tuple[str, str]]:
    """Two primary schools and a junior secondary one in each district, then the next ones; kind and name."""
    for number in count(1):
        for district in government.districts:
            yield "SDN", f"SDN {district} {2 * number - 1}"
            yield "SDN", f"SDN {district} {2 * number}"
            yield "SMPN", f"SMPN {number} {district}"


def _health(government: Government, wanted: int, unit: _Units, rng: Random) -> list[Seat]:
    """Puskesmas, and one hospital where there are enough people for it."""
    places = [unit(HEALTH, f"Puskesmas {name}") for name in government.districts[: max(2, wanted // 12)]]
    if wanted > 500:
        places += [unit(HEALTH, "Rumah Sakit Umum Daerah")] * 8
    seats = []
    for at in range(wanted):
        name, _, career = rng.choices(HEALTH_WORK, weights=[weight for _, weight, _ in HEALTH_WORK])[0]
        expert = career in ONLY_EXPERT or (career in ("midwife", "nurse") and rng.random() < 0.3)
        if career in ("midwife", "nurse") and expert:
            career += "_expert"
        seats.append(Seat(places[at % len(places)], name, FUNCTIONAL, career, ladder=EXPERT if expert else SKILLED))
    return seats


def _staff_seat(office: Office, unit: _Units, rng: Random) -> Seat:
    """A pelaksana, or somebody in one of the office's functional positions."""
    names = _division_names(office)
    if office.kind in ("dinas", "badan", "inspectorate"):
        names.append("Sekretariat")
    place = unit(office.name, rng.choice(names) if names else office.name)
    if office.kind != "kecamatan" and rng.random() < (0.75 if office.work in ("ajar", "audit") else 0.42):
        work = rng.choice(FUNCTIONAL_WORK[office.work])
        career = "trainer" if work == "Widyaiswara" else "expert"
        return Seat(place, work, FUNCTIONAL, career, ladder=EXPERT)
    position, _, career = rng.choices(GENERAL_WORK, weights=[weight for _, weight, _ in GENERAL_WORK])[0]
    return Seat(place, position, GENERAL, career)
