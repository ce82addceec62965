from bangkom.people.models.employees import Employee, EmployeeNumber, EmployeeQuerySet, Posting
from bangkom.people.models.persons import Person, PersonQuerySet
from bangkom.people.models.positions import Position
from bangkom.people.models.units import READERS, OrgUnit, OrgUnitQuerySet

__all__ = [
    "READERS",
    "Employee",
    "EmployeeNumber",
    "EmployeeQuerySet",
    "OrgUnit",
    "OrgUnitQuerySet",
    "Person",
    "PersonQuerySet",
    "Position",
    "Posting",
]
