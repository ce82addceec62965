"""Mitra: organisations, accreditation that ends, and people without NIP."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import Event, Role
from bangkom.core.services import accept_invitation
from bangkom.people import queries, services
from bangkom.people.models import Accreditation, Affiliation, Organisation, Person
from bangkom.people.tests.factories import PASSWORD, AgencyFactory, employee, staff, unit

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture(autouse=True)
def now():
    with clock.held_at(NOW):
        yield


@pytest.fixture
def serang():
    return AgencyFactory(name="Pemerintah Kabupaten Serang")


@pytest.fixture
def admin(serang):
    return staff(Role.ADMINISTRATOR, serang)


@pytest.fixture
def campus(serang, admin):
    return services.add_organisation(
        agency=serang, by=admin, kind="university", name="Universitas Contoh", city="Serang"
    )


@pytest.fixture
def lecturer(serang, campus, admin):
    return services.register_partner(
        agency=serang, by=admin, name="Siti Rahmawati", back_title="M.Si.", email="siti@contoh.ac.id",
        organisation=campus, role_title="Dosen",
    )  # fmt: skip


def accredited(campus, admin, until, number="001/2024", **more):
    values = {"training": "Pelatihan Dasar CPNS", "level": "A", "issued_by": "LAN", "valid_from": dt.date(2024, 1, 1)}
    return services.save_accreditation(
        organisation=campus, by=admin, number=number, valid_until=until, **{**values, **more}
    )


def test_a_name_is_recorded_once_in_an_agency(serang, campus, admin):
    with pytest.raises(Refused):
        services.add_organisation(agency=serang, by=admin, kind="university", name="Universitas Contoh")
    services.add_organisation(agency=AgencyFactory(), by=admin, kind="university", name="Universitas Contoh")
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize(
    ("until", "state"),
    [
        (dt.date(2027, 12, 31), "valid"),
        (dt.date(2027, 3, 31), "ending"),
        (dt.date(2026, 11, 22), "ending"),
        (dt.date(2026, 11, 21), "ended"),
        (None, "valid"),
    ],
)
def test_an_accreditation_is_warned_about_half_a_year_before_its_end(serang, campus, admin, until, state):
    row = accredited(campus, admin, until)
    assert row.state_on(dt.date(2026, 11, 22)) == state
    warned = list(queries.ending_accreditations(admin, serang))
    assert warned == ([row] if state in ("ending", "ended") else [])


def test_a_renewed_accreditation_is_warned_about_no_more(serang, campus, admin):
    accredited(campus, admin, dt.date(2027, 1, 31))
    accredited(campus, admin, dt.date(2031, 1, 31), "002/2026")
    assert not queries.ending_accreditations(admin, serang)


def test_the_decree_is_kept_and_given_back_to_the_own_agency_only(client, serang, campus, admin):
    client.force_login(admin)
    sent = {
        "op_id": "0198c0de-0000-7000-8000-00000000000a", "training": "Latsar", "number": "7", "issued_by": "LAN",
        "valid_from": "2026-01-01", "paper": SimpleUploadedFile("sk.pdf", PDF, "application/pdf"),
    }  # fmt: skip
    assert client.post(reverse("partners:accreditation_new", args=[campus.pk]), sent).status_code == 302
    row = Accreditation.objects.get()
    url = reverse("partners:paper", args=[campus.pk, row.pk])
    assert b"".join(client.get(url).streaming_content) == PDF
    client.force_login(staff(Role.ADMINISTRATOR, AgencyFactory()))
    assert client.get(url).status_code == 404


def test_what_is_no_pdf_is_refused_in_words(client, campus, admin):
    client.force_login(admin)
    sent = {
        "op_id": "0198c0de-0000-7000-8000-00000000000a", "training": "Latsar", "number": "7", "issued_by": "LAN",
        "valid_from": "2026-01-01", "paper": SimpleUploadedFile("sk.pdf", b"bukan", "application/pdf"),
    }  # fmt: skip
    answer = client.post(reverse("partners:accreditation_new", args=[campus.pk]), sent)
    assert answer.status_code == 422
    assert "bukan PDF yang utuh" in answer.content.decode()


def person_form(**more):
    return {"op_id": "0198c0de-0000-7000-8000-00000000000a", "name": "Siti Rahmawati", "role_title": "Dosen", **more}


def test_somebody_who_looks_known_is_pointed_out_before(client, lecturer, admin):
    client.force_login(admin)
    url = reverse("partners:person_new")
    answer = client.post(url, person_form())
    assert answer.status_code == 422
    assert "Mungkin sudah tercatat: Siti Rahmawati, M.Si." in answer.content.decode()
    assert client.post(url, person_form(sure="on")).status_code == 302
    assert Person.objects.filter(name="Siti Rahmawati").count() == 2


def test_an_employee_of_the_same_mail_is_pointed_out_too(client, serang, admin):
    employee(serang, where=unit(serang), email="siti@serang.go.id")
    client.force_login(admin)
    answer = client.post(reverse("partners:person_new"), person_form(email="SITI@serang.go.id"))
    assert "Mungkin sudah tercatat" in answer.content.decode()


def test_a_nik_is_not_taken(client, admin):
    client.force_login(admin)
    answer = client.post(reverse("partners:person_new"), person_form(lecturer_number="3604 7154 0190 1234"))
    assert "Bangkom tidak menyimpan NIK" in answer.content.decode()
    assert client.post(reverse("partners:person_new"), person_form(lecturer_number="0412108501")).status_code == 302


def test_only_the_agency_that_keeps_them_sees_people_without_nip(client, serang, campus, lecturer):
    stranger = staff(Role.ADMINISTRATOR, AgencyFactory())
    assert not queries.partners_of(stranger, serang)
    assert not Person.objects.visible_to(stranger).filter(pk=lecturer.person_id)
    client.force_login(stranger)
    for name, pk in (("person", lecturer.pk), ("detail", campus.pk)):
        assert client.get(reverse(f"partners:{name}", args=[pk])).status_code == 404
    client.force_login(staff(Role.UNIT_HR, unit(serang).scope))
    assert client.get(reverse("partners:person", args=[lecturer.pk])).status_code == 200
    assert client.get(reverse("partners:person_change", args=[lecturer.pk])).status_code == 403


def test_who_has_left_the_organisation_is_offered_no_more(serang, admin, lecturer):
    services.change_partner(affiliation=lecturer, by=admin, valid_until=dt.date(2026, 11, 21))
    assert not queries.partners_of(admin, serang)
    assert Event.objects.about(lecturer.person).filter(verb="people.partner_changed").exists()


def test_an_account_is_opened_by_a_code_under_a_name_that_is_no_number(client, lecturer, admin):
    client.force_login(admin)
    url = reverse("partners:person_invite", args=[lecturer.pk])
    sent = {"op_id": "0198c0de-0000-7000-8000-00000000000a"}
    assert client.post(url, sent | {"username": "199002142015031001"}).status_code == 422
    page = client.post(url, sent | {"username": "siti.rahmawati"})
    assert page["Cache-Control"] == "no-store"
    user = accept_invitation(username="siti.rahmawati", code=page.context["code"], password=PASSWORD)
    assert user.has_role(Role.TRAINER)
    assert Affiliation.objects.get().person.user == user


def test_the_suggested_name_is_first_and_last_word(lecturer):
    assert services.suggested_username(lecturer.person) == "siti.rahmawati"


def test_a_second_editor_of_an_organisation_is_told(campus, admin):
    services.change_organisation(organisation=campus, version=1, by=admin, city="Cilegon")
    with pytest.raises(Refused) as refusal:
        services.change_organisation(organisation=campus, version=1, by=admin, city="Pandeglang")
    assert refusal.value.code == "changed"


def test_the_agency_that_an_organisation_is_here_is_named_by_its_code(client, serang, admin):
    AgencyFactory(code="lan", name="Lembaga Administrasi Negara")
    client.force_login(admin)
    url = reverse("partners:new")
    assert "Lembaga Administrasi Negara" not in client.get(url).content.decode()
    sent = {"op_id": "0198c0de-0000-7000-8000-00000000000a", "kind": "provider", "name": "Pusdiklat", "here": "LAN"}
    assert client.post(url, sent | {"here": "tidak-ada"}).status_code == 422
    assert client.post(url, sent).status_code == 302
    assert Organisation.objects.get().here.code == "lan"


def test_a_new_employee_who_is_known_without_nip_is_pointed_out(client, serang, lecturer, admin):
    where = unit(serang)
    client.force_login(admin)
    sent = {
        "op_id": "0198c0de-0000-7000-8000-00000000000a", "number": "199002142015032001", "name": "Siti Rahmawati",
        "sex": "F", "status": "PNS", "employment_state": "01", "unit": where.pk, "position": "Dosen",
        "group": "fungsional",
    }  # fmt: skip
    page = client.post(reverse("people:new"), sent, follow=True).content.decode()
    assert "Mungkin orang ini sudah tercatat sebagai: Siti Rahmawati, M.Si." in page
