"""Evidence of a participant: kept as it came, looked at, accepted or returned; never counted beside a list."""

import datetime as dt
from decimal import Decimal

import pytest

from bangkom.cohorts.models import SheetRow
from bangkom.cohorts.services import withdraw
from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import Event
from bangkom.core.uploads import MOST_BYTES, NotTaken, kind_of
from bangkom.notices.models import Notice
from bangkom.outside.models import Credit, Evidence
from bangkom.outside.queries import place_of, queue, waiting_evidence
from bangkom.outside.services import Completion, accept_evidence, return_evidence, take_back
from bangkom.outside.tests.factories import NIPS, PDF, PRINTED, group, picture
from bangkom.outside.tests.test_lists import HEADER, line
from bangkom.people.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
UMI = NIPS["Umi Fauziah"]


@pytest.fixture
def g():
    return group()


def accept(g, evidence, *, completed_on=PRINTED, score="85", certificate=""):
    completion = Completion(completed_on=completed_on, score=Decimal(score), certificate=certificate)
    return accept_evidence(evidence=evidence, completion=completion, by=g.organizer)


def test_evidence_puts_the_condition_before_the_committee(g):
    g.send()
    row = g.row()
    assert (row.state, row.waiting_for) == (SheetRow.State.OPEN, SheetRow.Party.COMMITTEE)
    assert not Credit.objects.exists()


def test_accepted_evidence_meets_the_condition_on_the_printed_day_and_credits_the_stage_once(g):
    evidence = g.send(completed_on=dt.date(2024, 12, 31))
    accept(g, evidence, completed_on=dt.date(2024, 12, 31))
    row = g.row()
    assert (row.state, row.met_on, row.source) == ("met", dt.date(2024, 12, 31), f"outside.evidence:{evidence.pk}")
    (entry,) = g.entries()
    assert (entry.minutes, entry.year) == (24 * 45, 2024)
    evidence.refresh_from_db()
    assert evidence.state == Evidence.State.ACCEPTED


def test_the_committee_may_put_right_what_the_participant_misread(g):
    credit = accept(g, g.send(score="85"), score="82.5", certificate="ab 12")
    assert (credit.score, credit.certificate) == (Decimal("82.5"), "AB 12")
    assert Evidence.objects.get().score == Decimal(85)


def test_accepting_a_score_that_is_too_low_is_refused_and_changes_nothing(g):
    evidence = g.send()
    with pytest.raises(Refused, match="sedikitnya 70"):
        accept(g, evidence, score="69")
    evidence.refresh_from_db()
    assert evidence.state == Evidence.State.WAITING


def test_returned_evidence_says_why_and_waits_for_the_participant_again(g):
    evidence = return_evidence(evidence=g.send(), reason="Nama pada sertifikat bukan nama Anda.", by=g.organizer)
    assert g.row().waiting_for == SheetRow.Party.PARTICIPANT
    notice = Notice.objects.get(recipient=g.learner())
    assert "Nama pada sertifikat bukan nama Anda." in notice.text
    assert notice.url == f"/platform-luar/bukti/{evidence.row.enrolment_id}/{evidence.row.requirement_id}/"
    assert Event.objects.filter(verb="outside.evidence_returned").exists()


def test_evidence_is_not_returned_without_a_reason(g):
    with pytest.raises(Refused, match="alasan"):
        return_evidence(evidence=g.send(), reason=" ", by=g.organizer)


def test_a_new_try_replaces_what_waits_and_the_old_one_cannot_be_accepted_any_more(g):
    first = g.send()
    second = g.send(content=PDF)
    assert list(queue(g.cohort)) == [second]
    with pytest.raises(Refused, match="sudah diputuskan atau diganti"):
        accept(g, first)
    accept(g, second)
    assert Credit.objects.get().evidence == second


def test_evidence_is_decided_once(g):
    evidence = g.send()
    accept(g, evidence)
    with pytest.raises(Refused):
        accept(g, evidence)
    with pytest.raises(Refused):
        return_evidence(evidence=evidence, reason="Salah", by=g.organizer)
    assert len(g.entries()) == 1


def test_a_met_condition_takes_no_more_evidence(g):
    accept(g, g.send())
    with pytest.raises(Refused, match="sudah terpenuhi"):
        g.send()


def test_who_has_withdrawn_sends_nothing_and_nothing_of_theirs_is_asked_for(g):
    g.send()
    withdraw(enrolment=g.enrolments["Umi Fauziah"], reason="Mutasi", by=g.organizer)
    assert not queue(g.cohort).exists()
    with pytest.raises(Refused, match="tidak lagi mengikuti"):
        g.send()


def test_a_completion_by_evidence_and_by_list_is_credited_once(g):
    accept(g, g.send())
    job = g.commit(g.paste(HEADER, line(UMI, "Umi Fauziah")))
    row = job.rows.get()
    assert row.verdict == "same"
    assert "bukti peserta" in row.reasons[0]["message"]
    assert (Credit.objects.count(), len(g.entries())) == (1, 1)


def test_evidence_accepted_while_the_list_was_being_looked_at_counts_once(g):
    evidence = g.send()
    job = g.paste(HEADER, line(UMI, "Umi Fauziah"))
    accept(g, evidence)
    g.commit(job)
    assert [reason["code"] for reason in job.rows.get().reasons] == ["already"]
    assert (Credit.objects.count(), len(g.entries())) == (1, 1)


def test_a_list_closes_the_evidence_that_waits_and_its_undo_brings_it_back(g):
    evidence = g.send()
    job = g.commit(g.paste(HEADER, line(UMI, "Umi Fauziah")))
    evidence.refresh_from_db()
    assert evidence.state == Evidence.State.REPLACED
    with pytest.raises(Refused):
        accept(g, evidence)
    g.undo(job)
    evidence.refresh_from_db()
    assert (evidence.state, evidence.decided_at) == (Evidence.State.WAITING, None)
    assert g.row().waiting_for == SheetRow.Party.COMMITTEE
    accept(g, evidence)
    assert sum(entry.minutes for entry in g.entries()) == 24 * 45


def test_an_acceptance_taken_back_returns_the_evidence_and_reverses_the_jp(g):
    evidence = g.send()
    credit = accept(g, evidence)
    for _turn in range(2):
        take_back(credit=credit, reason="Sertifikat orang lain", by=g.organizer)
    evidence.refresh_from_db()
    assert (evidence.state, evidence.reason) == (Evidence.State.RETURNED, "Sertifikat orang lain")
    assert [entry.minutes for entry in g.entries()] == [24 * 45, -24 * 45]
    assert g.row().state == "open"


def test_the_participant_is_told_of_a_credit_and_of_its_end(g):
    g.learner()
    credit = accept(g, g.send())
    take_back(credit=credit, reason="Salah", by=g.organizer)
    kinds = Notice.objects.filter(recipient=g.learner()).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["outside.credited", "outside.taken_back"]


def test_the_queue_is_ordered_by_age_and_counted_for_its_organizer_only(g):
    with clock.held_at(clock.now() - dt.timedelta(days=2)):
        older = g.send("Siti Aminah")
    newer = g.send("Budi Santoso")
    assert list(queue(g.cohort)) == [older, newer]
    assert (place_of(older, g.cohort).after, place_of(newer, g.cohort).before) == (newer.pk, older.pk)
    (waiting,) = waiting_evidence(g.organizer)
    assert (waiting.slug, waiting.count, waiting.oldest) == (g.cohort.slug, 2, older.sent_at)
    assert waiting_evidence(UserFactory()) == []


@pytest.mark.parametrize(("content", "suffix"), [(picture("PNG"), "png"), (picture("JPEG"), "jpg"), (PDF, "pdf")])
def test_pdf_and_pictures_are_known_by_their_bytes(content, suffix):
    assert kind_of(content).suffix == suffix


def test_a_photo_with_a_note_of_the_phone_behind_it_is_whole():
    assert kind_of(picture("JPEG") + b"SEFT\x00\x01").suffix == "jpg"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<html><script>alert(1)</script>", "other_kind"),
        (b"PK\x03\x04 not a picture", "other_kind"),
        (picture("GIF"), "other_kind"),
        (b"GIF89a%PDF-1.7 %%EOF", "other_kind"),
        (picture("PNG")[:-20], "cut_off"),
        (PDF[:-7], "cut_off"),
        (PDF + b" " * MOST_BYTES, "too_big"),
    ],
)
def test_what_is_no_evidence_is_refused_whatever_it_is_called(content, code):
    with pytest.raises(NotTaken) as refusal:
        kind_of(content)
    assert refusal.value.code == code
