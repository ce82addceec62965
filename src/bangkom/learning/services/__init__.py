from bangkom.learning.services.answers import AnswerOp, OpResult, Verdict, save_answers
from bangkom.learning.services.attempts import start_attempt, submit_attempt
from bangkom.learning.services.discussion import (
    count_contributions,
    delete_post,
    edit_post,
    opens_a_passed_sheet,
    reply,
    share_experience,
)
from bangkom.learning.services.lessons import complete_lesson, open_lesson
from bangkom.learning.services.moderation import hide_post, keep_post, report_post, show_post

__all__ = [
    "AnswerOp",
    "OpResult",
    "Verdict",
    "complete_lesson",
    "count_contributions",
    "delete_post",
    "edit_post",
    "hide_post",
    "keep_post",
    "open_lesson",
    "opens_a_passed_sheet",
    "reply",
    "report_post",
    "save_answers",
    "share_experience",
    "show_post",
    "start_attempt",
    "submit_attempt",
]
