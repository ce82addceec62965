"""The learning modules as they lie in the folder: complete, sourced, answerable."""

import re
from collections import Counter

import pytest

from bangkom.core.models import Agency
from bangkom.courseware.items import ITEM_TYPES
from bangkom.courseware.models import Activity, Item
from bangkom.courseware.writing import to_html
from bangkom.demo.module import described_modules, publish_modules

MODULES = described_modules()
ACTIVITIES = [(folder, each) for folder, described in MODULES for each in described["activities"]]
LESSONS = [(folder, each) for folder, each in ACTIVITIES if each["kind"] == Activity.Kind.LESSON]
ITEMS = [item for _folder, each in ACTIVITIES for item in each.get("items", [])]
LEAST_WORDS, MOST_WORDS = 300, 600
CALLS = ("# Cobalah hari ini", "# Rencana Anda")

each_lesson = pytest.mark.parametrize(("folder", "lesson"), LESSONS, ids=[each["key"] for _folder, each in LESSONS])
each_item = pytest.mark.parametrize("item", ITEMS, ids=[item["key"] for item in ITEMS])


def text_of(folder, lesson):
    blocks = [block["text"] for block in lesson["blocks"] if "text" in block]
    return "\n\n".join((folder / name).read_text(encoding="utf-8").strip() for name in blocks)


def test_there_is_enough_to_learn():
    assert len(LESSONS) >= 12
    assert len(ITEMS) >= 40
    assert MODULES[0][0].name == "mitigasi-konflik"


def test_no_key_is_used_twice():
    for keys in ([each["key"] for _folder, each in ACTIVITIES], [item["key"] for item in ITEMS]):
        assert [key for key, times in Counter(keys).items() if times > 1] == []


def test_every_module_says_that_experts_have_not_reviewed_it():
    for _folder, described in MODULES:
        assert described["expert_reviewed"] is False
        assert "Belum ditinjau ahli" in described["notes"]
        assert described["activities"][-1]["kind"] in {Activity.Kind.QUIZ, Activity.Kind.DISCUSSION}


def test_every_file_is_used():
    for folder, described in MODULES:
        blocks = [block for each in described["activities"] for block in each.get("blocks", [])]
        used = {block.get("text") or block.get("pdf") or block["picture"] for block in blocks}
        kinds = ("*.txt", "*.typ", "gambar/*.png")
        lying = {str(path.relative_to(folder)) for kind in kinds for path in folder.glob(kind)}
        assert used == lying


@each_lesson
def test_a_lesson_is_long_enough_and_not_too_long(folder, lesson):
    assert LEAST_WORDS <= len(text_of(folder, lesson).split()) <= MOST_WORDS


@each_lesson
def test_a_lesson_names_its_sources_with_their_year(folder, lesson):
    assert lesson["sources"]
    for source in lesson["sources"]:
        assert re.search(r"\b(19|20)\d\d\b", source), source


@each_lesson
def test_a_lesson_ends_with_something_to_do(folder, lesson):
    headings = [line for line in text_of(folder, lesson).splitlines() if line.startswith("# ")]
    assert headings[-1] in CALLS


@each_lesson
def test_a_lesson_leaves_no_notation_on_the_page(folder, lesson):
    assert not re.search(r"\*|(?m:^#)|&gt; ", re.sub(r"<[^>]+>", "", to_html(text_of(folder, lesson))))


@each_item
def test_a_question_can_be_answered_and_explains_its_answer(item):
    kind = ITEM_TYPES[item["kind"]]
    assert kind.faults(item["body"]) == []
    assert kind.grade(item["body"], sorted(kind.key(item["body"]))) == 1
    assert len(item["feedback"].split()) >= 10
    assert not [each.text for each in kind.choices(item["body"]) if "semua benar" in each.text.lower()]


def test_the_right_choice_is_not_given_away_by_place_or_length():
    bodies = [item["body"] for item in ITEMS if item["kind"] == "single"]
    places = Counter(body["key"] for body in bodies)
    longest = [max(body["choices"], key=lambda each: len(each["text"]))["id"] == body["key"] for body in bodies]
    assert set(places) == set("abcd")
    assert max(places.values()) < len(bodies) / 2
    assert sum(longest) < len(bodies) / 2


@pytest.mark.django_db
def test_all_modules_are_published():
    agency = Agency.objects.create(code="kab-contoh", name="Kabupaten Contoh", short_name="Contoh")
    modules = publish_modules(agency=agency, by=None)
    assert [module.title for module in modules] == [described["title"] for _folder, described in MODULES]
    assert all(module.published and not module.published.expert_reviewed for module in modules)
    assert Activity.objects.filter(kind=Activity.Kind.LESSON).count() == len(LESSONS)
    assert Item.objects.count() == len(ITEMS)
