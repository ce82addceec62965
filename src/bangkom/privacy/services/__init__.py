from bangkom.privacy.services.breaches import note_breach, record_list_taken
from bangkom.privacy.services.corrections import ask_correction, decide_correction, withdraw_correction
from bangkom.privacy.services.erasure import preview
from bangkom.privacy.services.erasures import (
    ask_erasure,
    confirm_erasure,
    erased_list,
    reapply,
    refuse_erasure,
    withdraw_erasure,
)
from bangkom.privacy.services.exports import record_export

__all__ = [
    "ask_correction",
    "ask_erasure",
    "confirm_erasure",
    "decide_correction",
    "erased_list",
    "note_breach",
    "preview",
    "reapply",
    "record_export",
    "record_list_taken",
    "refuse_erasure",
    "withdraw_correction",
    "withdraw_erasure",
]
