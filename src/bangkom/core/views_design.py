"""`/desain/`: every part of the design system in its states, for people who build pages and for the checks."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangkom.core import charts, icons, widgets
from bangkom.core.access import public
from bangkom.core.colour import ColourRefusedError, contrast, ramp

# Colours as agencies bring them; the fourth is too light as it stands, the last one is refused.
AGENCY_COLOURS = ("#1f5c99", "#0b6e4f", "#8b1a1a", "#00a651", "#6a1b9a", "#ffcc14")


class SampleForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Nama lengkap"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    nip = forms.CharField(
        label="NIP", help_text=gettext_lazy("18 angka, boleh dengan spasi."), min_length=18, widget=widgets.NipInput
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Perangkat daerah"),
        choices=[("", "-"), ("1", "Dinas Kesehatan"), ("2", "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia")],
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("Cara belajar"),
        widget=forms.RadioSelect,
        choices=[("mandiri", gettext_lazy("Mandiri")), ("jarak-jauh", gettext_lazy("Jarak jauh"))],
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("Yang Anda perlukan"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("teks", gettext_lazy("Teks besar")), ("juru", gettext_lazy("Juru bahasa isyarat"))],
    )
    born = forms.DateField(label=gettext_lazy("Tanggal lahir"), widget=widgets.DatePartsInput)
    start = forms.DateField(label=gettext_lazy("Tanggal mulai"), required=False, widget=widgets.DateInput)
    jp = forms.DecimalField(label=gettext_lazy("Jumlah JP"), required=False, widget=widgets.JpInput)
    note = forms.CharField(label=gettext_lazy("Catatan"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    letter = forms.FileField(label=gettext_lazy("Surat tugas"), required=False)
    password = forms.CharField(
        label=gettext_lazy("Kata sandi"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    agree = forms.BooleanField(label=gettext_lazy("Data di atas sudah benar"))


@public
def components(request: HttpRequest) -> HttpResponse:
    """The page of parts. Everything on it is invented and nothing is stored."""
    typed = {"salah-name": "Ratna Wulandari", "salah-nip": "19780512 200501 1", "salah-mode": "lain"}
    wrong = SampleForm(typed, prefix="salah")
    page = Paginator(range(1, 6001), 50).get_page(request.GET.get("halaman", "3"))
    context = {
        "sample": SampleForm(prefix="contoh"),
        "wrong": wrong,
        "page": page,
        "icon_names": icons.NAMES,
        "moment": datetime(2026, 12, 2, 1, 30, tzinfo=UTC),
        "first_day": date(2025, 5, 14),
        "last_day": date(2025, 5, 26),
        "today": date(2026, 11, 21),
        "colours": [_swatch(colour) for colour in AGENCY_COLOURS],
        **_lists(),
        **_charts(),
    }
    return render(request, "design/components.html", context)


def _lists() -> dict[str, object]:
    return {
        "crumbs": [("Latsar CPNS 2022", "#stasiun"), (_("Gelombang III"), "")],
        "summary": [
            (_("Nama"), "Dr. H. Muhammad Abdul Rahman Hidayatullah, S.Sos., M.Si.", "#ringkasan"),
            ("NIP", "19780512 200501 1 003"),
            (
                _("Perangkat daerah"),
                "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia Kabupaten Tangerang",
                "#ringkasan",
            ),
        ],
        "tasks": [
            {"title": _("Mendengar sebelum menengahi"), "url": "#tugas", "status": _("Selesai"), "kind": "success"},
            {
                "title": _("Peta konflik di wilayah Anda"),
                "hint": _("Selesai jika dibuka sampai akhir dan kuisnya lulus"),
                "url": "#tugas",
                "status": _("Sedang dikerjakan"),
                "kind": "info",
            },
            {"title": _("Diskusi pengalaman"), "url": "#tugas", "status": _("Menunggu coach"), "kind": "warning"},
            {"title": _("Laporan aktualisasi"), "status": _("Belum bisa dimulai"), "kind": "neutral"},
        ],
        "stages": [
            {"title": "MOOC mandiri", "jp": 48, "state": "done", "detail": [_("16 hari"), _("selesai 40 dari 40")]},
            {
                "title": _("Pembelajaran jarak jauh"),
                "jp": 217,
                "state": "now",
                "progress": 0.36,
                "detail": [_("22 hari"), _("hari ke-8, hadir 38")],
            },
            {"title": _("Aktualisasi di tempat kerja"), "jp": 320, "detail": [_("30 hari"), _("mulai 1 Sep")]},
            {"title": _("Klasikal"), "jp": 62, "detail": [_("6 hari"), _("17 sampai 22 Okt")]},
        ],
        "tab_items": [
            {"label": _("Peserta angkatan"), "url": "#tab", "current": True, "count": 40},
            {"label": _("Jadwal"), "url": "#tab"},
            {"label": _("Kehadiran"), "url": "#tab"},
            {"label": _("Riwayat perubahan"), "url": "#tab"},
        ],
        "step_labels": [_("Tempel"), _("Kolom"), _("Periksa"), _("Hasil")],
        "people": [
            _person("Ahmad Fauzan Hidayat", "199708122025041003", "Kota Tangerang", "22", "0", "22/22", ""),
            _person(
                "Dewi Lestari Puspita", "199811032025042011", "Kota Cilegon", "17", "3", "20/22", _("mentor, 4 hari")
            ),
            _person(
                "Eko Prasetyo", "199604252025041007", "Kabupaten Tangerang", "12", "4", "18/22", _("atasan langsung")
            ),
            _person("Sukarno", "199706062025041009", "Kota Tangerang", "7.5", "0", "21/22", ""),
        ],
    }


def _charts() -> dict[str, object]:
    """The charts with figures of nobody; their words stand beside them on the page."""
    words = _("Contoh: 1.802 dari 3.660 sudah mencapai, garis target 3.269")
    places = [(0.08, 10), (0.25, 240), (0.42, 980), (0.67, 1400), (0.89, 1802)]
    names = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"]
    return {
        "bars": [charts.bar(done, 40) for done in (0, 13, 40)],
        "bullet": charts.bullet(1802, 3660, 3269, 2021, words),
        "curve": charts.curve(places, 3660, 2021, names, words),
    }


def _person(name: str, nip: str, agency: str, earned: str, booked: str, present: str, waiting: str) -> SimpleNamespace:
    return SimpleNamespace(
        name=name,
        nip=nip,
        agency=agency,
        earned=Decimal(earned),
        booked=Decimal(booked),
        present=present,
        waiting=waiting,
    )


def _swatch(colour: str) -> dict[str, object]:
    """What the ramp makes of a colour, or why it refuses."""
    try:
        made = ramp(colour)
    except ColourRefusedError as refusal:
        return {"given": colour, "refused": str(refusal)}
    return {
        "given": colour,
        "shades": [made.brand, made.strong, made.deep, made.line, made.tint],
        "corrected": made.corrected,
        "ratio": round(contrast(made.brand, made.on_brand), 1),
    }
