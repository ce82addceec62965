import datetime as dt
import uuid

import pytest
from django.urls import reverse

from bangkom.cohorts.models import Enrolment, SheetRow
from bangkom.core.models import Role
from bangkom.credentials import queries, services
from bangkom.credentials.models import Certificate, Signatory
from bangkom.credentials.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment():
    return factories.enrolment()


@pytest.fixture
def certificate(enrolment):
    return services.ensure_issued(enrolment=enrolment)


@pytest.fixture
def organizer(enrolment):
    return factories.user(Role.ORGANIZER, enrolment.cohort.agency)


@pytest.fixture
def stranger():
    """An organizer of another agency."""
    return factories.user(Role.ORGANIZER, factories.agency(*factories.LAN))


def post(client, url, **data):
    return client.post(url, {"op_id": str(uuid.uuid4()), **data})


def download_url(certificate) -> str:
    return reverse("credentials:download", args=[certificate.pk])


def revoke_url(certificate) -> str:
    return reverse("credentials:revoke", args=[certificate.pk])


def list_url(enrolment) -> str:
    return reverse("credentials:cohort_certificates", args=[enrolment.cohort.slug])


def test_the_owner_downloads_the_pdf_as_issued_and_nobody_keeps_a_copy_on_the_way(client, certificate):
    client.force_login(certificate.enrolment.person.user)
    response = client.get(download_url(certificate))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("inline")
    assert response["Cache-Control"] == "private, no-store"
    assert b"".join(response.streaming_content).startswith(b"%PDF-1.7")


def test_the_organizing_agency_downloads_it_too(client, certificate, organizer):
    client.force_login(organizer)
    assert client.get(download_url(certificate)).status_code == 200


def test_another_agencys_staff_another_learner_and_a_visitor_do_not(client, certificate, stranger):
    for other in (stranger, factories.enrolment(certificate.enrolment.cohort).person.user):
        client.force_login(other)
        assert client.get(download_url(certificate)).status_code == 404
    client.logout()
    assert client.get(download_url(certificate)).status_code == 302


def test_a_leader_and_a_unit_officer_of_the_agency_do_not(client, certificate):
    for role in (Role.LEADER, Role.UNIT_HR):
        client.force_login(factories.user(role, certificate.agency))
        assert client.get(download_url(certificate)).status_code == 404


def test_the_page_after_the_last_condition_issues_the_certificate_at_once(client, enrolment):
    client.force_login(enrolment.person.user)
    response = client.get(reverse("credentials:outcome", args=[enrolment.pk]))
    certificate = queries.certificate_of(enrolment)
    assert certificate.number in response.content.decode()
    assert download_url(certificate) in response.content.decode()
    client.get(reverse("credentials:outcome", args=[enrolment.pk]))
    assert Certificate.objects.count() == 1


def test_before_the_last_condition_the_page_says_what_is_missing_and_who_is_waited_for(client):
    enrolment = factories.enrolment(state=Enrolment.State.ACTIVE)
    stage = enrolment.cohort.curriculum.stages.first()
    requirement = stage.requirements.get()
    SheetRow.objects.create(enrolment=enrolment, requirement=requirement, stage=stage, waiting_for="committee")
    client.force_login(enrolment.person.user)
    words = client.get(reverse("credentials:outcome", args=[enrolment.pk])).content.decode()
    assert requirement.title in words
    assert "Menunggu: panitia" in words
    assert not Certificate.objects.exists()


@pytest.mark.parametrize(
    ("state", "said"), [("failed", "Anda diputus tidak lulus"), ("deferred", "Kelulusan Anda ditunda")]
)
def test_who_was_decided_reads_what_and_why_and_what_to_do(client, state, said):
    enrolment = factories.enrolment(state=state, state_reason="Belum mengikuti sesi kedua.")
    client.force_login(enrolment.person.user)
    words = client.get(reverse("credentials:outcome", args=[enrolment.pk])).content.decode()
    assert said in words
    assert "Belum mengikuti sesi kedua." in words
    assert not Certificate.objects.exists()


def test_the_page_is_only_for_the_participant(client, enrolment, organizer, stranger):
    for other in (organizer, stranger):
        client.force_login(other)
        assert client.get(reverse("credentials:outcome", args=[enrolment.pk])).status_code == 404


def test_the_organizer_sees_who_has_a_certificate_and_who_waits(client, certificate, organizer):
    cohort = certificate.enrolment.cohort
    factories.enrolment(cohort, name="Budi Santoso")
    factories.enrolment(cohort, name="Citra Dewi", state=Enrolment.State.ACTIVE)
    client.force_login(organizer)
    words = client.get(list_url(certificate.enrolment)).content.decode()
    assert certificate.number in words
    assert "Menunggu terbit" in words
    assert "Terbitkan yang belum" in words
    assert "Penanda tangan belum ditetapkan" in words
    count = queries.cohort_count(cohort)
    assert (count.participants, count.entitled, count.issued, count.waiting, count.revoked) == (3, 2, 1, 1, 0)


def test_the_list_is_the_organizing_agencys_alone(client, certificate, stranger):
    client.force_login(stranger)
    assert client.get(list_url(certificate.enrolment)).status_code == 404
    client.force_login(certificate.enrolment.person.user)
    assert client.get(list_url(certificate.enrolment)).status_code == 403


def test_the_list_costs_the_same_number_of_queries_for_any_number_of_people(
    client, certificate, organizer, django_assert_max_num_queries
):
    cohort = certificate.enrolment.cohort
    for _ in range(12):
        services.ensure_issued(enrolment=factories.enrolment(cohort))
    client.force_login(organizer)
    client.get(list_url(certificate.enrolment))
    with django_assert_max_num_queries(18):
        client.get(list_url(certificate.enrolment))


def test_revoking_asks_for_a_reason_and_a_tick_before_it_does_anything(client, certificate, organizer):
    client.force_login(organizer)
    assert client.get(revoke_url(certificate)).status_code == 200
    for given in ({}, {"alasan": "Nilai salah hitung."}, {"yakin": "on"}, {"alasan": "salah", "yakin": "on"}):
        response = post(client, revoke_url(certificate), **given)
        assert response.status_code == 422
        assert "Kesalahan:" in response.content.decode()
    certificate.refresh_from_db()
    assert certificate.state == "valid"


def test_a_revoked_certificate_stays_in_the_list_with_its_reason(client, certificate, organizer):
    client.force_login(organizer)
    response = post(client, revoke_url(certificate), alasan="Nilai salah hitung.", yakin="on")
    assert response["Location"] == list_url(certificate.enrolment)
    words = client.get(response["Location"]).content.decode()
    assert "Dicabut" in words
    assert "Nilai salah hitung." in words
    assert post(client, revoke_url(certificate), alasan="Sekali lagi saja.", yakin="on").status_code == 422


def test_sending_the_same_revocation_twice_changes_nothing_the_second_time(client, certificate, organizer):
    client.force_login(organizer)
    data = {"op_id": str(uuid.uuid4()), "alasan": "Nilai salah hitung.", "yakin": "on"}
    first, second = (client.post(revoke_url(certificate), data) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)


def test_another_agency_cannot_revoke_nor_see_that_there_is_something_to_revoke(client, certificate, stranger):
    client.force_login(stranger)
    response = post(client, revoke_url(certificate), alasan="Iseng-iseng saja.", yakin="on")
    assert response.status_code == 404
    certificate.refresh_from_db()
    assert certificate.state == "valid"


def test_nobody_revokes_the_own_certificate(client, certificate):
    client.force_login(certificate.enrolment.person.user)
    assert post(client, revoke_url(certificate), alasan="Bukan wewenang saya.", yakin="on").status_code == 403


def test_the_learner_reads_that_and_why_the_certificate_was_revoked(client, certificate):
    services.revoke(certificate=certificate, reason="Nilai salah hitung.", by=factories.user())
    client.force_login(certificate.enrolment.person.user)
    words = client.get(reverse("credentials:outcome", args=[certificate.enrolment_id])).content.decode()
    assert "Sertifikat Anda dicabut" in words
    assert "Nilai salah hitung." in words


def test_a_result_under_review_is_shown_beside_the_certificate(client, certificate):
    enrolment = certificate.enrolment
    enrolment.state = Enrolment.State.UNDER_REVIEW
    enrolment.save()
    client.force_login(enrolment.person.user)
    words = client.get(reverse("credentials:outcome", args=[enrolment.pk])).content.decode()
    assert "meninjau kembali" in words
    assert certificate.number in words


def test_the_organizer_names_who_signs(client, organizer):
    client.force_login(organizer)
    url = reverse("credentials:signatories")
    given = {"name": "Drs. Ahmad Suryana", "number": "19680817 199303 1 004", "position": "Kepala BKPSDM"}
    assert client.get(url).status_code == 200
    assert post(client, url, **given, valid_from="2025-01-01").status_code == 302
    named = Signatory.objects.get()
    assert (named.number, named.valid_from) == ("196808171993031004", dt.date(2025, 1, 1))
    assert named.agency == organizer.agencies_as(Role.ORGANIZER)[0]
    assert "Drs. Ahmad Suryana" in client.get(url).content.decode()


def test_a_number_that_is_none_is_refused(client, organizer):
    client.force_login(organizer)
    given = {"name": "Drs. Ahmad Suryana", "number": "123", "position": "Kepala BKPSDM", "valid_from": "2025-01-01"}
    assert post(client, reverse("credentials:signatories"), **given).status_code == 422


def test_only_who_organizes_for_a_whole_agency_names_signers(client, enrolment, organizer):
    client.force_login(enrolment.person.user)
    assert client.get(reverse("credentials:signatories")).status_code == 403


def test_a_persons_certificates_are_listed_newest_first_without_a_query_per_row(certificate, django_assert_num_queries):
    person = certificate.enrolment.person
    other = factories.cohort(name="Angkatan III")
    second = services.ensure_issued(
        enrolment=Enrolment.objects.create(
            cohort=other, person=person, agency=other.agency, name=person.name, state=Enrolment.State.PASSED
        )
    )
    with django_assert_num_queries(1):
        found = list(queries.certificates_of(person))
        titles = [str(one.enrolment.cohort) for one in found]
    assert found == [second, certificate]
    assert titles[0] == "Pelatihan Sosial Kultural, Angkatan III"
