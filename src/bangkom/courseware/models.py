from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bangkom.core import clock
from bangkom.core.models import Agency, Role, Scoped, ScopedQuerySet, StoredFile, User
from bangkom.core.privacy import Privacy, Retention

AUTHORS = (Role.ORGANIZER, Role.TRAINER, Role.ADMINISTRATOR)


class ModuleQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """The modules of the agencies one writes for. Learners reach a module through their enrolment."""
        return self.filter(agency__in=user.agencies_as(*AUTHORS))


class Module(Scoped):
    """A learning module: the lasting identity of which versions are made."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="modules")
    code = models.SlugField(_("kode"), max_length=60)
    title = models.CharField(_("judul"), max_length=200)
    published = models.ForeignKey("ModuleVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    draft = models.ForeignKey("ModuleVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ModuleQuerySet.as_manager()
    privacy = Privacy(purpose="What is learned.", retention=Retention.NONE)

    class Meta:
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="courseware_module_code_once")]

    def __str__(self) -> str:
        return self.title


class _OfModule(ScopedQuerySet):
    path = "module"

    def visible_to(self, user) -> Self:
        return self.filter(**{f"{self.path}__in": Module.objects.visible_to(user)})


class ModuleVersion(Scoped):
    """One version of a module. Published means frozen: it is never changed again, cohorts pin it."""

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(_("judul"), max_length=200)
    summary = models.TextField(_("ringkasan"), blank=True)
    expert_reviewed = models.BooleanField(_("sudah ditinjau ahli"), default=False)
    notes = models.TextField(_("catatan rilis"), blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lock_version = models.PositiveIntegerField(default=1)

    objects = _OfModule.as_manager()
    privacy = Privacy(
        purpose="What is learned, frozen.",
        retention=Retention.RECORD,
        personal={"published_by": "who released it"},
    )

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["module", "number"], name="courseware_version_once")]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"

    @property
    def is_frozen(self) -> bool:
        return self.published_at is not None


class _OfVersion(_OfModule):
    path = "version__module"


class Activity(Scoped):
    """A lesson, a quiz or a discussion of a version.

    `key` stays the same over versions, so that progress can be carried over.

    `blocks` of a lesson or discussion: a list of parts with "id" and "kind"; `courseware.blocks` tells their shapes.
    """

    class Kind(models.TextChoices):
        LESSON = "lesson", _("Pelajaran")
        QUIZ = "quiz", _("Kuis")
        DISCUSSION = "discussion", _("Diskusi")

    READ = (Kind.LESSON, Kind.DISCUSSION)  # made of blocks

    version = models.ForeignKey(ModuleVersion, on_delete=models.CASCADE, related_name="activities")
    position = models.PositiveIntegerField()
    key = models.SlugField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(_("judul"), max_length=200)
    minutes = models.PositiveSmallIntegerField(_("perkiraan menit"), default=5)
    blocks = models.JSONField(default=list)
    sources = models.TextField(_("sumber"), blank=True)

    objects = _OfVersion.as_manager()
    privacy = Privacy(purpose="What is learned.", retention=Retention.NONE)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="courseware_activity_key_once"),
            models.UniqueConstraint(
                fields=["version", "position"],
                name="courseware_activity_place_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.title


class _OfActivity(_OfModule):
    path = "activity__version__module"


class Item(Scoped):
    """A question. `body` and how an answer is graded belong to the item type (`courseware.items`)."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    key = models.SlugField(max_length=60)
    kind = models.CharField(max_length=20)
    prompt = models.TextField(_("pertanyaan"))
    body = models.JSONField()
    feedback = models.TextField(_("penjelasan"), blank=True)
    points = models.PositiveSmallIntegerField(_("nilai"), default=1)

    objects = _OfActivity.as_manager()
    privacy = Privacy(purpose="What is asked.", retention=Retention.NONE)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "key"], name="courseware_item_key_once"),
            models.CheckConstraint(condition=Q(points__gt=0), name="courseware_item_counts"),
        ]

    def __str__(self) -> str:
        return self.prompt[:60]


class Picture(Scoped):
    """A picture of a module's lessons, checked and re-encoded at upload."""

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="pictures")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = _OfModule.as_manager()
    privacy = Privacy(purpose="Pictures of lessons.", retention=Retention.NONE)

    def __str__(self) -> str:
        return self.file.name


class Attachment(Scoped):
    """A file of a module's lessons as its author sent it, judged by its bytes. It is never changed or removed:
    published versions keep it, a new version refers to the same.
    """

    class Kind(models.TextChoices):
        FILE = "file", _("Berkas")
        PDF = "pdf", _("PDF")
        AUDIO = "audio", _("Audio")
        VIDEO = "video", _("Video")
        CAPTIONS = "captions", _("Takarir")

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="attachments")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    suffix = models.CharField(max_length=5)
    pages = models.PositiveIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = _OfModule.as_manager()
    privacy = Privacy(purpose="Files, recordings and films of lessons.", retention=Retention.NONE)

    def __str__(self) -> str:
        return self.file.name


class AttachmentUse(Scoped):
    """An activity that shows an attachment: by this a learner's right to the file is checked, and the file kept."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="uses")
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="uses")

    objects = _OfActivity.as_manager()
    privacy = Privacy(purpose="Which lesson shows which file.", retention=Retention.NONE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "attachment"], name="courseware_use_once")]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.attachment_id}"
