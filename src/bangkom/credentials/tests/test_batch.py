"""Certificates of a whole cohort: issued in one go, packed in one file, listed on one paper."""

import csv
import datetime as dt
import io
import os
import uuid
import zipfile

import pypdf
import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from bangkom.cohorts.models import Enrolment
from bangkom.core import clock
from bangkom.core.models import Event, Job, JobRow, Role
from bangkom.core.services import advance_job
from bangkom.core.services.files import blob_path
from bangkom.core.spreadsheets import read_table
from bangkom.credentials import archives, jobs, register, services
from bangkom.credentials.models import Certificate, CertificateArchive
from bangkom.credentials.tests import factories
from bangkom.papers.errors import PapersError

pytestmark = pytest.mark.django_db
NAMES = ("Rina Wulandari, S.Sos.", "Budi Santoso", "Citra Dewi, M.Si.")


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.BANGKOM_HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def cohort():
    made = factories.cohort()
    for name in NAMES:
        factories.enrolment(made, name=name)
    return made


@pytest.fixture
def organizer(cohort):
    return factories.user(Role.ORGANIZER, cohort.agency)


def issue_all(cohort, by) -> Job:
    return advance_job(job_id=jobs.start_issuing(cohort=cohort, by=by).pk)


def packed(cohort, by) -> CertificateArchive:
    archive = archives.ask_for_archive(cohort=cohort, by=by)
    archives.build(archive_id=archive.pk)
    archive.refresh_from_db()
    return archive


def post(client, url):
    return client.post(url, {"op_id": str(uuid.uuid4())})


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_everybody_who_has_passed_gets_a_certificate_and_the_report_says_which(cohort, organizer):
    factories.enrolment(cohort, name="Dewi", state=Enrolment.State.FAILED)
    job = issue_all(cohort, organizer)
    assert (job.state, job.counts["issued"], job.counts["failed"]) == ("done", 3, 0)
    assert Certificate.objects.filter(pdf__isnull=False).count() == 3
    assert [row.reasons[0]["message"][:4] for row in job.rows.all()] == ["0001", "0002", "0003"]
    assert [row.data["name"] for row in job.rows.all()] == sorted(NAMES)


def test_issuing_again_issues_nothing_and_a_click_while_it_runs_starts_no_second_batch(cohort, organizer):
    first = jobs.start_issuing(cohort=cohort, by=organizer)
    assert jobs.start_issuing(cohort=cohort, by=organizer) == first
    advance_job(job_id=first.pk)
    again = issue_all(cohort, organizer)
    assert (again.pk != first.pk, again.total, again.state) == (True, 0, "done")
    assert Certificate.objects.count() == 3


def test_a_learner_who_was_faster_keeps_the_own_certificate(cohort, organizer):
    job = jobs.start_issuing(cohort=cohort, by=organizer)
    early = services.ensure_issued(enrolment=cohort.enrolments.get(name="Citra Dewi, M.Si."))
    job = advance_job(job_id=job.pk)
    assert job.counts["issued"] == 3
    assert early.number in [row.reasons[0]["message"] for row in job.rows.all()]
    assert Certificate.objects.count() == 3


def test_who_is_no_longer_entitled_when_the_turn_comes_is_named(cohort, organizer):
    job = jobs.start_issuing(cohort=cohort, by=organizer)
    cohort.enrolments.filter(name="Budi Santoso").update(state=Enrolment.State.UNDER_REVIEW)
    job = advance_job(job_id=job.pk)
    row = job.rows.get(state=JobRow.State.FAILED)
    assert (row.data["name"], row.reasons[0]["code"]) == ("Budi Santoso", "not_entitled")


def test_one_that_cannot_be_set_does_not_hold_up_the_others_and_is_finished_by_the_next_batch(
    cohort, organizer, monkeypatch
):
    real = services.render_pdf

    def fails_for_budi(template, data, **given):
        if data["person"]["name"] == "Budi Santoso":
            raise PapersError("no room")
        return real(template, data, **given)

    monkeypatch.setattr(services, "render_pdf", fails_for_budi)
    job = issue_all(cohort, organizer)
    assert (job.counts["issued"], job.counts["failed"]) == (2, 1)
    monkeypatch.undo()
    assert issue_all(cohort, organizer).total == 1
    assert Certificate.objects.filter(pdf__isnull=False).count() == 3


def test_an_error_nobody_foresaw_leaves_the_others_their_certificates(cohort, organizer, monkeypatch):
    real = jobs.ensure_issued

    def breaks(*, enrolment):
        if enrolment.name == "Budi Santoso":
            raise RuntimeError("lost")
        return real(enrolment=enrolment)

    monkeypatch.setattr(jobs, "ensure_issued", breaks)
    job = issue_all(cohort, organizer)
    assert (job.counts["issued"], job.counts["failed"]) == (2, 1)


def test_the_archive_holds_the_very_bytes_in_order_with_an_index(cohort, organizer):
    issue_all(cohort, organizer)
    archive = packed(cohort, organizer)
    assert (archive.state, archive.done, archive.total) == ("ready", 3, 3)
    with zipfile.ZipFile(archives.file_of(archive)) as whole:
        names = ["001-BUDI-SANTOSO.pdf", "002-CITRA-DEWI.pdf", "003-RINA-WULANDARI.pdf"]
        assert whole.namelist() == [*names, "daftar.csv"]
        budi = Certificate.objects.get(enrolment__name="Budi Santoso")
        assert whole.read("001-BUDI-SANTOSO.pdf") == blob_path(budi.pdf_sha256).read_bytes()
        lines = list(csv.reader(io.StringIO(whole.read("daftar.csv").decode("utf-8-sig")), delimiter=";"))
    assert lines[0][:4] == ["No", "Berkas", "Nama", "NIP"]
    assert (lines[1][1], lines[1][4]) == ("001-BUDI-SANTOSO.pdf", budi.number)
    assert lines[1][3].strip("'") == "197805122005012003"
    assert archives.file_of(archive).stat().st_mode & 0o077 == 0


def test_revoked_certificates_are_left_out_of_the_archive(cohort, organizer):
    issue_all(cohort, organizer)
    services.revoke(certificate=Certificate.objects.first(), reason="Salah orang", by=organizer)
    assert packed(cohort, organizer).total == 2


def test_an_archive_with_a_certificate_revoked_since_is_not_handed_out(cohort, organizer, client):
    issue_all(cohort, organizer)
    archive = packed(cohort, organizer)
    services.revoke(certificate=Certificate.objects.first(), reason="Salah orang", by=organizer)
    client.force_login(organizer)
    response = client.get(reverse("credentials:archive_download", args=[archive.pk]), follow=True)
    assert "Arsip ini tidak berlaku lagi" in words(response)
    assert CertificateArchive.objects.get().state == "expired"


def test_an_archive_is_gone_after_a_day(cohort, organizer, django_capture_on_commit_callbacks):
    issue_all(cohort, organizer)
    archive = packed(cohort, organizer)
    with clock.held_at(clock.now() + dt.timedelta(hours=25)), django_capture_on_commit_callbacks(execute=True):
        archives.sweep()
    archive.refresh_from_db()
    assert archive.state == "expired"
    assert not archives.file_of(archive).exists()


def test_a_build_whose_worker_died_is_taken_up_and_its_leftover_removed(cohort, organizer):
    issue_all(cohort, organizer)
    archive = archives.ask_for_archive(cohort=cohort, by=organizer)
    assert archives.ask_for_archive(cohort=cohort, by=organizer) == archive
    leftover = archives.file_of(archive).parent / "x.part"
    leftover.parent.mkdir()
    leftover.write_bytes(b"half")
    old = (clock.now() - dt.timedelta(days=2)).timestamp()
    os.utime(leftover, (old, old))
    with clock.held_at(clock.now() + dt.timedelta(minutes=6)):
        archives.sweep()
    assert DBTaskResult.objects.filter(args_kwargs__args__0="credentials.build_archive").count() == 2
    assert not leftover.exists()
    for _turn in range(2):
        archives.build(archive_id=archive.pk)
    archive.refresh_from_db()
    assert archive.state == "ready"


def test_a_full_disk_is_told_and_leaves_nothing_behind(cohort, organizer, monkeypatch, client):
    issue_all(cohort, organizer)

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archives.os, "replace", full)
    archive = packed(cohort, organizer)
    assert archive.state == "failed"
    assert not list(archives.file_of(archive).parent.iterdir())
    client.force_login(organizer)
    assert "gagal disusun" in words(client.get(reverse("credentials:archive", args=[cohort.slug])))


def test_the_organizer_downloads_the_archive_and_it_stands_in_the_history(cohort, organizer, client):
    issue_all(cohort, organizer)
    archive = packed(cohort, organizer)
    client.force_login(organizer)
    assert "Unduh ZIP" in words(client.get(reverse("credentials:archive", args=[cohort.slug])))
    url = reverse("credentials:archive_download", args=[archive.pk])
    response = client.get(url)
    assert response["Cache-Control"] == "private, no-store"
    assert zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))).testzip() is None
    assert "197805122005012003" not in url + response["Content-Disposition"]
    assert Event.objects.get(verb="credentials.archive_downloaded").actor == organizer


def test_nobody_else_reaches_archive_register_or_report(cohort, organizer, client):
    job = issue_all(cohort, organizer)
    archive = packed(cohort, organizer)
    pages = [
        reverse("credentials:archive_download", args=[archive.pk]),
        reverse("credentials:archive", args=[cohort.slug]),
        reverse("credentials:register_pdf", args=[cohort.slug]),
        reverse("credentials:register_xlsx", args=[cohort.slug]),
        reverse("credentials:issuing", args=[cohort.slug, job.pk]),
    ]
    others = {
        factories.user(Role.ORGANIZER, factories.agency(*factories.LAN)): 404,
        cohort.enrolments.first().person.user: 403,
        factories.user(Role.LEADER, cohort.agency): 403,
        factories.user(Role.UNIT_HR, cohort.agency): 403,
    }
    for user, status in others.items():
        client.force_login(user)
        assert {client.get(page).status_code for page in pages} == {status}
        assert post(client, reverse("credentials:issue", args=[cohort.slug])).status_code == status
    assert CertificateArchive.objects.get().state == "ready"


def test_a_report_is_shown_only_with_its_own_cohort(cohort, organizer, client):
    job = issue_all(cohort, organizer)
    other = factories.cohort(name="Angkatan III")
    client.force_login(organizer)
    assert client.get(reverse("credentials:issuing", args=[other.slug, job.pk])).status_code == 404


def test_from_the_button_over_the_progress_to_the_report(cohort, organizer, client):
    client.force_login(organizer)
    listed = reverse("credentials:cohort_certificates", args=[cohort.slug])
    assert "Terbitkan yang belum" in words(client.get(listed))
    response = post(client, reverse("credentials:issue", args=[cohort.slug]))
    page = response["Location"]
    running = words(client.get(page))
    assert "data-live" in running
    assert '<noscript><meta http-equiv="refresh"' in running
    assert "Lihat kemajuannya" in words(client.get(listed))
    advance_job(job_id=Job.objects.get().pk)
    done = words(client.get(page))
    assert "data-live" not in done
    assert "Rina Wulandari" in done
    assert "0001/SERT" in done


def test_the_button_for_the_archive_queues_its_building(cohort, organizer, client):
    issue_all(cohort, organizer)
    client.force_login(organizer)
    url = reverse("credentials:archive", args=[cohort.slug])
    assert "Susun arsip 3 sertifikat" in words(client.get(url))
    assert post(client, url)["Location"] == url
    assert "data-live" in words(client.get(url))
    assert DBTaskResult.objects.filter(args_kwargs__args__0="credentials.build_archive").count() == 1


def test_without_certificates_there_is_nothing_to_pack(organizer, client, cohort):
    client.force_login(organizer)
    assert "Belum ada sertifikat yang terbit" in words(client.get(reverse("credentials:archive", args=[cohort.slug])))


def test_the_register_on_paper_names_everybody_and_who_signs(cohort, organizer):
    issue_all(cohort, organizer)
    services.revoke(certificate=Certificate.objects.get(enrolment__name="Budi Santoso"), reason="Salah", by=organizer)
    services.name_signatory(
        agency=cohort.agency, name="Drs. Ahmad", position="Kepala BKPSDM", valid_from=dt.date(2020, 1, 1), by=None
    )
    pages = pypdf.PdfReader(io.BytesIO(register.register_pdf(cohort))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for printed in (
        "Daftar sertifikat",
        *NAMES,
        "19780512 200501 2 003",
        "dicabut",
        "Drs. Ahmad",
        "2 berlaku, 1 dicabut",
    ):
        assert printed in text, printed


def test_the_workbook_keeps_every_figure_of_a_nip(cohort, organizer, tmp_path):
    issue_all(cohort, organizer)
    path = tmp_path / "daftar.xlsx"
    path.write_bytes(register.register_xlsx(cohort))
    table = read_table(path)
    assert "197805122005012003" in [str(cell) for cell in table.rows[0].cells]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Rina Wulandari, S.Sos.", "RINA-WULANDARI"),
        ("Dr. H. Ma'ruf Amin", "DR-H-MA-RUF-AMIN"),
        ("../../etc/passwd", "ETC-PASSWD"),
        ("Désirée Ñandú", "DESIREE-NANDU"),
        ("中村", "PESERTA"),
        ("", "PESERTA"),
        ("A" * 200, "A" * 60),
    ],
)
def test_a_name_becomes_a_file_name_that_every_system_can_keep(name, plain):
    assert archives.plain_name(name) == plain
