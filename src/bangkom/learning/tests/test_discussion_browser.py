"""The discussion in a real browser: every state, both sizes, both languages; the keyboard alone, without scripts."""

import pytest
from playwright.sync_api import expect
from tests.browser import faults_of

from bangkom.learning.models import Post
from bangkom.learning.services import delete_post, hide_post, report_post
from bangkom.learning.tests.browsing import activity_url, url
from bangkom.learning.tests.talking import ANSWER, REASON, STORY, answer, organizer, story, talking, third, trainer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def room():
    return talking()


@pytest.fixture
def talk(room):
    """Words in every state: standing, answered, a trainer's, hidden, deleted, edited, reported."""
    mine = story(room, room.user)
    theirs = story(room, room.other_user, 2)
    teacher = trainer(room)
    story(room, teacher, 3)
    answers = [answer(theirs, user, n) for n, user in enumerate((room.user, third(room).person.user, teacher))]
    gone = story(room, room.other_user, 4)
    answer(gone, room.user, 9)
    delete_post(post=gone, by=room.other_user)
    hide_post(post=answers[0], reason=REASON, by=teacher)
    report_post(post=theirs, reason="private", words="Ada nomor telepon", by=room.user)
    hidden = story(room, room.user, 5)
    hide_post(post=hidden, reason=REASON, by=teacher)
    return {"mine": mine, "theirs": theirs, "hidden": hidden, "gone": gone}


@pytest.mark.parametrize(("phone", "language"), [(True, "id"), (False, "id"), (True, "en"), (False, "en")])
def test_axe_finds_nothing_on_any_page_and_nothing_scrolls_sideways(open_page, room, talk, phone, language):
    desk = f"/belajar/angkatan/{room.cohort.slug}/diskusi/"
    mine, theirs = talk["mine"].pk, talk["theirs"].pk
    pages = {
        room.user: [
            activity_url(room, "diskusi"),
            activity_url(room, "diskusi", "share"),
            *(url("thread", post.pk) for post in talk.values()),
            *(url(name, mine) for name in ("edit_post", "delete_post")),
            url("report_post", theirs),
            url("room", room.enrolment.pk),
        ],
        organizer(room): [
            desk,
            f"{desk}{room.module.pk}/diskusi/",
            f"{desk}{room.module.pk}/diskusi/tulis/",
            url("thread", theirs),
            url("hide_post", theirs),
        ],
    }
    for user, addresses in pages.items():
        user.language = language
        user.save(update_fields=["language"])
        page = open_page(user=user, phone=phone)
        for address in addresses:
            assert page.goto(address).status == 200, address
            assert faults_of(page) == [], address


def test_without_scripts_everything_is_done_with_the_keyboard(open_page, room):
    theirs = story(room, room.other_user, 2)
    page = open_page(user=room.user, phone=True, scripts=False)
    page.goto(activity_url(room, "diskusi"))
    page.get_by_role("link", name="Tulis pengalaman", exact=True).press("Enter")
    page.get_by_label("Pengalaman Anda").type(STORY.format(1))
    page.get_by_role("button", name="Kirim pengalaman").press("Enter")
    expect(page.get_by_text("Pengalaman Anda terkirim.")).to_be_visible()
    page.get_by_role("link", name="Baca dan tanggapi").press("Enter")
    page.get_by_label("Tanggapan Anda").type("ya")
    page.get_by_role("button", name="Kirim tanggapan").press("Enter")
    expect(page.get_by_role("heading", name="Ada yang perlu diperbaiki")).to_be_visible()
    page.get_by_label("Tanggapan Anda").fill(ANSWER.format(1))
    page.get_by_role("button", name="Kirim tanggapan").press("Enter")
    expect(page.get_by_text("Tanggapan Anda terkirim.")).to_be_visible()
    assert Post.objects.filter(thread=theirs, author=room.user).count() == 1
