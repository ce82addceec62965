"""The activities of a cohort as one person stands in them."""

from django.db.models import Case, Count, Exists, F, JSONField, OuterRef, QuerySet, Subquery, TextField, Value, When

from bangkom.cohorts.models import CohortStage, Enrolment, PinnedModule, SheetRow
from bangkom.courseware.items import ITEM_TYPES
from bangkom.courseware.models import Activity, Item
from bangkom.learning.models import Answer, Attempt, LessonProgress, Post
from bangkom.learning.prepared import Kind, Prepared
from bangkom.programmes.models import Requirement


def activities(enrolment: int, cohort: int) -> QuerySet[Activity]:
    """The activities of the pinned versions with the marks of one enrolment; see `outline`."""
    pinned = PinnedModule.objects.filter(cohort=cohort)
    progress = LessonProgress.objects.filter(enrolment=enrolment, activity=OuterRef("pk"))
    attempts = Attempt.objects.filter(enrolment=enrolment, activity=OuterRef("pk"))
    done = attempts.filter(state=Attempt.State.SUBMITTED)
    row = SheetRow.objects.filter(
        enrolment=enrolment,
        requirement__kind__in=[Requirement.Kind.QUIZ, Requirement.Kind.DISCUSSION],
        requirement__module=OuterRef("version__module"),
        requirement__activity_key=OuterRef("key"),
    )
    stage = CohortStage.objects.filter(cohort=cohort, stage=OuterRef("stage")).values("starts_on")[:1]
    written = Post.objects.filter(enrolment=enrolment, activity=OuterRef("pk")).standing()
    return (
        Activity.objects.filter(version__in=pinned.values("version"))
        .select_related("version")
        .defer("blocks", "sources")
        .annotate(
            opened=Exists(progress),
            completed_at=Subquery(progress.values("completed_at")[:1]),
            open_attempt=Subquery(attempts.filter(state=Attempt.State.OPEN).values("pk")[:1]),
            tries=Subquery(done.order_by("-number").values("number")[:1]),
            best=Subquery(done.order_by("-percent").values("percent")[:1]),
            rule=Subquery(row.values("requirement__params")[:1], output_field=JSONField()),
            facts=Subquery(row.values("facts")[:1], output_field=JSONField()),
            row_state=Subquery(row.values("state")[:1]),
            row_opens_on=Subquery(row.annotate(opens=Subquery(stage)).order_by("opens").values("opens")[:1]),
            wrote=Exists(written),
            questions=Count("items"),
        )
        .order_by("version__module", "position")
    )


def with_content(of: QuerySet[Activity], key: str) -> QuerySet[Activity]:
    """The same, with the content of one: of the others it stays in the database."""
    return of.annotate(
        shown_blocks=Case(When(key=key, then=F("blocks")), output_field=JSONField()),
        shown_sources=Case(When(key=key, then=F("sources")), default=Value(""), output_field=TextField()),
    )


_of_cohort = Prepared(activities, enrolment=Kind.ID, cohort=Kind.ID)
_of_module = Prepared(
    lambda enrolment, cohort, module, key: with_content(
        activities(enrolment, cohort).filter(version__module=module), key
    ),
    enrolment=Kind.ID,
    cohort=Kind.ID,
    module=Kind.ID,
    key=Kind.TEXT,
)


def outline(enrolment: Enrolment, module_id: int | None = None, shown: str = "") -> list[Activity]:
    """The activities of the pinned versions, in order, of one module or all; one query.

    Each carries `opened` and `completed_at` (lesson); `questions`, `open_attempt`, `tries`, `best` (quiz: id, number,
    percent); `wrote` (discussion); `rule`, `facts`, `row_state`, `row_opens_on` (of the row in the sheet that a quiz or
    discussion meets). In one module the activity whose key is `shown` brings its content, as `shown_blocks` and
    `shown_sources`.
    """
    who = {"enrolment": enrolment.pk, "cohort": enrolment.cohort_id}
    if module_id is None:
        return list(_of_cohort(**who))
    return list(_of_module(**who, module=module_id, key=shown))


def questions(attempt: int, quiz: int) -> QuerySet[Item]:
    """The items of a quiz with the answers of one attempt."""
    answers = Answer.objects.filter(attempt=attempt, item=OuterRef("pk"))
    return (
        Item.objects.filter(activity=quiz)
        .annotate(
            response=Subquery(answers.values("response")[:1], output_field=JSONField()),
            saved_at=Subquery(answers.values("saved_at")[:1]),
            earned=Subquery(answers.values("points")[:1]),
        )
        .order_by("position")
    )


_questions = Prepared(questions, attempt=Kind.ID, quiz=Kind.ID)


def quiz_paper(attempt: Attempt) -> list[dict]:
    """The questions of an attempt in order: type, choices and hints (never the key), present answer; one query."""
    return [
        {
            "number": number,
            "item": item,
            "type": ITEM_TYPES[item.kind],
            "choices": ITEM_TYPES[item.kind].choices(item.body),
            "hints": ITEM_TYPES[item.kind].hints(item.body),
            "answer": item.response or [],
            "saved_at": item.saved_at,
        }
        for number, item in enumerate(_questions(attempt=attempt.pk, quiz=attempt.activity_id), 1)
    ]
