"""What the pages of the structure and of partners are about."""

from typing import Any

from bangkom.core import clock
from bangkom.core.models import User
from bangkom.outside.tests import factories as outside
from bangkom.people.models import Employee
from bangkom.people.services import add_organisation, merge_units, register_partner, save_accreditation
from bangkom.people.tests.factories import unit


def structure_pages(worker: Employee, admin: User) -> dict[str, dict[str, Any]]:
    """The learner's unit, postings and position; two units merged just now; a partner with a decree and a lecturer."""
    agency, today = worker.agency, clock.today(worker.agency)
    old, new = unit(agency, "Bidang Lama"), unit(agency, "Bidang Baru")
    merge = merge_units(source=old, version=1, target=new, starts_on=today, basis="Perda 1", by=admin)
    posting = {"employee_id": worker.pk, "posting_id": worker.postings.first().pk}
    campus = add_organisation(agency=agency, by=admin, kind="university", name="Universitas Contoh")
    decree = save_accreditation(
        organisation=campus, by=admin, training="Latsar", number="1", issued_by="LAN", valid_from=today,
        paper=outside.PDF,
    )  # fmt: skip
    lecturer = register_partner(agency=agency, by=admin, name="Siti", organisation=campus, role_title="Dosen")
    one, its = {"unit_id": worker.unit_id}, {"pk": campus.pk, "accreditation_id": decree.pk}
    return {
        **{f"people:{name}": one for name in ("unit", "unit_rename", "unit_move", "unit_close", "unit_merge")},
        "people:unit_new": {"parent_id": worker.unit_id},
        "people:unit_unmerge": {"unit_id": old.pk, "merge_id": merge.pk},
        "people:transfer": {"employee_id": worker.pk},
        "people:posting_new": {"employee_id": worker.pk},
        "people:posting_correct": posting,
        "people:posting_end": posting,
        "people:position": {"position_id": worker.position_id},
        "people:position_change": {"position_id": worker.position_id},
        "partners:detail": {"pk": campus.pk},
        "partners:change": {"pk": campus.pk},
        "partners:accreditation_new": {"pk": campus.pk},
        "partners:accreditation": its,
        "partners:paper": its,
        **{f"partners:{name}": {"pk": lecturer.pk} for name in ("person", "person_change", "person_invite")},
    }
