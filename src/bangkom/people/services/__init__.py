from bangkom.people.services.employees import (
    change_employee,
    change_number,
    create_employee,
    create_person,
    ensure_position,
    invite_employee,
    replace_lost_password,
)
from bangkom.people.services.positions import change_position, merge_positions
from bangkom.people.services.postings import (
    add_posting,
    cancel_transfer,
    correct_posting,
    end_posting,
    follow_postings,
    move_posting,
    note_former_state,
    planned_posting,
    transfer,
)
from bangkom.people.services.unit_merges import MergePreview, may_be_undone, merge_units, preview_merge, undo_merge
from bangkom.people.services.unit_tree import close_unit, move_unit, open_unit, rename_unit
from bangkom.people.services.units import add_unit

__all__ = [
    "MergePreview",
    "add_posting",
    "add_unit",
    "cancel_transfer",
    "change_employee",
    "change_number",
    "change_position",
    "close_unit",
    "correct_posting",
    "create_employee",
    "create_person",
    "end_posting",
    "ensure_position",
    "follow_postings",
    "invite_employee",
    "may_be_undone",
    "merge_positions",
    "merge_units",
    "move_posting",
    "move_unit",
    "note_former_state",
    "open_unit",
    "planned_posting",
    "preview_merge",
    "rename_unit",
    "replace_lost_password",
    "transfer",
    "undo_merge",
]
