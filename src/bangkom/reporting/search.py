"""How the words of everyday are understood in a search: "diklat" and "bimtek" find trainings too."""

from dataclasses import dataclass

from django.utils import translation

from bangkom.programmes.models import Programme, Stage

MOST_WORDS = 8
LANGUAGES = ("id", "en")
# Words that mean any training at all: they narrow nothing down.
ANY_TRAINING = frozenset(
    ("diklat", "pelatihan", "latihan", "training", "kursus", "course", "bangkom", "pengembangan", "kompetensi")
)
# Phrases that are one idea, as people write them, and the word they stand for here.
PHRASES = {
    "on class": "klasikal",
    "on-class": "klasikal",
    "off class": "nonklasikal",
    "off-class": "nonklasikal",
    "non klasikal": "nonklasikal",
    "non-klasikal": "nonklasikal",
    "e-learning": "elearning",
    "e learning": "elearning",
}
FAMILIES = {
    "bimtek": (Programme.Family.TECHNICAL,),
    "technical": (Programme.Family.TECHNICAL,),
    "prajabatan": (Programme.Family.LATSAR,),
    "prajab": (Programme.Family.LATSAR,),
    "diklatpim": (Programme.Family.LEADERSHIP,),
    "pim": (Programme.Family.LEADERSHIP,),
    "pkp": (Programme.Family.LEADERSHIP,),
    "pka": (Programme.Family.LEADERSHIP,),
    "pkn": (Programme.Family.LEADERSHIP,),
    "leadership": (Programme.Family.LEADERSHIP,),
    "soskul": (Programme.Family.SOCIO_CULTURAL,),
    "social": (Programme.Family.SOCIO_CULTURAL,),
    "cultural": (Programme.Family.SOCIO_CULTURAL,),
}
ONLINE = (Stage.Mode.SELF_PACED, Stage.Mode.DISTANCE, Stage.Mode.BLENDED)
IN_A_ROOM = (Stage.Mode.CLASSROOM, Stage.Mode.BLENDED)
MODES = {
    "daring": ONLINE,
    "online": ONLINE,
    "elearning": ONLINE,
    "mooc": (Stage.Mode.SELF_PACED,),
    "mandiri": (Stage.Mode.SELF_PACED,),
    "zoom": (Stage.Mode.DISTANCE, Stage.Mode.BLENDED),
    "webinar": (Stage.Mode.DISTANCE, Stage.Mode.BLENDED),
    "pjj": (Stage.Mode.DISTANCE,),
    "klasikal": IN_A_ROOM,
    "luring": IN_A_ROOM,
    "tatap": IN_A_ROOM,
    "muka": IN_A_ROOM,
    "classroom": IN_A_ROOM,
    "nonklasikal": (Stage.Mode.SELF_PACED, Stage.Mode.DISTANCE, Stage.Mode.WORKPLACE),
    "magang": (Stage.Mode.WORKPLACE,),
}
TEXTS = {"bimtek": ("bimbingan teknis",), "soskul": ("sosial kultural",), "prajab": ("prajabatan",)}


@dataclass(frozen=True)
class Word:
    """One word of a search: the texts that are looked for, the families and ways of learning that it names."""

    texts: tuple[str, ...]
    families: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()


def words(typed: str) -> list[Word]:
    """What was typed, word by word; a word that means any training is left out. At most eight words."""
    text = " ".join(typed.casefold().split())
    for phrase, meaning in PHRASES.items():
        text = text.replace(phrase, meaning)
    found = [word.strip(".,;:!?()\"'“”") for word in text.split()]
    return [understood(word) for word in found if word and word not in ANY_TRAINING][:MOST_WORDS]


def understood(word: str) -> Word:
    """One word with what it stands for. Families are known by their names in both languages."""
    families = [family for family in Programme.Family if word in names_of(family)]
    return Word((word, *TEXTS.get(word, ())), (*families, *FAMILIES.get(word, ())), MODES.get(word, ()))


def names_of(family: Programme.Family) -> set[str]:
    """The words by which a family is called."""
    found: set[str] = set()
    for code in LANGUAGES:
        with translation.override(code):
            found |= set(str(family.label).casefold().split())
    return found
