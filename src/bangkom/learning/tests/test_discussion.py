"""Writing in the discussion: who may, what counts, what is taken back, who is told."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangkom.cohorts.models import CohortStaff, Enrolment, SheetRow
from bangkom.cohorts.services import confirm_requirement, withdraw
from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import Event
from bangkom.learning import policies, queries, texts
from bangkom.learning.models import FormerText, Post
from bangkom.learning.queries import next_step
from bangkom.learning.services import (
    complete_lesson,
    count_contributions,
    delete_post,
    edit_post,
    hide_post,
    reply,
    save_answers,
    share_experience,
    show_post,
    submit_attempt,
)
from bangkom.learning.tests.factories import RIGHT, learning
from bangkom.learning.tests.talking import (
    REASON,
    STORY,
    answer,
    of_cohort,
    organizer,
    sheet,
    story,
    talking,
    third,
    trainer,
)
from bangkom.ledger.models import Entry
from bangkom.notices.models import Notice
from bangkom.people.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def room():
    return talking()


def code_of(call):
    with pytest.raises(Refused) as refusal:
        call()
    return refusal.value.code


def complete(room):
    """One experience of each, and two replies of the first participant."""
    own = story(room, room.user)
    theirs = story(room, room.other_user, 2)
    return own, [answer(theirs, room.user, n) for n in (1, 2)]


def test_an_experience_is_kept_as_written_and_counts_in_the_same_act(room):
    post = story(room, room.user)
    assert (post.text, post.part, post.enrolment) == (STORY.format(1), "participant", room.enrolment)
    row = sheet(room)
    assert (row.state, row.facts) == ("open", {"posts": 1, "replies": 0})
    assert Event.objects.filter(verb="learning.experience_shared").count() == 1


def test_experience_and_replies_meet_the_condition(room):
    complete(room)
    row = sheet(room)
    assert (row.state, row.facts) == (SheetRow.State.MET, {"posts": 1, "replies": 2})
    assert row.met_on == clock.today(room.cohort.agency)


def test_a_reply_to_the_own_experience_does_not_count(room):
    own = story(room, room.user)
    answer(own, room.user)
    assert sheet(room).facts == {"posts": 1, "replies": 0}


def test_a_reply_to_a_trainers_experience_counts(room):
    theirs = story(room, trainer(room), 2)
    answer(theirs, room.user)
    assert sheet(room).facts == {"posts": 0, "replies": 1}


def test_who_teaches_or_serves_writes_marked_as_that_and_has_no_sheet(room):
    parts = [(of_cohort(room, part, 720 + n), part) for n, part in enumerate(CohortStaff.Part.values)]
    parts.append((organizer(room), "committee"))
    for n, (user, part) in enumerate(parts):
        post = story(room, user, n)
        assert (post.part, post.enrolment) == (part, None)


def test_nobody_else_writes(room):
    strangers = [UserFactory(), talking().user, organizer(talking())]
    post = story(room, room.user)
    for stranger in strangers:
        assert code_of(lambda user=stranger: story(room, user)) == "not_of_cohort"
        assert code_of(lambda user=stranger: answer(post, user)) == "not_of_cohort"


def test_a_discussion_of_a_version_that_the_cohort_does_not_learn_is_refused(room):
    foreign = talking().activity("diskusi")
    for user in (room.user, organizer(room)):
        with pytest.raises(Refused):
            share_experience(cohort=room.cohort, activity=foreign, text=STORY.format(1), by=user)


def test_a_quiz_is_not_discussed(room):
    quiz = room.activity("kuis")
    with pytest.raises(Refused):
        share_experience(cohort=room.cohort, activity=quiz, text=STORY.format(1), by=room.user)


def test_it_opens_with_the_stage_that_asks_for_it_not_with_its_module(room):
    later = clock.today(room.cohort.agency) + dt.timedelta(days=2)
    stage = sheet(room).stage
    room.cohort.stages.filter(stage=stage).update(starts_on=later)
    assert code_of(lambda: story(room, room.user)) == "not_yet"
    complete_lesson(enrolment=room.enrolment, activity=room.activity("pelajaran-1"), by=room.user)
    assert story(room, trainer(room)).pk
    with clock.held_at(clock.instant(later, dt.time(8), room.cohort.agency)):
        assert story(room, room.user).pk


def test_without_a_condition_it_opens_with_the_module_and_counts_nowhere():
    room = learning(discussion={}, with_sessions=False)
    post = story(room, room.user)
    assert post.pk
    assert not room.enrolment.sheet.filter(requirement__kind="discussion").exists()


def test_it_never_closes_so_that_who_was_deferred_finishes(room):
    with clock.held_at(clock.instant(room.cohort.ends_on + dt.timedelta(days=40), dt.time(8))):
        complete(room)
    assert sheet(room).state == SheetRow.State.MET


def test_who_has_left_neither_reads_nor_writes(room):
    post = story(room, room.other_user)
    withdraw(enrolment=room.enrolment, reason="Mutasi", by=room.user)
    assert code_of(lambda: answer(post, room.user)) == "not_of_cohort"
    assert not Post.objects.visible_to(room.user).exists()


@pytest.mark.parametrize("text", ["", "   \n ", "Terlalu pendek.", "x" * 4001])
def test_an_experience_has_a_length(room, text):
    call = lambda: share_experience(cohort=room.cohort, activity=room.activity("diskusi"), text=text, by=room.user)  # noqa: E731
    assert code_of(call) == "length"
    assert not Post.objects.exists()


def test_a_reply_has_a_length(room):
    post = story(room, room.other_user)
    for text in ("ok", "x" * 1001):
        assert code_of(lambda text=text: reply(thread=post, text=text, by=room.user)) == "length"


def test_the_same_words_again_are_refused(room):
    story(room, room.user)
    call = lambda: share_experience(  # noqa: E731
        cohort=room.cohort, activity=room.activity("diskusi"), text=STORY.format(1).upper() + "  \n", by=room.user
    )
    assert code_of(call) == "repeated"
    theirs = [story(room, room.other_user, n) for n in (2, 3)]
    answer(theirs[0], room.user)
    assert code_of(lambda: answer(theirs[1], room.user)) == "repeated"


def test_too_many_at_once_are_refused_and_later_taken(room):
    for number in range(10):
        story(room, room.user, number)
    assert code_of(lambda: story(room, room.user, 11)) == "too_fast"
    with clock.held_at(clock.now() + dt.timedelta(minutes=11)):
        assert story(room, room.user, 11).pk


def test_what_is_taken_down_is_not_replied_to(room):
    hidden, deleted = story(room, room.other_user, 1), story(room, room.other_user, 2)
    hide_post(post=hidden, reason=REASON, by=trainer(room))
    delete_post(post=deleted, by=room.other_user)
    for post in (hidden, deleted):
        assert code_of(lambda post=post: answer(post, room.user)) == "taken_down"


def test_replies_are_not_replied_to(room):
    first = answer(story(room, room.user), room.other_user)
    assert code_of(lambda: answer(first, room.user)) == "taken_down"


class TestEditing:
    def test_the_own_words_are_mended_and_the_former_ones_kept(self, room):
        post = story(room, room.user)
        edit_post(post=post, text=STORY.format(9), seen=1, by=room.user)
        post.refresh_from_db()
        assert (post.text, post.wording) == (STORY.format(9), 2)
        assert post.edited_at
        assert list(FormerText.objects.values_list("text", flat=True)) == [STORY.format(1)]
        event = Event.objects.get(verb="learning.post_edited")
        assert event.payload.body["before"]["text"] == STORY.format(1)

    def test_of_two_windows_the_second_is_refused(self, room):
        post = story(room, room.user)
        edit_post(post=post, text=STORY.format(8), seen=1, by=room.user)
        assert code_of(lambda: edit_post(post=post, text=STORY.format(9), seen=1, by=room.user)) == "changed"

    def test_the_same_words_change_nothing(self, room):
        post = story(room, room.user)
        edit_post(post=post, text=STORY.format(1), seen=1, by=room.user)
        assert not FormerText.objects.exists()

    def test_after_a_day_they_stay(self, room):
        post = story(room, room.user)
        with clock.held_at(clock.now() + 25 * HOUR):
            assert not policies.may_edit(room.user, post)
            assert code_of(lambda: edit_post(post=post, text=STORY.format(9), seen=1, by=room.user)) == "too_late"
            assert delete_post(post=post, by=room.user).deleted_at

    def test_nobody_edits_or_deletes_for_another(self, room):
        post = story(room, room.user)
        for user in (room.other_user, organizer(room), trainer(room)):
            assert code_of(lambda user=user: edit_post(post=post, text="x" * 60, seen=1, by=user)) == "not_own"
            assert code_of(lambda user=user: delete_post(post=post, by=user)) == "not_own"

    def test_what_is_hidden_is_not_edited(self, room):
        post = story(room, room.user)
        hide_post(post=post, reason=REASON, by=trainer(room))
        assert code_of(lambda: edit_post(post=post, text=STORY.format(9), seen=1, by=room.user)) == "too_late"


class TestTakingBack:
    def test_what_is_deleted_no_longer_counts(self, room):
        _own, replies = complete(room)
        delete_post(post=replies[0], by=room.user)
        row = sheet(room)
        assert (row.state, row.facts) == ("open", {"posts": 1, "replies": 1})

    def test_deleting_twice_is_one_act(self, room):
        post = story(room, room.user)
        delete_post(post=post, by=room.user)
        delete_post(post=post, by=room.user)
        assert Event.objects.filter(verb="learning.post_deleted").count() == 1

    def test_hidden_does_not_count_and_shown_again_counts_as_of_its_day(self, room):
        own, _replies = complete(room)
        day = sheet(room).met_on
        moderator = trainer(room)
        with clock.held_at(clock.now() + dt.timedelta(days=3)):
            hide_post(post=own, reason=REASON, by=moderator)
            assert sheet(room).state == SheetRow.State.OPEN
            show_post(post=own, by=moderator)
        row = sheet(room)
        assert (row.state, row.met_on) == ("met", day)

    def test_replies_to_what_was_taken_down_still_count(self, room):
        theirs = story(room, room.other_user)
        answer(theirs, room.user)
        delete_post(post=theirs, by=room.other_user)
        assert sheet(room).facts == {"posts": 0, "replies": 1}

    def test_who_has_passed_does_not_take_the_ground_away(self, room):
        own, _replies = complete(room)
        pass_the_rest(room)
        assert code_of(lambda: delete_post(post=own, by=room.user)) == "passed"
        more = story(room, room.user, 7)
        assert delete_post(post=more, by=room.user).deleted_at
        room.enrolment.refresh_from_db()
        assert room.enrolment.state == Enrolment.State.PASSED

    def test_a_moderator_who_hides_it_opens_the_outcome_again(self, room):
        own, _replies = complete(room)
        pass_the_rest(room)
        moderator = trainer(room)
        hide_post(post=own, reason=REASON, by=moderator)
        room.enrolment.refresh_from_db()
        assert room.enrolment.state == Enrolment.State.UNDER_REVIEW
        show_post(post=own, by=moderator)
        room.enrolment.refresh_from_db()
        assert room.enrolment.state == Enrolment.State.PASSED
        assert sum(entry.minutes for entry in Entry.objects.filter(person=room.enrolment.person)) / 45 == 73

    def test_counting_again_changes_nothing(self, room):
        complete(room)
        events = Event.objects.count()
        count_contributions(enrolment=room.enrolment, activity=room.activity("diskusi"), by=None)
        assert Event.objects.count() == events


def pass_the_rest(room):
    for number in (1, 2):
        complete_lesson(enrolment=room.enrolment, activity=room.activity(f"pelajaran-{number}"), by=room.user)
    attempt = room.attempt()
    save_answers(attempt=attempt, ops=room.ops(RIGHT), by=room.user)
    submit_attempt(attempt=attempt, by=room.user)
    confirm_requirement(row=room.row("confirmation"), confirmed=True, note="Hadir", by=room.user)
    room.enrolment.refresh_from_db()
    assert room.enrolment.state == Enrolment.State.PASSED


class TestTelling:
    def told(self, user, kind="learning.reply"):
        return Notice.objects.filter(recipient=user, kind=kind)

    def test_the_author_is_told_of_replies_once_an_hour(self, room):
        post = story(room, room.user)
        with clock.held_at(clock.instant(clock.today(), dt.time(9, 5))):
            answer(post, room.other_user, 1)
            answer(post, room.other_user, 2)
            assert self.told(room.user).count() == 1
        with clock.held_at(clock.instant(clock.today(), dt.time(10, 5))):
            answer(post, room.other_user, 3)
        notice = self.told(room.user).first()
        assert self.told(room.user).count() == 2
        assert notice.text == "Ada tanggapan untuk pengalaman Anda di Diskusi pengalaman"
        assert notice.url == f"/belajar/diskusi/{post.pk}/"

    def test_nobody_is_told_of_the_own_reply(self, room):
        answer(story(room, room.user), room.user)
        assert not Notice.objects.filter(kind="learning.reply").exists()

    def test_who_has_left_is_told_nothing(self, room):
        post = story(room, room.user)
        withdraw(enrolment=room.enrolment, reason="Mutasi", by=room.user)
        answer(post, room.other_user)
        assert not self.told(room.user).exists()


def test_one_cohort_never_sees_another(room):
    elsewhere = talking()
    post = story(elsewhere, elsewhere.user)
    for user in (room.user, organizer(room), trainer(room)):
        assert not Post.objects.visible_to(user).exists()
    for user in (elsewhere.user, elsewhere.other_user, organizer(elsewhere), trainer(elsewhere)):
        assert list(Post.objects.visible_to(user)) == [post]


def test_the_next_step_leads_to_the_discussion_and_puts_replies_behind_other_work(room):
    for number in (1, 2):
        complete_lesson(enrolment=room.enrolment, activity=room.activity(f"pelajaran-{number}"), by=room.user)
    attempt = room.attempt()
    save_answers(attempt=attempt, ops=room.ops(RIGHT), by=room.user)
    submit_attempt(attempt=attempt, by=room.user)
    step = next_step(room.enrolment)
    assert (step.kind, step.label, step.is_own_work) == ("discussion", "Tulis pengalaman", True)
    assert step.detail == "0 dari 1 pengalaman, 0 dari 2 tanggapan"
    story(room, room.user)
    assert next_step(room.enrolment).label == "Baca dan tanggapi"
    reader = third(room)
    story(room, reader.person.user, 5)
    assert next_step(reader).kind == "lesson"


def test_hidden_and_deleted_threads_stay_where_somebody_answered(room):
    activity, moderator = room.activity("diskusi"), trainer(room)
    answered, bare, gone = (story(room, room.other_user, n) for n in (1, 2, 3))
    answer(answered, room.user)
    for post in (answered, bare):
        hide_post(post=post, reason=REASON, by=moderator)
    delete_post(post=gone, by=room.other_user)

    def seen(user, moderates=False):
        return set(queries.threads(room.cohort, activity, user, moderates=moderates))

    assert seen(room.user) == {answered}
    assert seen(room.other_user) == {answered, bare}
    assert seen(moderator, moderates=True) == {answered, bare}


@given(st.text(max_size=300))
def test_a_tidy_text_stays_tidy_and_can_be_stored(text):
    tidy = texts.tidy(text)
    assert texts.tidy(tidy) == tidy
    assert "\x00" not in tidy
    assert "\n\n\n" not in tidy
    tidy.encode()


def test_paragraphs_and_emoji_survive():
    assert texts.tidy(" Satu  \r\n\r\n\r\n\r\nDua \u202e\t👩‍🏫 ") == "Satu\n\nDua  👩‍🏫"
