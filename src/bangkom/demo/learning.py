"""What invented participants do by themselves: read lessons and take quizzes, through the services of `learning`."""

from bangkom.cohorts.models import Enrolment, SheetRow
from bangkom.core.ids import new_id
from bangkom.courseware.items import ITEM_TYPES
from bangkom.courseware.models import Activity, Item
from bangkom.learning.services import (
    AnswerOp,
    complete_lesson,
    open_lesson,
    save_answers,
    start_attempt,
    submit_attempt,
)


def activities_of(enrolment: Enrolment, kind: str, *, stage: int | None = None) -> list[Activity]:
    """The lessons, quizzes or discussions that the angkatan learns, in order: of the stage at this place, or all."""
    found = Activity.objects.filter(version__in=enrolment.cohort.pinned_modules.values("version"), kind=kind)
    if stage is not None:
        of_stage = enrolment.sheet.filter(stage__position=stage).values("requirement__module")
        found = found.filter(version__module__in=of_stage)
    return list(found.select_related("version").order_by("version_id", "position"))


def read_lessons(enrolment: Enrolment, *, stage: int = 1, only: int | None = None) -> None:
    """Read the lessons of a stage in order, all of them or the first few; of the next one only the beginning."""
    lessons = activities_of(enrolment, Activity.Kind.LESSON, stage=stage)
    read = len(lessons) if only is None else min(only, len(lessons))
    for lesson in lessons[: read + 1]:
        open_lesson(enrolment=enrolment, activity=lesson)
    for lesson in lessons[:read]:
        complete_lesson(enrolment=enrolment, activity=lesson, by=enrolment.person.user)


def take_quizzes(enrolment: Enrolment, *, wrong: int) -> None:
    """Answer each quiz and hand it in, with the first `wrong` questions left empty; who fails tries again."""
    for quiz in activities_of(enrolment, Activity.Kind.QUIZ):
        take_quiz(enrolment, quiz, wrong)
        open_rows = enrolment.sheet.filter(requirement__activity_key=quiz.key, state=SheetRow.State.OPEN)
        if open_rows.exists():
            take_quiz(enrolment, quiz, wrong=0)


def take_quiz(enrolment: Enrolment, quiz: Activity, wrong: int) -> None:
    """One attempt."""
    by = enrolment.person.user
    attempt = start_attempt(enrolment=enrolment, activity=quiz, by=by)
    answers = [right_answer(item) for item in list(quiz.items.all())[wrong:]]
    save_answers(attempt=attempt, ops=answers, by=by)
    submit_attempt(attempt=attempt, by=by)


def right_answer(item: Item) -> AnswerOp:
    """The answer that the question's own type calls right."""
    return AnswerOp(op_id=new_id(), item_id=item.pk, response=sorted(ITEM_TYPES[item.kind].key(item.body)))
