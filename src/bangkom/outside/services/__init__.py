from bangkom.outside.services.credits import Completion, ListPlace, credit_completion, take_back
from bangkom.outside.services.evidence import accept_evidence, return_evidence, send_evidence
from bangkom.outside.services.lists import (
    KIND,
    NOBODY,
    commit_list,
    decide_doubts,
    doubts_of,
    not_credited,
    open_doubts,
    stage_list,
)

__all__ = [
    "KIND",
    "NOBODY",
    "Completion",
    "ListPlace",
    "accept_evidence",
    "commit_list",
    "credit_completion",
    "decide_doubts",
    "doubts_of",
    "not_credited",
    "open_doubts",
    "return_evidence",
    "send_evidence",
    "stage_list",
    "take_back",
]
