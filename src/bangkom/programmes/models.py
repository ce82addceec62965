from dataclasses import dataclass
from itertools import groupby
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bangkom.core.models import Agency, Role, Scoped, ScopedQuerySet, User
from bangkom.core.privacy import Privacy, Retention
from bangkom.courseware.models import Module
from bangkom.rules.models import RuleSet

PLANNERS = (Role.ORGANIZER, Role.ADMINISTRATOR)


class ProgrammeQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """The programmes of the agencies whose training one organizes."""
        return self.filter(agency__in=user.agencies_as(*PLANNERS))


class Programme(Scoped):
    """A training programme (pelatihan) of an agency; its curriculum has versions."""

    class Family(models.TextChoices):
        SOCIO_CULTURAL = "socio_cultural", _("Pelatihan Sosial Kultural")
        LATSAR = "latsar", _("Latsar CPNS")
        LEADERSHIP = "leadership", _("Pelatihan Kepemimpinan")
        TECHNICAL = "technical", _("Pelatihan Teknis")
        FUNCTIONAL = "functional", _("Pelatihan Fungsional")
        MANAGERIAL = "managerial", _("Pelatihan Manajerial")
        OTHER = "other", _("Lainnya")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="programmes")
    code = models.SlugField(_("kode"), max_length=60)
    title = models.CharField(_("nama pelatihan"), max_length=200)
    family = models.CharField(_("rumpun"), max_length=20, choices=Family.choices)
    # The form of development (bentuk) of the JP conversion rule; it belongs to the whole programme.
    form = models.CharField(_("bentuk pengembangan"), max_length=40)
    description = models.TextField(_("keterangan"), blank=True)

    objects = ProgrammeQuerySet.as_manager()
    privacy = Privacy(purpose="What training is offered.", retention=Retention.NONE)

    class Meta:
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="programmes_code_once")]

    def __str__(self) -> str:
        return self.title


class _OfProgramme(ScopedQuerySet):
    path = "programme"

    def visible_to(self, user) -> Self:
        return self.filter(**{f"{self.path}__in": Programme.objects.visible_to(user)})


class Curriculum(Scoped):
    """One version of what a programme consists of. Published means frozen; a cohort pins one."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="curricula")
    version = models.PositiveIntegerField()
    jp = models.PositiveIntegerField(_("jumlah JP"))
    legal_basis = models.TextField(_("dasar hukum"), blank=True)
    notes = models.TextField(_("catatan"), blank=True)
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lock_version = models.PositiveIntegerField(default=1)

    objects = _OfProgramme.as_manager()
    privacy = Privacy(
        purpose="What must be learned for a certificate.",
        retention=Retention.RECORD,
        personal={"published_by": "who released it"},
    )

    class Meta:
        ordering = ["-version"]
        verbose_name_plural = "curricula"
        constraints = [models.UniqueConstraint(fields=["programme", "version"], name="programmes_version_once")]

    def __str__(self) -> str:
        return f"{self.programme} v{self.version}"

    @property
    def is_frozen(self) -> bool:
        return self.published_at is not None


class _OfCurriculum(_OfProgramme):
    path = "curriculum__programme"


class Stage(Scoped):
    """A stage (tahap): a stretch of one mode of learning with its JP and working days."""

    class Mode(models.TextChoices):
        SELF_PACED = "self_paced", _("Belajar mandiri daring")
        DISTANCE = "distance", _("Pembelajaran jarak jauh")
        CLASSROOM = "classroom", _("Klasikal")
        BLENDED = "blended", _("Tatap muka dan daring")
        WORKPLACE = "workplace", _("Di tempat kerja")

    curriculum = models.ForeignKey(Curriculum, on_delete=models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("nama tahap"), max_length=200)
    mode = models.CharField(_("cara belajar"), max_length=12, choices=Mode.choices)
    jp = models.PositiveIntegerField("JP")
    days = models.PositiveSmallIntegerField(_("hari kerja"))

    objects = _OfCurriculum.as_manager()
    privacy = Privacy(purpose="What must be learned.", retention=Retention.NONE)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["curriculum", "position"], name="programmes_stage_place_once"),
            models.CheckConstraint(condition=Q(jp__gt=0), name="programmes_stage_has_jp"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def agendas(self) -> list["Agenda"]:
        """The subjects in their order, those of one agenda together; reads `subjects` once."""
        groups = groupby(self.subjects.all(), key=lambda subject: subject.agenda)
        return [Agenda(title, list(subjects)) for title, subjects in groups]


class _OfStage(_OfProgramme):
    path = "stage__curriculum__programme"


class Subject(Scoped):
    """A subject (mata pelatihan) of a stage, with its JP."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="subjects")
    position = models.PositiveSmallIntegerField()
    agenda = models.CharField(_("agenda"), max_length=200, blank=True)
    title = models.CharField(_("mata pelatihan"), max_length=200)
    jp = models.PositiveIntegerField("JP")

    objects = _OfStage.as_manager()
    privacy = Privacy(purpose="What must be learned.", retention=Retention.NONE)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["stage", "position"], name="programmes_subject_place_once")]

    def __str__(self) -> str:
        return self.title


@dataclass(frozen=True)
class Agenda:
    """Subjects of a stage that stand under one heading; an empty title where the curriculum gives none."""

    title: str
    subjects: list[Subject]

    @property
    def jp(self) -> int:
        return sum(subject.jp for subject in self.subjects)


class Requirement(Scoped):
    """What a participant must have done for a stage to be met. `programmes.requirements` says when it is.

    `params` by kind: attendance {"percent": 90}; module {}; quiz {"pass_percent": 70}; confirmation {"what": "..."};
    discussion {"posts": 1, "replies": 2}; actualization {"what": "..."}, what the participant is asked to do;
    outside {"platform": "ASN Berpijar", "min_score": 70 or null}.
    """

    class Kind(models.TextChoices):
        ATTENDANCE = "attendance", _("Kehadiran")
        MODULE = "module", _("Modul selesai")
        QUIZ = "quiz", _("Kuis lulus")
        DISCUSSION = "discussion", _("Ikut diskusi")
        ACTUALIZATION = "actualization", _("Aktualisasi diverifikasi coach")
        CONFIRMATION = "confirmation", _("Dikonfirmasi panitia")
        OUTSIDE = "outside", _("Lulus di platform lain")

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="requirements")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("jenis syarat"), max_length=14, choices=Kind.choices)
    title = models.CharField(_("syarat"), max_length=200)
    module = models.ForeignKey(Module, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    activity_key = models.SlugField(max_length=60, blank=True)
    params = models.JSONField(default=dict)

    objects = _OfStage.as_manager()
    privacy = Privacy(purpose="What must be done for a certificate.", retention=Retention.NONE)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "position"], name="programmes_requirement_place_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["module", "quiz", "discussion"], module__isnull=False)
                | Q(kind__in=["attendance", "confirmation", "outside", "actualization"], module__isnull=True),
                name="programmes_requirement_module_fits",
            ),
        ]

    def __str__(self) -> str:
        return self.title


# Kinds that name a module, and those of them that name one of its activities.
OF_MODULE = frozenset({Requirement.Kind.MODULE, Requirement.Kind.QUIZ, Requirement.Kind.DISCUSSION})
OF_ACTIVITY = frozenset({Requirement.Kind.QUIZ, Requirement.Kind.DISCUSSION})
