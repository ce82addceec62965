import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bangkom.cohorts import attendance_codes, dates, schedules
from bangkom.cohorts.models import Attendance, Cohort, CohortStaff, Session
from bangkom.core import clock
from bangkom.core.models import Agency
from bangkom.core.widgets import DateInput, NipInput, PasteInput, TimeInput
from bangkom.people import nip
from bangkom.people.models import Affiliation, Employee, Person
from bangkom.programmes.models import Curriculum, Stage, Subject
from bangkom.rules.queries import days_of

LONGEST_CODE = 240  # minutes before or after a session in which its code may still be taken
CLASS_SEATS = 40  # the usual size of a class; an organizer may say otherwise


class OpenCohortForm(forms.Form):
    """Name, seats and dates of a cohort; two date fields for each stage of the chosen curriculum."""

    name = forms.CharField(label=_("Nama angkatan"), help_text=_("Misalnya Angkatan I."), max_length=120)
    capacity = forms.IntegerField(label=_("Jumlah kursi"), min_value=1, max_value=5000, initial=CLASS_SEATS)
    place = forms.CharField(label=_("Tempat"), max_length=200, required=False)
    starts_on = forms.DateField(label=_("Mulai"), widget=DateInput)
    ends_on = forms.DateField(label=_("Selesai"), widget=DateInput)
    knowingly = forms.BooleanField(
        label=_("Tetap buka dengan tanggal ini"), help_text=_("Saya sudah membaca catatan di atas."), required=False
    )
    teaching = forms.ModelMultipleChoiceField(
        label=_("Instansi pengajar lain"),
        queryset=Agency.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, curriculum: Curriculum, agency: Agency, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.context = {"curriculum": curriculum, "agency": agency}
        self.contradictions: list[str] = []
        self.stages = list(curriculum.stages.all())
        self.fields["teaching"].queryset = Agency.objects.by_system().exclude(pk=agency.pk)
        for stage in self.stages:
            self.fields[f"first_{stage.pk}"] = forms.DateField(label=_("Mulai"), widget=DateInput)
            self.fields[f"last_{stage.pk}"] = forms.DateField(label=_("Selesai"), widget=DateInput)

    def stage_pairs(self) -> list[tuple[Stage, forms.BoundField, forms.BoundField]]:
        """Each stage with the two fields of its dates, for the page."""
        return [(stage, self[f"first_{stage.pk}"], self[f"last_{stage.pk}"]) for stage in self.stages]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("Tanggal selesai mendahului tanggal mulai."))
        for stage in self.stages:
            self._check_stage(stage, data, first, last)
        self.contradictions = [] if self.errors else self._contradictions()
        if self.contradictions and not data.get("knowingly"):
            self.add_error("knowingly", _("Tanggal bertentangan dengan kalender. Perbaiki, atau centang kotak ini."))
        return data

    def _contradictions(self) -> list[str]:
        stages = [dates.StageDates(s.title, s.days, *pair) for s, pair in zip(self.stages, self.pairs(), strict=True)]
        begins, ends = self.cleaned_data["starts_on"], self.cleaned_data["ends_on"]
        return dates.contradictions(stages, begins, ends, own=days_of(self.context["agency"]))

    def with_proposal(self) -> "OpenCohortForm":
        """The same form with dates for the stages counted out from its start; itself when the start is missing."""
        self.full_clean()
        starts_on = self.cleaned_data.get("starts_on")
        if starts_on is None:
            return self
        typed = self.data.copy()
        own = days_of(self.context["agency"])
        proposed = dates.proposal([stage.days for stage in self.stages], starts_on, own=own)
        for stage, (first, last) in zip(self.stages, proposed, strict=True):
            typed[f"first_{stage.pk}"], typed[f"last_{stage.pk}"] = first.isoformat(), last.isoformat()
        typed["starts_on"], typed["ends_on"] = proposed[0][0].isoformat(), proposed[-1][1].isoformat()
        return OpenCohortForm(initial=typed.dict() | {"teaching": typed.getlist("teaching")}, **self.context)

    def _check_stage(self, stage: Stage, data: dict, first: dt.date | None, last: dt.date | None) -> None:
        begins, ends = data.get(f"first_{stage.pk}"), data.get(f"last_{stage.pk}")
        if not (first and last and begins and ends):
            return
        if begins < first:
            self.add_error(f"first_{stage.pk}", _("Tahap mulai sebelum angkatan mulai."))
        if ends > last:
            self.add_error(f"last_{stage.pk}", _("Tahap selesai sesudah angkatan selesai."))
        if ends < begins:
            self.add_error(f"last_{stage.pk}", _("Tanggal selesai mendahului tanggal mulai."))

    def pairs(self) -> list[tuple[dt.date, dt.date]]:
        data = self.cleaned_data
        return [(data[f"first_{stage.pk}"], data[f"last_{stage.pk}"]) for stage in self.stages]

    def stage_dates(self) -> dict[int, tuple[dt.date, dt.date]]:
        """Stage id -> first and last day, for `services.open_cohort`."""
        return {stage.pk: pair for stage, pair in zip(self.stages, self.pairs(), strict=True)}


class CopyForm(forms.Form):
    name = forms.CharField(label=_("Nama angkatan baru"), max_length=120)
    starts_on = forms.DateField(label=_("Mulai"), widget=DateInput)


class SessionForm(forms.Form):
    stage = forms.ModelChoiceField(label=_("Tahap"), queryset=Stage.objects.none())
    subject = forms.ModelChoiceField(
        label=_("Mata pelatihan"),
        queryset=Subject.objects.none(),
        required=False,
        empty_label=_("Tanpa mata pelatihan"),
    )
    title = forms.CharField(
        label=_("Judul sesi"),
        help_text=_("Kosongkan untuk memakai nama mata pelatihannya."),
        max_length=200,
        required=False,
    )
    day = forms.DateField(label=_("Tanggal"), widget=DateInput)
    starts = forms.TimeField(label=_("Mulai pukul"), widget=TimeInput)
    ends = forms.TimeField(label=_("Selesai pukul"), widget=TimeInput)
    room = forms.CharField(label=_("Ruang"), max_length=120, required=False)
    link = forms.URLField(
        label=_("Tautan pertemuan"), required=False, assume_scheme="https", help_text=_("Zoom atau lainnya.")
    )
    group = forms.ChoiceField(label=_("Untuk"), required=False, choices=[])
    trainers = forms.ModelMultipleChoiceField(
        label=_("Pengajar"),
        help_text=_("Tambahkan orangnya lebih dulu pada tab Petugas."),
        queryset=CohortStaff.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    code_before = forms.IntegerField(
        label=_("Dibuka, menit sebelum mulai"), min_value=0, max_value=LONGEST_CODE, initial=30, required=False
    )
    code_after = forms.IntegerField(
        label=_("Ditutup, menit sesudah selesai"), min_value=0, max_value=LONGEST_CODE, initial=15, required=False
    )
    knowingly = forms.BooleanField(
        label=_("Tetap simpan dengan waktu ini"), help_text=_("Saya sudah membaca catatan di atas."), required=False
    )

    def __init__(self, *args, cohort: Cohort, session: Session | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.cohort, self.session = cohort, session
        self.clashes: list[str] = []
        groups = {*cohort.enrolments.taking_part().exclude(group="").values_list("group", flat=True)}
        groups |= {session.group} if session and session.group else set()
        self.fields["group"].choices = [("", _("Semua peserta")), *((name, name) for name in sorted(groups))]
        stages = Stage.objects.by_system().filter(curriculum=cohort.curriculum)
        self.fields["stage"].queryset = stages
        subjects = Subject.objects.by_system().filter(stage__in=stages).select_related("stage")
        self.fields["subject"].queryset = subjects.order_by("stage__position", "position")
        self.fields["trainers"].queryset = cohort.staff.select_related("person", "agency")
        self.fields["trainers"].label_from_instance = lambda s: f"{s.person.full_name} ({s.agency.short_name})"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._check_subject(data)
        if data.get("starts") and data.get("ends") and data["ends"] <= data["starts"]:
            self.add_error("ends", _("Waktu selesai harus sesudah waktu mulai."))
        if not data.get("room") and not data.get("link"):
            self.add_error("room", _("Isi ruang, tautan, atau keduanya, supaya peserta tahu ke mana."))
        if not self.errors:
            self.clashes = schedules.clashes(self.cohort, self.as_session(), self.session)
        if self.clashes and not data.get("knowingly"):
            self.add_error("knowingly", _("Sesi ini bentrok. Ubah waktunya, atau centang kotak ini."))
        return data

    def _check_subject(self, data: dict[str, Any]) -> None:
        """A subject names the session where nothing else does, and belongs to the stage."""
        subject, stage = data.get("subject"), data.get("stage")
        if subject and stage and subject.stage_id != stage.pk:
            words = _("Mata pelatihan ini milik tahap %(stage)s. Pilih tahapnya, atau mata pelatihan lain.")
            self.add_error("subject", forms.ValidationError(words, params={"stage": subject.stage.title}))
        if "title" in data and not data["title"]:
            data["title"] = subject.title if subject else ""
            if not subject:
                self.add_error("title", _("Isi judul sesi, atau pilih mata pelatihannya."))

    def as_session(self) -> dict[str, Any]:
        """The cleaned form as arguments of `services.plan_session`."""
        data = self.cleaned_data
        return {
            "stage": data["stage"],
            "title": data["title"],
            "subject": data["subject"],
            "room": data["room"],
            "link": data["link"],
            "group": data["group"],
            "code_before": data["code_before"],
            "code_after": data["code_after"],
            "trainers": data["trainers"],
            "starts_at": clock.instant(data["day"], data["starts"], self.cohort.agency),
            "ends_at": clock.instant(data["day"], data["ends"], self.cohort.agency),
        }

    @staticmethod
    def initial_for(session: Session, agency: Agency) -> dict[str, Any]:
        zone = clock.zone_of(agency)
        starts, ends = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
        return {
            "stage": session.stage_id,
            "title": session.title,
            "subject": session.subject_id,
            "day": starts.date(),
            "starts": starts.time(),
            "ends": ends.time(),
            "room": session.room,
            "link": session.link,
            "group": session.group,
            "code_before": session.code_before,
            "code_after": session.code_after,
            "trainers": list(session.trainers.values_list("pk", flat=True)),
        }


class PasteForm(forms.Form):
    text = forms.CharField(
        label=_("Daftar peserta"),
        help_text=_("Salin dari Excel dengan atau tanpa baris judul. Yang dipakai: NIP, dan nama sebagai pemeriksa."),
        widget=PasteInput(attrs={"rows": 14}),
        max_length=200_000,
        strip=False,
    )


class StaffForm(forms.Form):
    """Who teaches or serves: by NIP, or a person without NIP whom the own agency keeps."""

    number = forms.CharField(
        label="NIP", required=False, help_text=_("18 angka, boleh dari instansi lain."), widget=NipInput
    )
    partner = forms.ModelChoiceField(
        Affiliation.objects.none(),
        label=_("Atau orang tanpa NIP"),
        required=False,
        empty_label=_("Pilih"),
        help_text=_("Dosen, praktisi, atau anggota komunitas yang tercatat di Mitra."),
    )
    part = forms.ChoiceField(label=_("Tugas"), choices=CohortStaff.Part.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, partners: QuerySet[Affiliation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = partners
        self.fields["partner"].label_from_instance = lambda row: f"{row.person.full_name} ({row})"

    def clean_number(self) -> str:
        number = nip.normalise(self.cleaned_data["number"])
        if not number:
            return ""
        self.employee = (
            Employee.objects.by_system().filter(number=number).select_related("person", "agency").order_by("pk").last()
        )
        if self.employee is None:
            raise forms.ValidationError(
                _("NIP ini belum ada di Bangkom. Periksa angkanya, atau minta instansinya mengimpor datanya.")
            )
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        number, partner = cleaned.get("number"), cleaned.get("partner")
        if number and partner:
            self.add_error("partner", _("Isi NIP atau pilih orang tanpa NIP, jangan keduanya."))
        elif not number and not partner and not self.errors:
            self.add_error("number", _("Isi NIP atau pilih orang tanpa NIP."))
        return cleaned

    @property
    def chosen(self) -> tuple[Person, Agency]:
        """The person, and the agency for which they serve."""
        partner = self.cleaned_data["partner"]
        if partner:
            return partner.person, partner.agency
        return self.employee.person, self.employee.agency


class ConfirmForm(forms.Form):
    note = forms.CharField(
        label=_("Bukti yang dilihat"), help_text=_("Misalnya nomor sertifikat ASN Berpijar."), max_length=200
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Alasan"), max_length=200)


class CheckInForm(forms.Form):
    """The attendance code as a participant types it."""

    code = forms.CharField(
        label=_("Kode kehadiran"),
        help_text=_("Enam angka yang tampil di layar ruangan."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w-s code-input"}),
    )

    def clean_code(self) -> str:
        code = attendance_codes.only_figures(self.cleaned_data["code"])
        if len(code) != attendance_codes.FIGURES:
            raise forms.ValidationError(_("Kode kehadiran terdiri atas enam angka."))
        return code


class MakeGoodForm(forms.Form):
    note = forms.CharField(label=_("Catatan"), help_text=_("Misalnya resume materi, diterima 12 Juni."), max_length=200)


class AssignGroupForm(forms.Form):
    """A kelompok for the participants ticked in the list (`peserta`)."""

    group = forms.CharField(label=_("Nama kelompok"), max_length=20, required=False)

    def __init__(self, *args, cohort: Cohort, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort

    def chosen(self) -> list[int]:
        """The ids ticked, those of this cohort only."""
        ticked = {int(each) for each in self.data.getlist("peserta") if each.isdecimal()}
        return list(self.cohort.enrolments.taking_part().filter(pk__in=ticked).values_list("pk", flat=True))

    def clean(self) -> dict[str, Any]:
        if not self.chosen():
            raise forms.ValidationError(_("Centang dulu pesertanya."))
        return super().clean()


class SpreadGroupsForm(forms.Form):
    count = forms.IntegerField(label=_("Jumlah kelompok"), min_value=2, max_value=20, initial=4)


class DecisionForm(forms.Form):
    """One reason for everybody who was ticked; each of them reads it."""

    reason = forms.CharField(
        label=_("Alasan"),
        help_text=_("Satu alasan untuk semua orang di atas. Mereka membacanya, jadi jangan tulis data orang lain."),
        min_length=10,
        max_length=255,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Tulis alasan keputusan ini."),
            "min_length": _("Tulis alasan yang jelas, sedikitnya 10 huruf."),
        },
    )


def read_marks(data: Any, enrolments: list, fill_present: bool) -> dict[int, tuple[str, str]]:
    """The attendance grid's fields (`hadir-<id>`, `alasan-<id>`) as marks; unknown values are left out.

    `fill_present`: whoever has no mark in the form is marked present.
    """
    marks = {}
    for enrolment in enrolments:
        status = data.get(f"hadir-{enrolment.pk}", "")
        if not status and fill_present:
            status = Attendance.Status.PRESENT.value
        if status in Attendance.Status.values:
            marks[enrolment.pk] = (status, data.get(f"alasan-{enrolment.pk}", "").strip()[:255])
    return marks
