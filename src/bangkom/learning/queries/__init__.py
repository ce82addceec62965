from bangkom.learning.queries.outline import outline, quiz_paper
from bangkom.learning.queries.rooms import Room, StageView, calendar, next_step, room_of, rooms_of
from bangkom.learning.queries.rules import (
    attachments_shown_to,
    is_pinned,
    lessons_done,
    module_rows,
    most_attempts,
    opens_on,
    own_attempt,
    own_enrolment,
    quiz_rows,
    shows_picture,
)
from bangkom.learning.queries.steps import Step

__all__ = [
    "Room",
    "StageView",
    "Step",
    "attachments_shown_to",
    "calendar",
    "is_pinned",
    "lessons_done",
    "module_rows",
    "most_attempts",
    "next_step",
    "opens_on",
    "outline",
    "own_attempt",
    "own_enrolment",
    "quiz_paper",
    "quiz_rows",
    "room_of",
    "rooms_of",
    "shows_picture",
]
