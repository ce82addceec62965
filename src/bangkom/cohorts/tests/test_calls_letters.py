"""Codes of a first sign-in for many: who may make them, what the papers say, that they are given once."""

import io
import uuid
import zipfile

import pypdf
import pytest

from bangkom.cohorts import letters
from bangkom.cohorts.tests.factories import account_for, angkatan
from bangkom.core.models import Operation, Role
from bangkom.core.services import accept_invitation
from bangkom.people.tests.factories import PASSWORD, UserFactory, employee, staff, unit

pytestmark = pytest.mark.django_db
URL = "/angkatan/surat-kode/"


@pytest.fixture
def a():
    return angkatan(3)


def send(client, people, **fields):
    return client.post(
        URL, {"op_id": str(uuid.uuid4()), "pegawai": ",".join(str(each.pk) for each in people), **fields}
    )


def pages(response):
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(response.content)).pages]


def code_of(text, one):
    """The code on the line of a person."""
    line = next(line for line in text.splitlines() if one.number in line)
    return line.rpartition(" ")[2].rstrip(".")


def test_each_letter_says_who_where_and_how_two_on_a_page(a, client):
    client.force_login(a.organizer)
    response = send(client, a.employees)
    assert (response["Content-Type"], response["Cache-Control"]) == ("application/pdf", "no-store")
    first, second = pages(response)
    assert "Peserta 1" in first
    assert "Peserta 2" in first
    assert "Peserta 3" in second
    assert letters.address() in first
    assert "19900214 201503 1 001" in first


def test_the_archive_holds_a_list_for_each_unit_and_its_codes_open_the_accounts(a, client):
    elsewhere = employee(a.cohort.agency, where=unit(a.cohort.agency, "Dinas Sosial"), serial=50, name="Ani")
    client.force_login(a.organizer)
    archive = zipfile.ZipFile(io.BytesIO(send(client, [*a.employees, elsewhere], bentuk="zip").content))
    assert archive.namelist() == ["surat-kode.pdf", "001-dinas-kesehatan.txt", "002-dinas-sosial.txt"]
    own, other = (archive.read(name).decode() for name in archive.namelist()[1:])
    assert own.count("isi NIP") == 3
    assert other.count("isi NIP") == 1
    code = code_of(other, elsewhere)
    assert accept_invitation(username=elsewhere.number, code=code, password=PASSWORD).person == elsewhere.person


def test_codes_are_given_once_and_kept_nowhere(a, client):
    client.force_login(a.organizer)
    body = {"op_id": str(uuid.uuid4()), "pegawai": str(a.employees[0].pk)}
    assert client.post(URL, body).status_code == 200
    assert client.post(URL, body).status_code == 409
    assert Operation.objects.get(op_id=body["op_id"]).reply == {}


def test_who_can_sign_in_already_gets_no_letter(a, client):
    account_for(a.employees[0].person)
    client.force_login(a.organizer)
    assert send(client, a.employees[:1]).status_code == 422
    assert "Peserta 1" not in pages(send(client, a.employees))[0]


def test_whose_code_cannot_be_made_is_on_the_list_with_the_reason(a, client):
    UserFactory(username=a.employees[0].number)
    client.force_login(a.organizer)
    archive = zipfile.ZipFile(io.BytesIO(send(client, a.employees, bentuk="zip").content))
    assert "Peserta 1: tanpa kode. Nama pengguna ini sudah dipakai." in archive.read("001-dinas-kesehatan.txt").decode()


def test_a_units_officer_makes_letters_for_the_own_unit_only(a, client):
    other = unit(a.cohort.agency, "Dinas Sosial")
    own = employee(a.cohort.agency, where=other, serial=50, name="Ani")
    client.force_login(staff(Role.UNIT_HR, other.scope))
    assert send(client, a.employees).status_code == 422
    [page] = pages(send(client, [*a.employees, own]))
    assert "Ani" in page
    assert "Peserta" not in page


def test_nonsense_and_too_many_are_refused(a, client):
    client.force_login(a.organizer)
    for listed in ("", "x,y", ",".join(str(n) for n in range(1, 502))):
        assert client.post(URL, {"op_id": str(uuid.uuid4()), "pegawai": listed}).status_code == 422


def test_the_cohort_and_the_invitations_lead_there_with_everybody_listed(a, client):
    client.force_login(a.organizer)
    everybody = {each.pk for each in a.employees}
    assert set(client.get(f"/angkatan/{a.cohort.slug}/panggilan/").context["letter_ids"]) == everybody
    assert set(client.get("/pegawai/undangan/").context["letter_ids"]) == everybody
