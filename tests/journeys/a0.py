"""What each role does in journey A0 (Pelatihan Sosial Kultural), one act a function, in the browser.

The agency, its programme with the published curriculum, and the accounts of staff are there; everything else is done on
the pages. The calendar is that of the training itself: `Calendar` holds the clock for the server too.
"""

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management import call_command
from playwright.sync_api import Page, expect

from bangkom.cohorts.models import Cohort
from bangkom.core import clock
from bangkom.core.models import Agency, Role, User
from bangkom.core.services import give_role
from bangkom.courseware.tests.factories import published_module
from bangkom.people.tests.factories import (
    PASSWORD,
    AgencyFactory,
    UserFactory,
    employee,
    export,
    nip,
    root,
    staff,
    unit,
)
from bangkom.programmes.services import create_programme, publish_curriculum, save_requirement, save_stage

PLATFORM, THEME = "ASN Berpijar", "Mitigasi konflik antarsuku"
NEW_PASSWORD = "mediator yang sabar"
OFFICES = ("Dinas Sosial", "Kecamatan Balaraja")
NAMES = ("Umi Fauziah", "Budi Santoso", "Siti Aminah", "Agus Hidayat")
# Of each angkatan: who takes part, the first of them whole; when it begins.
GROUPS = {"Angkatan I": (NAMES[:2], dt.date(2025, 5, 14)), "Angkatan II": (NAMES[2:], dt.date(2025, 6, 10))}


@dataclass
class Calendar:
    """The day on which everything happens, for this thread and the server's."""

    moment: dt.datetime

    def go_to(self, day: dt.date, hour: int = 9, minute: int = 0) -> None:
        self.moment = clock.instant(day, dt.time(hour, minute))


@dataclass
class World:
    """Agencies and accounts; `numbers` are those of the participants by name."""

    agency: Agency
    organizer: User
    hr: dict[str, User]
    leader: User
    trainer: User
    coach: User
    staff_numbers: dict[str, str]
    numbers: dict[str, str] = field(default_factory=dict)


def build() -> World:
    agency = AgencyFactory(
        code="kab-tangerang", name="Pemerintah Kabupaten Tangerang", short_name="Kab. Tangerang",
        training_unit="BKPSDM Kabupaten Tangerang", place="Tigaraksa",
    )  # fmt: skip
    lan = AgencyFactory(code="lan", name="Lembaga Administrasi Negara", short_name="LAN")
    people = {}
    for serial, name in ((900, "Sri Wahyuni"), (901, "Baharuddin Palinggi")):
        found = employee(lan, serial=serial, name=name)
        found.person.user = UserFactory(name=name)
        found.person.save()
        give_role(user=found.person.user, role=Role.TRAINER, scope=root(lan), by=None)
        people[name] = found
    make_programme(agency)
    return World(
        agency=agency,
        organizer=staff(Role.ORGANIZER, agency),
        hr={name: staff(Role.UNIT_HR, unit(agency, name).scope) for name in OFFICES},
        leader=staff(Role.LEADER, agency),
        trainer=people["Sri Wahyuni"].person.user,
        coach=people["Baharuddin Palinggi"].person.user,
        staff_numbers={"Pengajar": people["Sri Wahyuni"].number, "Coach": people["Baharuddin Palinggi"].number},
        numbers={name: nip(11 + n) for n, name in enumerate(NAMES)},
    )


def make_programme(agency: Agency) -> None:
    """73 JP over nine working days: on the platform and alone, in themed sessions with talk, at the own workplace."""
    module = published_module(agency, discussion=True)
    programme = create_programme(
        agency=agency, title="Pelatihan Sosial Kultural", family="socio_cultural",
        form="socio_cultural_training", jp=73, by=None,
    )  # fmt: skip
    draft = programme.curricula.get()
    stages = [
        save_stage(curriculum=draft, stage=None, title=title, mode=mode, jp=jp, days=days, subjects=[], by=None)
        for title, mode, jp, days in (
            ("Belajar mandiri", "self_paced", 24, 3),
            ("Sesi tematik", "blended", 33, 4),
            ("Aktualisasi", "workplace", 16, 2),
        )
    ]
    for at, kind, title, of_module, key, params in (
        (0, "outside", f"Lulus di {PLATFORM}", None, "", {"platform": PLATFORM, "min_score": 70}),
        (0, "module", "Semua pelajaran dibaca", module, "", {}),
        (0, "quiz", "Kuis akhir lulus", module, "kuis", {"pass_percent": 70}),
        (1, "attendance", "Hadir di sesi", None, "", {"percent": 85}),
        (1, "discussion", "Berbagi pengalaman", module, "diskusi", {"posts": 1, "replies": 1}),
        (2, "actualization", "Aktualisasi di tempat kerja", None, "", {"what": "Terapkan satu cara mencegah konflik."}),
    ):
        save_requirement(
            stage=stages[at], requirement=None, kind=kind, title=title, module=of_module, activity_key=key,
            params=params, by=None,
        )  # fmt: skip
    publish_curriculum(curriculum=draft, by=None)


def background_work() -> None:
    """What the worker does beside the server, done now."""
    call_command("work", once=True)


def sign_in(page: Page, username: str) -> None:
    page.goto("/akun/masuk/")
    page.get_by_label("NIP atau surel").fill(username)
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def cohort_named(name: str) -> Cohort:
    return Cohort.objects.by_system().get(name=name)


# --- the organizer ------------------------------------------------------------------------------------------------


def import_people(desk: Page, world: World, folder: Path) -> None:
    """The agency's export, with somebody whose number a spreadsheet has broken."""
    rows = [
        {
            "NIP BARU": world.numbers[name], "NAMA": name, "JENIS KELAMIN": "L", "UNOR NAMA": office,
            "UNOR ID": f"U-{office}", "SATUAN KERJA KERJA NAMA": office, "INSTANSI KERJA NAMA": world.agency.name,
        }
        for name, office in zip(NAMES, OFFICES * 2, strict=True)
    ]  # fmt: skip
    file = folder / "pegawai.csv"
    file.write_bytes(export(*rows, {"NIP BARU": "1.97805E+17", "NAMA": "Rusak Oleh Excel"}))
    desk.get_by_role("link", name="Pegawai", exact=True).click()
    desk.get_by_role("link", name="Impor").first.click()
    desk.get_by_label(re.compile("Berkas")).set_input_files(file)
    desk.get_by_role("button", name="Unggah dan periksa").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Berkas sedang dibaca")
    background_work()
    desk.reload()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Periksa sebelum menyimpan")
    desk.get_by_role("button", name=f"Simpan {len(rows)} baris").click()
    background_work()
    desk.reload()
    expect(desk.get_by_text("Data pegawai sudah disimpan")).to_be_visible()


def open_first(desk: Page, world: World) -> None:
    """Angkatan I on the dates of the article, its staff of another agency, a session with room and link."""
    starts_on = GROUPS["Angkatan I"][1]
    desk.goto("/angkatan/")
    desk.get_by_role("link", name="Buka angkatan").first.click()
    desk.get_by_role("link", name="Pelatihan Sosial Kultural").click()
    desk.get_by_label("Nama angkatan").fill("Angkatan I")
    desk.get_by_label("Mulai").first.fill(starts_on.isoformat())
    desk.get_by_role("button", name="Usulkan semua tanggal dari tanggal mulai").click()
    expect(desk.get_by_label("Selesai").first).to_have_value("2025-05-26")
    desk.get_by_label("Lembaga Administrasi Negara").check()
    desk.get_by_role("button", name="Buka angkatan").click()
    expect(desk.get_by_text("Sekarang tempel daftar pesertanya")).to_be_visible()
    for part, number in world.staff_numbers.items():
        desk.get_by_role("link", name="Petugas", exact=True).click()
        desk.get_by_role("textbox", name="NIP").fill(number)
        desk.get_by_label(part, exact=True).check()
        desk.get_by_role("button", name="Tambahkan").click()
    plan_session(desk, cohort_named("Angkatan I"))


def plan_session(desk: Page, cohort: Cohort) -> None:
    second = cohort.stages.get(stage__position=2)
    desk.get_by_role("link", name="Jadwal", exact=True).click()
    desk.get_by_role("link", name="Tambah sesi").first.click()
    desk.get_by_label("Tahap").select_option(label="Sesi tematik")
    desk.get_by_label("Judul sesi").fill(THEME)
    desk.get_by_label("Tanggal", exact=True).fill(second.starts_on.isoformat())
    desk.get_by_label("Mulai pukul").fill("08:30")
    desk.get_by_label("Selesai pukul").fill("11:30")
    desk.get_by_label("Ruang").fill("Aula BKPSDM")
    desk.get_by_label("Tautan pertemuan").fill("https://rapat.contoh.go.id/sosial-kultural")
    desk.get_by_label("Sri Wahyuni").check()
    desk.get_by_role("button", name="Simpan sesi").click()
    expect(desk.get_by_text(THEME).first).to_be_visible()


def copy_to_second(desk: Page) -> None:
    """Angkatan II with shifted dates, after a look at them."""
    desk.goto(f"/angkatan/{cohort_named('Angkatan I').slug}/")
    desk.get_by_role("link", name="Salin angkatan").click()
    desk.get_by_label("Nama angkatan baru").fill("Angkatan II")
    desk.get_by_label("Mulai").fill(GROUPS["Angkatan II"][1].isoformat())
    desk.get_by_role("button", name="Lihat tanggal barunya").click()
    expect(desk.get_by_role("rowheader", name=THEME)).to_be_visible()
    desk.get_by_role("button", name="Buka angkatan salinan").click()
    assert cohort_named("Angkatan II").sessions.count() == 1


def enrol(desk: Page, world: World, name: str) -> None:
    """The list as it comes from Excel."""
    desk.goto(f"/angkatan/{cohort_named(name).slug}/")
    desk.get_by_role("link", name="Tempel peserta dari Excel").first.click()
    people = GROUPS[name][0]
    listed = [f"{n}\tDr. {each}, M.Si.\t'{world.numbers[each]}" for n, each in enumerate(people, 1)]
    rows = ["Daftar Peserta", "No\tNama\tNIP", *listed]
    desk.get_by_label("Daftar peserta").fill("\n".join([*rows, "9\tSalah Ketik\t1.97805E+17"]))
    desk.get_by_role("button", name="Periksa daftar").click()
    expect(desk.get_by_text("Excel mengubah NIP")).to_be_visible()
    desk.get_by_role("button", name=f"Daftarkan {len(people)} orang").click()
    background_work()
    desk.reload()
    desk.get_by_role("link", name="Lihat peserta").click()
    expect(desk.get_by_role("link", name=people[0])).to_be_visible()


def call(desk: Page) -> list[str]:
    """Links without account for all, as texts to send; returns the links."""
    desk.get_by_role("link", name="Panggilan", exact=True).click()
    desk.get_by_role("button", name="Buat tautan yang belum ada").click()
    return re.findall(r"/angkatan/panggilan/[0-9A-Za-z-]+", desk.locator("textarea").first.input_value())


def credit_by_list(desk: Page, world: World, name: str) -> None:
    """The list of the platform pasted, a number broken by the spreadsheet among them."""
    people = GROUPS[name][0]
    desk.goto(f"/platform-luar/angkatan/{cohort_named(name).slug}/")
    desk.get_by_role("link", name="Tempel daftar platform").click()
    numbers = [world.numbers[people[0]], world.numbers[people[1]][:-1]]
    rows = [f"{who}\t{number}\t85\tLulus\t16/05/2025" for who, number in zip(people, numbers, strict=True)]
    desk.get_by_label("Daftar dari platform").fill("\n".join(["Nama\tNIP\tNilai\tStatus\tTanggal Lulus", *rows]))
    desk.get_by_role("button", name="Periksa daftar").click()
    for choice in desk.locator("fieldset").filter(has_text="Baris").all():
        choice.get_by_role("radio").first.check()
    if desk.get_by_role("button", name="Simpan pilihan").count():
        desk.get_by_role("button", name="Simpan pilihan").click()
    desk.get_by_role("button", name=re.compile(r"Catat \d orang")).click()
    background_work()
    desk.reload()
    expect(desk.get_by_role("heading", name="2 orang dicatat lulus")).to_be_visible()


def accept_evidence(desk: Page, name: str) -> None:
    """What a participant sent, held against the file."""
    desk.goto(f"/platform-luar/angkatan/{cohort_named(name).slug}/")
    desk.get_by_role("link", name="Periksa bukti").click()
    expect(desk.get_by_role("img", name=re.compile("Bukti yang dikirim"))).to_be_visible()
    desk.get_by_role("button", name="Terima bukti").click()
    expect(desk.get_by_text(re.compile("diterima")).first).to_be_visible()


def defer_the_others(desk: Page, name: str) -> None:
    """Who has not met everything is decided about, with a reason; who has met it passed alone."""
    desk.goto(f"/angkatan/{cohort_named(name).slug}/keputusan/")
    first, second = GROUPS[name][0]
    expect(desk.locator("li.person").filter(has_text=first)).to_contain_text("Lulus")
    desk.get_by_role("checkbox", name=f"Pilih {second}").check()
    desk.get_by_role("button", name=re.compile("Tunda", re.IGNORECASE)).click()
    desk.get_by_label("Alasan").fill("Aktualisasi diselesaikan bulan depan.")
    desk.get_by_role("button", name=re.compile("1 orang")).click()
    expect(desk.get_by_text("Aktualisasi diselesaikan bulan depan.").first).to_be_visible()
