from bangkom.cohorts.services.attendance import make_good, mark_attendance
from bangkom.cohorts.services.calendar import close_calendar_address, make_calendar_address
from bangkom.cohorts.services.calls import (
    answer_call,
    approve_substitute,
    mail_call,
    make_calls,
    refuse_substitute,
    withdraw_called,
)
from bangkom.cohorts.services.check_in import check_in, find_session
from bangkom.cohorts.services.copying import copy_cohort, shift_cohort
from bangkom.cohorts.services.enrolments import enrol_person, withdraw
from bangkom.cohorts.services.groups import assign_group, spread_groups
from bangkom.cohorts.services.locking import lock_attendance, unlock_attendance
from bangkom.cohorts.services.opening import (
    add_agency,
    add_staff,
    open_cohort,
    plan_session,
    remove_session,
    remove_staff,
)
from bangkom.cohorts.services.outcome import record_outcome
from bangkom.cohorts.services.scans import add_scans, replace_scan
from bangkom.cohorts.services.sheet import confirm_requirement, hand_over, meet_requirement

__all__ = [
    "add_agency",
    "add_scans",
    "add_staff",
    "answer_call",
    "approve_substitute",
    "assign_group",
    "check_in",
    "close_calendar_address",
    "confirm_requirement",
    "copy_cohort",
    "enrol_person",
    "find_session",
    "hand_over",
    "lock_attendance",
    "mail_call",
    "make_calendar_address",
    "make_calls",
    "make_good",
    "mark_attendance",
    "meet_requirement",
    "open_cohort",
    "plan_session",
    "record_outcome",
    "refuse_substitute",
    "remove_session",
    "remove_staff",
    "replace_scan",
    "shift_cohort",
    "spread_groups",
    "unlock_attendance",
    "withdraw",
    "withdraw_called",
]
