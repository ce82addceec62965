from bangkom.core.services.accounts import (
    accept_invitation,
    create_account,
    give_role,
    invite,
    take_role_back,
)
from bangkom.core.services.agencies import add_scope, create_agency
from bangkom.core.services.events import Act, record_event, record_events, seal_events
from bangkom.core.services.files import open_stored, store_file
from bangkom.core.services.jobs import advance_job, cancel_job, commit_job, forget_sources, start_job, undo_job

__all__ = [
    "Act",
    "accept_invitation",
    "add_scope",
    "advance_job",
    "cancel_job",
    "commit_job",
    "create_account",
    "create_agency",
    "forget_sources",
    "give_role",
    "invite",
    "open_stored",
    "record_event",
    "record_events",
    "seal_events",
    "start_job",
    "store_file",
    "take_role_back",
    "undo_job",
]
