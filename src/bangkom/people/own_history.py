"""The objects of people that have a history of changes, and what their coded values are called."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bangkom.core.history import Kind
from bangkom.people.labels import EMPLOYMENT_STATES, FIELDS
from bangkom.people.models import Employee, Person

KINDS: dict[str, Kind] = {
    "people.person": Kind(
        _("Orang"),
        fields=dict(FIELDS),
        choices={"sex": dict(Person.Sex.choices)},
        person=lambda person: person.pk,
    ),
    "people.employee": Kind(
        _("Pegawai"),
        page=lambda employee: reverse("people:detail", args=[employee.pk]),
        fields=dict(FIELDS),
        choices={
            "sex": dict(Person.Sex.choices),
            "status": dict(Employee.Status.choices),
            "employment_state": dict(EMPLOYMENT_STATES),
        },
        person=lambda employee: employee.person_id,
    ),
    "people.orgunit": Kind(_("Unit kerja"), names={"parent": "people.OrgUnit", "unit": "people.OrgUnit"}),
}
