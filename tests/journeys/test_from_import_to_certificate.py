"""The main job in a real browser: from an agency's export to a certificate that a stranger can check.

The organizer imports people, opens an angkatan, enrols, invites, holds a session and confirms; the learner signs in
with the code on a phone, learns, sits the quiz, fetches the certificate; the public checks it by code and by file.
"""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from bangkom.cohorts.dates import proposal
from bangkom.cohorts.models import Cohort
from bangkom.core import clock
from bangkom.core.models import Agency, Role
from bangkom.courseware.tests.factories import published_module
from bangkom.ledger.models import Entry
from bangkom.people.models import Employee
from bangkom.people.tests.factories import PASSWORD, AgencyFactory, staff
from bangkom.programmes.services import create_programme, publish_curriculum, save_requirement, save_stage

EXPORT = Path(__file__).parents[3] / "shared" / "samples" / "employees" / "kab-serang-400.xlsx"
NEW_PASSWORD = "mediator yang sabar"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def a_programme(agency: Agency) -> None:
    """Three stages of 1, 1 and 1 working day, so that the angkatan can run over today."""
    module = published_module(agency)
    programme = create_programme(
        agency=agency, title="Pelatihan Sosial Kultural", family="socio_cultural",
        form="socio_cultural_training", jp=73, by=None,
    )  # fmt: skip
    draft = programme.curricula.get()
    for title, mode, jp, kind, name, params in (
        ("Belajar mandiri", "self_paced", 24, "quiz", "Kuis akhir lulus", {"pass_percent": 70}),
        ("Sesi tematik", "blended", 33, "attendance", "Hadir di sesi", {"percent": 90}),
        ("Aktualisasi", "workplace", 16, "confirmation", "Laporan aktualisasi", {"what": "Laporan dilihat coach"}),
    ):
        stage = save_stage(curriculum=draft, stage=None, title=title, mode=mode, jp=jp, days=1, subjects=[], by=None)
        if kind == "quiz":
            save_requirement(
                stage=stage, requirement=None, kind="module", title="Semua pelajaran dibaca", module=module,
                params={}, by=None,
            )  # fmt: skip
        save_requirement(
            stage=stage, requirement=None, kind=kind, title=name, module=module if kind == "quiz" else None,
            activity_key="kuis" if kind == "quiz" else "", params=params, by=None,
        )  # fmt: skip
    publish_curriculum(curriculum=draft, by=None)


def sign_in(page: Page, address: str, username: str) -> None:
    page.goto(f"{address}/akun/masuk/")
    page.get_by_label("NIP atau surel").fill(username)
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def background_work() -> None:
    """What the worker does beside the server, done now."""
    call_command("work", once=True)


def first_day() -> dt.date:
    """A start from which the second stage has begun and the last has not ended: the angkatan runs today."""
    today = clock.today()
    for back in range(1, 15):
        start = today - dt.timedelta(days=back)
        dates = proposal([1, 1, 1], start)
        if dates[1][0] <= today <= dates[2][1]:
            return start
    raise AssertionError("no start fits")


def test_from_the_import_file_to_the_certificate_check(live_server, open_page, tmp_path):
    agency = AgencyFactory(
        code="kab-serang", name="Pemerintah Kabupaten Serang", short_name="Kab. Serang",
        training_unit="BKPSDM Kabupaten Serang", place="Serang",
    )  # fmt: skip
    organizer = staff(Role.ORGANIZER, agency)
    a_programme(agency)
    desk = open_page()
    sign_in(desk, live_server.url, organizer.username)

    import_people(desk)
    people = list(Employee.objects.filter(status="PNS", employment_state="01").order_by("number")[:3])
    open_an_angkatan(desk, first_day())
    enrol(desk, people)
    hold_a_session(desk)
    code = invite(desk, people[0])

    phone = open_page(phone=True)
    accept(phone, live_server.url, people[0].number, code)
    learn(phone)
    sit_the_quiz(phone)
    confirm_report(desk, people[0].person.full_name)

    certificate, pdf = fetch_certificate(phone, live_server.url, tmp_path)
    assert sum(Entry.objects.filter(person=people[0].person).values_list("minutes", flat=True)) == 73 * 45
    check_in_public(open_page(phone=True, scripts=False), live_server.url, certificate, pdf)


def import_people(desk: Page) -> None:
    desk.get_by_role("link", name="Pegawai", exact=True).click()
    desk.get_by_role("link", name="Impor").first.click()
    desk.get_by_label(re.compile("Berkas")).set_input_files(EXPORT)
    desk.get_by_role("button", name="Unggah dan periksa").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Berkas sedang dibaca")
    background_work()
    desk.reload()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Periksa sebelum menyimpan")
    desk.get_by_role("button", name="Simpan 394 baris").click()
    background_work()
    desk.reload()
    expect(desk.get_by_text("Data pegawai sudah disimpan")).to_be_visible()
    assert Employee.objects.count() == 394


def open_an_angkatan(desk: Page, starts_on: dt.date) -> None:
    desk.get_by_role("link", name="Angkatan", exact=True).click()
    desk.get_by_role("link", name="Buka angkatan").first.click()
    desk.get_by_role("link", name="Pelatihan Sosial Kultural").click()
    desk.get_by_label("Nama angkatan").fill("Angkatan I")
    desk.get_by_label("Mulai").first.fill(starts_on.isoformat())
    desk.get_by_role("button", name="Usulkan semua tanggal dari tanggal mulai").click()
    desk.get_by_role("button", name="Buka angkatan").click()
    expect(desk.get_by_text("Sekarang tempel daftar pesertanya")).to_be_visible()


def enrol(desk: Page, people: list[Employee]) -> None:
    rows = ["No\tNama\tNIP", *(f"{n}\t{p.person.name}\t'{p.number}" for n, p in enumerate(people, start=1))]
    desk.get_by_label("Daftar peserta").fill("\n".join([*rows, "4\tSalah Ketik\t1.97805E+17"]))
    desk.get_by_role("button", name="Periksa daftar").click()
    expect(desk.get_by_text("Excel mengubah NIP")).to_be_visible()
    desk.get_by_role("button", name="Daftarkan 3 orang").click()
    background_work()
    desk.reload()
    desk.get_by_role("link", name="Lihat peserta").click()
    expect(desk.get_by_role("link", name=people[0].person.full_name)).to_be_visible()


def hold_a_session(desk: Page) -> None:
    second = Cohort.objects.get().stages.get(stage__position=2)
    desk.get_by_role("link", name="Jadwal", exact=True).click()
    desk.get_by_role("link", name="Tambah sesi").first.click()
    desk.get_by_label("Tahap").select_option(label="Sesi tematik")
    desk.get_by_label("Judul sesi").fill("Mitigasi konflik antarsuku")
    desk.get_by_label("Tanggal", exact=True).fill(second.starts_on.isoformat())
    desk.get_by_label("Mulai pukul").fill("08:30")
    desk.get_by_label("Selesai pukul").fill("11:30")
    desk.get_by_label("Ruang").fill("Ruang Rapat BKPSDM")
    desk.get_by_role("button", name="Simpan sesi").click()
    desk.get_by_role("link", name=re.compile("Catat kehadiran")).click()
    desk.get_by_role("button", name=re.compile("Yang kosong dicatat hadir")).click()
    expect(desk.get_by_text("Kehadiran 3 peserta disimpan.")).to_be_visible()


def invite(desk: Page, employee: Employee) -> str:
    desk.get_by_role("link", name="Pegawai", exact=True).click()
    desk.get_by_role("link", name="Undangan").click()
    desk.goto(f"{desk.url}?cari={employee.number}")
    desk.locator("input.tick[name=pegawai]").check()
    desk.get_by_role("button", name="Buat kode undangan").click()
    return desk.locator("td.code").inner_text()


def accept(phone: Page, address: str, number: str, code: str) -> None:
    phone.goto(f"{address}/undangan/")
    phone.get_by_label("NIP atau nama pengguna").fill(number)
    phone.get_by_label("Kode undangan").fill(code.lower())
    phone.get_by_label("Kata sandi baru", exact=True).fill(NEW_PASSWORD)
    phone.get_by_role("button", name="Simpan dan masuk").click()
    expect(phone.get_by_text("Selamat datang")).to_be_visible()


def learn(phone: Page) -> None:
    phone.locator(".card.lead .btn").click()
    for _lesson in range(2):
        phone.get_by_role("button", name="Tandai selesai").click()
    expect(phone.get_by_role("button", name="Mulai kuis")).to_be_visible()


def sit_the_quiz(phone: Page) -> None:
    phone.get_by_role("button", name="Mulai kuis").click()
    phone.get_by_label("Mendengar").check()
    expect(phone.get_by_text(re.compile("Terkirim"))).to_be_visible()
    phone.get_by_role("button", name="Berikutnya").click()
    phone.get_by_label("Tokoh agama").check()
    phone.get_by_label("Tokoh adat").check()
    phone.get_by_role("button", name="Berikutnya").click()
    phone.get_by_label("Benar", exact=True).check()
    phone.get_by_role("button", name="Periksa jawaban").click()
    phone.get_by_role("button", name="Kirim kuis").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Nilai Anda 100")


def confirm_report(desk: Page, name: str) -> None:
    desk.get_by_role("link", name="Angkatan", exact=True).click()
    desk.get_by_role("link", name="Angkatan I", exact=True).click()
    desk.get_by_role("link", name=name).click()
    desk.get_by_role("link", name="Konfirmasi").click()
    desk.get_by_label("Bukti yang dilihat").fill("Laporan no. 12")
    desk.get_by_role("button", name="Konfirmasi syarat ini").click()
    expect(desk.get_by_text("Syarat dikonfirmasi.")).to_be_visible()


def fetch_certificate(phone: Page, address: str, folder: Path) -> tuple[str, Path]:
    """The certificate is on the next page, and its PDF two taps from home."""
    phone.goto(f"{address}/beranda/")
    phone.locator(".card.lead .btn").click()
    expect(phone.get_by_text("Selamat, semua syarat terpenuhi")).to_be_visible()
    code = re.search(r"/v/([0-9A-Z-]+)", phone.content()).group(1)
    link = phone.get_by_role("link", name="Unduh sertifikat").get_attribute("href")
    answer = phone.request.get(address + link)
    assert answer.headers["content-type"] == "application/pdf"
    pdf = folder / "sertifikat.pdf"
    pdf.write_bytes(answer.body())
    return code, pdf


def check_in_public(stranger: Page, address: str, code: str, pdf: Path) -> None:
    """Without an account and without JavaScript: by code, by the file, and not by an altered file."""
    stranger.goto(f"{address}/")
    stranger.get_by_label("Kode sertifikat").fill(code)
    stranger.get_by_role("button", name="Periksa").click()
    expect(stranger.get_by_text(re.compile("asli", re.IGNORECASE)).first).to_be_visible()
    expect(stranger.get_by_text("73 JP").first).to_be_visible()
    altered = pdf.with_name("diubah.pdf")
    content = bytearray(pdf.read_bytes())
    content[len(content) // 2] ^= 1
    altered.write_bytes(content)
    for file, confirmed in ((pdf, True), (altered, False)):
        stranger.goto(f"{address}/v/")
        stranger.get_by_label(re.compile("Berkas PDF")).set_input_files(file)
        stranger.get_by_role("button", name="Periksa berkas").click()
        words = "sama persis dengan yang diterbitkan" if confirmed else "tidak sama dengan"
        expect(stranger.locator(".panel").first).to_contain_text(words, ignore_case=True)
