"""What learners, trainer, coach, unit HR officer, leader and the public do in journey A0; see `a0`."""

import re
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import Page, expect
from tests.journeys.a0 import GROUPS, NEW_PASSWORD, cohort_named

from bangkom.courseware.tests.factories import picture_file

SHARED = "Dua kelompok warga berebut tempat ibadah sementara; kami pertemukan wakilnya tiga kali."
PLAN = {
    "Judul aktualisasi": "Mediasi pedagang sebelum relokasi pasar",
    "Masalah di tempat kerja": "Dua kelompok pedagang berselisih tentang pembagian kios.",
    "Gagasan dan langkah": "Mendata keluhan, mempertemukan wakil, menyusun kesepakatan.",
    "Siapa yang dilibatkan": "Camat, kepala pasar, wakil pedagang.",
    "Hasil yang diharapkan": "Kesepakatan tertulis kedua kelompok.",
}
REPORT = {
    "Apa yang dilakukan": "Tiga pertemuan di aula kecamatan.",
    "Hasil": "Kesepakatan ditandatangani 34 pedagang.",
    "Pelajaran yang dipetik": "Mendengar lebih dulu mempersingkat perundingan.",
}


# --- the learner, on a phone ----------------------------------------------------------------------------------------


def answer_call(phone: Page, link: str) -> None:
    """Without an account."""
    phone.goto(link)
    phone.get_by_label("Hadir", exact=True).check()
    phone.get_by_role("button", name="Kirim jawaban").click()
    expect(phone.get_by_text("jawaban Anda tercatat")).to_be_visible()


def accept_invitation(phone: Page, number: str, code: str) -> None:
    phone.goto("/undangan/")
    phone.get_by_label("NIP atau nama pengguna").fill(number)
    phone.get_by_label("Kode undangan").fill(code.lower())
    phone.get_by_label("Kata sandi baru", exact=True).fill(NEW_PASSWORD)
    phone.get_by_role("button", name="Simpan dan masuk").click()
    expect(phone.get_by_text("Selamat datang")).to_be_visible()


def send_evidence(phone: Page, name: str) -> None:
    """The screenshot of the platform's page of results."""
    row = cohort_named(name).enrolments.get(name=GROUPS[name][0][0]).sheet.get(requirement__kind="outside")
    phone.goto(reverse("outside:evidence", args=[row.enrolment_id, row.requirement_id]))
    shot = {"name": "hasil.png", "mimeType": "image/png", "buffer": picture_file()}
    phone.get_by_label("Berkas bukti").set_input_files(shot)
    phone.get_by_label("Tanggal lulus").fill(GROUPS[name][1].isoformat())
    phone.get_by_label("Nilai").fill("88")
    phone.get_by_role("button", name="Kirim bukti").click()
    expect(phone.get_by_role("heading", name=re.compile("Bukti Anda terkirim"))).to_be_visible()


def learn(phone: Page) -> None:
    """From home straight into the next lesson, then the quiz; the answers are saved as they are chosen."""
    phone.goto("/beranda/")
    phone.locator(".card.lead .btn").click()
    for _lesson in range(2):
        phone.get_by_role("button", name="Tandai selesai").click()
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


def check_in(phone: Page, code: str) -> None:
    phone.goto("/angkatan/jadwal-saya/")
    phone.get_by_role("link", name="Isi kode kehadiran").click()
    phone.get_by_label("Kode kehadiran").fill(code)
    phone.get_by_role("button", name="Catat saya hadir").click()
    expect(phone.get_by_role("heading", name="Anda tercatat hadir")).to_be_visible()


def discuss(phone: Page, name: str) -> None:
    """An experience of the own, and an answer to the trainer's."""
    phone.goto(address_of_discussion(name, learner=True))
    phone.get_by_role("link", name="Tulis pengalaman").first.click()
    phone.get_by_label("Pengalaman Anda").fill("Warga dua RW berselisih soal parkir; jadwalnya kini bergantian.")
    phone.locator("main form button[type=submit]").first.click()
    phone.goto(address_of_discussion(name, learner=True))
    phone.get_by_role("link", name=re.compile("Sri Wahyuni")).first.click()
    phone.get_by_label("Tanggapan Anda").fill("Siapa yang memulai pertemuan pertama?")
    phone.get_by_role("button", name="Kirim tanggapan").click()
    expect(phone.get_by_text("Siapa yang memulai pertemuan pertama?")).to_be_visible()


def address_of_discussion(name: str, *, learner: bool) -> str:
    cohort = cohort_named(name)
    module = cohort.pinned_modules.get().version.module_id
    if learner:
        own = cohort.enrolments.get(name=GROUPS[name][0][0])
        return reverse("learning:activity", args=[own.pk, module, "diskusi"])
    return reverse("learning:discussion", args=[cohort.slug, module, "diskusi"])


def own_project(name: str) -> str:
    row = cohort_named(name).enrolments.get(name=GROUPS[name][0][0]).sheet.get(requirement__kind="actualization")
    return reverse("workplace:project", args=[row.enrolment_id, row.requirement_id])


def plan_aktualisasi(phone: Page, name: str) -> None:
    starts_on = GROUPS[name][1].isoformat()
    phone.goto(own_project(name))
    phone.get_by_role("link", name="Tulis rencana").click()
    for label, words in PLAN.items():
        phone.get_by_label(label).fill(words)
    phone.get_by_label("Tanggal mulai").fill(starts_on)
    phone.get_by_label("Tanggal selesai").fill(starts_on)
    phone.get_by_role("button", name="Simpan, lalu periksa").click()
    send_to_coach(phone)


def report_aktualisasi(phone: Page, name: str) -> None:
    """What was done, with a photo."""
    phone.goto(own_project(name))
    phone.get_by_role("link", name="Tulis laporan").click()
    for label, words in REPORT.items():
        phone.get_by_label(label, exact=True).fill(words)
    phone.get_by_role("button", name="Simpan, lalu tambah bukti").click()
    photo = {"name": "rapat.jpg", "mimeType": "image/jpeg", "buffer": picture_file("JPEG")}
    phone.get_by_label("Foto atau berkas").set_input_files(photo)
    phone.get_by_label("Keterangan").fill("Rapat di aula kecamatan")
    phone.get_by_role("button", name="Tambahkan").click()
    phone.get_by_role("link", name="Lanjut: periksa dan kirim").click()
    send_to_coach(phone)


def send_to_coach(phone: Page) -> None:
    phone.get_by_role("button", name="Kirim", exact=True).click()
    expect(phone.get_by_text("Terkirim kepada coach")).to_be_visible()


def fetch_certificate(phone: Page, folder: Path) -> tuple[str, Path]:
    """The certificate is on the next page, and its PDF two taps from home; the 73 JP stand in the own record."""
    phone.goto("/riwayat/")
    expect(phone.get_by_text("73 JP").first).to_be_visible()
    phone.goto("/beranda/")
    phone.locator(".card.lead .btn").click()
    expect(phone.get_by_text("Selamat, semua syarat terpenuhi")).to_be_visible()
    code = re.search(r"/v/([0-9A-Z-]+)", phone.content()).group(1)
    answer = phone.request.get(phone.get_by_role("link", name="Unduh sertifikat").get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf"
    pdf = folder / f"sertifikat-{code}.pdf"
    pdf.write_bytes(answer.body())
    return code, pdf


# --- trainer and coach of LAN ---------------------------------------------------------------------------------------


def read_code(desk: Page, name: str) -> str:
    """The trainer shows the code on the wall of the room."""
    session = cohort_named(name).sessions.get()
    desk.goto(reverse("cohorts:attendance_code", args=[cohort_named(name).slug, session.pk]))
    return desk.locator(".code-figures").inner_text()


def mark_attendance(desk: Page, name: str) -> None:
    """The rest of the room by the grid."""
    desk.get_by_role("link", name="Buka daftar kehadiran").click()
    expect(desk.get_by_role("group", name=GROUPS[name][0][0]).get_by_label("Hadir")).to_be_checked()
    desk.get_by_role("button", name=re.compile("Yang kosong dicatat hadir")).click()
    expect(desk.get_by_text(re.compile("Kehadiran 2? ?1? ?peserta disimpan"))).to_be_visible()


def open_discussion(desk: Page, name: str) -> None:
    """The trainer begins with an experience."""
    desk.goto(address_of_discussion(name, learner=False))
    desk.get_by_role("link", name="Tulis pengalaman").first.click()
    desk.get_by_label("Pengalaman Anda").fill(SHARED)
    desk.locator("main form button[type=submit]").first.click()
    expect(desk.get_by_text(SHARED).first).to_be_visible()


def answer_as_coach(desk: Page, decision: str, note: str) -> None:
    """The oldest that waits in the coach's one queue."""
    desk.goto("/aktualisasi/bimbingan/")
    desk.locator("main a.btn").first.click()
    desk.get_by_label(decision).check()
    desk.get_by_label("Catatan untuk peserta").fill(note)
    desk.get_by_role("button", name=re.compile("Kirim jawaban")).click()
    expect(desk.get_by_role("status").first).to_contain_text("Berhasil")


# --- unit HR officer, leader, the public ----------------------------------------------------------------------------


def hand_out_code(desk: Page, number: str) -> str:
    desk.goto(f"/pegawai/undangan/?cari={number}")
    desk.locator("input.tick[name=pegawai]").check()
    desk.get_by_role("button", name="Buat kode undangan").click()
    return desk.locator("td.code").inner_text()


def who_lacks_jp(desk: Page, passed: str, lacking: str) -> None:
    """The own unit: who still lacks JP, and the text for the unit's group, which names nobody."""
    desk.goto("/beranda/")
    card = desk.locator("section.card").filter(has=desk.get_by_role("heading", name="Masih kurang JP"))
    expect(card).to_contain_text(lacking)
    expect(card).not_to_contain_text(passed)
    message = desk.locator(".copybox textarea").first.input_value()
    assert lacking not in message
    assert "JP" in message


def read_the_year(desk: Page, passed: int) -> None:
    """The leader's one page: a sentence, how many have reached the JP, and the way down to the list."""
    desk.goto("/beranda/")
    expect(desk.get_by_role("heading", level=1)).to_contain_text(re.compile(r"\d"))
    expect(desk.locator(".legend .key-done")).to_contain_text(f"{passed} sudah mencapai")
    desk.get_by_role("link", name="Lihat sebagai tabel").click()
    expect(desk.get_by_role("table").first).to_be_visible()


def find_in_catalogue(stranger: Page) -> None:
    stranger.goto("/")
    stranger.get_by_role("link", name="Katalog").first.click()
    stranger.get_by_role("link", name="Pelatihan Sosial Kultural").first.click()
    expect(stranger.get_by_text("73 JP").first).to_be_visible()


def check_certificate(stranger: Page, code: str, pdf: Path) -> None:
    """Without an account and without JavaScript: by code, by the file, and not by an altered file."""
    stranger.goto("/")
    stranger.get_by_label("Kode sertifikat").fill(code)
    stranger.get_by_role("button", name="Periksa").click()
    expect(stranger.get_by_text(re.compile("asli", re.IGNORECASE)).first).to_be_visible()
    expect(stranger.get_by_text("73 JP").first).to_be_visible()
    altered = pdf.with_name("diubah.pdf")
    content = bytearray(pdf.read_bytes())
    content[len(content) // 2] ^= 1
    altered.write_bytes(content)
    for file, confirmed in ((pdf, True), (altered, False)):
        stranger.goto("/v/")
        stranger.get_by_label(re.compile("Berkas PDF")).set_input_files(file)
        stranger.get_by_role("button", name="Periksa berkas").click()
        words = "sama persis dengan yang diterbitkan" if confirmed else "tidak sama dengan"
        expect(stranger.locator(".panel").first).to_contain_text(words, ignore_case=True)
