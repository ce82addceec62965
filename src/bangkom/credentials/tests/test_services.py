import datetime as dt
import hashlib
import io
import threading

import pypdf
import pytest
from django.db import connection

from bangkom.cohorts.models import Enrolment
from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import Event, Role
from bangkom.core.services import open_stored
from bangkom.credentials import queries, services
from bangkom.credentials.models import Certificate, Signatory
from bangkom.credentials.tests import factories
from bangkom.credentials.verification import Verdict, compare, fingerprint
from bangkom.notices.models import Notice
from bangkom.papers.errors import PapersError
from bangkom.papers.models import NumberCounter

MAY_26 = dt.datetime(2025, 5, 26, 9, tzinfo=dt.UTC)


def bytes_of(certificate: Certificate) -> bytes:
    with open_stored(certificate.pdf) as file:
        return file.read()


def words_of(certificate: Certificate) -> str:
    pages = pypdf.PdfReader(io.BytesIO(bytes_of(certificate))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.django_db
def test_who_has_passed_gets_a_certificate_with_number_code_and_pdf():
    with clock.held_at(MAY_26):
        certificate = services.ensure_issued(enrolment=factories.enrolment())
    assert certificate.number == "0001/SERT/BKPSDM/2025"
    assert len(certificate.code) == 16
    assert certificate.pdf_sha256 == hashlib.sha256(bytes_of(certificate)).hexdigest()
    text = words_of(certificate)
    for printed in (
        "Rina Wulandari, S.Sos.",
        "19780512 200501 2 003",
        "Penata Tingkat I, III/d",
        "Kecamatan Cikupa, Kabupaten Tangerang",
        "Angkatan II Tahun 2025",
        "bersama Lembaga Administrasi Negara di Tigaraksa dari 14 sampai 26 Mei 2025",
        "pembelajaran campuran",
        "73 JP (tujuh puluh tiga jam pelajaran)",
        "Tigaraksa, 26 Mei 2025",
        "Mata Sesi tematik",
        "setara 45 menit",
    ):
        assert printed in text, printed


@pytest.mark.django_db
def test_who_has_not_passed_gets_none_and_uses_up_no_number():
    for state in (Enrolment.State.ACTIVE, Enrolment.State.WITHDRAWN, Enrolment.State.UNDER_REVIEW):
        assert services.ensure_issued(enrolment=factories.enrolment(state=state)) is None
    assert not NumberCounter.objects.exists()


@pytest.mark.django_db
def test_asking_again_gives_the_same_certificate_and_the_same_bytes():
    enrolment = factories.enrolment()
    first = services.ensure_issued(enrolment=enrolment)
    content = bytes_of(first)
    again = services.ensure_issued(enrolment=enrolment)
    assert (again.pk, again.pdf_id, bytes_of(again)) == (first.pk, first.pdf_id, content)
    assert Event.objects.filter(verb="credentials.issued").count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_requests_at_once_give_one_number_and_one_pdf():
    enrolment = factories.enrolment()
    seen: list[tuple[str, str]] = []
    ready = threading.Barrier(6)

    def ask() -> None:
        try:
            ready.wait()
            certificate = services.ensure_issued(enrolment=Enrolment.objects.get(pk=enrolment.pk))
            seen.append((certificate.number, certificate.pdf_sha256))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 6
    assert len(set(seen)) == 1
    assert Certificate.objects.count() == 1
    assert NumberCounter.objects.get().last == 1


@pytest.mark.django_db(transaction=True)
def test_a_cohort_asked_for_by_many_at_once_has_numbers_without_gap():
    cohort = factories.cohort()
    waiting = [factories.enrolment(cohort).pk for _ in range(8)]

    def ask(keys: list[int]) -> None:
        try:
            for key in keys:
                services.ensure_issued(enrolment=Enrolment.objects.get(pk=key))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=ask, args=(order,)) for order in (waiting, waiting[::-1], waiting[4:] + waiting[:4])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = sorted(Certificate.objects.values_list("number", flat=True))
    assert [int(number[:4]) for number in numbers] == list(range(1, 9))


@pytest.mark.django_db
def test_the_number_belongs_to_the_year_of_the_agencys_day():
    new_year_in_jakarta = dt.datetime(2025, 12, 31, 17, 30, tzinfo=dt.UTC)
    with clock.held_at(new_year_in_jakarta):
        certificate = services.ensure_issued(enrolment=factories.enrolment())
    assert certificate.number == "0001/SERT/BKPSDM/2026"


@pytest.mark.django_db
def test_the_signer_of_the_day_is_printed_and_a_later_one_changes_nothing_issued():
    enrolment = factories.enrolment()
    agency, admin = enrolment.cohort.agency, factories.user(Role.ORGANIZER)
    first = {"name": "Drs. Ahmad Suryana", "position": "Kepala BKPSDM", "number": "196808171993031004"}
    services.name_signatory(agency=agency, valid_from=dt.date(2024, 1, 1), by=admin, **first)
    services.name_signatory(
        agency=agency, valid_from=dt.date(2025, 6, 1), by=admin, name="Dewi Kartika", position="Kepala BKPSDM"
    )
    with clock.held_at(MAY_26):
        certificate = services.ensure_issued(enrolment=enrolment)
    assert "Drs. Ahmad Suryana" in words_of(certificate)
    assert "NIP 19680817 199303 1 004" in words_of(certificate)
    assert Signatory.objects.holding(agency, dt.date(2025, 6, 1)).name == "Dewi Kartika"
    assert Signatory.objects.holding(agency, dt.date(2023, 12, 31)) is None


@pytest.mark.django_db
def test_without_a_named_signer_the_office_is_printed_and_no_name_is_made_up():
    text = words_of(services.ensure_issued(enrolment=factories.enrolment()))
    assert "Pimpinan BKPSDM Kabupaten Tangerang" in text


@pytest.mark.django_db
def test_what_is_printed_stays_although_the_training_is_renamed_later():
    enrolment = factories.enrolment()
    certificate = services.ensure_issued(enrolment=enrolment)
    programme = enrolment.cohort.curriculum.programme
    programme.title = "Nama lain"
    programme.save()
    again = Certificate.objects.get(pk=certificate.pk)
    assert again.facts["programme"]["name"] == "Pelatihan Sosial Kultural"


@pytest.mark.django_db
def test_a_pdf_that_cannot_be_set_does_not_lose_the_number_and_is_made_later(monkeypatch):
    enrolment = factories.enrolment()

    def fails(*args, **kwargs):
        raise PapersError("no room")

    monkeypatch.setattr(services, "render_pdf", fails)
    certificate = services.ensure_issued(enrolment=enrolment)
    assert certificate.pdf_id is None
    assert services.sweep() == 0
    monkeypatch.undo()
    assert services.sweep() == 1
    finished = queries.certificate_of(enrolment)
    assert (finished.number, finished.code) == (certificate.number, certificate.code)
    assert finished.pdf_id


@pytest.mark.django_db
def test_the_sweeper_issues_what_is_due_once_and_leaves_the_rest():
    cohort = factories.cohort()
    for _ in range(3):
        factories.enrolment(cohort)
    factories.enrolment(cohort, state=Enrolment.State.ACTIVE)
    assert services.sweep(limit=2) == 2
    assert services.sweep() == 1
    assert services.sweep() == 0
    assert Certificate.objects.count() == 3


@pytest.mark.django_db
def test_one_that_fails_does_not_hold_up_the_sweeper():
    cohort = factories.cohort()
    factories.enrolment(cohort, name="Siti 😀", passed_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    good = factories.enrolment(cohort)
    assert services.sweep() == 1
    assert queries.certificate_of(good).pdf_id


@pytest.mark.django_db
def test_a_flipped_bit_of_the_stored_pdf_is_not_confirmed():
    certificate = services.ensure_issued(enrolment=factories.enrolment())
    content = bytearray(bytes_of(certificate))
    whole = fingerprint(bytes(content))
    assert compare(whole, issued=queries.issued_like(whole)) == (Verdict.GENUINE, certificate.code)
    content[len(content) // 2] ^= 1
    altered = fingerprint(bytes(content))
    assert compare(altered, issued=queries.issued_like(altered)) == (Verdict.ALTERED, certificate.code)


@pytest.mark.django_db
def test_revoking_keeps_who_when_and_why_and_happens_once():
    certificate = services.ensure_issued(enrolment=factories.enrolment())
    organizer = factories.user(Role.ORGANIZER)
    revoked = services.revoke(certificate=certificate, reason="  Nilai   salah hitung ", by=organizer)
    assert (revoked.state, revoked.revocation_reason, revoked.revoked_by) == (
        "revoked",
        "Nilai salah hitung",
        organizer,
    )
    event = Event.objects.get(verb="credentials.revoked")
    assert event.actor == organizer
    assert "salah hitung" not in str(event.params)
    assert event.payload.body["after"]["reason"] == "Nilai salah hitung"
    with pytest.raises(Refused, match="sudah dicabut"):
        services.revoke(certificate=revoked, reason="Sekali lagi", by=organizer)


@pytest.mark.django_db
def test_the_participant_is_told_once_of_issue_and_revocation():
    enrolment = factories.enrolment()
    certificate = services.ensure_issued(enrolment=enrolment)
    services.ensure_issued(enrolment=enrolment)
    services.revoke(certificate=certificate, reason="Salah orang", by=factories.user())
    told = Notice.objects.filter(recipient=enrolment.person.user)
    assert sorted(told.values_list("kind", flat=True)) == ["credentials.issued", "credentials.revoked"]
    assert {notice.url for notice in told} == {f"/sertifikat/peserta/{enrolment.pk}/"}
    assert any("Pelatihan Sosial Kultural Anda terbit" in notice.text for notice in told)


@pytest.mark.django_db
def test_who_has_no_account_gets_a_certificate_all_the_same():
    enrolment = factories.enrolment()
    enrolment.person.user = None
    enrolment.person.save()
    assert services.ensure_issued(enrolment=enrolment).pdf_id


@pytest.mark.django_db
def test_revoking_needs_a_reason():
    certificate = services.ensure_issued(enrolment=factories.enrolment())
    with pytest.raises(Refused, match="alasan"):
        services.revoke(certificate=certificate, reason="  ", by=factories.user())


@pytest.mark.django_db
def test_a_revoked_certificate_is_not_issued_anew():
    enrolment = factories.enrolment()
    certificate = services.ensure_issued(enrolment=enrolment)
    services.revoke(certificate=certificate, reason="Salah orang", by=factories.user())
    assert services.ensure_issued(enrolment=enrolment).pk == certificate.pk
    assert services.sweep() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("unit", "short_name", "pattern"),
    [
        ("BKPSDM Kabupaten Tangerang", "Kab. Tangerang", "{n:04d}/SERT/BKPSDM/{year}"),
        ("Badan Kepegawaian Daerah", "Kab. Serang", "{n:04d}/SERT/KAB.-SERANG/{year}"),
        ("", "LAN", "{n:04d}/SERT/LAN/{year}"),
        ("", "{n}", "{n:04d}/SERT/N/{year}"),
    ],
)
def test_an_agency_without_a_number_pattern_gets_a_plain_one(unit, short_name, pattern):
    agency = factories.agency("x", "Lembaga X", unit)
    agency.short_name = short_name
    assert services.default_pattern(agency) == pattern
