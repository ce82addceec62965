import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bangkom.core import clock
from bangkom.core.formatting import format_time
from bangkom.core.ids import grouped
from bangkom.core.operations import FIELD, operation
from bangkom.courseware.models import Activity
from bangkom.learning import queries, services
from bangkom.learning.models import Attempt
from bangkom.learning.services import AnswerOp, Verdict
from bangkom.learning.views.lessons import crumbs, one_of, own_enrolment
from bangkom.programmes.models import Requirement

MOST_BYTES = 64 * 1024
REVIEW = "periksa"
RECEIPT_GROUP = 5


@require_POST
@operation
def start(request: HttpRequest, enrolment_id: int, module_id: int, key: str) -> HttpResponse:
    enrolment = own_enrolment(request, enrolment_id, module_id)
    quiz = one_of(queries.outline(enrolment, module_id), key)
    if quiz.kind != Activity.Kind.QUIZ:
        raise Http404
    attempt = services.start_attempt(enrolment=enrolment, activity=quiz, by=request.user)
    return redirect("learning:quiz", attempt.pk, 1)


@never_cache
def question(request: HttpRequest, attempt_id: int, number: int) -> HttpResponse:
    """One question. Every button of the page saves the answer first, so that moving about loses nothing.

    Never cached: going back shows what is saved, and a fresh operation id.
    """
    attempt = own_attempt(request, attempt_id)
    if attempt.state == Attempt.State.SUBMITTED:
        return redirect("learning:result", attempt.pk)
    paper = queries.quiz_paper(attempt)
    if not 1 <= number <= len(paper):
        raise Http404
    shown, error = paper[number - 1], ""
    if request.method == "POST":
        chosen = [each for each in request.POST.getlist("jawaban") if each.strip()]
        saved = save_one(request, attempt, shown, chosen)
        if saved is None or saved.verdict != Verdict.REFUSED:
            return onward(request, attempt, len(paper), saved)
        shown["answer"], error = chosen, saved.reason
    context = {
        "attempt": attempt,
        "question": shown,
        "paper": paper,
        "total": len(paper),
        "previous": number - 1,
        "next": number + 1 if number < len(paper) else REVIEW,
        "error": error,
        "has_errors": bool(error),
        "crumbs": crumbs(attempt.enrolment),
    }
    return render(request, "learning/question.html", context, status=422 if error else 200)


# Answers bring their own idempotency: the history row of each is keyed by the form's operation id.
question.is_operation = True


def save_one(
    request: HttpRequest, attempt: Attempt, shown: dict[str, Any], chosen: list[str]
) -> services.OpResult | None:
    """Save what a plain form says; None where nothing is chosen and nothing was."""
    if not chosen and not shown["answer"]:
        return None
    op_id = as_uuid(request.POST.get(FIELD))
    if op_id is None:
        words = _("Formulir ini tidak lengkap. Pilih lagi, lalu tekan tombolnya.")
        return services.OpResult(op_id=uuid.UUID(int=0), verdict=Verdict.REFUSED, reason=words)
    op = AnswerOp(op_id=op_id, item_id=shown["item"].pk, response=chosen)
    return services.save_answers(attempt=attempt, ops=[op], by=request.user)[0]


def onward(request: HttpRequest, attempt: Attempt, total: int, saved: services.OpResult | None) -> HttpResponse:
    """To the question asked for, or to the review page."""
    if saved is not None and saved.verdict == Verdict.LATE:
        messages.warning(request, saved.reason)
        return redirect("learning:result", attempt.pk)
    wanted = request.POST.get("ke", "")
    if wanted.isdecimal() and 1 <= int(wanted) <= total:
        return redirect("learning:quiz", attempt.pk, int(wanted))
    return redirect("learning:review", attempt.pk)


@require_POST
@never_cache
def save_answers(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Answers as JSON: {"ops": [{"op_id", "item", "response", "device", "seq"}]} -> {"results": [a verdict each]}.

    200, or 422 when none was taken. What is said to be saved is on disk.
    """
    attempt = own_attempt(request, attempt_id)
    ops = read_ops(request)
    if ops is None:
        return JsonResponse({"results": [], "reason": _("Kiriman ini tidak lengkap.")}, status=422)
    results = services.save_answers(attempt=attempt, ops=ops, by=request.user)
    taken = any(result.verdict != Verdict.REFUSED for result in results) or not results
    said = [
        {
            "op_id": str(result.op_id),
            "verdict": result.verdict,
            "reason": result.reason,
            "at": format_time(result.saved_at) if result.saved_at else "",
        }
        for result in results
    ]
    return JsonResponse({"results": said}, status=200 if taken else 422)


save_answers.is_operation = True  # as above


def read_ops(request: HttpRequest) -> list[AnswerOp] | None:
    """The ops of a request; None where it is not what it should be."""
    try:
        if len(request.body) > MOST_BYTES:
            return None
        return [
            AnswerOp(
                op_id=uuid.UUID(op["op_id"]),
                item_id=within(int(op["item"])),
                response=op["response"],
                device=str(op.get("device", ""))[:36],
                seq=within(int(op.get("seq", 0))),
            )
            for op in json.loads(request.body)["ops"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def within(number: int) -> int:
    """A number as a database can hold it."""
    return max(0, min(number, 2**62))


@require_safe
@never_cache
def review(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """All questions at a glance, those without an answer first in words; from here the quiz is handed in."""
    attempt = own_attempt(request, attempt_id)
    if attempt.state == Attempt.State.SUBMITTED:
        return redirect("learning:result", attempt.pk)
    paper = queries.quiz_paper(attempt)
    context = {
        "attempt": attempt,
        "paper": paper,
        "empty": [question for question in paper if not question["answer"]],
        "crumbs": crumbs(attempt.enrolment),
    }
    return render(request, "learning/review.html", context)


@require_POST
@operation
def submit(request: HttpRequest, attempt_id: int) -> HttpResponse:
    attempt = own_attempt(request, attempt_id)
    services.submit_attempt(attempt=attempt, by=request.user)
    return redirect("learning:result", attempt.pk)


@require_safe
@never_cache
def result(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """The receipt, the result, why each answer is right or not, and what to do next."""
    attempt = own_attempt(request, attempt_id)
    if attempt.state != Attempt.State.SUBMITTED:
        return redirect("learning:review", attempt.pk)
    room = queries.room_of(request.user, attempt.enrolment_id)
    activity = attempt.activity
    row = next((row for row in room.rows if is_row_of(row, activity)), None) if room else None
    needed = row.requirement.params["pass_percent"] if row else None
    context = {
        "attempt": attempt,
        "receipt": grouped(attempt.receipt, RECEIPT_GROUP),
        "needed": needed,
        "passed": needed is None or attempt.percent >= needed,
        "row": row,
        "room": room,
        "review": [explained(question) for question in queries.quiz_paper(attempt)],
        "again": reverse("learning:activity", args=[attempt.enrolment_id, activity.version.module_id, activity.key]),
        "crumbs": crumbs(attempt.enrolment),
    }
    return render(request, "learning/result.html", context)


def is_row_of(row, activity: Activity) -> bool:  # type: ignore[no-untyped-def]
    needs = row.requirement
    return (needs.kind, needs.module_id, needs.activity_key) == (
        Requirement.Kind.QUIZ,
        activity.version.module_id,
        activity.key,
    )


def explained(question: dict[str, Any]) -> dict[str, Any]:
    """A question after grading: each line with whether it was the answer and whether it is right."""
    item = question["item"]
    share = question["type"].grade(item.body, question["answer"])
    verdict, kind = pgettext("hasil", "Salah"), "error"
    if not question["answer"]:
        verdict, kind = _("Tidak dijawab"), "neutral"
    elif share == 1:
        verdict, kind = pgettext("hasil", "Benar"), "success"
    elif share > 0:
        verdict, kind = _("Benar sebagian"), "warning"
    return question | {
        "verdict": verdict,
        "kind": kind,
        "rows": question["type"].explain(item.body, question["answer"]),
    }


def own_attempt(request: HttpRequest, attempt_id: int) -> Attempt:
    """The person's own attempt; 404 for anybody else, staff too."""
    attempt = queries.own_attempt(request.user, attempt_id)
    if attempt is None:
        raise Http404
    timezone.activate(clock.zone_of(attempt.enrolment.cohort.agency))
    return attempt


def as_uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
