"""A platform's list: messy as they come, judged row by row, doubts decided by a person, credited once, taken back."""

import datetime as dt

import pytest

from bangkom.cohorts.models import Enrolment, SheetRow
from bangkom.cohorts.services import withdraw
from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import Event, JobRow
from bangkom.ledger.queries import check_balances, minutes_of_year
from bangkom.outside.models import Credit
from bangkom.outside.services import NOBODY, decide_doubts, not_credited, open_doubts, take_back
from bangkom.outside.tests.factories import NIPS, PRINTED, group
from bangkom.people.tests.factories import employee

pytestmark = pytest.mark.django_db
HEADER = "No\tNIP\tNama Peserta\tStatus\tTanggal Selesai\tNilai Akhir"
UMI, SITI, RIZKI, BUDI = NIPS.values()


@pytest.fixture
def g():
    return group()


def rows_of(job):
    return list(job.rows.all())


def codes(row):
    return [reason["code"] for reason in row.reasons]


def line(number, name, status="Lulus", day="16/05/2025", score="85"):
    return f"1\t{number}\t{name}\t{status}\t{day}\t{score}"


def test_a_messy_list_is_judged_row_by_row(g):
    job = g.paste(
        HEADER,
        line(f"'{UMI}", "UMI FAUZIAH, S.Sos", "Completed", "16 Mei 2025", "87,5"),
        line("1.99002E+17", "Siti Aminah", "100%", "2025-05-16 10:01:00", "85.5"),
        line(RIZKI[:9] + RIZKI[10:], "", "Selesai", "16-05-25", "90"),
        line("", "BUDI SANTOSO", "Lulus", "45793", "70"),
        line("197805122005011003", "Bambang Susilo"),
        line(UMI, "Umi Fauziah"),
        line("", ""),
    )
    rows = rows_of(job)
    assert [row.verdict for row in rows] == [
        "new", "warned", "refused", "warned", "refused", "duplicate", "refused",
    ]  # fmt: skip
    assert [codes(row) for row in rows] == [
        [], ["number_damaged"], ["number_damaged"], ["by_name"], ["not_participant"], ["duplicate"], ["nobody_named"],
    ]  # fmt: skip
    assert [row.data["doubt"] for row in rows] == [False, False, True, False, False, False, False]
    assert {row.data["completed_on"] for row in rows[:4]} == {"2025-05-16"}
    assert [row.data["reached"] for row in rows[:4]] == ["87.50", "85.50", "90.00", "70.00"]


def test_nobody_is_credited_before_the_organizer_says_so(g):
    job = g.paste(HEADER, line(UMI, "Umi Fauziah"))
    assert not Credit.objects.exists()
    g.commit(job)
    assert g.row().state == SheetRow.State.MET


def test_the_stages_jp_are_posted_once_on_the_day_that_the_list_names(g):
    g.commit(g.paste(HEADER, line(UMI, "Umi Fauziah", day="31/12/2024")))
    (entry,) = g.entries()
    assert (entry.minutes, entry.occurred_on, entry.year) == (24 * 45, dt.date(2024, 12, 31), 2024)
    assert minutes_of_year(g.enrolments["Umi Fauziah"].person, 2025) == 0


def test_which_row_of_which_list_credited_whom_is_kept(g):
    job = g.commit(g.paste(HEADER, line(BUDI, "Budi Santoso", "Belum lulus"), line(UMI, "Umi Fauziah")))
    credit = Credit.objects.get()
    assert (credit.list_job, credit.list_row, credit.list_name) == (job.pk, 2, "daftar ASN Berpijar")
    assert g.row().source == f"outside.list:{job.pk}:2"
    event = Event.objects.get(verb="outside.credited")
    assert event.params == {"platform": "ASN Berpijar", "title": "Lulus belajar mandiri", "job": job.pk, "row": 2}
    assert event.actor == g.organizer


def test_who_has_not_finished_or_scored_too_low_is_refused_with_the_reason(g):
    job = g.paste(
        HEADER,
        line(UMI, "Umi Fauziah", "In progress"),
        line(SITI, "Siti Aminah", "Lulus", score="69,99"),
        line(RIZKI, "Muhammad Rizki Pratama", "Lulus", score="-"),
        line(BUDI, "Budi Santoso", "Terdaftar"),
        line(BUDI, "Budi Santoso", "", score="90"),
    )
    assert [codes(row) for row in rows_of(job)] == [
        ["not_finished"], ["low_score"], ["score_missing"], ["status_unclear"], ["status_missing"],
    ]  # fmt: skip
    assert "69,99" in rows_of(job)[1].reasons[0]["message"]


def test_a_day_that_is_missing_unreadable_or_still_to_come_is_refused(g):
    tomorrow = clock.today() + dt.timedelta(days=1)
    job = g.paste(
        HEADER,
        line(UMI, "Umi Fauziah", day=""),
        line(SITI, "Siti Aminah", day="kemarin"),
        line(BUDI, "Budi Santoso", day=tomorrow.isoformat()),
    )
    assert [codes(row) for row in rows_of(job)] == [["date_missing"], ["date_unreadable"], ["in_future"]]


def test_of_whoever_has_not_finished_only_that_is_said(g):
    (row,) = rows_of(g.paste(HEADER, line(UMI, "Umi Fauziah", "In progress", day="", score="-")))
    assert codes(row) == ["not_finished"]


def test_a_later_row_counts_where_the_first_try_failed(g):
    job = g.paste(HEADER, line(UMI, "Umi Fauziah", "Tidak lulus", score="40"), line(UMI, "Umi Fauziah", score="80"))
    assert [row.verdict for row in rows_of(job)] == ["refused", "new"]


def test_a_day_before_the_stage_began_is_noted(g):
    (row,) = rows_of(g.paste(HEADER, line(UMI, "Umi Fauziah", day="01/02/2015")))
    assert (row.verdict, codes(row)) == ("warned", ["before_stage"])


def test_a_list_without_days_takes_the_day_that_the_organizer_gives(g):
    text = ("NIP\tNilai", f"{UMI}\t85")
    assert "tanggal" in g.paste(*text).message
    g.commit(g.paste(*text, default_date=PRINTED))
    assert g.row().met_on == PRINTED


def test_a_list_without_scores_is_refused_whole_where_a_score_is_asked_for():
    text = ("NIP\tTanggal Lulus", f"{UMI}\t16/05/2025")
    assert group().paste(*text).state == "refused"
    without = group(min_score=None)
    without.commit(without.paste(*text))
    assert without.row().facts == {"completed": True, "score": None, "completed_on": "2025-05-16"}


def test_a_score_nobody_asks_for_may_be_unreadable():
    without = group(min_score=None)
    (row,) = rows_of(without.paste(HEADER, line(UMI, "Umi Fauziah", score="A")))
    assert (row.verdict, codes(row), row.data["reached"]) == ("warned", ["score_unreadable"], None)


def test_a_list_of_two_name_columns_and_english_headers_is_read(g):
    job = g.paste(
        "First name,Surname,Username,Date completed,Course total,Completion status",
        f'Umi,Fauziah,{UMI},"Friday, 16 May 2025, 10:12 AM",85.00,Completed',
    )
    (row,) = rows_of(job)
    assert (row.verdict, row.data["name"], row.data["completed_on"]) == ("new", "Umi Fauziah", "2025-05-16")


def test_a_list_without_a_header_is_read_by_its_contents(g):
    job = g.paste(
        f"1\tUmi Fauziah\t{UMI}\tDinas Kesehatan\tSelesai\t16/05/2025\t88",
        f"2\tSiti Aminah\t{SITI}\tDinas Pendidikan\tBelum\t16/05/2025\t50",
    )
    assert [row.verdict for row in rows_of(job)] == ["new", "refused"]
    assert rows_of(job)[0].data["reached"] == "88.00"


def test_columns_of_birth_and_beginning_are_not_taken_for_the_day_of_passing(g):
    job = g.paste(
        "NIP\tNama Kelas\tNama\tTanggal Lahir\tTanggal Mulai\tTanggal\tNilai Pre Test\tNilai",
        f"{UMI}\tKelas A\tUmi Fauziah\t12/03/1985\t14/05/2025\t16/05/2025\t20\t85",
    )
    (row,) = rows_of(job)
    assert (row.data["name"], row.data["completed_on"], row.data["reached"]) == ("Umi Fauziah", "2025-05-16", "85.00")


def test_an_nik_is_neither_used_nor_kept(g):
    (row,) = rows_of(g.paste(HEADER, line("3604712481437690", "Umi Fauziah")))
    assert (row.verdict, row.data["number"], codes(row)) == ("warned", "", ["by_name"])


def test_text_that_is_no_list_is_refused_whole_and_changes_nothing(g):
    job = g.paste("satu dua tiga", "empat lima enam")
    assert job.state == "refused"
    assert job.message


def test_a_doubt_keeps_the_list_from_being_saved_until_it_is_decided(g):
    job = g.paste(HEADER, line(UMI, "Umi Fauziah"), line("", "Siti Aminahh"))
    doubt = rows_of(job)[1]
    assert doubt.data["candidates"] == [g.enrolments["Siti Aminah"].pk]
    with pytest.raises(Refused, match="1 baris"):
        g.commit(job)
    decide_doubts(job=job, choices={doubt.pk: str(doubt.data["candidates"][0])}, by=g.organizer)
    assert open_doubts(job) == 0
    g.commit(job)
    assert {g.row(name).state for name in ("Umi Fauziah", "Siti Aminah")} == {"met"}


def test_a_doubt_decided_as_nobody_credits_nobody(g):
    job = g.paste(HEADER, line("", "Siti Aminahh"))
    (doubt,) = rows_of(job)
    decide_doubts(job=job, choices={doubt.pk: NOBODY}, by=g.organizer)
    g.commit(job)
    assert not Credit.objects.exists()
    assert list(not_credited(job)) == [doubt]


def test_a_decision_may_be_changed_until_the_list_is_saved(g):
    job = g.paste(HEADER, line("", "Siti Aminahh"))
    (doubt,) = rows_of(job)
    for choice in (NOBODY, str(doubt.data["candidates"][0])):
        decide_doubts(job=job, choices={doubt.pk: choice}, by=g.organizer)
    doubt.refresh_from_db()
    assert (doubt.verdict, codes(doubt)) == ("warned", ["name_near", "decided_person"])
    g.commit(job)
    with pytest.raises(Refused, match="sudah disimpan"):
        decide_doubts(job=job, choices={doubt.pk: NOBODY}, by=g.organizer)


def test_only_the_candidates_shown_may_be_chosen(g):
    job = g.paste(HEADER, line("", "Siti Aminahh"))
    (doubt,) = rows_of(job)
    with pytest.raises(Refused):
        decide_doubts(job=job, choices={doubt.pk: str(g.enrolments["Budi Santoso"].pk)}, by=g.organizer)


def test_two_rows_cannot_credit_the_same_person(g):
    job = g.paste(HEADER, line(SITI, "Siti Aminah"), line("", "Siti Aminahh"))
    doubt = rows_of(job)[1]
    with pytest.raises(Refused, match="Baris 1 dan 2"):
        decide_doubts(job=job, choices={doubt.pk: str(doubt.data["candidates"][0])}, by=g.organizer)


def test_pasting_the_same_list_again_credits_nobody_twice_and_asks_nothing_again(g):
    text = (HEADER, line(UMI, "Umi Fauziah"), line("", "Siti Aminahh"))
    job = g.paste(*text)
    doubt = rows_of(job)[1]
    decide_doubts(job=job, choices={doubt.pk: str(doubt.data["candidates"][0])}, by=g.organizer)
    g.commit(job)
    again = g.paste(*text)
    assert [row.verdict for row in rows_of(again)] == ["same", "same"]
    assert "Sudah tercatat dari daftar" in rows_of(again)[0].reasons[0]["message"]
    g.commit(again)
    assert Credit.objects.count() == 2
    assert len(g.entries()) == 1


def test_two_lists_read_at_the_same_time_credit_once(g):
    first, second = g.paste(HEADER, line(UMI, "Umi Fauziah")), g.paste(HEADER, line(UMI, "Umi Fauziah"))
    g.commit(first)
    g.commit(second)
    assert Credit.objects.count() == 1
    (row,) = rows_of(second)
    assert (row.state, codes(row)) == (JobRow.State.FAILED, ["already"])


def test_the_same_completion_does_not_count_again_in_another_angkatan(g):
    g.commit(g.paste(HEADER, line(UMI, "Umi Fauziah")))
    other = g.next_angkatan()
    job = other.commit(other.paste(HEADER, line(UMI, "Umi Fauziah")))
    (row,) = rows_of(job)
    assert (row.verdict, codes(row)) == ("refused", ["before_stage", "credited_elsewhere"])
    assert len(g.entries()) == 1


def test_lists_of_two_angkatan_read_at_the_same_time_credit_a_completion_once(g):
    other = g.next_angkatan()
    jobs = [each.paste(HEADER, line(UMI, "Umi Fauziah")) for each in (g, other)]
    g.commit(jobs[0])
    other.commit(jobs[1])
    row = jobs[1].rows.get()
    assert (row.state, codes(row)[-1]) == (JobRow.State.FAILED, "credited_elsewhere")
    assert len(g.entries()) == 1


def test_one_certificate_number_cannot_credit_two_people(g):
    header = HEADER + "\tNomor Sertifikat"
    job = g.commit(g.paste(header, line(UMI, "Umi Fauziah") + "\tAB 1", line(SITI, "Siti Aminah") + "\tab  1"))
    assert [codes(row) for row in rows_of(job)] == [[], ["certificate_used"]]
    assert Credit.objects.count() == 1


def test_who_has_withdrawn_is_refused(g):
    withdraw(enrolment=g.enrolments["Umi Fauziah"], reason="Mutasi", by=g.organizer)
    (row,) = rows_of(g.paste(HEADER, line(UMI, "Umi Fauziah")))
    assert (row.verdict, codes(row)) == ("refused", ["withdrawn"])


def test_another_angkatans_participant_is_nobody_here(g):
    employee(g.cohort.agency, number="199107152019032005", name="Rina Marlina", serial=0)
    (row,) = rows_of(g.paste(HEADER, line("199107152019032005", "Rina Marlina")))
    assert codes(row) == ["not_participant"]


def test_a_list_can_be_undone_with_facts_jp_and_conditions(g):
    job = g.commit(g.paste(HEADER, line(UMI, "Umi Fauziah"), line(SITI, "Siti Aminah")))
    g.undo(job)
    row = g.row()
    assert (row.state, row.facts, row.met_on, row.waiting_for) == ("open", {}, None, "participant")
    assert sum(entry.minutes for entry in g.entries()) == 0
    assert not Credit.objects.holding().exists()
    assert check_balances().is_right


def test_after_an_undo_the_same_list_credits_again(g):
    text = (HEADER, line(UMI, "Umi Fauziah"))
    g.undo(g.commit(g.paste(*text)))
    g.commit(g.paste(*text))
    assert [entry.minutes for entry in g.entries()] == [24 * 45, -24 * 45, 24 * 45]
    assert g.row().state == "met"


def test_a_list_cannot_be_undone_after_half_an_hour(g):
    job = g.commit(g.paste(HEADER, line(UMI, "Umi Fauziah")))
    with clock.held_at(clock.now() + dt.timedelta(minutes=31)), pytest.raises(Refused, match="30 menit"):
        g.undo(job)


def test_undoing_leaves_alone_what_was_taken_back_before(g):
    job = g.commit(g.paste(HEADER, line(UMI, "Umi Fauziah")))
    take_back(credit=Credit.objects.get(), reason="Salah orang", by=g.organizer)
    g.undo(job)
    assert rows_of(job)[0].state == JobRow.State.KEPT
    assert Credit.objects.get().taken_back_reason == "Salah orang"


def test_taking_a_credit_back_puts_a_pass_under_review(g):
    g.commit(g.paste(HEADER, line(UMI, "Umi Fauziah")))
    enrolment = g.enrolments["Umi Fauziah"]
    enrolment.refresh_from_db()
    Enrolment.objects.filter(pk=enrolment.pk).update(state="passed", passed_at=clock.now())
    take_back(credit=Credit.objects.get(), reason="Salah orang", by=g.organizer)
    enrolment.refresh_from_db()
    assert enrolment.state == Enrolment.State.UNDER_REVIEW
