"""Saving answers: the hottest write of all. It stores, and decides nothing; submitting decides."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.courseware.items import ITEM_TYPES, BadResponse
from bangkom.courseware.models import Item
from bangkom.learning.models import Answer, AnswerHistory, Attempt
from bangkom.learning.policies import may_learn

MOST_OPS = 50


class Verdict(StrEnum):
    """What became of one answer that was sent. On all but `refused` the sender may forget its own copy."""

    ACCEPTED = "accepted"  # it is the answer now
    DUPLICATE = "duplicate"  # it had come before; nothing changed
    SUPERSEDED = "superseded"  # the same device had sent a newer one; kept in the history only
    LATE = "late"  # the attempt was submitted already; kept in the history only
    REFUSED = "refused"  # not kept; the reason says why


@dataclass(frozen=True, kw_only=True)
class AnswerOp:
    """One answer on its way. `op_id` is made once by the sender and stays over all repeats.

    `seq` rises with each answer of a `device`; both are empty for a plain form.
    """

    op_id: UUID
    item_id: int
    response: Any
    device: str = ""
    seq: int = 0


@dataclass(frozen=True, kw_only=True)
class OpResult:
    op_id: UUID
    verdict: Verdict
    reason: str = ""
    saved_at: dt.datetime | None = None


def save_answers(*, attempt: Attempt, ops: Sequence[AnswerOp], by: User) -> list[OpResult]:
    """Save answers of an open attempt, in the order of the list; one verdict for each, in the same order.

    One small transaction of at most six statements, whatever the number: history row (which is also the idempotency
    row) and answer. When it returns, what was accepted is on disk. The same `op_id` with another content is refused.
    Raises `Refused` for more than `MOST_OPS`.
    """
    if len(ops) > MOST_OPS:
        raise Refused(_("Terlalu banyak jawaban sekaligus. Kirim paling banyak %(n)s.") % {"n": MOST_OPS}, "too_many")
    try:
        return _save(attempt, ops)
    except IntegrityError:
        # Two senders used one op_id at the same moment: now the first has committed and is found.
        return _save(attempt, ops)


@transaction.atomic
def _save(attempt: Attempt, ops: Sequence[AnswerOp]) -> list[OpResult]:
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("enrolment").get(pk=attempt.pk)
    if not may_learn(attempt.enrolment):
        words = _("Anda tidak lagi mengikuti angkatan ini.")
        return [OpResult(op_id=op.op_id, verdict=Verdict.REFUSED, reason=words) for op in ops]
    batch = _Batch(attempt, ops)
    results = [batch.judge(op) for op in ops]
    AnswerHistory.objects.bulk_create(batch.history)
    Answer.objects.bulk_create(
        batch.answers.values(),
        update_conflicts=True,
        unique_fields=["attempt", "item"],
        update_fields=["response", "device", "seq", "saved_at"],
    )
    return results


class _Batch:
    """What is known before the first answer of a batch is judged, and what shall be written after the last."""

    def __init__(self, attempt: Attempt, ops: Sequence[AnswerOp]) -> None:
        self.attempt = attempt
        self.now = clock.now()
        self.items = {
            item.pk: item
            for item in Item.objects.filter(activity=attempt.activity_id, pk__in={op.item_id for op in ops})
        }
        known = AnswerHistory.objects.filter(pk__in={op.op_id for op in ops})
        self.known = {pk: (digest, at) for pk, digest, at in known.values_list("pk", "body_hash", "received_at")}
        present = Answer.objects.filter(attempt=attempt, item__in=self.items)
        self.newest = {item: (device, seq) for item, device, seq in present.values_list("item", "device", "seq")}
        self.history: list[AnswerHistory] = []
        self.answers: dict[int, Answer] = {}

    def judge(self, op: AnswerOp) -> OpResult:
        item = self.items.get(op.item_id)
        if item is None:
            return self.refused(op, _("Soal ini bukan bagian dari kuis ini."))
        try:
            response = ITEM_TYPES[item.kind].normal(item.body, op.response)
        except BadResponse as fault:
            words = fault.words or _("Jawaban ini tidak cocok dengan soalnya. Muat ulang halaman.")
            return self.refused(op, words)
        digest = body_hash(self.attempt.pk, item.pk, response)
        if op.op_id in self.known:
            former, at = self.known[op.op_id]
            if former != digest:
                return self.refused(op, _("Kiriman ini sudah pernah dipakai untuk jawaban lain. Muat ulang halaman."))
            return OpResult(op_id=op.op_id, verdict=Verdict.DUPLICATE, saved_at=at)
        verdict = self.place(op)
        self.known[op.op_id] = (digest, self.now)
        self.history.append(
            AnswerHistory(
                op_id=op.op_id,
                body_hash=digest,
                attempt=self.attempt,
                item=item,
                response=response,
                device=op.device,
                seq=op.seq,
                verdict=verdict,
                received_at=self.now,
            )
        )
        if verdict == Verdict.ACCEPTED:
            self.newest[item.pk] = (op.device, op.seq)
            self.answers[item.pk] = Answer(
                attempt=self.attempt,
                item=item,
                response=response,
                device=op.device,
                seq=op.seq,
                saved_at=self.now,
            )
        late = _("Kuis ini sudah dikirim, jadi jawaban ini tidak dihitung.") if verdict == Verdict.LATE else ""
        return OpResult(op_id=op.op_id, verdict=verdict, reason=late, saved_at=self.now)

    def place(self, op: AnswerOp) -> Verdict:
        """Same device: the higher number wins. Two devices, or plain forms: what is received later wins."""
        if self.attempt.state != Attempt.State.OPEN:
            return Verdict.LATE
        device, seq = self.newest.get(op.item_id, ("", 0))
        if op.device and op.device == device and op.seq <= seq:
            return Verdict.SUPERSEDED
        return Verdict.ACCEPTED

    @staticmethod
    def refused(op: AnswerOp, reason: str) -> OpResult:
        return OpResult(op_id=op.op_id, verdict=Verdict.REFUSED, reason=reason)


def body_hash(attempt_id: int, item_id: int, response: list[str]) -> str:
    """A digest of what an op says, so that its repeat is known and its misuse is seen."""
    said = json.dumps([attempt_id, item_id, response], separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
