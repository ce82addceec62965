from bangkom.workplace.services.answers import answer, take_back
from bangkom.workplace.services.coaches import assign_coaches
from bangkom.workplace.services.evidence import add_evidence, remove_evidence
from bangkom.workplace.services.projects import draft_of, recall, save_draft, send_draft, start_project

__all__ = [
    "add_evidence",
    "answer",
    "assign_coaches",
    "draft_of",
    "recall",
    "remove_evidence",
    "save_draft",
    "send_draft",
    "start_project",
    "take_back",
]
