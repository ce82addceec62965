"""Every page about people: who may open it, what it shows, how many queries it takes."""

import datetime as dt
import io
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from bangkom.core.ids import new_id
from bangkom.core.models import Event, Job, Operation, Role
from bangkom.core.services import accept_invitation, advance_job, invite
from bangkom.core.spreadsheets import Limits
from bangkom.people.models import Employee
from bangkom.people.services import change_number, invite_employee

from .factories import PASSWORD, AgencyFactory, UserFactory, employee, export, many_employees, nip, staff, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return AgencyFactory(name="Pemerintah Kabupaten Contoh")


@pytest.fixture
def organizer(agency, client):
    user = staff(Role.ORGANIZER, agency)
    client.force_login(user)
    return user


def sent(**values):
    return {"op_id": str(new_id()), **values}


def text(response) -> str:
    return " ".join(response.content.decode().split())


def uploaded(client, *rows, content: bytes | None = None, name: str = "pegawai.csv", **values):
    file = SimpleUploadedFile(name, content if content is not None else export(*rows))
    scope = client.get(reverse("people:imports")).context["form"].fields["scope"].choices[0][0]
    return client.post(reverse("people:imports"), sent(file=file, scope=scope, **values))


def imported(client, *rows) -> Job:
    response = uploaded(client, *rows)
    assert response.status_code == 302
    job = Job.objects.latest("pk")
    assert response["Location"] == reverse("people:import", args=[job.pk])
    return advance_job(job_id=job.pk)


def act(client, job: Job, name: str):
    return client.post(reverse("people:import_act", args=[job.pk, name]), sent())


# --- who may open what ---------------------------------------------------------------------------

PAGES = ["list", "export", "units", "new", "imports", "invitations"]


@pytest.mark.parametrize("page", PAGES)
def test_a_learner_may_open_none_of_the_staff_pages(client, page):
    client.force_login(UserFactory())
    assert client.get(reverse(f"people:{page}")).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_is_asked_to_sign_in(client, page):
    assert client.get(reverse(f"people:{page}")).status_code == 302


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.ADMINISTRATOR])
def test_the_staff_of_the_agency_may_open_all(client, agency, page, role):
    client.force_login(staff(role, agency))
    assert client.get(reverse(f"people:{page}")).status_code == 200


def test_a_leader_reads_and_does_not_write(client, agency):
    one = employee(agency)
    client.force_login(staff(Role.LEADER, agency))
    assert client.get(reverse("people:list")).status_code == 200
    assert client.get(reverse("people:detail", args=[one.pk])).status_code == 200
    for page in ("new", "imports", "invitations"):
        assert client.get(reverse(f"people:{page}")).status_code == 403
    assert client.get(reverse("people:change", args=[one.pk])).status_code == 403


def test_another_agencys_staff_get_404_for_what_is_not_theirs(client, agency, organizer):
    theirs = employee(agency)
    job = imported(client, {})
    client.force_login(staff(Role.ORGANIZER, AgencyFactory()))
    assert text(client.get(reverse("people:list"))).count("Pegawai 1") == 0
    for name in ("detail", "change"):
        assert client.get(reverse(f"people:{name}", args=[theirs.pk])).status_code == 404
    assert client.get(reverse("people:import", args=[job.pk])).status_code == 404
    assert client.get(reverse("people:import_rejects", args=[job.pk])).status_code == 404
    assert act(client, job, "simpan").status_code == 404
    job.refresh_from_db()
    assert job.state == Job.State.STAGED


def test_a_unit_officer_sees_the_own_unit_and_all_below(client, agency):
    own, other = unit(agency, "Dinas Kesehatan"), unit(agency, "Dinas Sosial")
    employee(agency, where=unit(agency, "Puskesmas Kibin", own), serial=1, name="Ani")
    hidden = employee(agency, where=other, serial=2, name="Budi")
    client.force_login(staff(Role.UNIT_HR, own.scope))
    page = text(client.get(reverse("people:list")))
    assert "Ani" in page
    assert "Budi" not in page
    assert client.get(reverse("people:detail", args=[hidden.pk])).status_code == 404
    tree = text(client.get(reverse("people:units")))
    assert "Puskesmas Kibin" in tree
    assert "Dinas Sosial" not in tree
    form = client.get(reverse("people:imports")).context["form"]
    assert [name for _pk, name in form.fields["scope"].choices] == ["Dinas Kesehatan"]


def test_a_scope_that_is_not_ones_own_cannot_be_sent(client, agency, organizer):
    foreign = AgencyFactory()
    file = SimpleUploadedFile("a.csv", export({}))
    scope = foreign.scopes.get().pk
    response = client.post(reverse("people:imports"), sent(file=file, scope=scope))
    assert response.status_code == 422
    assert Job.objects.count() == 0


# --- the list ------------------------------------------------------------------------------------


def test_the_list_is_searched_by_name_and_number_and_filtered(client, agency, organizer):
    health, social = unit(agency, "Dinas Kesehatan"), unit(agency, "Dinas Sosial")
    ani = employee(agency, where=unit(agency, "Puskesmas", health), serial=1, name="Ani Komariah")
    employee(agency, where=social, serial=2, name="Budi", status="PPPK")
    change_number(employee=ani, number=nip(9), valid_from=dt.date(2025, 1, 1), by=None)

    def names(**query):
        page = client.get(reverse("people:list"), query).context["page"]
        return [one.person.name for one in page]

    assert names() == ["Ani Komariah", "Budi"]
    assert names(urut="-nama") == ["Budi", "Ani Komariah"]
    assert names(cari="komariah ani") == ["Ani Komariah"]
    assert names(cari="19900214 201503 1 001") == ["Ani Komariah"]
    assert names(cari="tidak ada") == []
    assert names(unit=health.pk) == ["Ani Komariah"]
    assert names(unit=ani.unit.pk) == ["Ani Komariah"]
    assert names(status="PPPK") == ["Budi"]
    assert names(kelompok="jpt") == []
    assert names(status="ngawur", unit="ngawur") == ["Ani Komariah", "Budi"]


def test_the_list_takes_the_same_few_queries_at_six_thousand(client, agency, organizer, django_assert_num_queries):
    units = [unit(agency, f"Dinas {at}") for at in range(40)]
    client.get(reverse("people:list"))
    many_employees(agency, 6000, units)
    with django_assert_num_queries(13):
        page = client.get(reverse("people:list"), {"unit": units[3].pk, "halaman": 2})
    assert page.context["page"].paginator.count == 150
    with django_assert_num_queries(12):
        assert client.get(reverse("people:list"), {"cari": "Orang 0599"}).context["page"].paginator.count == 11
    with django_assert_num_queries(6):
        client.get(reverse("people:units"))


def test_the_list_goes_out_as_a_workbook_without_formulas(client, agency, organizer):
    employee(agency, serial=1, name='=HYPERLINK("http://127.0.0.1","x")')
    content = b"".join(client.get(reverse("people:list"), {"unduh": "xlsx"}).streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "Pegawai"
    assert rows[-1][:3] == [nip(1), '=HYPERLINK("http://127.0.0.1","x")', "PNS"]
    assert b"<f>" not in content
    assert Event.objects.get(verb="people.exported").params["rows"] == 1


def test_empty_lists_say_what_to_do(client, agency, organizer):
    assert "Belum ada pegawai" in text(client.get(reverse("people:list")))
    assert "Tidak ada pegawai yang cocok" in text(client.get(reverse("people:list"), {"cari": "x"}))
    assert "Belum ada unit kerja" in text(client.get(reverse("people:units")))


# --- one employee --------------------------------------------------------------------------------

VALUES = {
    "number": "19900214 201503 1 001",
    "name": "Umi Fauziah",
    "back_title": "S.Sos.",
    "birth_date_hari": "14",
    "birth_date_bulan": "2",
    "birth_date_tahun": "1990",
    "sex": "F",
    "status": "PNS",
    "employment_state": "01",
    "grade": "III/d",
    "position": "Arsiparis Terampil",
    "group": "fungsional",
}


def test_an_employee_is_added_by_hand_and_shown(client, agency, organizer):
    where = unit(agency)
    response = client.post(reverse("people:new"), sent(unit=where.pk, **VALUES))
    one = Employee.objects.get()
    assert response["Location"] == reverse("people:detail", args=[one.pk])
    page = text(client.get(response["Location"]))
    assert "Umi Fauziah, S.Sos." in page
    assert "19900214 201503 1 001" in page
    assert "III/d (Penata Tingkat I)" in page
    assert "mulai tidak diketahui" in page
    assert "Pegawai dicatat" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": "123"}, "NIP harus tepat 18 angka"),
        ({"number": nip(1, born="19901340")}, "bukan tanggal yang ada"),
        ({"number": nip(7)}, "sudah tercatat"),
        ({"name": ""}, "Nama"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_saved(client, agency, organizer, changes, words):
    where = unit(agency)
    employee(agency, serial=7)
    response = client.post(reverse("people:new"), sent(unit=where.pk, **(VALUES | changes)))
    assert response.status_code == 422
    assert words in text(response)
    assert Employee.objects.count() == 1


def test_a_change_is_saved_with_its_history(client, agency, organizer):
    one = employee(agency, name="Umi")
    url = reverse("people:change", args=[one.pk])
    values = VALUES | {"unit": one.unit.pk, "version": 1, "valid_from": "2025-03-01"}
    assert client.post(url, sent(**values)).status_code == 302
    page = text(client.get(reverse("people:detail", args=[one.pk])))
    assert "Nama: Umi → Umi Fauziah" in page
    assert "1 Maret 2025" in page
    assert "28 Februari 2025" in page
    late = client.post(url, sent(**values))
    assert late.status_code == 422
    assert "baru saja diubah orang lain" in text(late)


def test_the_same_form_sent_twice_makes_one_employee(client, agency, organizer):
    body = sent(unit=unit(agency).pk, **VALUES)
    first, second = (client.post(reverse("people:new"), body) for _turn in range(2))
    assert first["Location"] == second["Location"]
    assert Employee.objects.count() == 1


def test_numbers_of_before_are_listed(client, agency, organizer):
    one = employee(agency)
    change_number(employee=one, number=nip(2), valid_from=dt.date(2025, 1, 1), by=None)
    assert "Nomor yang pernah dipakai" in text(client.get(reverse("people:detail", args=[one.pk])))


def test_the_page_of_an_employee_takes_few_queries(client, agency, organizer, django_assert_max_num_queries):
    one = employee(agency)
    with django_assert_max_num_queries(17):
        client.get(reverse("people:detail", args=[one.pk]))


# --- import --------------------------------------------------------------------------------------

ROWS = ({}, {"NIP BARU": "1.9E+17", "NAMA": "Rusak"}, {"NIP BARU": nip(2), "JENIS KELAMIN": "P"})


def test_a_file_is_uploaded_checked_saved_and_taken_back(client, agency, organizer):
    response = uploaded(client, *ROWS)
    waiting = text(client.get(response["Location"]))
    assert "Berkas sedang dibaca" in waiting
    assert "data-live" in waiting
    job = advance_job(job_id=Job.objects.get().pk)
    preview = text(client.get(response["Location"]))
    for words in ("Simpan 2 baris", "NIP rusak oleh Excel", "Jenis kelamin beda dengan NIP", "Langkah 2"):
        assert words in preview
    assert Employee.objects.count() == 0
    act(client, job, "simpan")
    assert "Pegawai sedang disimpan" in text(client.get(response["Location"]))
    job = advance_job(job_id=job.pk)
    result = text(client.get(response["Location"]))
    assert "Data pegawai sudah disimpan" in result
    assert "menit lagi" in result
    assert Employee.objects.count() == 2
    act(client, job, "batalkan")
    advance_job(job_id=job.pk)
    assert "Data kembali seperti sebelum impor" in text(client.get(response["Location"]))
    assert Employee.objects.count() == 0
    assert "Dibatalkan" in text(client.get(reverse("people:imports")))


def test_the_preview_is_filtered_by_verdict(client, agency, organizer):
    job = imported(client, *ROWS)
    url = reverse("people:import", args=[job.pk])
    assert [line["row"].number for line in client.get(url, {"putusan": "refused"}).context["lines"]] == [3]
    assert len(client.get(url, {"putusan": "ngawur"}).context["lines"]) == 3


def test_the_rejects_are_downloaded(client, agency, organizer):
    job = imported(client, *ROWS, {"NAMA": "=1+1"})
    content = client.get(reverse("people:import_rejects", args=[job.pk])).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[:5] for row in rows[1:]] == [
        [3.0, "1.9E+17", "Rusak", "Bidang I pada Dinas Kesehatan", "NIP rusak oleh Excel"],
        [5.0, nip(1), "=1+1", "Bidang I pada Dinas Kesehatan", "NIP sudah ada di atas"],
    ]


def test_a_preview_is_dropped(client, agency, organizer):
    job = imported(client, *ROWS)
    assert act(client, job, "buang").status_code == 302
    assert job.rows.count() == 0
    assert "Impor tidak jadi" in text(client.get(reverse("people:import", args=[job.pk])))


def test_an_import_that_was_given_up_says_so_and_is_tried_again(client, agency, organizer):
    job = imported(client, *ROWS)
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, stopped_in=Job.State.COMMITTING)
    url = reverse("people:import", args=[job.pk])
    assert "Dihentikan setelah beberapa kali gagal" in text(client.get(url))
    assert "Gagal" in text(client.get(reverse("people:imports")))
    again = client.post(reverse("core:retry_job", args=[job.pk]), sent(next=url))
    assert again["Location"] == url
    job = advance_job(job_id=job.pk)
    assert job.state == Job.State.DONE


def test_a_file_that_is_no_table_is_refused_in_plain_words(client, agency, organizer):
    uploaded(client, content=b"%PDF-1.4", name="pegawai.xlsx")
    job = advance_job(job_id=Job.objects.get().pk)
    page = text(client.get(reverse("people:import", args=[job.pk])))
    assert "Berkas ini bukan tabel" in page
    assert "Belum ada data yang diubah." in page


def test_missing_empty_and_too_big_files_are_refused_at_once(client, agency, organizer, monkeypatch):
    assert "Pilih berkas ekspor pegawai." in text(client.post(reverse("people:imports"), sent()))
    assert "Berkas ini kosong." in text(uploaded(client, content=b""))
    monkeypatch.setattr("bangkom.people.forms.LIMITS", Limits(max_bytes=10))
    big = uploaded(client, {})
    assert big.status_code == 422
    assert "MB" in text(big)
    assert Job.objects.count() == 0


def test_a_file_of_another_agency_is_pointed_out(client, agency, organizer):
    job = imported(client, {"INSTANSI KERJA NAMA": "Pemerintah Kota Lain"})
    assert "1 baris menyebut Pemerintah Kota Lain." in text(client.get(reverse("people:import", args=[job.pk])))


def test_an_unknown_act_is_404(client, agency, organizer):
    assert act(client, imported(client, {}), "lain").status_code == 404


def test_the_preview_takes_the_same_few_queries_however_long(client, agency, organizer, django_assert_num_queries):
    job = imported(client, *({"NIP BARU": nip(at)} for at in range(1, 400)))
    with django_assert_num_queries(7):
        client.get(reverse("people:import", args=[job.pk]), {"halaman": 3})


# --- invitations ---------------------------------------------------------------------------------


def test_ticked_employees_get_a_code_that_opens_their_account(client, agency, organizer):
    one = employee(agency, name="Umi")
    url = reverse("people:invitations")
    assert "Belum diundang" in text(client.get(url))
    assert client.post(url, sent()).status_code == 422
    response = client.post(url, sent(pegawai=[one.pk]))
    [(invited, code)] = response.context["codes"]
    assert invited == one
    assert code in text(response)
    assert "hanya tampil sekali" in text(response)
    assert "Diundang, belum masuk" in text(client.get(url))
    user = accept_invitation(username=one.number, code=code, password="kata-sandi-panjang-7")
    assert user.person == one.person
    assert "Tidak ada yang perlu diundang" in text(client.get(url))
    assert "Aktif" in text(client.get(reverse("people:detail", args=[one.pk])))


def test_codes_are_kept_nowhere_and_shown_once(client, agency, organizer):
    body = sent(pegawai=[employee(agency).pk])
    first = client.post(reverse("people:invitations"), body)
    [(_one, code)] = first.context["codes"]
    assert first["Cache-Control"] == "no-store"
    again = client.post(reverse("people:invitations"), body)
    assert again.status_code == 409
    assert "hanya tampil sekali" in text(again)
    assert Operation.objects.get(op_id=body["op_id"]).reply == {}
    assert code not in text(again)


def test_an_employee_of_another_unit_cannot_be_invited(client, agency):
    own, other = unit(agency, "Dinas Kesehatan"), unit(agency, "Dinas Sosial")
    employee(agency, where=own, serial=1)
    hidden = employee(agency, where=other, serial=2)
    client.force_login(staff(Role.UNIT_HR, own.scope))
    response = client.post(reverse("people:invitations"), sent(pegawai=[hidden.pk]))
    assert response.status_code == 422
    hidden.person.refresh_from_db()
    assert hidden.person.user is None


def test_whoever_cannot_be_invited_is_named_with_the_reason(client, agency, organizer):
    one = employee(agency)
    UserFactory(username=one.number)
    response = client.post(reverse("people:invitations"), sent(pegawai=[one.pk]))
    assert "Nama pengguna ini sudah dipakai." in text(response)


def test_a_new_code_ends_the_old_one(agency):
    one = employee(agency)
    invite_employee(employee=one, by=None)
    one.refresh_from_db()
    code = invite(user=one.person.user, scope=one.unit.scope, by=None)
    assert one.person.user.invitations.open().count() == 1
    assert accept_invitation(username=one.number, code=code, password="kata-sandi-panjang-7")


def test_a_forgotten_password_is_replaced_by_a_code_and_holds_until_then(client):
    agency = AgencyFactory()
    somebody = employee(agency)
    somebody.person.user = UserFactory(username=somebody.number)
    somebody.person.save()
    client.force_login(staff(Role.UNIT_HR, agency))
    answer = client.post(f"/pegawai/{somebody.pk}/kode/", {"op_id": str(uuid.uuid4())})
    code = re.search(r'class="code nowrap">([0-9A-Z-]+)<', answer.content.decode()).group(1)
    assert answer["Cache-Control"] == "no-store"
    assert somebody.person.user.check_password(PASSWORD)
    accept_invitation(username=somebody.number, code=code, password="kalimat baru yang panjang")
    somebody.person.user.refresh_from_db()
    assert somebody.person.user.check_password("kalimat baru yang panjang")


def test_no_colleague_makes_a_code_for_an_account_with_a_staff_role(client):
    agency = AgencyFactory()
    somebody = employee(agency)
    somebody.person.user = staff(Role.ORGANIZER, agency)
    somebody.person.save()
    client.force_login(staff(Role.UNIT_HR, agency))
    answer = client.post(f"/pegawai/{somebody.pk}/kode/", {"op_id": str(uuid.uuid4())})
    assert "mempunyai peran petugas" in answer.content.decode()
    assert not somebody.person.user.invitations.exists()
