"""Position groups and grades from what exports write. Pure. Sources: SIASN reference codes, UU 5/2014."""

from __future__ import annotations

import re

from bangkom.core.spreadsheets import normalise_header

JPT = "jpt"
ADMINISTRATOR = "administrator"
PENGAWAS = "pengawas"
PELAKSANA = "pelaksana"
FUNGSIONAL = "fungsional"

STRUCTURAL, FUNCTIONAL, BOTH, GENERAL = "1", "2", "3", "4"
_KIND_NAMES = {
    "jabatan struktural": STRUCTURAL,
    "jabatan fungsional tertentu": FUNCTIONAL,
    "jabatan fungsional": FUNCTIONAL,
    "rangkap": BOTH,
    "jabatan rangkap": BOTH,
    "jabatan fungsional umum": GENERAL,
    "jabatan pelaksana": GENERAL,
    "pelaksana": GENERAL,
    "struktural": STRUCTURAL,
    "fungsional": FUNCTIONAL,
    "fungsional tertentu": FUNCTIONAL,
    "jft": FUNCTIONAL,
    "jf": FUNCTIONAL,
    "jabatan fungsional keahlian": FUNCTIONAL,
    "jabatan fungsional keterampilan": FUNCTIONAL,
    "fungsional umum": GENERAL,
    "jfu": GENERAL,
    "jabatan administrasi pelaksana": GENERAL,
}
_GROUP_WORDS = {
    "jpt": JPT,
    "jpt pratama": JPT,
    "jpt madya": JPT,
    "jpt utama": JPT,
    "jabatan pimpinan tinggi": JPT,
    "pimpinan tinggi": JPT,
    "jabatan pimpinan tinggi pratama": JPT,
    "pimpinan tinggi pratama": JPT,
    "administrator": ADMINISTRATOR,
    "jabatan administrator": ADMINISTRATOR,
    "pengawas": PENGAWAS,
    "jabatan pengawas": PENGAWAS,
}
_BY_ECHELON = {"I": JPT, "II": JPT, "III": ADMINISTRATOR, "IV": PENGAWAS, "V": PELAKSANA}
_FUNCTIONAL_LEVEL = re.compile(r"\b(ahli (pertama|muda|madya|utama)|pemula|terampil|mahir|penyelia)$")
_LEVEL_BY_ECHELON = {"IB": "jpt_madya", "IIA": "jpt_pratama", "IIB": "jpt_pratama"}
# Where an old layout has no echelon: how a structural position's name begins, most telling first.
_BY_NAME = (
    (PENGAWAS, r"kasi|kasubb?ag|kasubb?id|lurah|sekretaris (kelurahan|lurah)"),
    (PENGAWAS, r"kepala (seksi|sub ?bagian|sub ?bidang|upt\w*|unit pelaksana|tata usaha)"),
    (ADMINISTRATOR, r"kepala (bidang|bagian|kantor)|kabid|kabag|camat|sekretaris (camat|kecamatan)"),
    (ADMINISTRATOR, r"inspektur pembantu|sekretaris (dinas|badan|inspektorat|satuan)|direktur rsud"),
    (JPT, r"sekretaris (daerah|jenderal|utama|dprd)|asisten|staf ahli|inspektur|deputi"),
    (JPT, r"kepala (dinas|badan|satuan|biro|pelaksana|lembaga)|direktur jenderal"),
)
_NAME_PATTERNS = [(group, re.compile(rf"^(plt |plh |pj )?({pattern})\b")) for group, pattern in _BY_NAME]

RANKS = {
    "I/a": "Juru Muda",
    "I/b": "Juru Muda Tingkat I",
    "I/c": "Juru",
    "I/d": "Juru Tingkat I",
    "II/a": "Pengatur Muda",
    "II/b": "Pengatur Muda Tingkat I",
    "II/c": "Pengatur",
    "II/d": "Pengatur Tingkat I",
    "III/a": "Penata Muda",
    "III/b": "Penata Muda Tingkat I",
    "III/c": "Penata",
    "III/d": "Penata Tingkat I",
    "IV/a": "Pembina",
    "IV/b": "Pembina Tingkat I",
    "IV/c": "Pembina Utama Muda",
    "IV/d": "Pembina Utama Madya",
    "IV/e": "Pembina Utama",
}
_GRADE = re.compile(r"(I{1,3}|IV)[ /.\-]*\(?([A-Ea-e])\)?")
_GRADE_INSIDE = re.compile(r"(?<![A-Za-z])(I{1,3}|IV)\s*/\s*([a-e])(?![A-Za-z])", re.IGNORECASE)


def position_group(*, kind_id: str, kind_name: str, echelon: str, name: str) -> str:
    """One of GROUPS, or '' where neither kind, echelon nor name tells it (never guessed beyond that)."""
    kind = kind_id.strip() if kind_id.strip() in (STRUCTURAL, FUNCTIONAL, BOTH, GENERAL) else ""
    kind = kind or _KIND_NAMES.get(normalise_header(kind_name), "")
    if kind == GENERAL:
        return PELAKSANA
    if kind == FUNCTIONAL:
        return FUNGSIONAL
    if group := _GROUP_WORDS.get(normalise_header(kind_name), ""):
        return group
    group = _BY_ECHELON.get(re.split(r"[ ./]", echelon.strip().upper())[0], "")
    if group:
        return group
    words = normalise_header(name)
    if kind in ("", BOTH) and _FUNCTIONAL_LEVEL.search(words):
        return FUNGSIONAL
    for group, pattern in _NAME_PATTERNS:
        if pattern.search(words):
            return group
    return FUNGSIONAL if kind == BOTH else ""


def known_kind(word: str) -> str:
    """A word that `position_group` understands as kind or group of position, '' for others."""
    plain = normalise_header(word)
    return _KIND_NAMES.get(plain, "") or _GROUP_WORDS.get(plain, "")


def grade_of(text: str) -> str:
    """III/d, however it was written, also behind its rank or as the rank alone; a PPPK grade (I to XVII) and anything
    unknown as it stands."""
    plain = " ".join(text.split())
    if found := _GRADE.fullmatch(plain) or _GRADE_INSIDE.search(plain):
        return f"{found[1].upper()}/{found[2].lower()}"
    if grade := _BY_RANK.get(_rank_key(plain)):
        return grade
    return re.sub(r"^gol(ongan)?\b\.?\s*", "", plain, flags=re.IGNORECASE).strip()


def _rank_key(rank: str) -> str:
    """`Penata Muda Tk. I` and `Penata Muda Tingkat I` are one rank."""
    return re.sub(r"\b(tk|tkt)\b", "tingkat", normalise_header(rank)).replace("tingkat 1", "tingkat i")


_BY_RANK = {_rank_key(rank): grade for grade, rank in RANKS.items()}


def level_of(name: str, echelon: str = "") -> str:
    """The level (jenjang) that the end of a functional position's name or a top echelon tells; '' where none does."""
    found = _FUNCTIONAL_LEVEL.search(normalise_header(name))
    if found:
        return found[0].replace(" ", "_")
    return _LEVEL_BY_ECHELON.get(echelon.strip().upper().replace(".", "").replace("/", ""), "")


def rank_of(grade: str) -> str:
    """The rank (pangkat) of a PNS grade; PPPK have none."""
    return RANKS.get(grade, "")
