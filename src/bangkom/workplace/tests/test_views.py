"""The pages: who opens them, what they say, and that nothing is lost, trusted or done twice."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from bangkom.cohorts.models import SheetRow
from bangkom.cohorts.services import assign_group, withdraw
from bangkom.core.models import User
from bangkom.workplace import services
from bangkom.workplace.models import Coaching, Evidence, Project, Submission
from bangkom.workplace.tests.factories import PDF, PLAN, REPORT, WHAT, op, picture, scene

pytestmark = pytest.mark.django_db
State = Submission.State


@pytest.fixture
def s():
    return scene()


def own(s, page, which=0, **more):
    address = {"enrolment_pk": s.enrolments[which].pk, "requirement_pk": s.requirement.pk}
    return reverse(f"workplace:{page}", kwargs=address | more)


def text(answer):
    return answer.content.decode()


def upload(content=None, name="rapat.jpg"):
    return SimpleUploadedFile(name, content or picture(), content_type="image/jpeg")


# The participant


def test_the_first_page_says_what_is_asked_and_who_the_coach_is(s, client):
    client.force_login(s.user())
    page = text(client.get(own(s, "project")))
    assert WHAT in page
    assert "Baharuddin Palinggi" in page
    assert "Menunggu Anda" in page
    assert not Project.objects.exists()


def test_the_first_saving_begins_the_project(s, client):
    client.force_login(s.user())
    answer = client.post(own(s, "write"), {**op(), "title": "Mediasi", "revision": 0, "tetap": "1"})
    assert answer["Location"] == own(s, "project")
    assert "Draf tersimpan" in text(client.get(own(s, "project")))
    assert 'value="Mediasi"' in text(client.get(own(s, "write")))


def test_a_plan_goes_from_the_form_over_the_check_to_the_coach(s, client):
    client.force_login(s.user())
    answer = client.post(own(s, "write"), {**op(), **PLAN, "revision": 0})
    assert answer["Location"] == own(s, "check")
    page = text(client.get(own(s, "check")))
    assert PLAN["issue"] in page
    assert "Senin, 19 Mei 2025" in page
    assert client.post(own(s, "check"), op())["Location"] == own(s, "project")
    page = text(client.get(own(s, "project")))
    assert "Menunggu coach" in page
    assert "Tarik untuk diperbaiki" in page


def test_the_check_names_what_is_missing_and_sends_nothing(s, client):
    client.force_login(s.user())
    client.post(own(s, "write"), {**op(), **PLAN, "outcome": "", "ends_on": "2025-05-01", "revision": 0})
    page = text(client.get(own(s, "check")))
    assert "Hasil yang diharapkan belum diisi." in page
    assert "Tanggal selesai lebih awal daripada tanggal mulai." in page
    assert client.post(own(s, "check"), op()).status_code == 422
    assert Submission.objects.get().state == State.DRAFT


def test_the_script_is_told_the_revision_and_the_time(s, client):
    client.force_login(s.user())
    answer = client.post(own(s, "write"), {**op(), "title": "M", "revision": 0}, headers={"accept": "application/json"})
    assert answer.json()["revision"] == 1
    assert "." in answer.json()["at"]


def test_the_same_saving_sent_again_is_no_second_one(s, client):
    client.force_login(s.user())
    sent = {**op(), "title": "M", "revision": 0}
    replies = [client.post(own(s, "write"), sent, headers={"accept": "application/json"}).json() for _ in range(2)]
    assert replies[0] == replies[1]
    assert Submission.objects.get().revision == 1


def test_another_device_is_not_overwritten_unseen_but_knowingly(s, client):
    client.force_login(s.user())
    client.post(own(s, "write"), {**op(), "title": "HP", "revision": 0})
    sent = {"title": "Laptop", "revision": 0}
    assert client.post(own(s, "write"), {**op(), **sent}, headers={"accept": "application/json"}).status_code == 422
    answer = client.post(own(s, "write"), {**op(), **sent})
    assert answer.status_code == 422
    assert "perangkat lain" in text(answer)
    assert 'value="Laptop"' in text(answer)
    assert 'name="revision" value="1"' in text(answer)
    client.post(own(s, "write"), {**op(), **sent, "revision": 1})
    assert Submission.objects.get().content["title"] == "Laptop"


def test_a_date_that_is_none_is_said_and_keeps_what_was_typed(s, client):
    client.force_login(s.user())
    answer = client.post(own(s, "write"), {**op(), "title": "Mediasi", "starts_on": "besok", "revision": 0})
    assert answer.status_code == 422
    assert 'value="Mediasi"' in text(answer)
    assert not Project.objects.exists()


def test_the_write_page_leads_back_while_the_coach_reads(s, client):
    s.plan()
    client.force_login(s.user())
    for page in ("write", "check", "evidence"):
        assert client.get(own(s, page))["Location"] == own(s, "project")


def test_what_was_sent_is_recalled_by_its_sender(s, client):
    s.plan()
    client.force_login(s.user())
    client.post(own(s, "recall"), op())
    assert s.fresh().turn == Project.Turn.PARTICIPANT
    assert "Perbaiki, lalu kirim lagi" in text(client.get(own(s, "project")))


def test_advice_stands_above_what_has_to_be_mended(s, client):
    s.plan()
    s.give_back(note="Sebutkan pemandunya.")
    client.force_login(s.user())
    for page in ("project", "write"):
        assert "Sebutkan pemandunya." in text(client.get(own(s, page)))


def test_a_photo_is_made_small_and_loses_its_place(s, client):
    s.plan()
    s.accept()
    client.force_login(s.user())
    photo = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Kamera Rahasia"
    Image.effect_noise((2400, 1600), 80).save(photo, "JPEG", exif=exif)
    sent = {**op(), "file": upload(photo.getvalue()), "caption": "Rapat di aula"}
    assert client.post(own(s, "evidence"), sent)["Location"] == own(s, "evidence")
    evidence = Evidence.objects.get()
    assert evidence.is_picture
    assert evidence.width <= 1280
    assert evidence.file.size < len(photo.getvalue())
    answer = client.get(reverse("workplace:file", args=[evidence.pk]))
    assert answer["Content-Type"] == "image/webp"
    assert "no-store" in answer["Cache-Control"]
    assert b"Kamera Rahasia" not in b"".join(answer.streaming_content)


def test_a_pdf_is_kept_as_it_came(s, client):
    s.plan()
    s.accept()
    client.force_login(s.user())
    client.post(own(s, "evidence"), {**op(), "file": upload(PDF, "kesepakatan.pdf"), "caption": "Kesepakatan"})
    answer = client.get(reverse("workplace:file", args=[Evidence.objects.get().pk]) + "?unduh")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"MZ\x90", "bukan gambar"), (PDF[:-8], "terpotong atau rusak"), (picture()[:200], "bukan gambar")],
    ids=["program", "cut-pdf", "cut-photo"],
)
def test_what_is_no_photo_and_no_paper_is_refused(s, client, content, words):
    s.plan()
    s.accept()
    client.force_login(s.user())
    answer = client.post(own(s, "evidence"), {**op(), "file": upload(content), "caption": "Rapat"})
    assert answer.status_code == 422
    assert words in text(answer)
    assert not Evidence.objects.exists()


def test_evidence_is_taken_off_the_draft(s, client):
    s.plan()
    s.accept()
    evidence = s.prove()
    client.force_login(s.user())
    client.post(own(s, "evidence_remove", pk=evidence.pk), op())
    assert not Evidence.objects.exists()


def test_nobody_else_opens_a_participants_pages(s, client):
    s.plan()
    for user in (s.user(1), s.coach_user, s.organizer):
        client.force_login(user)
        for page in ("project", "write", "check", "evidence"):
            assert client.get(own(s, page)).status_code == 404
        assert client.post(own(s, "recall"), op()).status_code == 404


def test_whoever_has_withdrawn_reads_and_does_not_write(s, client):
    s.plan()
    s.give_back()
    withdraw(enrolment=s.enrolments[0], reason="Mutasi", by=s.organizer)
    client.force_login(s.user())
    assert "tidak lagi mengikuti" in text(client.get(own(s, "project")))
    assert client.get(own(s, "write")).status_code == 302


# The coach


def assess(s, which=0):
    return reverse("workplace:assess", args=[s.fresh(which).pk])


def test_the_queue_shows_what_waits_longest_first(s, client):
    s.plan(1)
    s.plan(0)
    client.force_login(s.coach_user)
    page = text(client.get(reverse("workplace:queue")))
    assert page.index("Peserta 2") < page.index("Peserta 1")
    assert "2 kiriman menunggu Anda" in page


def test_the_queue_lists_who_still_writes_and_who_is_verified(s, client):
    s.report(0)
    s.accept(0)
    client.force_login(s.coach_user)
    assert "Peserta 2" in text(client.get(reverse("workplace:queue") + "?daftar=peserta"))
    page = text(client.get(reverse("workplace:queue") + "?daftar=selesai"))
    assert "Peserta 1" in page
    assert "Peserta 2" not in page
    assert "Tidak ada kiriman yang menunggu Anda" in text(client.get(reverse("workplace:queue")))


def test_whoever_coaches_nobody_reads_why_the_page_is_empty(s, client):
    client.force_login(s.user())
    assert "Anda belum mendampingi siapa pun" in text(client.get(reverse("workplace:queue")))


def test_after_an_answer_comes_the_next_that_waits(s, client):
    s.plan(0)
    s.plan(1)
    client.force_login(s.coach_user)
    answer = client.post(assess(s, 0), {**op(), "decision": "accept", "note": ""})
    assert answer["Location"] == assess(s, 1)
    answer = client.post(assess(s, 1), {**op(), "decision": "return", "note": "Perjelas."})
    assert answer["Location"] == reverse("workplace:queue")
    assert (s.fresh(0).part, s.fresh(1).part) == ("report", "plan")


def test_an_answer_without_its_words_is_not_taken(s, client):
    s.plan(0)
    client.force_login(s.coach_user)
    for sent in ({}, {"decision": "return"}, {"decision": "return", "note": "  "}, {"decision": "maybe"}):
        assert client.post(assess(s), {**op(), **sent}).status_code == 422
    s.accept()
    s.report()
    answer = client.post(assess(s), {**op(), "decision": "accept", "note": ""})
    assert answer.status_code == 422
    assert s.row().state == SheetRow.State.OPEN


def test_an_answer_that_comes_too_late_is_refused_in_words(s, client):
    s.plan()
    services.recall(project=s.fresh(), by=s.user())
    client.force_login(s.coach_user)
    answer = client.post(assess(s), {**op(), "decision": "accept"})
    assert answer.status_code == 422
    assert "ditarik pesertanya" in text(answer)


def test_the_coach_sees_what_changed_since_the_version_before(s, client):
    s.plan()
    s.give_back()
    s.plan(involved="Lurah memandu.")
    client.force_login(s.coach_user)
    page = text(client.get(assess(s)))
    assert "Lurah memandu." in page
    assert PLAN["involved"] in page
    assert page.count("diubah") == 1


def test_what_was_written_is_shown_as_text(s, client):
    s.plan(issue="<script>alert(1)</script>")
    client.force_login(s.coach_user)
    page = text(client.get(assess(s)))
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_a_verification_is_taken_back_with_a_reason(s, client):
    s.report()
    s.accept()
    client.force_login(s.coach_user)
    page = reverse("workplace:take_back", args=[s.fresh().pk])
    assert "Tarik verifikasi Peserta 1?" in text(client.get(page))
    assert client.post(page, op()).status_code == 422
    assert client.post(page, {**op(), "reason": "Keliru orang."})["Location"] == assess(s)
    assert s.row().state == SheetRow.State.OPEN


def test_a_coach_of_another_cohort_and_a_colleague_get_nothing(s, client):
    s.report()
    sent = Submission.objects.get(part="report")
    for user in (scene().coach_user, s.user(1)):
        client.force_login(user)
        for page in (
            assess(s),
            reverse("workplace:submission", args=[sent.pk]),
            reverse("workplace:file", args=[Evidence.objects.get().pk]),
            reverse("workplace:take_back", args=[s.fresh().pk]),
        ):
            assert client.get(page).status_code == 404


def test_a_version_is_read_by_its_writer_the_coach_and_the_organizer_each_with_a_way_back(s, client):
    sent = s.plan()
    for user, back in (
        (s.user(), own(s, "project")),
        (s.coach_user, assess(s)),
        (s.organizer, reverse("workplace:cohort", args=[s.cohort.slug])),
    ):
        client.force_login(user)
        page = text(client.get(reverse("workplace:submission", args=[sent.pk])))
        assert PLAN["issue"] in page
        assert f'href="{back}"' in page


# The organizer


def test_the_tab_shows_how_far_everybody_is(s, client):
    s.plan()
    client.force_login(s.organizer)
    page = text(client.get(reverse("workplace:cohort", args=[s.cohort.slug])))
    assert PLAN["title"] in page
    assert "Menunggu coach" in page
    assert "belum dimulai" in page
    assert 'aria-current="page">Aktualisasi' in page
    assert "Bagi coach" not in page


def test_the_tab_without_a_coach_says_what_to_do(client):
    s = scene(with_coach=False)
    client.force_login(s.organizer)
    assert "Belum ada coach" in text(client.get(reverse("workplace:cohort", args=[s.cohort.slug])))
    assert "Belum ada coach" in text(client.get(reverse("workplace:coaches", args=[s.cohort.slug])))


def test_a_teacher_sees_turns_and_not_titles(s, client):
    s.plan()
    teacher = s.another_coach(name="Pengajar", serial=930)
    teacher.part = "trainer"
    teacher.save()
    client.force_login(teacher.person.user)
    page = text(client.get(reverse("workplace:cohort", args=[s.cohort.slug])))
    assert "Menunggu coach" in page
    assert PLAN["title"] not in page


def test_coaches_are_shared_out_by_kelompok_and_by_name(s, client):
    second = s.another_coach()
    assign_group(cohort=s.cohort, enrolments=[s.enrolments[0].pk], group="Kelompok 1", by=s.organizer)
    client.force_login(s.organizer)
    page = reverse("workplace:coaches", args=[s.cohort.slug])
    one, two = (each.pk for each in s.enrolments)
    sent = {"kelompok-0": second.pk, f"orang-{one}": "0", f"orang-{two}": s.coach.pk}
    assert client.post(page, {**op(), **sent}).status_code == 302
    assert set(Coaching.objects.values_list("group", "enrolment", "staff")) == {
        ("Kelompok 1", None, second.pk), ("", two, s.coach.pk),
    }  # fmt: skip
    assert f'<option value="{second.pk}" selected' in text(client.get(page))
    assert client.post(page, {**op(), **sent, "kelompok-0": "999"}).status_code == 422


def test_the_pages_take_as_many_queries_for_two_as_for_twelve(client, django_assert_max_num_queries):
    s = scene(people=12)
    s.another_coach()
    for which in range(12):
        s.plan(which)
    s.give_back(3)
    s.plan(3)
    pages = (
        (s.coach_user, reverse("workplace:queue"), 15),
        (s.coach_user, reverse("workplace:queue") + "?daftar=peserta", 15),
        (s.coach_user, assess(s, 3), 21),
        (s.organizer, reverse("workplace:cohort", args=[s.cohort.slug]), 22),
        (s.organizer, reverse("workplace:coaches", args=[s.cohort.slug]), 18),
        (s.user(), own(s, "project"), 13),
    )
    for user, page, most in pages:
        client.force_login(User.objects.get(pk=user.pk))
        with django_assert_max_num_queries(most):
            assert client.get(page).status_code == 200


def test_a_report_is_written_proved_checked_and_verified_through_the_pages(s, client):
    s.plan()
    s.accept()
    client.force_login(s.user())
    assert client.post(own(s, "write"), {**op(), **REPORT, "revision": 0})["Location"] == own(s, "evidence")
    client.post(own(s, "evidence"), {**op(), "file": upload(), "caption": "Rapat"})
    assert client.post(own(s, "check"), op()).status_code == 302
    client.force_login(s.coach_user)
    client.post(assess(s), {**op(), "decision": "accept", "note": "Saya lihat fotonya."})
    client.force_login(s.user())
    page = text(client.get(own(s, "project")))
    assert "Aktualisasi Anda terverifikasi" in page
    assert "Saya lihat fotonya." in page
