"""Reports and hiding: who may, who is told, what waits."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from bangkom.cohorts.models import CohortStaff
from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import Event
from bangkom.learning.models import Post, Report
from bangkom.learning.queries import reported_posts, waiting_reports
from bangkom.learning.services import delete_post, hide_post, keep_post, report_post, show_post
from bangkom.learning.tests.talking import REASON, answer, of_cohort, organizer, story, talking, third, trainer
from bangkom.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return talking()


@pytest.fixture
def theirs(room):
    return story(room, room.other_user)


def report(post, by, reason="rude", words=""):
    return report_post(post=post, reason=reason, words=words, by=by)


def code_of(call):
    with pytest.raises(Refused) as refusal:
        call()
    return refusal.value.code


def told(user, kind):
    return [notice.text for notice in Notice.objects.filter(recipient=user, kind=kind)]


def test_a_report_waits_for_the_moderators_of_its_cohort_only(room, theirs):
    report(theirs, room.user)
    report(theirs, third(room).person.user, "private")
    report(answer(theirs, room.other_user), room.user)
    elsewhere = talking()
    for user in (organizer(room), trainer(room), of_cohort(room, CohortStaff.Part.COMMITTEE)):
        [waiting] = waiting_reports(user)
        assert (waiting.slug, waiting.count) == (room.cohort.slug, 2)
        assert waiting.cohort == "Angkatan I"
        assert waiting.oldest <= clock.now()
    for user in (room.user, of_cohort(room, CohortStaff.Part.COACH, 702), organizer(elsewhere), trainer(elsewhere)):
        assert waiting_reports(user) == []
        assert not Report.objects.visible_to(user).exists()


def test_waiting_reports_are_one_query(room, theirs, django_assert_max_num_queries):
    report(theirs, room.user)
    user = trainer(room)
    assert user.assignments_now == []
    with django_assert_max_num_queries(1):
        assert len(waiting_reports(user)) == 1


def test_reporting_twice_is_one_report(room, theirs):
    assert report(theirs, room.user) == report(theirs, room.user, "hate")
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(post=theirs, reporter=room.user, reason="rude")


def test_what_cannot_be_reported_is_refused(room, theirs):
    assert code_of(lambda: report(theirs, room.other_user)) == "own"
    assert code_of(lambda: report(theirs, room.user, "other", " ")) == "reason_missing"
    delete_post(post=theirs, by=room.other_user)
    assert code_of(lambda: report(theirs, room.user)) == "taken_down"


def test_nobody_floods_the_moderators(room):
    with clock.held_at(clock.now() - dt.timedelta(hours=2)):
        posts = [story(room, room.other_user, n) for n in range(10)]
    posts += [story(room, room.other_user, n) for n in range(10, 20)]
    for each in posts:
        report(each, room.user)
    last = story(room, trainer(room), 99)
    assert code_of(lambda: report(last, room.user)) == "too_many"


def test_hiding_settles_the_reports_and_tells_everybody_concerned(room, theirs):
    report(theirs, room.user)
    moderator = trainer(room)
    hide_post(post=theirs, reason=f"  {REASON}\n", by=moderator)
    theirs.refresh_from_db()
    assert (theirs.hidden_by, theirs.hidden_reason) == (moderator, REASON)
    settled = Report.objects.get()
    assert (settled.state, settled.decided_by) == ("hidden", moderator)
    assert told(room.other_user, "learning.hidden") == [f"Tulisan Anda di Diskusi pengalaman disembunyikan: {REASON}"]
    assert told(room.user, "learning.report_settled") == [
        "Tulisan yang Anda laporkan di Diskusi pengalaman disembunyikan. Terima kasih."
    ]
    event = Event.objects.get(verb="learning.post_hidden")
    assert (event.actor, event.payload.body["after"]) == (moderator, {"reason": REASON})


def test_keeping_settles_the_reports_and_leaves_the_post(room, theirs):
    report(theirs, room.user)
    assert keep_post(post=theirs, by=organizer(room)) == 1
    theirs.refresh_from_db()
    assert theirs.is_standing
    assert reported_posts(room.cohort) == []
    assert told(room.user, "learning.report_settled") == [
        "Laporan Anda di Diskusi pengalaman sudah diperiksa. Tulisannya tetap ditampilkan."
    ]
    assert keep_post(post=theirs, by=organizer(room)) == 0


def test_after_it_was_kept_it_may_be_reported_again(room, theirs):
    report(theirs, room.user)
    keep_post(post=theirs, by=trainer(room))
    assert report(theirs, room.user).state == "open"


def test_deleting_settles_the_reports(room, theirs):
    report(theirs, room.user)
    delete_post(post=theirs, by=room.other_user)
    assert Report.objects.get().state == "deleted"
    assert waiting_reports(trainer(room)) == []


def test_hiding_asks_for_a_reason_and_a_post_that_stands(room, theirs):
    moderator = trainer(room)
    assert code_of(lambda: hide_post(post=theirs, reason="  ", by=moderator)) == "reason_missing"
    hide_post(post=theirs, reason=REASON, by=moderator)
    assert code_of(lambda: hide_post(post=theirs, reason=REASON, by=moderator)) == "taken_down"
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=theirs.pk).update(hidden_reason="")


def test_only_moderators_hide_show_and_keep(room, theirs):
    for user in (room.user, room.other_user, of_cohort(room, CohortStaff.Part.COACH), organizer(talking())):
        for call in (
            lambda user=user: hide_post(post=theirs, reason=REASON, by=user),
            lambda user=user: show_post(post=theirs, by=user),
            lambda user=user: keep_post(post=theirs, by=user),
        ):
            assert code_of(call) == "not_moderator"


def test_showing_again_tells_the_author_once(room, theirs):
    moderator = trainer(room)
    hide_post(post=theirs, reason=REASON, by=moderator)
    show_post(post=theirs, by=moderator)
    show_post(post=theirs, by=moderator)
    assert told(room.other_user, "learning.shown") == ["Tulisan Anda di Diskusi pengalaman ditampilkan lagi"]
    assert Event.objects.filter(verb="learning.post_shown").count() == 1
