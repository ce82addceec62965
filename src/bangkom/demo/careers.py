"""Who may sit in a seat: age, schooling, titles, grades and status that fit, by career."""

from dataclasses import dataclass

Choices = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Schooling:
    """A degree: SIASN's level, the titles it gives, and the PPPK grade it opens."""

    level_id: str
    level: str
    titles: tuple[str, ...]
    pppk_grade: str = "IX"
    front: str = ""


@dataclass(frozen=True)
class Career:
    """`ages` from-to; `women` and `contract` (PPPK) as percent; PNS `grades` and `schooling` with weights."""

    ages: tuple[int, int]
    women: int
    contract: int
    grades: Choices
    schooling: tuple[tuple[Schooling, int], ...]
    newcomers: bool = False  # CPNS may sit here


SLTA = Schooling("15", "SLTA", ("",), "V")
D3 = Schooling("30", "Diploma III/Sarjana Muda", ("A.Md.",), "VII")
S1 = Schooling(
    "40", "S-1/Sarjana", ("S.Sos.", "S.E.", "S.H.", "S.IP.", "S.AP.", "S.Kom.", "S.T.", "S.I.Kom.", "S.Psi.")
)
STPDN = Schooling("35", "Diploma IV", ("S.STP.", "S.STP., M.Si.", "S.IP., M.Si."))
S2 = Schooling("45", "S-2", ("S.Sos., M.Si.", "S.E., M.M.", "S.H., M.H.", "S.T., M.T.", "S.IP., M.AP.", "S.Pd., M.M."))
S2_OLD = Schooling("45", "S-2", ("M.Si.", "M.M.", "M.Pd."), front="Drs.")
S3 = Schooling("50", "S-3/Doktor", ("S.Sos., M.Si.", "S.Pd., M.Pd.", "S.Psi., M.A.", "S.IP., M.P.A."), front="Dr.")
TEACHING = Schooling("40", "S-1/Sarjana", ("S.Pd.", "S.Pd.", "S.Pd.SD.", "S.Pd.I.", "S.Ag.", "S.Pd., Gr."))
TEACHING_S2 = Schooling("45", "S-2", ("S.Pd., M.Pd.", "S.Ag., M.Pd.I.", "M.Pd."))
MIDWIFERY = Schooling("30", "Diploma III/Sarjana Muda", ("A.Md.Keb.",), "VII")
MIDWIFERY_4 = Schooling("35", "Diploma IV", ("S.Tr.Keb.", "S.ST., Bdn."))
NURSING = Schooling("30", "Diploma III/Sarjana Muda", ("A.Md.Kep.",), "VII")
NURSING_S1 = Schooling("40", "S-1/Sarjana", ("S.Kep., Ners", "S.Kep."))
HEALTH_3 = Schooling("30", "Diploma III/Sarjana Muda", ("A.Md.Kes.", "A.Md.KL.", "A.Md.AK."), "VII")
MEDICINE = Schooling("45", "S-2", ("", "", "M.K.M."), "X", front="dr.")
DENTISTRY = Schooling("45", "S-2", ("",), "X", front="drg.")
PHARMACY = Schooling("45", "S-2", ("S.Farm.",), "X", front="apt.")

# What PNS in structural seats and as pelaksana hold; on a ladder the level decides.
JPT = (("IV/b", 5), ("IV/c", 6), ("IV/d", 1))
ADMINISTRATOR = (("III/d", 3), ("IV/a", 6), ("IV/b", 3))
PENGAWAS = (("III/b", 1), ("III/c", 4), ("III/d", 6))
THIRD = (("III/a", 5), ("III/b", 4), ("III/c", 2), ("III/d", 1))
SECOND_UPPER = (("II/c", 5), ("II/d", 4), ("III/a", 2))
SECOND = (("II/a", 3), ("II/b", 3), ("II/c", 4), ("II/d", 2))
BY_LEVEL: Choices = ()

CAREERS = {
    "jpt": Career((44, 59), 22, 0, JPT, ((S2, 7), (S2_OLD, 2), (S3, 1))),
    "administrator": Career((38, 57), 30, 0, ADMINISTRATOR, ((S2, 6), (STPDN, 3), (S1, 2))),
    "pengawas": Career((33, 57), 38, 0, PENGAWAS, ((S1, 6), (STPDN, 2), (S2, 3))),
    "teacher": Career((25, 59), 66, 45, BY_LEVEL, ((TEACHING, 9), (TEACHING_S2, 1)), newcomers=True),
    "midwife": Career((24, 57), 100, 34, BY_LEVEL, ((MIDWIFERY, 1),), newcomers=True),
    "midwife_expert": Career((27, 57), 100, 28, BY_LEVEL, ((MIDWIFERY_4, 1),), newcomers=True),
    "nurse": Career((24, 57), 62, 36, BY_LEVEL, ((NURSING, 1),), newcomers=True),
    "nurse_expert": Career((26, 57), 60, 30, BY_LEVEL, ((NURSING_S1, 1),), newcomers=True),
    "doctor": Career((28, 57), 60, 18, BY_LEVEL, ((MEDICINE, 1),), newcomers=True),
    "dentist": Career((28, 57), 72, 14, BY_LEVEL, ((DENTISTRY, 1),), newcomers=True),
    "pharmacist": Career((27, 57), 76, 24, BY_LEVEL, ((PHARMACY, 1),), newcomers=True),
    "skilled_health": Career((24, 57), 68, 36, BY_LEVEL, ((HEALTH_3, 1),), newcomers=True),
    "expert": Career((26, 58), 42, 16, BY_LEVEL, ((S1, 7), (S2, 3)), newcomers=True),
    "trainer": Career((40, 62), 38, 0, BY_LEVEL, ((S2, 5), (S3, 4))),
    "expert_staff": Career((25, 57), 42, 22, THIRD, ((S1, 9), (S2, 1)), newcomers=True),
    "skilled_staff": Career((23, 57), 40, 30, SECOND_UPPER, ((D3, 1),), newcomers=True),
    "clerk": Career((21, 57), 30, 38, SECOND, ((SLTA, 1),)),
}


@dataclass(frozen=True)
class Level:
    """A step of a functional ladder: from which age it is usual, and its PNS grades."""

    name: str
    from_age: int
    grades: tuple[str, ...]


LADDERS = {
    "expert": (
        Level("Ahli Pertama", 0, ("III/a", "III/b")),
        Level("Ahli Muda", 36, ("III/c", "III/d")),
        Level("Ahli Madya", 47, ("IV/a", "IV/b", "IV/c")),
    ),
    "skilled": (
        Level("Terampil", 0, ("II/c", "II/d")),
        Level("Mahir", 34, ("III/a", "III/b")),
        Level("Penyelia", 45, ("III/c", "III/d")),
    ),
}
# Kedudukan hukum: SIASN code, name, how many in ten thousand.
STATES = (
    ("01", "Aktif", 9820),
    ("03", "Tugas Belajar", 90),
    ("02", "CLTN", 25),
    ("20", "MPP", 30),
    ("04", "Pemberhentian Sementara", 10),
    ("15", "Hukuman Disiplin", 25),
)
ECHELON_IDS = {"I.a": "11", "II.a": "21", "II.b": "22", "III.a": "31", "III.b": "32", "IV.a": "41", "IV.b": "42"}
KIND_NAMES = {"1": "Jabatan Struktural", "2": "Jabatan Fungsional Tertentu", "4": "Jabatan Fungsional Umum"}
