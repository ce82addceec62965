from bangkom.people.services.employees import (
    change_employee,
    change_number,
    create_employee,
    create_person,
    ensure_position,
    invite_employee,
    replace_lost_password,
)
from bangkom.people.services.units import add_unit

__all__ = [
    "add_unit",
    "change_employee",
    "change_number",
    "create_employee",
    "create_person",
    "ensure_position",
    "invite_employee",
    "replace_lost_password",
]
