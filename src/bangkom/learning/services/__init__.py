from bangkom.learning.services.answers import AnswerOp, OpResult, Verdict, save_answers
from bangkom.learning.services.attempts import start_attempt, submit_attempt
from bangkom.learning.services.lessons import complete_lesson, open_lesson

__all__ = [
    "AnswerOp",
    "OpResult",
    "Verdict",
    "complete_lesson",
    "open_lesson",
    "save_answers",
    "start_attempt",
    "submit_attempt",
]
