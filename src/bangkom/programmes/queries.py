from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from bangkom.core.models import User
from bangkom.programmes.models import Curriculum, Programme, Requirement, Stage
from bangkom.programmes.requirements import REQUIRED_PARAMS


def whole(curricula: QuerySet[Curriculum]) -> QuerySet[Curriculum]:
    """Curricula with everything a page shows of them, in a fixed number of queries."""
    stages = Stage.objects.prefetch_related(
        "subjects", Prefetch("requirements", Requirement.objects.select_related("module__published"))
    )
    return curricula.select_related("programme__agency", "rule_set").prefetch_related(Prefetch("stages", stages))


def openable(user: User) -> QuerySet[Curriculum]:
    """Published curricula from which a person may open a cohort, the newest version of each programme first."""
    return (
        Curriculum.objects.filter(programme__in=Programme.objects.visible_to(user), published_at__isnull=False)
        .select_related("programme")
        .order_by("programme__title", "-version")
    )


def faults_of(curriculum: Curriculum) -> list[str]:
    """What keeps a draft from being published, in plain words; empty when nothing does."""
    faults = []
    stages = list(
        Stage.objects.filter(curriculum=curriculum).prefetch_related(
            "subjects", Prefetch("requirements", Requirement.objects.select_related("module__published"))
        )
    )
    if not stages:
        return [_("Kurikulum belum mempunyai tahap.")]
    total = sum(stage.jp for stage in stages)
    if total != curriculum.jp:
        faults.append(
            _("Jumlah JP semua tahap %(total)s, sedangkan kurikulum menyebut %(jp)s JP.")
            % {"total": total, "jp": curriculum.jp}
        )
    for stage in stages:
        faults += stage_faults(stage)
    return faults


def stage_faults(stage: Stage) -> list[str]:
    """What is wrong with one stage of a draft."""
    faults = []
    subjects, requirements = list(stage.subjects.all()), list(stage.requirements.all())
    subject_jp = sum(subject.jp for subject in subjects)
    if subjects and subject_jp != stage.jp:
        faults.append(
            _("Tahap %(stage)s: mata pelatihan berjumlah %(sum)s JP, tahapnya %(jp)s JP.")
            % {"stage": stage.title, "sum": subject_jp, "jp": stage.jp}
        )
    if not requirements:
        faults.append(_("Tahap %(stage)s belum mempunyai syarat kelulusan.") % {"stage": stage.title})
    for requirement in requirements:
        if any(requirement.params.get(name) in (None, "") for name in REQUIRED_PARAMS[requirement.kind]):
            faults.append(_("Syarat %(title)s belum lengkap.") % {"title": requirement.title})
        if requirement.module is not None and requirement.module.published is None:
            faults.append(_("Syarat %(title)s memakai modul yang belum terbit.") % {"title": requirement.title})
    return faults
