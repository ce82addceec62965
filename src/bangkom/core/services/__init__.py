from bangkom.core.services.accounts import (
    accept_invitation,
    create_account,
    give_role,
    invite,
    take_role_back,
)
from bangkom.core.services.agencies import add_scope, create_agency
from bangkom.core.services.events import Act, record_event, record_events, seal_events
from bangkom.core.services.factor_resets import (
    ask_factor_reset,
    can_decide,
    confirm_factor_reset,
    refuse_factor_reset,
    withdraw_factor_reset,
)
from bangkom.core.services.factors import (
    add_code_app,
    add_passkey,
    note_recovery_code_used,
    remove_factor,
    replace_recovery_codes,
    take_off_by_operator,
)
from bangkom.core.services.files import open_stored, store_file
from bangkom.core.services.job_tries import jobs_to_resume, retry_job, work_on_job
from bangkom.core.services.jobs import advance_job, cancel_job, commit_job, forget_sources, start_job, undo_job
from bangkom.core.services.outside_accounts import account_for, unlink_outside_account
from bangkom.core.services.sign_ins import (
    drop_sign_ins,
    end_sign_ins,
    forget_sign_in,
    forget_sign_ins,
    note_sign_in,
    note_use,
    record_password_change,
    tell,
    tell_of_new_device,
    warn_of_failures,
)

__all__ = [
    "Act",
    "accept_invitation",
    "account_for",
    "add_code_app",
    "add_passkey",
    "add_scope",
    "advance_job",
    "ask_factor_reset",
    "can_decide",
    "cancel_job",
    "commit_job",
    "confirm_factor_reset",
    "create_account",
    "create_agency",
    "drop_sign_ins",
    "end_sign_ins",
    "forget_sign_in",
    "forget_sign_ins",
    "forget_sources",
    "give_role",
    "invite",
    "jobs_to_resume",
    "note_recovery_code_used",
    "note_sign_in",
    "note_use",
    "open_stored",
    "record_event",
    "record_events",
    "record_password_change",
    "refuse_factor_reset",
    "remove_factor",
    "replace_recovery_codes",
    "retry_job",
    "seal_events",
    "start_job",
    "store_file",
    "take_off_by_operator",
    "take_role_back",
    "tell",
    "tell_of_new_device",
    "undo_job",
    "unlink_outside_account",
    "warn_of_failures",
    "withdraw_factor_reset",
    "work_on_job",
]
