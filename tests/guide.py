"""The pictures of the user guide and of the project's first page, taken from a running demo.

    python -m tests.guide docs/panduan/gambar --url http://127.0.0.1:8000 [--only peserta-kuis] [--front FILE]

Learner and public pages as on a phone, staff pages as on a desk; only what fits the screen. `--front` composes the
picture of README.md. Needs a fresh demo: it leaves behind the first answer of a learner's quiz and an import
that nobody has saved.
"""

import argparse
import io
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Browser, BrowserContext, Page
from tests.browser import chromium
from tests.screens import Tour, set_language, sign_in

PHONE, DESK = (360, 740), (1280, 800)
MOST_BYTES = 60_000
COLOURS = (64, 48, 32, 24, 16)
PAPER, LINE = "#faf8f3", "#d9d3c7"
PUBLIC = "umum"
# An agency's export as it comes: the second number was broken by a spreadsheet, the fourth lost a figure.
EXPORT = """NIP BARU,NAMA,KEDUDUKAN HUKUM ID,GOL AKHIR NAMA,JENIS JABATAN NAMA,JABATAN NAMA,UNOR NAMA
199203142019032011,Laras Puspitasari,01,III/b,Jabatan Fungsional,Perawat Ahli Pertama,Dinas Kesehatan
1.98807E+17,Hasan Basri,01,III/c,Jabatan Pelaksana,Pengelola Data,Dinas Sosial
198511232010011007,Ujang Sopandi,01,III/d,Jabatan Pelaksana,Penelaah Teknis Kebijakan,Dinas Sosial
19791104200501200,Maria Goreti,01,III/d,Jabatan Pelaksana,Arsiparis,Sekretariat Daerah
199612052022031004,Rizky Ramadhan,01,III/a,Jabatan Fungsional,Pranata Komputer Ahli Pertama,Dinas Kesehatan
"""
Way = Callable[[Page], None]


@dataclass(frozen=True)
class Shot:
    """One picture: whose page, on which screen, and the way there from the person's first page."""

    name: str
    who: str
    way: Way
    size: tuple[int, int] = DESK


def to(path: str) -> Way:
    """Straight to an address."""
    return lambda page: _open(page, path)


def cohort(name: str, part: str = "") -> Way:
    """An angkatan of the list by its name, at one of its tabs, or the list itself."""

    def way(page: Page) -> None:
        _open(page, "/angkatan/")
        page.get_by_role("link", name=name, exact=True).first.click()
        if part:
            page.get_by_role("link", name=part, exact=True).first.click()

    return way


def quiz(page: Page) -> None:
    """The first question of a quiz of the learner, answered."""
    _open(page, "/belajar/")
    page.locator("main a.btn").first.click()
    page.locator("a[href*='/kuis']").first.click()
    page.get_by_role("button", name=re.compile("Mulai kuis|Ulangi kuis")).or_(
        page.get_by_role("link", name="Lanjutkan kuis")
    ).first.click()
    page.locator("form.quiz :is([type=radio], [type=checkbox])").first.check()
    page.locator("[data-save][data-state=sent]").wait_for()


def lesson(page: Page) -> None:
    page.locator(".card.lead .btn").first.click()


def certificate(page: Page) -> None:
    _open(page, "/belajar/")
    page.get_by_role("link", name="Pelatihan Sosial Kultural").first.click()
    page.get_by_role("link", name="Lihat sertifikat").first.click()


def imported(page: Page) -> None:
    """The verdicts on an export with faults; nothing is saved."""
    _open(page, "/pegawai/impor/")
    export = {"name": "ekspor-siasn.csv", "mimeType": "text/csv", "buffer": EXPORT.encode()}
    page.get_by_label("Berkas ekspor pegawai").set_input_files(export)
    page.get_by_role("button", name="Unggah dan periksa").click()
    page.get_by_role("heading", level=1, name="Periksa sebelum menyimpan").wait_for()


def curriculum(page: Page) -> None:
    _open(page, "/program/")
    page.locator("th[scope=row] a").first.click()
    page.locator(".rows a").first.click()


def opening(page: Page) -> None:
    """The form of a new angkatan with all dates proposed."""
    _open(page, "/angkatan/buka/")
    page.locator(".rows a").first.click()
    page.get_by_label("Nama angkatan").fill("Angkatan IV")
    page.get_by_label("Mulai").first.fill("2027-02-01")
    page.get_by_role("button", name="Usulkan semua tanggal dari tanggal mulai").click()
    page.get_by_role("heading", name="Tanggal angkatan").evaluate("heading => heading.scrollIntoView()")


def pasted(page: Page) -> None:
    """The verdicts on a pasted list with the faults that Excel makes; nothing is saved."""
    numbers = []
    _open(page, "/pegawai/")
    for row in page.locator("tbody th[scope=row]").all()[:4]:
        name, number = row.locator("a").inner_text(), row.locator("span").first.inner_text()
        numbers.append(f"{len(numbers) + 1}\t{name}\t{number}")
    cohort("Angkatan II")(page)
    page.get_by_role("link", name="Tempel peserta dari Excel").click()
    page.get_by_label("Daftar peserta").fill("\n".join(["No\tNama\tNIP", *numbers, "5\tSri Mulyati\t1.97805E+17"]))


def attendance(page: Page) -> None:
    cohort("Angkatan I", "Jadwal")(page)
    page.get_by_role("link", name=re.compile("Lihat kehadiran|Catat kehadiran")).first.click()


def discussion(page: Page) -> None:
    _room_link(page, "Diskusi: ")
    page.get_by_role("heading", name="Bagian Anda").evaluate("heading => heading.scrollIntoView()")


def actualization(page: Page) -> None:
    _room_link(page, "Aktualisasi singkat")


def _room_link(page: Page, title: str) -> None:
    """A link of the learning room by how it begins."""
    _open(page, "/belajar/")
    page.locator("h2 a").first.click()
    page.get_by_role("link", name=re.compile(f"^{title}")).first.click()


def assessing(page: Page) -> None:
    """The first plan that waits for the coach."""
    _open(page, "/aktualisasi/bimbingan/")
    page.get_by_role("link", name="Mulai dari yang terlama").click()


def module(page: Page) -> None:
    _open(page, "/modul/")
    page.locator("th[scope=row] a").first.click()


def check_of(code: str) -> Way:
    return to(f"/v/{code}/")


SHOTS = (
    Shot("peserta-undangan", PUBLIC, to("/undangan/"), PHONE),
    Shot("peserta-beranda", "peserta", to("/beranda/"), PHONE),
    Shot("peserta-pelajaran", "peserta", lesson, PHONE),
    Shot("peserta-kuis", "peserta", quiz, PHONE),
    Shot("peserta-diskusi", "peserta", discussion, PHONE),
    Shot("peserta-aktualisasi", "peserta", actualization, PHONE),
    Shot("peserta-kode-hadir", "peserta", to("/angkatan/hadir/"), PHONE),
    Shot("peserta-riwayat", "alumni", to("/riwayat/"), PHONE),
    Shot("peserta-sertifikat", "alumni", certificate, PHONE),
    Shot("penyelenggara-tindakan", "penyelenggara", to("/beranda/")),
    Shot("penyelenggara-impor", "penyelenggara", imported),
    Shot("penyelenggara-kurikulum", "penyelenggara", curriculum),
    Shot("penyelenggara-buka", "penyelenggara", opening),
    Shot("penyelenggara-tempel", "penyelenggara", pasted),
    Shot("penyelenggara-jadwal", "penyelenggara", cohort("Angkatan II", "Jadwal")),
    Shot("penyelenggara-kehadiran", "penyelenggara", attendance),
    Shot("penyelenggara-keputusan", "penyelenggara", cohort("Angkatan II", "Keputusan")),
    Shot("penyelenggara-sertifikat", "penyelenggara", cohort("Angkatan I", "Sertifikat")),
    Shot("penyelenggara-platform", "penyelenggara", cohort("Angkatan II", "Platform luar")),
    Shot("coach-bimbingan", "coach", to("/aktualisasi/bimbingan/")),
    Shot("coach-jawaban", "coach", assessing),
    Shot("pengajar-beranda", "pengajar", to("/beranda/")),
    Shot("pengajar-modul", "penyelenggara", module),
    Shot("kepegawaian-beranda", "kepegawaian", to("/beranda/")),
    Shot("pimpinan-ringkasan", "pimpinan", to("/beranda/")),
    Shot("admin-pengaturan", "admin", to("/pengaturan/")),
    Shot("sistem-instansi", "operator", to("/instansi/")),
)
CHECK = "publik-periksa"


def picture_names() -> list[str]:
    """The files of the guide's folder of pictures."""
    return [f"{name}.png" for name in (*(shot.name for shot in SHOTS), CHECK)]


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("folder", type=Path, nargs="?")
    words.add_argument("--url", default="http://127.0.0.1:8000")
    words.add_argument("--only", action="append", help="name of a picture")
    words.add_argument("--front", type=Path, help="compose the picture of README.md in this file")
    asked = words.parse_args()
    url = asked.url.rstrip("/")
    with chromium() as browser:
        if asked.front:
            asked.front.parent.mkdir(parents=True, exist_ok=True)
            asked.front.write_bytes(front(browser, url))
        if asked.folder:
            guide(browser, url, asked.folder, asked.only)
    return 0


def guide(browser: Browser, url: str, folder: Path, only: list[str] | None) -> None:
    """All pictures of the guide, or those asked for."""
    folder.mkdir(parents=True, exist_ok=True)
    shots = [*SHOTS, Shot(CHECK, PUBLIC, check_of(code_of_a_certificate(browser, url)), PHONE)]
    for shot in shots:
        if not only or shot.name in only:
            content = small(take(browser, url, shot))
            (folder / f"{shot.name}.png").write_bytes(content)
            print(f"{shot.name}: {len(content) // 1000} kB", flush=True)


def take(browser: Browser, url: str, shot: Shot) -> Image.Image:
    """The screen at the end of the way, with fine points on a phone."""
    width, height = shot.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=2 if shot.size == PHONE else 1,
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        base_url=url,
        reduced_motion="reduce",
    )
    context.set_default_timeout(30_000)
    page = first_page(context, url, shot.who)
    shot.way(page)
    page.wait_for_load_state("load")
    page.evaluate("document.activeElement && document.activeElement.blur()")
    content = page.screenshot(animations="disabled")
    context.close()
    return Image.open(io.BytesIO(content)).convert("RGB")


def first_page(context: BrowserContext, url: str, who: str) -> Page:
    tour = Tour(url, Path(), who, "id")
    start = url + "/" if who == PUBLIC else sign_in(context, tour)
    set_language(context, tour)
    page = context.new_page()
    page.goto(start)
    return page


def code_of_a_certificate(browser: Browser, url: str) -> str:
    """The code on the certificate of the demo's alumna."""
    context = browser.new_context()
    page = first_page(context, url, "alumni")
    page.goto(url + "/riwayat/")
    address = page.locator("a[href*='/v/']").first.get_attribute("href") or ""
    context.close()
    return address.rstrip("/").rsplit("/", 1)[-1]


def small(picture: Image.Image) -> bytes:
    """PNG with as many colours as the limit allows. Raises ValueError when even the fewest are too many."""
    for colours in COLOURS:
        content = png(picture, colours)
        if len(content) <= MOST_BYTES:
            return content
    raise ValueError(f"{len(content)} bytes with {COLOURS[-1]} colours")


def png(picture: Image.Image, colours: int) -> bytes:
    file = io.BytesIO()
    few = picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(file, "PNG", optimize=True)
    return file.getvalue()


def front(browser: Browser, url: str) -> bytes:
    """Learner's home, an angkatan, and the check of a certificate, side by side on warm paper, 1600 by 900."""
    sheet, phone, desk = Image.new("RGB", (1600, 900), PAPER), (332, 682), (824, 618)
    shots = (
        (Shot("home", "peserta", to("/beranda/"), PHONE), phone),
        (Shot("cohort", "penyelenggara", cohort("Angkatan II"), (1040, 780)), desk),
        (Shot("check", PUBLIC, check_of(code_of_a_certificate(browser, url)), PHONE), phone),
    )
    left = gap = (1600 - 2 * phone[0] - desk[0]) // 4
    for shot, (width, height) in shots:
        lay(
            sheet,
            take(browser, url, shot).resize((width, height), Image.Resampling.LANCZOS),
            (left, (900 - height) // 2),
        )
        left += width + gap
    return png(sheet, 256)


def lay(sheet: Image.Image, picture: Image.Image, place: tuple[int, int], corner: int = 18) -> None:
    """Puts a screen with round corners, a thin line and a soft shadow on the sheet."""
    (left, top), (width, height) = place, picture.size
    shadow = Image.new("L", sheet.size, 0)
    ImageDraw.Draw(shadow).rounded_rectangle((left, top + 10, left + width, top + height + 10), corner, fill=46)
    sheet.paste("#3b3325", mask=shadow.filter(ImageFilter.GaussianBlur(16)))
    mask = Image.new("L", (width * 4, height * 4), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, width * 4 - 1, height * 4 - 1), corner * 4, fill=255)
    sheet.paste(picture, place, mask.resize((width, height), Image.Resampling.LANCZOS))
    edge = (left, top, left + width - 1, top + height - 1)
    ImageDraw.Draw(sheet).rounded_rectangle(edge, corner, outline=LINE, width=1)


def _open(page: Page, path: str) -> None:
    reply = page.goto(path)
    if reply is None or reply.status >= 400:
        raise ValueError(f"{path}: status {reply and reply.status}")


if __name__ == "__main__":
    sys.exit(main())
