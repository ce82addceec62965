from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import Agency, User
from bangkom.core.services import record_event
from bangkom.courseware.models import Module
from bangkom.programmes import queries
from bangkom.programmes.models import (
    OF_ACTIVITY,
    OF_MODULE,
    Curriculum,
    Programme,
    Requirement,
    Stage,
    Subject,
)
from bangkom.rules import queries as rules


@transaction.atomic
def create_programme(
    *, agency: Agency, title: str, family: str, form: str, description: str = "", jp: int, by: User | None
) -> Programme:
    """A new programme with an empty draft of its curriculum. Raises `Refused` when the title is taken."""
    try:
        with transaction.atomic():
            programme = Programme.objects.create(
                agency=agency,
                code=slugify(title)[:60],
                title=title,
                family=family,
                form=form,
                description=description,
            )
    except IntegrityError as error:
        raise Refused(_("Instansi Anda sudah mempunyai program dengan nama ini."), "title_taken") from error
    record_event(
        verb="programmes.created",
        message=gettext_noop("Program %(title)s dibuat"),
        params={"title": title},
        subject=programme,
        agency=agency,
        by=by,
    )
    Curriculum.objects.create(
        programme=programme, version=1, jp=jp, rule_set=rules.minutes_per_jp(clock.today(agency))[1]
    )
    return programme


@transaction.atomic
def start_new_version(*, programme: Programme, by: User) -> Curriculum:
    """The draft of the next version, copied from the last published one; an existing draft is returned as it is."""
    latest = locked(programme).curricula.order_by("-version").first()
    if not latest.is_frozen:
        return latest
    draft = Curriculum.objects.create(
        programme=programme,
        version=latest.version + 1,
        jp=latest.jp,
        legal_basis=latest.legal_basis,
        notes=latest.notes,
        rule_set=rules.minutes_per_jp(clock.today(programme.agency))[1],
    )
    for stage in latest.stages.prefetch_related("subjects", "requirements"):
        subjects, requirements = list(stage.subjects.all()), list(stage.requirements.all())
        stage.pk, stage.curriculum = None, draft
        stage.save()
        for part in (*subjects, *requirements):
            part.pk, part.stage = None, stage
            part.save()
    _record(draft, gettext_noop("Versi %(version)s kurikulum mulai disusun"), "curriculum_drafted", by)
    return draft


@transaction.atomic
def describe_curriculum(*, curriculum: Curriculum, jp: int, legal_basis: str, notes: str, by: User | None) -> None:
    """Set what the draft says about itself as a whole."""
    curriculum = _draft(curriculum)
    curriculum.jp, curriculum.legal_basis, curriculum.notes = jp, legal_basis, notes
    curriculum.save(update_fields=["jp", "legal_basis", "notes"])
    _record(curriculum, gettext_noop("Kurikulum diubah"), "curriculum_changed", by)


@transaction.atomic
def save_stage(
    *,
    curriculum: Curriculum,
    stage: Stage | None,
    title: str,
    mode: str,
    jp: int,
    days: int,
    subjects: list[dict[str, Any]],
    by: User | None,
) -> Stage:
    """Add or change a stage of a draft, with its subjects: dicts of `title`, `jp`, `agenda`, in order."""
    curriculum = _draft(curriculum)
    if stage is None:
        stage = Stage(curriculum=curriculum, position=_next(curriculum.stages))
    stage.title, stage.mode, stage.jp, stage.days = title, mode, jp, days
    stage.save()
    stage.subjects.all().delete()
    Subject.objects.bulk_create(
        Subject(stage=stage, position=place, title=s["title"], jp=s["jp"], agenda=s.get("agenda", ""))
        for place, s in enumerate(subjects, start=1)
    )
    _record(curriculum, gettext_noop("Tahap %(stage)s disimpan"), "stage_saved", by, stage=title)
    return stage


@transaction.atomic
def remove_stage(*, stage: Stage, by: User) -> None:
    """Take a stage out of a draft."""
    curriculum = _draft(stage.curriculum)
    _record(curriculum, gettext_noop("Tahap %(stage)s dihapus"), "stage_removed", by, stage=stage.title)
    stage.delete()


@transaction.atomic
def save_requirement(
    *,
    stage: Stage,
    requirement: Requirement | None,
    kind: str,
    title: str,
    module: Module | None,
    activity_key: str = "",
    params: dict[str, Any],
    by: User | None,
) -> Requirement:
    """Add or change what a participant must have done in a stage of a draft."""
    curriculum = _draft(stage.curriculum)
    if requirement is None:
        requirement = Requirement(stage=stage, position=_next(stage.requirements))
    requirement.kind, requirement.title, requirement.params = kind, title, params
    requirement.module = module if kind in OF_MODULE else None
    requirement.activity_key = activity_key if kind in OF_ACTIVITY else ""
    requirement.save()
    _record(curriculum, gettext_noop("Syarat %(title)s disimpan"), "requirement_saved", by, title=title)
    return requirement


@transaction.atomic
def remove_requirement(*, requirement: Requirement, by: User) -> None:
    """Take a requirement out of a draft."""
    curriculum = _draft(requirement.stage.curriculum)
    _record(curriculum, gettext_noop("Syarat %(title)s dihapus"), "requirement_removed", by, title=requirement.title)
    requirement.delete()


@transaction.atomic
def publish_curriculum(*, curriculum: Curriculum, by: User | None) -> Curriculum:
    """Freeze a draft. Raises `Refused` with every fault, so that nothing wrong reaches a cohort."""
    curriculum = _draft(curriculum)
    faults = queries.faults_of(curriculum)
    if faults:
        raise Refused(" ".join(faults), "curriculum_faulty")
    curriculum.published_at, curriculum.published_by = clock.now(), by
    curriculum.save(update_fields=["published_at", "published_by"])
    _record(curriculum, gettext_noop("Versi %(version)s kurikulum diterbitkan"), "curriculum_published", by)
    return curriculum


def _draft(curriculum: Curriculum) -> Curriculum:
    """The curriculum, locked, and only if it may still be changed."""
    current = locked(curriculum)
    if current.is_frozen:
        raise Refused(
            _("Versi ini sudah terbit dan tidak berubah lagi. Buat versi baru untuk mengubah kurikulum."), "frozen"
        )
    return current


def _next(related: Any) -> int:
    return (related.aggregate(last=Max("position"))["last"] or 0) + 1


def _record(curriculum: Curriculum, message: str, act: str, by: User | None, **params: str) -> None:
    programme = curriculum.programme
    record_event(
        verb=f"programmes.{act}",
        message=message,
        params={"version": curriculum.version, **params},
        subject=programme,
        agency=programme.agency,
        by=by,
    )
