"""A cohort that has finished, with its participants: what a certificate needs, and nothing more."""

import datetime as dt
import itertools
from typing import Any

from bangkom.cohorts.models import Cohort, CohortAgency, Enrolment
from bangkom.core.models import Agency, Role, RoleAssignment, Scope, User
from bangkom.people.models import Person
from bangkom.programmes.models import Curriculum, Programme, Requirement, Stage, Subject
from bangkom.rules.models import RuleSet

_count = itertools.count(1)
LAN = ("lan", "Lembaga Administrasi Negara", "")


def agency(
    code: str = "kab-tangerang", name: str = "Kabupaten Tangerang", unit: str = "BKPSDM Kabupaten Tangerang"
) -> Agency:
    made, new = Agency.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "short_name": name.removeprefix("Kabupaten "),
            "kind": Agency.Kind.REGENCY,
            "training_unit": unit,
            "place": "Tigaraksa",
        },
    )
    if new:
        scope = Scope.objects.create(agency=made)
        scope.path = f"{scope.pk}."
        scope.save()
    return made


def user(role: Role | None = None, of: Agency | None = None, name: str = "Wati") -> User:
    """An account, with a role over a whole agency where one is named."""
    made = User.objects.create(username=f"orang{next(_count)}", name=name)
    if role:
        RoleAssignment.objects.create(user=made, role=role, scope=(of or agency()).scopes.get(parent=None))
    return made


def cohort(of: Agency | None = None, **given: Any) -> Cohort:
    """Angkatan II of a three-stage programme of 73 JP, taught with LAN."""
    owner = of or agency()
    rules, _ = RuleSet.objects.get_or_create(
        code="jp",
        version="1",
        defaults={
            "title": "JP",
            "effective_from": dt.date(2020, 1, 1),
            "source": "uji",
            "confidence": "S",
            "data": {"minutes_per_jp": 45},
        },
    )
    programme = Programme.objects.create(
        agency=owner,
        code=f"psk-{next(_count)}",
        title="Pelatihan Sosial Kultural",
        family=Programme.Family.SOCIO_CULTURAL,
        form="socio_cultural_training",
    )
    curriculum = Curriculum.objects.create(
        programme=programme,
        version=1,
        jp=73,
        legal_basis="Berdasarkan Peraturan LAN Nomor 1 Tahun 2022,",
        rule_set=rules,
    )
    plan = [("Belajar mandiri", "self_paced", 24), ("Sesi tematik", "blended", 30), ("Aktualisasi", "workplace", 19)]
    for position, (title, mode, jp) in enumerate(plan, 1):
        stage = Stage.objects.create(curriculum=curriculum, position=position, title=title, mode=mode, jp=jp, days=3)
        Subject.objects.create(stage=stage, position=1, title=f"Mata {title}", jp=jp)
        Requirement.objects.create(stage=stage, position=1, kind="confirmation", title=f"Selesai {title}")
    values = {
        "slug": f"psk-{next(_count)}",
        "name": "Angkatan II",
        "starts_on": dt.date(2025, 5, 14),
        "ends_on": dt.date(2025, 5, 26),
        "place": "Tigaraksa",
    }
    made = Cohort.objects.create(agency=owner, curriculum=curriculum, **values | given)
    lan = agency(*LAN)
    CohortAgency.objects.create(cohort=made, agency=lan, part=CohortAgency.Part.TEACHING)
    return made


def enrolment(of: Cohort | None = None, **given: Any) -> Enrolment:
    """A participant who has passed, with an account."""
    group = of or cohort()
    name = given.pop("name", "Rina Wulandari, S.Sos.")
    person = Person.objects.create(name=name, user=user(name=name))
    values = {
        "agency": group.agency,
        "number": "197805122005012003",
        "grade": "III/d",
        "position_name": "Kepala Seksi Pemerintahan",
        "unit_name": "Kecamatan Cikupa",
        "state": Enrolment.State.PASSED,
        "passed_at": dt.datetime(2025, 5, 26, 8, tzinfo=dt.UTC),
    }
    return Enrolment.objects.create(cohort=group, person=person, name=name, **values | given)
