"""A new agency is opened, furnished and staffed in under ten minutes, and a wrong import is taken back.

Two people with their own browsers, steps counted as a person takes them (see `steps`): the operator of the
installation, and the administrator who comes in with the code.
"""

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect
from tests.journeys.steps import Hand

from bangkom.core.models import Agency, Role, RoleAssignment
from bangkom.core.tests.factories import AgencyFactory, staff
from bangkom.people.models import Employee, OrgUnit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OPENED_SECONDS = 10 * 60
HEAD = "NIP BARU,NAMA,KEDUDUKAN HUKUM ID,GOL AKHIR NAMA,JENIS JABATAN NAMA,JABATAN NAMA,UNOR NAMA"
UNITS = ("Dinas Kesehatan", "Dinas Sosial", "BKPSDM")
NAMES = ("Umi Fauziah", "Budi Santoso", "Siti Rahmawati", "Agus Hidayat", "Dewi Lestari", "Eko Nugroho")


def export(first: int, units: tuple[str, ...]) -> bytes:
    """Six employees as SIASN writes them, in these units; `first` numbers them."""
    rows = []
    for n, name in enumerate(NAMES):
        number = f"19900{n + 1}15201903{1 + n % 2}{first + n:03d}"
        rows.append(f"{number},{name},01,III/b,Jabatan Pelaksana,Pengelola Data,{units[n % len(units)]}")
    return "\n".join([HEAD, *rows]).encode()


def test_an_agency_is_opened_furnished_and_staffed_and_a_wrong_import_is_taken_back(open_page):
    operator = Hand(open_page(user=staff(Role.OPERATOR, AgencyFactory())))
    code = opened(operator)
    admin = Hand(open_page())
    come_in(admin, code)
    furnish(admin.page, admin)
    imported(admin, export(11, UNITS), "pegawai.csv")
    agency = Agency.objects.get(code="kab-lebak")
    assert set(OrgUnit.objects.filter(agency=agency).values_list("name", flat=True)) == set(UNITS)
    give_role(admin)
    seconds = operator.seconds + admin.seconds
    assert seconds <= OPENED_SECONDS, f"{seconds:.0f} s"
    held = RoleAssignment.objects.get(scope__agency=agency, role=Role.ORGANIZER)
    assert held.user.name == NAMES[0]
    admin.page.goto("/beranda/")
    expect(admin.page.get_by_role("link", name="Tetapkan penanda tangan")).to_be_visible()
    # The export of somebody else's agency, saved by mistake.
    imported(admin, export(511, ("Dinas Salah", "Kantor Salah")), "salah.csv")
    assert Employee.objects.filter(agency=agency).count() == 2 * len(NAMES)
    taken_back(admin.page)
    assert Employee.objects.filter(agency=agency).count() == len(NAMES)
    assert not OrgUnit.objects.filter(agency=agency, name__contains="Salah").exists()


def opened(hand: Hand) -> str:
    """The operator's form; returns the administrator's code."""
    page = hand.page
    page.goto("/beranda/")
    hand.click(page.get_by_role("link", name="Buka instansi baru"), loads=True)
    for label, text in (
        ("Nama instansi", "Pemerintah Kabupaten Lebak"),
        ("Nama pendek", "Kab. Lebak"),
        ("Kode", "kab-lebak"),
        ("Unit penyelenggara", "BKPSDM Kabupaten Lebak"),
        ("Tempat terbit surat", "Rangkasbitung"),
        ("Nama admin pertama", "Siti Contoh"),
        ("NIP atau nama pengguna", "198001012005012001"),
    ):
        hand.type(page.get_by_label(label), text)
    page.get_by_label("Jenis").select_option("regency")
    page.get_by_label("Warna instansi").fill("#0b5f73")
    hand.look(2)  # a list and a colour chosen
    hand.click(page.get_by_role("button", name="Buka instansi"), loads=True)
    expect(page.get_by_text("Kode ini hanya tampil sekali")).to_be_visible()
    return page.locator(".amount.code").inner_text()


def come_in(hand: Hand, code: str) -> None:
    page = hand.page
    page.goto("/undangan/")
    hand.type(page.get_by_label("NIP atau nama pengguna"), "198001012005012001")
    hand.type(page.get_by_label("Kode undangan"), code)
    hand.type(page.get_by_label("Kata sandi baru"), "gerbang-biru-rangkas")
    hand.click(page.get_by_role("button", name="Simpan dan masuk"), loads=True)
    page.goto("/beranda/")
    expect(page.get_by_role("heading", name="Menyiapkan instansi")).to_be_visible()


def furnish(page: Page, hand: Hand) -> None:
    """The profile: where the office is, for letterheads and the catalogue."""
    hand.click(page.get_by_role("link", name="Lengkapi profil"), loads=True)
    hand.type(page.get_by_label("Alamat kantor"), "Jalan Contoh No. 1, Rangkasbitung")
    hand.type(page.get_by_label("Surel kantor"), "pelatihan@kab-lebak.example")
    hand.click(page.get_by_role("button", name="Simpan"), loads=True)
    expect(page.get_by_text("Profil instansi disimpan.")).to_be_visible()


def imported(hand: Hand, content: bytes, name: str) -> None:
    """An export is uploaded, looked at and saved."""
    page = hand.page
    page.goto("/beranda/")
    link = page.get_by_role("link", name="Masukkan unit dan pegawai").or_(
        page.get_by_role("link", name="Impor pegawai")
    )
    hand.click(link.first, loads=True)
    page.get_by_label("Berkas ekspor pegawai").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    hand.look(2)  # a file chosen in the browser's own window
    hand.click(page.get_by_role("button", name="Unggah dan periksa"), loads=True)
    call_command("work", once=True)
    page.reload()
    expect(page.get_by_role("heading", name="Periksa sebelum menyimpan")).to_be_visible()
    hand.look(3)
    whole = page.get_by_label("Ya. Tandai mereka")
    if whole.count():
        hand.click(whole.first)
    hand.click(page.get_by_role("button", name="Simpan").first, loads=True)
    call_command("work", once=True)
    page.reload()
    expect(page.get_by_role("heading", name="Impor selesai")).to_be_visible()


def give_role(hand: Hand) -> None:
    """The first of the imported employees organizes; the code of the new account is shown."""
    page = hand.page
    page.goto("/beranda/")
    hand.click(page.get_by_role("link", name="Beri peran", exact=True), loads=True)
    hand.click(page.get_by_role("link", name="Beri peran", exact=True), loads=True)
    hand.type(page.get_by_label("Nama atau NIP"), "Umi")
    hand.click(page.get_by_role("button", name="Cari"), loads=True)
    hand.click(page.get_by_role("link", name=NAMES[0]), loads=True)
    hand.click(page.get_by_label("Penyelenggara").first)
    hand.type(page.get_by_label("Dasar"), "SK contoh")
    hand.click(page.get_by_role("button", name="Beri peran"), loads=True)
    expect(page.get_by_text("Kode", exact=False).first).to_be_visible()


def taken_back(page: Page) -> None:
    page.get_by_role("button", name="Batalkan impor ini").click()
    call_command("work", once=True)
    page.reload()
    expect(page.get_by_role("heading", name="Impor dibatalkan")).to_be_visible()
