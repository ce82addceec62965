from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from bangkom.core.widgets import JpInput, PasteInput
from bangkom.courseware.models import Activity, Module
from bangkom.programmes.models import OF_ACTIVITY, OF_MODULE, Programme, Requirement, Stage
from bangkom.rules import queries as rules

Kind = Requirement.Kind
AGENDA = "#"
NO_ACTIVITY = {
    Kind.QUIZ: _("Modul ini belum terbit atau tidak mempunyai kuis."),
    Kind.DISCUSSION: _("Modul ini belum terbit atau tidak mempunyai diskusi."),
}


class ProgrammeForm(forms.Form):
    title = forms.CharField(label=_("Nama pelatihan"), max_length=200)
    family = forms.ChoiceField(label=_("Rumpun"), choices=Programme.Family.choices)
    form = forms.ChoiceField(
        label=_("Bentuk pengembangan"), help_text=_("Menentukan bentuk pada kartu JP, menurut daftar SIASN.")
    )
    jp = forms.IntegerField(label=_("Jumlah JP"), min_value=1, max_value=2000)
    description = forms.CharField(label=_("Keterangan"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, today, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = list(rules.form_names(today).items())


class CurriculumForm(forms.Form):
    jp = forms.IntegerField(label=_("Jumlah JP"), min_value=1, max_value=2000)
    legal_basis = forms.CharField(
        label=_("Dasar hukum"),
        help_text=_("Dicetak pada sertifikat."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    notes = forms.CharField(
        label=_("Catatan"),
        help_text=_("Misalnya bagian mana yang masih asumsi."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class StageForm(forms.Form):
    title = forms.CharField(label=_("Nama tahap"), max_length=200)
    mode = forms.ChoiceField(label=_("Cara belajar"), choices=Stage.Mode.choices)
    jp = forms.IntegerField(label=_("JP tahap ini"), min_value=1, max_value=2000)
    days = forms.IntegerField(label=_("Hari kerja"), min_value=1, max_value=300)
    subjects = forms.CharField(
        label=_("Mata pelatihan"),
        help_text=_(
            "Satu baris satu mata pelatihan: nama, tanda |, lalu JP. Contoh: Wawasan kebangsaan | 6. "
            "Baris yang dimulai dengan # membuka agenda untuk baris di bawahnya. Contoh: # Agenda I: Sikap perilaku"
        ),
        required=False,
        widget=PasteInput(attrs={"rows": 10}),
    )

    def clean_subjects(self) -> list[dict[str, str | int]]:
        """The lines as `services.save_stage` takes them. Raises ValidationError naming the line that is wrong."""
        return read_subjects(self.cleaned_data["subjects"])

    @staticmethod
    def initial_for(stage: Stage) -> dict:
        return {
            "title": stage.title,
            "mode": stage.mode,
            "jp": stage.jp,
            "days": stage.days,
            "subjects": written_subjects(stage),
        }


def read_subjects(text: str) -> list[dict[str, str | int]]:
    """One subject a line, "title | JP"; a heading ("# title") opens an agenda for the lines below, "#" alone ends it.

    Raises ValidationError naming the line that cannot be read, or the agenda that nothing stands under.
    """
    subjects: list[dict[str, str | int]] = []
    agenda, opened, size = "", 0, 0
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        heading = agenda_in(line.strip())
        if heading is not None:
            refuse_empty_agenda(agenda, opened, len(subjects) - size)
            agenda, opened, size = heading[:200], number, len(subjects)
            continue
        title, separator, jp = line.rpartition("|")
        if not separator or not jp.strip().isdecimal() or int(jp) == 0 or not title.strip():
            raise forms.ValidationError(
                _("Baris %(number)s: tulis nama, tanda |, lalu JP berupa angka."), params={"number": number}
            )
        subjects.append({"title": title.strip()[:200], "jp": int(jp), "agenda": agenda})
    refuse_empty_agenda(agenda, opened, len(subjects) - size)
    return subjects


def agenda_in(line: str) -> str | None:
    """The agenda that a line opens, empty where it ends one; None for a line that is no heading.

    >>> agenda_in("# Sikap perilaku"), agenda_in("Agenda: Sikap"), agenda_in("Agenda II: Nilai dasar"), agenda_in("#")
    ('Sikap perilaku', 'Sikap', 'Agenda II: Nilai dasar', '')
    >>> agenda_in("Agenda perubahan | 3") is None
    True
    """
    if line.startswith(AGENDA):
        return line.lstrip(AGENDA).strip()
    if "|" in line or not line.casefold().startswith("agenda"):
        return None
    return line.removeprefix(line[:7]).strip() if line[6:7] == ":" else line


def refuse_empty_agenda(agenda: str, number: int, size: int) -> None:
    if agenda and not size:
        words = _("Baris %(number)s: belum ada mata pelatihan di bawah agenda %(agenda)s.")
        raise forms.ValidationError(words, params={"number": number, "agenda": agenda})


def written_subjects(stage: Stage) -> str:
    """The subjects of a stage as `read_subjects` reads them."""
    lines, before = [], ""
    for agenda in stage.agendas:
        if agenda.title != before:
            lines.append(f"{AGENDA} {agenda.title}".strip())
        lines += [f"{subject.title} | {subject.jp}" for subject in agenda.subjects]
        before = agenda.title
    return "\n".join(lines)


class RequirementForm(forms.Form):
    kind = forms.ChoiceField(label=_("Jenis syarat"), choices=Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Syarat, seperti dibaca peserta"), max_length=200)
    percent = forms.IntegerField(
        label=_("Kehadiran atau nilai paling rendah (persen)"),
        help_text=_("Untuk kehadiran dan kuis. Ambil dari pedoman pelatihan; tidak ada nilai bawaan."),
        min_value=1,
        max_value=100,
        required=False,
    )
    module = forms.ModelChoiceField(
        label=_("Modul"), help_text=_("Untuk modul, kuis, dan diskusi."), queryset=Module.objects.none(), required=False
    )
    posts = forms.IntegerField(
        label=_("Pengalaman yang dibagikan"),
        help_text=_("Untuk diskusi: berapa tulisan sendiri yang diminta dari setiap peserta."),
        min_value=0,
        max_value=20,
        required=False,
    )
    replies = forms.IntegerField(
        label=_("Tanggapan kepada peserta lain"),
        help_text=_("Untuk diskusi. Boleh 0."),
        min_value=0,
        max_value=20,
        required=False,
    )
    what = forms.CharField(
        label=_("Yang dikonfirmasi panitia atau diverifikasi coach"),
        help_text=_("Misalnya: rencana aktualisasi dipaparkan di kelas."),
        max_length=200,
        required=False,
    )
    platform = forms.CharField(
        label=_("Nama platform"),
        help_text=_("Untuk lulus di platform lain. Misalnya ASN Berpijar, Swajar, Kolabjar, atau Banten Ceria."),
        max_length=60,
        required=False,
    )
    min_score = forms.DecimalField(
        label=_("Nilai paling rendah di platform itu"),
        help_text=_("0 sampai 100. Kosongkan bila cukup lulus."),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        required=False,
        widget=JpInput,
    )

    def __init__(self, *args, modules, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["module"].queryset = modules

    def clean(self) -> dict:
        data = super().clean()
        kind = data.get("kind")
        if kind in {Kind.ATTENDANCE, Kind.QUIZ} and data.get("percent") is None:
            self.add_error("percent", _("Isi persentase untuk syarat ini."))
        if kind in OF_MODULE and data.get("module") is None:
            self.add_error("module", _("Pilih modul untuk syarat ini."))
        if kind == Kind.CONFIRMATION and not data.get("what"):
            self.add_error("what", _("Tulis apa yang dikonfirmasi panitia."))
        if kind == Kind.ACTUALIZATION and not data.get("what"):
            self.add_error("what", _("Tulis apa yang dikerjakan peserta di tempat kerjanya."))
        if kind == Kind.DISCUSSION and not (data.get("posts") or data.get("replies")):
            self.add_error("posts", _("Isi sedikitnya satu pengalaman atau satu tanggapan."))
        if kind == Kind.OUTSIDE and not data.get("platform"):
            self.add_error("platform", _("Tulis nama platform tempat peserta belajar."))
        if kind in OF_ACTIVITY and data.get("module") is not None:
            self.activity = self._last_activity(data["module"], kind)
            if self.activity is None:
                self.add_error("module", NO_ACTIVITY[kind])
        return data

    @staticmethod
    def _last_activity(module: Module, kind: str) -> Activity | None:
        """The module's closing quiz, or its last discussion. Kinds of requirements and activities share their names."""
        if module.published is None:
            return None
        return module.published.activities.filter(kind=kind).order_by("-position").first()

    def as_requirement(self) -> dict:
        """The cleaned form as arguments of `services.save_requirement`."""
        data = self.cleaned_data
        params = {
            Kind.ATTENDANCE: {"percent": data["percent"]},
            Kind.QUIZ: {"pass_percent": data["percent"]},
            Kind.DISCUSSION: {"posts": data["posts"] or 0, "replies": data["replies"] or 0},
            Kind.CONFIRMATION: {"what": data["what"]},
            Kind.ACTUALIZATION: {"what": data["what"]},
            Kind.OUTSIDE: {"platform": data["platform"], "min_score": as_number(data["min_score"])},
            Kind.MODULE: {},
        }[data["kind"]]
        return {
            "kind": data["kind"],
            "title": data["title"],
            "module": data["module"],
            "activity_key": self.activity.key if data["kind"] in OF_ACTIVITY else "",
            "params": params,
        }

    @staticmethod
    def initial_for(requirement: Requirement) -> dict:
        params = requirement.params
        return {
            "kind": requirement.kind,
            "title": requirement.title,
            "module": requirement.module_id,
            "percent": params.get("percent") or params.get("pass_percent"),
            "posts": params.get("posts"),
            "replies": params.get("replies"),
            "what": params.get("what"),
            "platform": params.get("platform"),
            "min_score": params.get("min_score"),
        }


def as_number(score: Decimal | None) -> int | float | None:
    """A score as JSON keeps it: whole where it is whole."""
    if score is None:
        return None
    return int(score) if score == int(score) else float(score)
