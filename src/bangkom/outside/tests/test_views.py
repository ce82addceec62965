"""The pages: who may open them, what they say, and that nothing sent is trusted or done twice."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bangkom.cohorts.models import CohortStaff
from bangkom.cohorts.services import add_staff
from bangkom.cohorts.tests.factories import account_for
from bangkom.core.models import Job, Role
from bangkom.core.services import advance_job
from bangkom.core.spreadsheets import read_table
from bangkom.outside.models import Credit, Evidence
from bangkom.outside.services import Completion, accept_evidence
from bangkom.outside.tests.factories import NIPS, PDF, PRINTED, group, op, picture
from bangkom.outside.tests.test_lists import HEADER, line
from bangkom.people.tests.factories import AgencyFactory, UserFactory, employee, staff

pytestmark = pytest.mark.django_db
UMI = NIPS["Umi Fauziah"]


@pytest.fixture
def g():
    return group()


def own(g, name="Umi Fauziah"):
    return reverse("outside:evidence", args=[g.enrolments[name].pk, g.requirement.pk])


def of_cohort(g, name, *args):
    return reverse(f"outside:{name}", args=[g.cohort.slug, *args])


def upload(content=None, name="sertifikat.png"):
    return SimpleUploadedFile(name, content or picture(), content_type="image/png")


def form(**changes):
    fields = {**op(), "file": upload(), "completed_on": "2025-05-16", "score": "87,5", "certificate": "AB 1"}
    return {**fields, **changes}


def text(answer):
    return answer.content.decode()


def teacher(g):
    person = employee(g.cohort.agency, number="197805122005011003", name="Sri Wahyuni", serial=0).person
    user = account_for(person)
    add_staff(cohort=g.cohort, person=person, agency=g.cohort.agency, part=CohortStaff.Part.TRAINER, by=None)
    return user


def test_a_participant_sends_evidence_and_sees_that_it_waits(g, client):
    client.force_login(g.learner())
    assert "ASN Berpijar" in text(client.get(own(g)))
    answer = client.post(own(g), form())
    assert answer.status_code == 302
    page = text(client.get(own(g)))
    assert "Menunggu verifikasi" in page
    assert "87,5" in page
    evidence = Evidence.objects.get()
    assert (evidence.file.name, evidence.file.content_type, evidence.sent_by) == (
        "sertifikat.png", "image/png", g.learner(),
    )  # fmt: skip


def test_the_same_form_sent_twice_keeps_one_evidence(g, client):
    client.force_login(g.learner())
    sent = form()
    for _turn in range(2):
        client.post(own(g), {**sent, "file": upload()})
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"file": upload(b"<html><script>alert(1)</script>", "sertifikat.pdf")}, "bukan PDF, JPG, atau PNG"),
        ({"file": upload(PDF[:-7], "sertifikat.pdf")}, "terpotong"),
        ({"file": upload(PDF + b" " * 5 * 1024 * 1024)}, "paling besar 5 MB"),
        ({"completed_on": "2999-01-01"}, "belum tiba"),
        ({"score": "69,5"}, "di bawah 70"),
        ({"score": ""}, "Nilai belum diisi"),
        ({"score": "101"}, "100"),
    ],
)
def test_what_cannot_be_evidence_is_refused_in_plain_words(g, client, changes, words):
    client.force_login(g.learner())
    answer = client.post(own(g), form(**changes))
    assert answer.status_code == 422
    assert words in text(answer)
    assert not Evidence.objects.exists()


def test_returned_evidence_is_shown_with_the_reason_and_a_form_for_the_next(g, client):
    g.send()
    client.force_login(g.organizer)
    evidence = Evidence.objects.get()
    answer = client.post(of_cohort(g, "give_back", evidence.pk), {**op(), "reason": "Fotonya buram."})
    assert answer.url == of_cohort(g, "cohort")
    client.force_login(g.learner())
    page = text(client.get(own(g)))
    assert "Fotonya buram." in page
    assert "Kirim bukti" in page


def test_a_met_condition_says_from_what_it_was_credited(g, client):
    g.commit(g.paste(HEADER, line(UMI, "Umi Fauziah", score="88")))
    client.force_login(g.learner())
    page = text(client.get(own(g)))
    assert "sudah dicatat" in page
    assert "daftar ASN Berpijar" in page
    assert "16 Mei 2025" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]


def test_a_participant_opens_nobody_elses_condition_and_no_other_kind_of_it(g, client):
    client.force_login(g.learner())
    assert client.get(own(g, "Siti Aminah")).status_code == 404
    other = g.enrolments["Umi Fauziah"].sheet.exclude(requirement=g.requirement).first()
    path = reverse("outside:evidence", args=[g.enrolments["Umi Fauziah"].pk, other.requirement_id])
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("content", "content_type"), [(picture(), "image/png"), (picture("JPEG"), "image/jpeg"), (PDF, "application/pdf")]
)
def test_a_file_comes_back_under_the_type_we_found_and_can_do_nothing(g, client, content, content_type):
    evidence = g.send(content=content)
    client.force_login(g.learner())
    answer = client.get(reverse("outside:file", args=[evidence.pk]))
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Type"] == content_type
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith(f'inline; filename="bukti-{evidence.pk}.')
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert "script-src" not in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"
    saved = client.get(reverse("outside:file", args=[evidence.pk]) + "?unduh")
    assert saved["Content-Disposition"].startswith("attachment")


def test_a_file_is_for_its_sender_and_the_organizers_only(g, client):
    path = reverse("outside:file", args=[g.send().pk])
    for user, status in (
        (g.learner(), 200),
        (g.organizer, 200),
        (g.learner("Siti Aminah"), 404),
        (teacher(g), 404),
        (staff(Role.LEADER, g.cohort.agency), 404),
        (staff(Role.UNIT_HR, g.cohort.agency), 404),
        (staff(Role.ORGANIZER, AgencyFactory()), 404),
        (UserFactory(), 404),
    ):
        client.force_login(user)
        assert client.get(path).status_code == status
    client.logout()
    assert client.get(path).status_code == 302


def test_the_pages_of_an_angkatan_are_for_its_organizers(g, client):
    evidence = g.send()
    job = g.paste(HEADER, line(UMI, "Umi Fauziah"))
    credit = g.commit(g.paste(HEADER, line(NIPS["Budi Santoso"], "Budi Santoso"))) and Credit.objects.get()
    paths = [
        of_cohort(g, "cohort"),
        of_cohort(g, "review", evidence.pk),
        of_cohort(g, "take_back", credit.pk),
        of_cohort(g, "paste"),
        of_cohort(g, "list", job.pk),
        of_cohort(g, "rejects", job.pk),
    ]
    for user, status in (
        (g.organizer, 200),
        (staff(Role.ADMINISTRATOR, g.cohort.agency), 200),
        (staff(Role.ORGANIZER, AgencyFactory()), 404),
        (staff(Role.LEADER, g.cohort.agency), 403),
        (teacher(g), 403),
        (g.learner(), 403),
    ):
        client.force_login(user)
        assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, status)


def test_another_angkatans_evidence_is_not_found_under_this_one(g, client):
    evidence, other = g.send(), g.next_angkatan()
    client.force_login(g.organizer)
    assert client.get(of_cohort(other, "review", evidence.pk)).status_code == 404
    assert client.get(of_cohort(other, "cohort")).status_code == 200


def test_accepting_leads_on_to_the_next_and_at_last_to_the_overview(g, client):
    first, second = g.send("Siti Aminah"), g.send("Budi Santoso")
    client.force_login(g.organizer)
    page = text(client.get(of_cohort(g, "review", first.pk)))
    assert "Bukti 1 dari 2" in page
    assert of_cohort(g, "review", second.pk) in page
    fields = {"completed_on": "2025-05-16", "score": "85", "certificate": ""}
    answer = client.post(of_cohort(g, "review", first.pk), {**op(), **fields})
    assert answer.url == of_cohort(g, "review", second.pk)
    answer = client.post(of_cohort(g, "review", second.pk), {**op(), **fields})
    assert answer.url == of_cohort(g, "cohort")
    assert Credit.objects.count() == 2


def test_two_organizers_who_decide_at_once_are_told_so(g, client):
    evidence = g.send()
    accept_evidence(
        evidence=evidence, completion=Completion(completed_on=PRINTED, score=evidence.score), by=g.organizer
    )
    client.force_login(g.organizer)
    for path, fields in (
        (of_cohort(g, "review", evidence.pk), {"completed_on": "2025-05-16", "score": "85"}),
        (of_cohort(g, "give_back", evidence.pk), {"reason": "Buram"}),
    ):
        answer = client.post(path, {**op(), **fields})
        assert answer.status_code == 422
        assert "sudah diputuskan" in text(answer)
    assert Credit.objects.count() == 1


def test_a_pdf_stands_in_a_frame_of_our_own_origin_only(g, client):
    evidence = g.send(content=PDF)
    client.force_login(g.organizer)
    answer = client.get(of_cohort(g, "review", evidence.pk))
    assert "<iframe" in text(answer)
    assert "frame-src 'self'" in answer["Content-Security-Policy"]
    assert "frame-src" not in client.get(of_cohort(g, "cohort"))["Content-Security-Policy"]


def test_a_list_goes_from_the_paste_over_its_doubts_to_credits_and_back(g, client):
    client.force_login(g.organizer)
    lines = (HEADER, line(UMI, "Umi Fauziah"), line("", "Siti Aminahh"), line("", "Bambang", "Belum"))
    answer = client.post(of_cohort(g, "paste"), {**op(), "requirement": g.requirement.pk, "text": "\n".join(lines)})
    job = Job.objects.get()
    assert answer.url == of_cohort(g, "list", job.pk)
    page = text(client.get(answer.url))
    assert "Siapa yang dimaksud?" in page
    assert of_cohort(g, "list_act", job.pk, "simpan") not in page
    refused = client.post(of_cohort(g, "list_act", job.pk, "simpan"), op())
    assert refused.status_code == 422
    doubt = job.rows.get(number=2)
    choice = {f"baris-{doubt.pk}": str(g.enrolments["Siti Aminah"].pk)}
    client.post(of_cohort(g, "decide", job.pk), {**op(), **choice})
    page = text(client.get(answer.url))
    assert "Catat 2 orang" in page
    client.post(of_cohort(g, "list_act", job.pk, "simpan"), op())
    assert "memuat ulang sendiri" in text(client.get(answer.url))
    advance_job(job_id=job.pk)
    assert "2 orang dicatat lulus" in text(client.get(answer.url))
    overview = text(client.get(of_cohort(g, "cohort")))
    assert "daftar ASN Berpijar, baris 2" in overview
    client.post(of_cohort(g, "list_act", job.pk, "urung"), op())
    advance_job(job_id=job.pk)
    assert "Dibatalkan" in text(client.get(answer.url))
    assert not Credit.objects.holding().exists()


def test_choices_that_are_refused_stay_on_the_page(g, client):
    job = g.paste(HEADER, line(NIPS["Siti Aminah"], "Siti Aminah"), line("", "Siti Aminahh"))
    doubt = job.rows.get(number=2)
    client.force_login(g.organizer)
    choice = {f"baris-{doubt.pk}": str(g.enrolments["Siti Aminah"].pk)}
    answer = client.post(of_cohort(g, "decide", job.pk), {**op(), **choice})
    assert answer.status_code == 422
    assert "orang yang sama" in text(answer)
    assert " checked>" in text(answer)


def test_a_list_that_cannot_be_read_keeps_its_text_on_the_page(g, client):
    client.force_login(g.organizer)
    answer = client.post(of_cohort(g, "paste"), {**op(), "requirement": g.requirement.pk, "text": "NIP;Nilai\n1;2"})
    assert answer.status_code == 422
    assert "NIP;Nilai" in text(answer)


def test_a_list_nobody_wants_is_dropped(g, client):
    job = g.paste(HEADER, line(UMI, "Umi Fauziah"))
    client.force_login(g.organizer)
    client.post(of_cohort(g, "list_act", job.pk, "batal"), op())
    assert not job.rows.exists()
    assert client.post(of_cohort(g, "list_act", job.pk, "lain"), op()).status_code == 404


def test_what_was_not_credited_can_be_downloaded_with_the_reasons(g, client, tmp_path):
    job = g.paste(HEADER, line(UMI, "Umi Fauziah"), line("", "=1+1", "Belum"), line(UMI, "Umi Fauziah"))
    client.force_login(g.organizer)
    answer = client.get(of_cohort(g, "rejects", job.pk))
    assert answer["Content-Disposition"].startswith("attachment")
    path = tmp_path / "r.xlsx"
    path.write_bytes(io.BytesIO(answer.content).getvalue())
    rows = [row.cells for row in read_table(path).rows]
    assert [row[0] for row in rows] == ["2", "3"]
    assert "baris 1" in rows[1][-1]


def test_a_credit_is_taken_back_with_a_reason_on_a_page_that_asks(g, client):
    g.commit(g.paste(HEADER, line(UMI, "Umi Fauziah")))
    credit = Credit.objects.get()
    client.force_login(g.organizer)
    path = of_cohort(g, "take_back", credit.pk)
    assert client.post(path, op()).status_code == 422
    client.post(path, {**op(), "reason": "Salah orang"})
    assert not Credit.objects.holding().exists()
    assert client.get(path).status_code == 404


def test_the_tab_stands_only_where_the_curriculum_asks_for_another_platform(g, client):
    from bangkom.cohorts.tests.factories import angkatan

    client.force_login(g.organizer)
    tab = of_cohort(g, "cohort")
    assert tab in text(client.get(reverse("cohorts:detail", args=[g.cohort.slug])))
    without = angkatan(1)
    client.force_login(without.organizer)
    page = text(client.get(reverse("cohorts:detail", args=[without.cohort.slug])))
    assert "/platform-luar/" not in page
    assert client.get(reverse("outside:cohort", args=[without.cohort.slug])).status_code == 200
    assert client.get(reverse("outside:paste", args=[without.cohort.slug])).status_code == 404


def test_the_overview_asks_the_database_equally_often_for_few_and_for_many(g, client, django_assert_max_num_queries):
    g.commit(g.paste(HEADER, *(line(number, name) for name, number in NIPS.items())))
    client.force_login(g.organizer)
    with django_assert_max_num_queries(20):
        client.get(of_cohort(g, "cohort"))
    with django_assert_max_num_queries(20):
        client.get(of_cohort(g, "list", Job.objects.get().pk))
    client.force_login(g.learner())
    with django_assert_max_num_queries(12):
        client.get(own(g))
