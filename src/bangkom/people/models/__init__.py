from bangkom.people.models.employees import (
    DatedOfEmployee,
    Employee,
    EmployeeNumber,
    EmployeeQuerySet,
    FormerState,
    Posting,
    PostingQuerySet,
)
from bangkom.people.models.imports import ExportAbsence, ImportMapping
from bangkom.people.models.organisations import Accreditation, Affiliation, Organisation
from bangkom.people.models.persons import Person, PersonQuerySet
from bangkom.people.models.positions import Position
from bangkom.people.models.superiors import Superior
from bangkom.people.models.units import READERS, FormerUnit, OrgUnit, OrgUnitQuerySet, UnitMerge

__all__ = [
    "READERS",
    "Accreditation",
    "Affiliation",
    "DatedOfEmployee",
    "Employee",
    "EmployeeNumber",
    "EmployeeQuerySet",
    "ExportAbsence",
    "FormerState",
    "FormerUnit",
    "ImportMapping",
    "OrgUnit",
    "OrgUnitQuerySet",
    "Organisation",
    "Person",
    "PersonQuerySet",
    "Position",
    "Posting",
    "PostingQuerySet",
    "Superior",
    "UnitMerge",
]
