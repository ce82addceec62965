"""People in service, and JP entries made by the service that makes them in life."""

import datetime as dt
import itertools

import factory

from bangkom.core.models import Agency, Role, RoleAssignment, Scope, User
from bangkom.core.services import add_scope
from bangkom.ledger import services
from bangkom.ledger.models import Entry
from bangkom.people.models import Employee, OrgUnit, Person, Position
from bangkom.rules import queries as rules

_keys = itertools.count(1)


class AgencyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Agency
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"instansi-{n}")
    name = factory.Sequence(lambda n: f"Pemerintah Kabupaten Contoh {n}")
    short_name = factory.Sequence(lambda n: f"Kab. Contoh {n}")
    kind = Agency.Kind.REGENCY

    @factory.post_generation
    def root(agency, create, extracted, **kwargs):
        add_scope(agency=agency, parent=None)


def root_of(agency: Agency) -> Scope:
    return Scope.objects.get(agency=agency, parent=None)


class UnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OrgUnit

    agency = factory.SubFactory(AgencyFactory)
    parent = None
    name = factory.Sequence(lambda n: f"Dinas Contoh {n}")
    code = factory.Sequence(lambda n: f"unor-{n}")
    scope = factory.LazyAttribute(
        lambda unit: add_scope(agency=unit.agency, parent=unit.parent.scope if unit.parent else root_of(unit.agency))
    )


class PositionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Position
        django_get_or_create = ("agency", "name", "group", "echelon")

    agency = factory.SubFactory(AgencyFactory)
    name = "Pengelola Kepegawaian"
    group = Position.Group.PELAKSANA
    echelon = ""


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"pengguna-{n}")
    name = factory.Sequence(lambda n: f"Pengguna {n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@contoh.go.id")
    password = "!"


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Ratna Sari {n}")


class EmployeeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Employee

    person = factory.SubFactory(PersonFactory)
    unit = factory.SubFactory(UnitFactory)
    agency = factory.SelfAttribute("unit.agency")
    position = factory.SubFactory(PositionFactory, agency=factory.SelfAttribute("..agency"))
    number = factory.Sequence(lambda n: f"19780512200501{n:04d}")
    status = Employee.Status.PNS
    employment_state = "01"
    grade = "III/d"


def staff(role: Role, scope: Scope, **fields) -> User:
    """An account that holds a role over a scope."""
    user = UserFactory(**fields)
    RoleAssignment.objects.create(user=user, role=role, scope=scope)
    return user


def posted(
    employee: Employee,
    *,
    jp: int = 0,
    minutes: int = 0,
    on: dt.date = dt.date(2026, 5, 26),
    form: str = "socio_cultural_training",
    key: str = "",
    label: str = "Pelatihan Sosial Kultural, Angkatan I: Sesi tematik",
) -> Entry:
    """Hours of an employee: JP by the rule of the day, or minutes."""
    per_jp, rule_set = rules.minutes_per_jp(on)
    return services.post_hours(
        person=employee.person,
        agency=employee.agency,
        minutes=minutes or jp * per_jp,
        form=form,
        occurred_on=on,
        source=employee,
        source_label=label,
        source_key=key or f"test:{next(_keys)}",
        rule_set=rule_set,
        by=None,
    )
