"""The turns: written, sent, answered, recalled, taken back; and what each does to the sheet, the JP, the history."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from bangkom.cohorts.models import Enrolment, SheetRow
from bangkom.cohorts.services import withdraw
from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import Event
from bangkom.ledger.models import Entry
from bangkom.notices.models import Notice
from bangkom.workplace import services
from bangkom.workplace.models import Evidence, Project, Submission
from bangkom.workplace.tests.factories import PLAN, REPORT, photo, scene

pytestmark = pytest.mark.django_db
State = Submission.State
Turn = Project.Turn
Party = SheetRow.Party


@pytest.fixture
def s():
    return scene()


def states(s, part):
    return list(
        Submission.objects.filter(project=s.fresh(), part=part).order_by("number").values_list("state", flat=True)
    )


def notices(user):
    return list(Notice.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


def test_beginning_twice_begins_once(s):
    assert s.project().pk == s.project().pk
    assert states(s, "plan") == [State.DRAFT]
    assert s.row().waiting_for == Party.PARTICIPANT


def test_a_draft_is_saved_however_little_is_written_and_nobody_else_sees_it(s):
    draft = services.save_draft(project=s.project(), content={"title": "Mediasi"}, by=s.user())
    assert draft.content["title"] == "Mediasi"
    assert draft.revision == 1
    assert s.fresh().title == ""
    assert Submission.objects.visible_to(s.user()).count() == 1
    assert not Submission.objects.visible_to(s.coach_user).exists()
    assert not Submission.objects.visible_to(s.organizer).exists()


def test_the_history_notes_that_a_draft_was_begun_not_each_time_it_is_saved(s):
    for words in ("a", "ab", "abc"):
        services.save_draft(project=s.project(), content={"title": words}, by=s.user())
    assert Event.objects.about(s.enrolments[0]).filter(verb="workplace.draft_saved").count() == 1


def test_two_devices_do_not_overwrite_each_other_unseen(s):
    project = s.project()
    services.save_draft(project=project, content={"title": "HP"}, seen=0, by=s.user())
    with pytest.raises(Refused) as refusal:
        services.save_draft(project=project, content={"title": "laptop"}, seen=0, by=s.user())
    assert refusal.value.code == "changed"
    assert services.draft_of(s.fresh()).content["title"] == "HP"


def test_an_incomplete_plan_is_not_sent(s):
    project = s.project()
    services.save_draft(project=project, content=PLAN | {"outcome": ""}, by=s.user())
    with pytest.raises(Refused) as refusal:
        services.send_draft(project=project, by=s.user())
    assert refusal.value.code == "incomplete"
    assert "Hasil yang diharapkan" in str(refusal.value)
    assert s.fresh().turn == Turn.PARTICIPANT


def test_a_sent_plan_waits_for_the_coach_from_then_on(s):
    with clock.held_at(dt.datetime(2025, 5, 20, 3, tzinfo=dt.UTC)):
        s.plan()
    project, row = s.fresh(), s.row()
    assert (project.turn, project.since) == (Turn.COACH, dt.datetime(2025, 5, 20, 3, tzinfo=dt.UTC))
    assert (row.waiting_for, row.since) == (Party.COACH, project.since)
    assert project.title == PLAN["title"]
    assert notices(s.coach_user) == ["workplace.sent"]


def test_what_is_sent_is_not_changed_any_more(s):
    s.plan()
    with pytest.raises(Refused) as refusal:
        services.save_draft(project=s.fresh(), content=PLAN, by=s.user())
    assert refusal.value.code == "waiting"


def test_a_returned_plan_comes_back_with_advice_and_its_words(s):
    s.plan()
    s.give_back()
    assert states(s, "plan") == [State.RETURNED, State.DRAFT]
    assert services.draft_of(s.fresh()).content == PLAN
    assert s.row().waiting_for == Party.PARTICIPANT
    assert notices(s.user()) == ["workplace.returned"]
    s.plan(title="Mediasi lagi")
    assert states(s, "plan") == [State.RETURNED, State.SENT]
    assert Submission.objects.get(state=State.RETURNED).content["title"] == PLAN["title"]


def test_returning_needs_advice_and_verifying_a_note(s):
    s.plan()
    with pytest.raises(Refused):
        s.give_back(note="  ")
    s.accept(note="")
    s.report()
    with pytest.raises(Refused):
        s.accept(note="")
    assert s.row().state == SheetRow.State.OPEN


def test_an_accepted_plan_opens_the_report(s):
    s.plan()
    s.accept()
    project = s.fresh()
    assert (project.part, project.turn) == ("report", Turn.PARTICIPANT)
    assert states(s, "report") == [State.DRAFT]
    assert s.row().waiting_for == Party.PARTICIPANT
    assert s.row().state == SheetRow.State.OPEN


def test_evidence_belongs_to_the_report(s):
    project = s.project()
    with pytest.raises(Refused) as refusal:
        services.add_evidence(project=project, upload=photo(), name="a.jpg", caption="Rapat", by=s.user())
    assert refusal.value.code == "too_early"


def test_a_report_without_evidence_is_not_sent(s):
    s.plan()
    s.accept()
    services.save_draft(project=s.fresh(), content=REPORT, by=s.user())
    with pytest.raises(Refused):
        services.send_draft(project=s.fresh(), by=s.user())
    s.prove()
    assert services.send_draft(project=s.fresh(), by=s.user()).state == State.SENT


def test_verifying_meets_the_condition_and_posts_the_jp_in_the_same_act(s):
    s.report()
    with clock.held_at(dt.datetime(2025, 5, 26, 3, tzinfo=dt.UTC)):
        s.accept(note="Kesepakatan dan fotonya saya lihat.")
    row = s.row()
    assert (row.state, row.met_on) == (SheetRow.State.MET, dt.date(2025, 5, 26))
    assert row.facts == {
        "verified": True, "note": "Kesepakatan dan fotonya saya lihat.", "verified_on": "2025-05-26",
    }  # fmt: skip
    assert row.source.startswith("workplace.submission:")
    assert s.fresh().is_over
    assert Entry.objects.filter(person=s.enrolments[0].person).count() == 1
    assert notices(s.user())[-1] == "workplace.accepted"


def test_an_answer_given_twice_is_refused_the_second_time(s):
    s.plan()
    s.accept()
    with pytest.raises(Refused) as refusal:
        s.give_back()
    assert refusal.value.code == "nothing_waits"
    assert s.fresh().part == "report"


def test_what_waits_is_recalled_and_stays_in_the_list(s):
    s.plan()
    services.recall(project=s.fresh(), by=s.user())
    assert states(s, "plan") == [State.RECALLED, State.DRAFT]
    assert s.row().waiting_for == Party.PARTICIPANT
    with pytest.raises(Refused):
        s.accept()
    with pytest.raises(Refused):
        services.recall(project=s.fresh(), by=s.user())


def test_a_verification_taken_back_opens_the_condition_and_reverses_the_jp(s):
    s.report()
    s.accept()
    with pytest.raises(Refused):
        services.take_back(project=s.fresh(), reason=" ", by=s.coach_user)
    services.take_back(project=s.fresh(), reason="Fotonya bukan dari kegiatan ini.", by=s.coach_user)
    row, project = s.row(), s.fresh()
    assert (row.state, row.waiting_for) == (SheetRow.State.OPEN, Party.PARTICIPANT)
    assert (project.part, project.turn) == ("report", Turn.PARTICIPANT)
    assert states(s, "report") == [State.TAKEN_BACK, State.DRAFT]
    assert sum(entry.minutes for entry in Entry.objects.filter(person=s.enrolments[0].person)) == 0
    assert services.draft_of(project).evidence.count() == 1
    assert notices(s.user())[-1] == "workplace.taken_back"
    services.send_draft(project=project, by=s.user())
    s.accept(note="Sekarang sesuai.")
    assert s.row().state == SheetRow.State.MET


def test_an_agreed_plan_taken_back_keeps_what_was_begun_of_the_report(s):
    s.plan()
    s.accept()
    services.save_draft(project=s.fresh(), content={"done": "Satu pertemuan"}, by=s.user())
    services.take_back(project=s.fresh(), reason="Sasarannya berubah.", by=s.coach_user)
    assert s.fresh().part == "plan"
    services.send_draft(project=s.fresh(), by=s.user())
    s.accept()
    assert services.draft_of(s.fresh()).content["done"] == "Satu pertemuan"


def test_nothing_is_taken_back_while_something_waits_for_an_answer(s):
    s.report()
    with pytest.raises(Refused) as refusal:
        services.take_back(project=s.fresh(), reason="Keliru", by=s.coach_user)
    assert refusal.value.code == "nothing_accepted"


def test_a_sent_version_keeps_its_evidence_when_the_next_draft_drops_it(s):
    sent = s.report()
    s.give_back()
    evidence = Evidence.objects.get()
    services.remove_evidence(evidence=evidence, by=s.user())
    assert services.draft_of(s.fresh()).evidence.count() == 0
    assert sent.evidence.get() == evidence


def test_evidence_that_was_never_sent_is_gone_when_it_is_dropped(s):
    s.plan()
    s.accept()
    services.remove_evidence(evidence=s.prove(), by=s.user())
    assert not Evidence.objects.exists()


def test_evidence_has_words_and_an_end(s, monkeypatch):
    monkeypatch.setattr("bangkom.workplace.services.evidence.MOST", 1)
    s.plan()
    s.accept()
    with pytest.raises(Refused):
        services.add_evidence(project=s.fresh(), upload=photo(), name="a.jpg", caption=" ", by=s.user())
    s.prove()
    with pytest.raises(Refused) as refusal:
        s.prove()
    assert refusal.value.code == "too_many"


def test_whoever_has_withdrawn_writes_no_more(s):
    project = s.project()
    withdraw(enrolment=s.enrolments[0], reason="Mutasi", by=s.organizer)
    assert Enrolment.objects.get(pk=s.enrolments[0].pk).state == Enrolment.State.WITHDRAWN
    for act in (
        lambda: services.save_draft(project=project, content=PLAN, by=s.user()),
        lambda: services.send_draft(project=project, by=s.user()),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "withdrawn"


def test_every_act_stands_in_the_history_of_the_participant(s):
    s.report()
    s.accept()
    services.take_back(project=s.fresh(), reason="Keliru", by=s.coach_user)
    verbs = set(Event.objects.about(s.enrolments[0]).values_list("verb", flat=True))
    assert {
        "workplace.began", "workplace.draft_saved", "workplace.plan_sent", "workplace.plan_accepted",
        "workplace.evidence_added", "workplace.report_sent", "workplace.report_accepted", "workplace.report_taken_back",
    } <= verbs  # fmt: skip


def test_the_database_refuses_a_second_version_that_waits(s):
    sent = s.plan()
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.create(project=sent.project, part="report", number=1, state=State.SENT, sent_at=clock.now())


def test_the_database_refuses_a_return_without_advice(s):
    sent = s.plan()
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=sent.pk).update(state=State.RETURNED)
