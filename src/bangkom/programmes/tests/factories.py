"""A curriculum like that of journey A0: self-study, live sessions, and what the committee confirms."""

from bangkom.core import clock
from bangkom.core.models import Agency
from bangkom.courseware.models import Activity, Module, ModuleVersion
from bangkom.programmes.models import Curriculum, Requirement
from bangkom.programmes.services import create_programme, publish_curriculum, save_requirement, save_stage

Kind = Requirement.Kind


def module(agency: Agency, code: str = "mitigasi", lessons: int = 2) -> Module:
    """A published module: some lessons and a quiz called `kuis`."""
    made = Module.objects.create(agency=agency, code=code, title="Mitigasi konflik")
    version = ModuleVersion.objects.create(module=made, number=1, title=made.title, published_at=clock.now())
    for place in range(1, lessons + 1):
        Activity.objects.create(
            version=version, position=place, key=f"pelajaran-{place}", kind="lesson", title=f"Pelajaran {place}"
        )
    Activity.objects.create(version=version, position=lessons + 1, key="kuis", kind="quiz", title="Kuis")
    made.published = version
    made.save()
    return made


def curriculum(agency: Agency, *, published: bool = True, title: str = "Pelatihan Sosial Kultural") -> Curriculum:
    """73 JP in three stages; `published=False` leaves the draft open."""
    programme = create_programme(
        agency=agency, title=title, family="socio_cultural", form="socio_cultural_training", jp=73, by=None
    )
    draft = programme.curricula.get()
    learn = module(agency, code=f"modul-{programme.pk}")
    stages = [
        save_stage(curriculum=draft, stage=None, title=name, mode=mode, jp=jp, days=days, subjects=[], by=None)
        for name, mode, jp, days in (
            ("Belajar mandiri", "self_paced", 24, 3),
            ("Sesi tematik", "blended", 33, 4),
            ("Aktualisasi", "workplace", 16, 2),
        )
    ]
    need = [
        (stages[0], Kind.MODULE, "Semua pelajaran dibaca", learn, "", {}),
        (stages[0], Kind.QUIZ, "Kuis lulus", learn, "kuis", {"pass_percent": 70}),
        (stages[1], Kind.ATTENDANCE, "Hadir di sesi", None, "", {"percent": 90}),
        (stages[2], Kind.CONFIRMATION, "Laporan aktualisasi", None, "", {"what": "Laporan dilihat coach"}),
    ]
    for stage, kind, name, of_module, key, params in need:
        save_requirement(
            stage=stage,
            requirement=None,
            kind=kind,
            title=name,
            module=of_module,
            activity_key=key,
            params=params,
            by=None,
        )
    return publish_curriculum(curriculum=draft, by=None) if published else draft
