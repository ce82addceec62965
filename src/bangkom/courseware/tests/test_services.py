import pytest

from bangkom.core.errors import Refused
from bangkom.core.models import Event
from bangkom.courseware import queries, services
from bangkom.courseware.models import Item
from bangkom.courseware.tests.factories import (
    SINGLE,
    draft_module,
    items_of,
    new_draft,
    picture_file,
    published_module,
)
from bangkom.people.tests.factories import AgencyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def draft(agency):
    return draft_module(agency)


def lesson_of(module):
    return module.draft.activities.get(key="pelajaran-1")


def quiz_of(module):
    return module.draft.activities.get(key="kuis")


def refused(call, code):
    with pytest.raises(Refused) as refusal:
        call()
    assert refusal.value.code == code
    return str(refusal.value)


def test_two_modules_may_have_the_same_title(agency):
    one, two = (services.create_module(agency=agency, title="Etika", by=None) for _turn in range(2))
    assert one.code == "etika"
    assert two.code.startswith("etika-")


def test_publishing_freezes_the_draft_and_makes_it_the_published_version(draft):
    version = services.publish_version(version=draft.draft, notes="Versi pertama", expert_reviewed=True, by=None)
    draft.refresh_from_db()
    assert (draft.published, draft.draft) == (version, None)
    assert version.is_frozen
    assert version.expert_reviewed


def test_a_published_version_refuses_every_change(draft):
    lesson, quiz = lesson_of(draft), quiz_of(draft)
    item = quiz.items.first()
    block = lesson.blocks[0]["id"]
    services.publish_version(version=draft.draft, by=None)
    for change in (
        lambda: services.describe_version(version=draft.draft, title="x", summary="", by=None),
        lambda: services.add_activity(version=draft.draft, kind="lesson", title="x", by=None),
        lambda: services.describe_activity(activity=lesson, title="x", minutes=1, sources="", by=None),
        lambda: services.move_activity(activity=lesson, up=False, by=None),
        lambda: services.remove_activity(activity=lesson, by=None),
        lambda: services.add_text(activity=lesson, text="x", by=None),
        lambda: services.change_block(activity=lesson, block_id=block, text="x", by=None),
        lambda: services.move_block(activity=lesson, block_id=block, up=True, by=None),
        lambda: services.remove_block(activity=lesson, block_id=block, by=None),
        lambda: services.save_item(activity=quiz, kind="single", prompt="x", body=SINGLE, by=None),
        lambda: services.save_item(activity=quiz, kind="single", prompt="x", body=SINGLE, item=item, by=None),
        lambda: services.move_item(item=item, up=True, by=None),
        lambda: services.remove_item(item=item, by=None),
    ):
        refused(change, "frozen")
    assert lesson_of_version(draft.draft).blocks == lesson.blocks


def lesson_of_version(version):
    return version.activities.get(key="pelajaran-1")


def test_changing_a_published_module_makes_a_draft_with_the_same_keys(agency):
    module = new_draft(published_module(agency))
    assert module.draft.number == 2
    keys = [list(version.activities.values_list("key", flat=True)) for version in (module.published, module.draft)]
    assert keys[0] == keys[1]
    items = [set(items_of(version.activities.get(key="kuis"))) for version in (module.published, module.draft)]
    assert items[0] == items[1] == {"single", "multiple", "true_false"}


def test_a_change_of_the_draft_leaves_the_published_version_as_it_was(agency):
    module = new_draft(published_module(agency))
    services.remove_activity(activity=quiz_of(module), by=None)
    services.change_block(activity=lesson_of(module), block_id=lesson_of(module).blocks[0]["id"], text="Baru", by=None)
    assert module.published.activities.filter(key="kuis").exists()
    assert "Isi pelajaran ke-1." in lesson_of_version(module.published).blocks[0]["html"]


def test_starting_a_draft_twice_gives_the_same_draft(agency):
    module = published_module(agency)
    assert services.start_draft(module=module, by=None) == services.start_draft(module=module, by=None)


def test_a_module_that_is_not_ready_says_everything_that_is_missing(agency):
    module = services.create_module(agency=agency, title="Kosong", by=None)
    assert queries.faults_of(module.draft) == ["Modul belum berisi pelajaran atau kuis."]
    services.add_activity(version=module.draft, kind="lesson", title="Satu", by=None)
    quiz = services.add_activity(version=module.draft, kind="quiz", title="Dua", by=None)
    assert queries.faults_of(module.draft) == ["Satu belum berisi teks.", "Dua belum berisi soal."]
    services.save_item(activity=quiz, kind="single", prompt="?", body=SINGLE | {"key": ""}, by=None)
    words = refused(lambda: services.publish_version(version=module.draft, by=None), "faulty")
    assert "Satu belum berisi teks." in words
    assert "Dua, soal 1: kunci belum ditandai." in words


def test_publishing_what_one_has_not_seen_is_refused(draft):
    seen = draft.draft.lock_version
    services.add_text(activity=lesson_of(draft), text="Disisipkan", by=None)
    refused(lambda: services.publish_version(version=draft.draft, lock_version=seen, by=None), "changed")


def test_publishing_twice_publishes_once(draft):
    services.publish_version(version=draft.draft, by=None)
    services.publish_version(version=draft.draft, by=None)
    assert Event.objects.filter(verb="courseware.published").count() == 1


def test_nobody_overwrites_what_they_have_not_seen(draft):
    lesson, quiz = lesson_of(draft), quiz_of(draft)
    item, block = quiz.items.first(), lesson.blocks[0]
    seen = [services.fingerprint(thing) for thing in (draft.draft, lesson, item, block)]
    changes = [
        lambda **seen: services.describe_version(version=draft.draft, title="A", summary="", by=None, **seen),
        lambda **seen: services.describe_activity(activity=lesson, title="B", minutes=3, sources="", by=None, **seen),
        lambda **seen: services.save_item(
            activity=quiz, kind="single", prompt="C", body=SINGLE, item=item, by=None, **seen
        ),
        lambda **seen: services.change_block(activity=lesson, block_id=block["id"], text="D", by=None, **seen),
    ]
    for change, mark in zip(changes, seen, strict=True):
        change(seen=mark)
        refused(lambda change=change, mark=mark: change(seen=mark), "changed")


def test_parts_move_one_place_and_stop_at_the_edge(draft):
    def keys():
        return list(draft.draft.activities.order_by("position").values_list("key", flat=True))

    first = draft.draft.activities.get(key="pelajaran-1")
    services.move_activity(activity=first, up=True, by=None)
    assert keys() == ["pelajaran-1", "pelajaran-2", "kuis"]
    services.move_activity(activity=first, up=False, by=None)
    assert keys() == ["pelajaran-2", "pelajaran-1", "kuis"]


def test_questions_move_one_place(draft):
    quiz = quiz_of(draft)
    services.move_item(item=items_of(quiz)["true_false"], up=True, by=None)
    assert list(Item.objects.filter(activity=quiz).values_list("key", flat=True)) == [
        "single",
        "true_false",
        "multiple",
    ]


def test_blocks_are_added_changed_moved_and_removed(draft):
    lesson = lesson_of(draft)
    added = services.add_text(activity=lesson, text="Kedua", by=None)
    services.move_block(activity=lesson, block_id=added["id"], up=True, by=None)
    services.change_block(activity=lesson, block_id=added["id"], text="**Kedua**", by=None)
    lesson.refresh_from_db()
    assert lesson.blocks[0]["html"] == "<p><strong>Kedua</strong></p>"
    services.remove_block(activity=lesson, block_id=added["id"], by=None)
    services.remove_block(activity=lesson, block_id=added["id"], by=None)
    lesson.refresh_from_db()
    assert [block["id"] for block in lesson.blocks] != [added["id"]]
    assert len(lesson.blocks) == 1


def test_what_a_block_says_is_cleaned_when_it_is_saved(draft):
    lesson = lesson_of(draft)
    block = services.add_text(activity=lesson, text="<script>alert(1)</script>", by=None)
    assert "<script" not in block["html"]


def test_changing_what_somebody_removed_is_refused(draft):
    lesson, quiz = lesson_of(draft), quiz_of(draft)
    item = quiz.items.first()
    services.remove_item(item=item, by=None)
    refused(
        lambda: services.save_item(activity=quiz, kind="single", prompt="x", body=SINGLE, item=item, by=None), "gone"
    )
    refused(lambda: services.change_block(activity=lesson, block_id="tiada", text="x", by=None), "gone")


def test_a_picture_is_made_small_and_loses_what_the_camera_wrote(draft):
    exif = b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00RAHASIA"
    shrunk = services.shrink_picture(picture_file("JPEG", (2000, 1500), exif=exif))
    assert (shrunk.width, shrunk.height) == (1280, 960)
    assert len(shrunk.content) <= 40 * 1024
    assert shrunk.content[8:12] == b"WEBP"
    assert b"RAHASIA" not in shrunk.content


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_the_three_kinds_of_pictures_are_taken(kind):
    assert services.shrink_picture(picture_file(kind)).width == 640


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"%PDF-1.4", b"\x89PNG\r\n\x1a\n broken"])
def test_what_is_no_picture_is_refused(content):
    refused(lambda: services.shrink_picture(content), "damaged")


def test_a_gif_is_refused():
    refused(lambda: services.shrink_picture(picture_file("GIF")), "damaged")


def test_a_small_file_that_would_unfold_into_a_huge_picture_is_refused():
    refused(lambda: services.shrink_picture(picture_file("PNG", (9000, 9000))), "too_many_pixels")


def test_a_picture_needs_words_and_belongs_to_its_module(draft, agency):
    lesson = lesson_of(draft)
    shrunk = services.shrink_picture(picture_file())
    picture = services.store_picture(module=draft, shrunk=shrunk, name="peta.png", by=None)
    refused(lambda: services.add_picture(activity=lesson, picture=picture, alt=" ", by=None), "alt_missing")
    block = services.add_picture(activity=lesson, picture=picture, alt="Peta desa", by=None)
    assert (block["width"], block["height"]) == (640, 400)
    assert queries.pictures_in([draft.draft.pk]) == {picture.pk}
    other = lesson_of(draft_module(agency, title="Lain"))
    refused(lambda: services.add_picture(activity=other, picture=picture, alt="x", by=None), "foreign_picture")


def test_every_write_leaves_an_event(draft):
    before = Event.objects.count()
    services.add_text(activity=lesson_of(draft), text="x", by=None)
    services.move_activity(activity=lesson_of(draft), up=False, by=None)
    services.save_item(activity=quiz_of(draft), kind="single", prompt="x", body=SINGLE, by=None)
    assert Event.objects.count() == before + 3
