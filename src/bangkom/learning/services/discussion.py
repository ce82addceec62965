"""Writing in the experience discussion. What counts for the certificate is written into the sheet in the same act.

(new) -> standing -> deleted by its author      it stops counting
          |   ^
          v   |
         hidden by a moderator                  it stops counting, until it is shown again
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.cohorts.models import Cohort, Enrolment
from bangkom.cohorts.services import meet_requirement
from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.core.services import record_event
from bangkom.courseware.models import Activity
from bangkom.learning import policies, queries, texts
from bangkom.learning.models import FormerText, Post, Report
from bangkom.learning.services.checks import check_may_discuss
from bangkom.notices.services import notify
from bangkom.programmes.requirements import evaluate

MOST_POSTS = 10
WITHIN = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Writer:
    """Somebody of a cohort who writes: a participant with the enrolment, locked; or one who teaches or serves."""

    user: User
    part: str
    enrolment: Enrolment | None


@transaction.atomic
def share_experience(*, cohort: Cohort, activity: Activity, text: str, by: User) -> Post:
    """Begin a thread. Raises `Refused`: not of this cohort, not open yet, too short or long, too much, said already."""
    writer = _writer(cohort, activity, by)
    post = _write(writer, cohort, activity, None, text, texts.EXPERIENCE)
    _record(post, "experience_shared", gettext_noop("Pengalaman di %(title)s dikirim"), by)
    _count(post, by)
    return post


@transaction.atomic
def reply(*, thread: Post, text: str, by: User) -> Post:
    """Answer an experience; its author is told, once an hour at most. Raises `Refused` as `share_experience`."""
    writer = _writer(thread.cohort, thread.activity, by)
    thread = fresh(thread)
    if thread.is_reply or not thread.is_standing:
        raise Refused(_("Pengalaman ini sudah dihapus atau disembunyikan, jadi tidak bisa ditanggapi."), "taken_down")
    post = _write(writer, thread.cohort, thread.activity, thread, text, texts.REPLY)
    _record(post, "reply_written", gettext_noop("Tanggapan di %(title)s dikirim"), by)
    _count(post, by)
    _tell_of_reply(thread, by)
    return post


@transaction.atomic
def edit_post(*, post: Post, text: str, seen: int, by: User) -> Post:
    """Change the own words within `policies.EDIT_FOR`; the former ones are kept.

    `seen` is the wording that the form showed. Raises `Refused` ("changed") when it is another now, when the time is
    over, or when the post was taken down.
    """
    post = _own(post, by)
    if not policies.may_edit(by, post):
        raise Refused(_("Tulisan ini tidak bisa diubah lagi. Anda masih bisa menghapusnya."), "too_late")
    text = texts.tidy(text)
    if text == post.text:
        return post
    if post.wording != seen:
        raise Refused(_("Tulisan ini sudah diubah di jendela lain. Muat ulang halaman, lalu ubah lagi."), "changed")
    _check_text(text, texts.REPLY if post.is_reply else texts.EXPERIENCE)
    FormerText.objects.create(post=post, text=post.text, replaced_at=clock.now())
    before = post.text
    post.text, post.edited_at, post.wording = text, clock.now(), post.wording + 1
    post.save(update_fields=["text", "edited_at", "wording"])
    message = gettext_noop("Tulisan di %(title)s diubah")
    _record(post, "post_edited", message, by, before={"text": before}, after={"text": text})
    return post


@transaction.atomic
def delete_post(*, post: Post, by: User) -> Post:
    """Take the own words back: nobody reads them any more, and they no longer count. Again changes nothing.

    Raises `Refused` ("passed") for one who has passed with them: that would take the certificate's ground away.
    """
    post = _own(post, by)
    if post.deleted_at is not None:
        return post
    if opens_a_passed_sheet(post):
        words = _("Anda sudah lulus, dan tulisan ini termasuk syaratnya. Minta panitia menyembunyikannya bila perlu.")
        raise Refused(words, "passed")
    post.deleted_at = clock.now()
    post.save(update_fields=["deleted_at"])
    post.reports.filter(state=Report.State.OPEN).update(state=Report.State.DELETED, decided_at=post.deleted_at)
    _record(post, "post_deleted", gettext_noop("Tulisan di %(title)s dihapus penulisnya"), by)
    _count(post, by)
    return post


def opens_a_passed_sheet(post: Post) -> bool:
    """Whether a person has passed with a condition that would no longer be met without this post."""
    enrolment = post.enrolment
    if enrolment is None or enrolment.state != Enrolment.State.PASSED:
        return False
    facts = queries.contributions(enrolment, post.activity, without=post)
    rows = queries.discussion_rows(enrolment, post.activity)
    return any(not evaluate(row.requirement.kind, row.requirement.params, facts).met for row in rows)


def fresh(post: Post) -> Post:
    """The post as it is now, locked, with its cohort and activity."""
    now = locked(post)
    now.cohort, now.activity = post.cohort, post.activity
    if now.enrolment_id is not None:
        now.enrolment = Enrolment.objects.by_system().get(pk=now.enrolment_id)
    return now


def _own(post: Post, by: User) -> Post:
    """The post as it is now, its author's enrolment locked first. Raises `Refused` for anybody else."""
    if post.author_id != by.pk:
        raise Refused(_("Hanya penulisnya yang bisa mengubah atau menghapus tulisan ini."), "not_own")
    if post.enrolment is not None:
        locked(post.enrolment)
    return fresh(post)


def _writer(cohort: Cohort, activity: Activity, by: User) -> Writer:
    own = queries.participant(by, cohort, activity)
    if own is not None:
        enrolment = locked(own)
        enrolment.cohort = own.cohort
        check_may_discuss(enrolment, activity, own.opens_on)
        return Writer(by, Post.Part.PARTICIPANT, enrolment)
    part = queries.part_of(by, cohort)
    if not part or not queries.is_discussed(cohort, activity):
        raise Refused(_("Diskusi ini bukan bagian dari angkatan Anda."), "not_of_cohort")
    return Writer(by, part, None)


def _write(
    writer: Writer, cohort: Cohort, activity: Activity, thread: Post | None, text: str, limits: tuple[int, int]
) -> Post:
    text = texts.tidy(text)
    _check_text(text, limits)
    now = clock.now()
    own = Post.objects.by_system().filter(author=writer.user, cohort=cohort)
    if own.filter(written_at__gt=now - WITHIN).count() >= MOST_POSTS:
        raise Refused(_("Anda menulis terlalu cepat. Tunggu sepuluh menit, lalu kirim lagi."), "too_fast")
    said = own.filter(activity=activity, deleted_at__isnull=True).values_list("text", flat=True)
    if any(texts.alike(text, each) for each in said):
        raise Refused(_("Anda sudah mengirim tulisan yang sama di diskusi ini."), "repeated")
    return Post.objects.create(
        cohort=cohort,
        activity=activity,
        thread=thread,
        author=writer.user,
        enrolment=writer.enrolment,
        part=writer.part,
        text=text,
        written_at=now,
    )


def _check_text(text: str, limits: tuple[int, int]) -> None:
    fault = texts.fault_of(text, limits)
    if fault:
        raise Refused(fault, "length")


def _count(post: Post, by: User) -> None:
    """Write into the sheet of the post's author what counts now."""
    if post.enrolment is not None:
        count_contributions(enrolment=post.enrolment, activity=post.activity, by=by)


def count_contributions(*, enrolment: Enrolment, activity: Activity, by: User | None) -> None:
    """Write into the sheet how many experiences and replies stand, as of the last of them. Idempotent."""
    rows = queries.discussion_rows(enrolment, activity)
    if not rows:
        return
    facts = queries.contributions(enrolment, activity)
    happened_at = queries.last_contribution(enrolment, activity) or clock.now()
    for row in rows:
        meet_requirement(
            enrolment=enrolment,
            requirement=row.requirement,
            facts=facts,
            source="discussion",
            happened_at=happened_at,
            by=by,
        )


def _tell_of_reply(thread: Post, by: User) -> None:
    if thread.author_id == by.pk or (thread.enrolment is not None and not policies.may_learn(thread.enrolment)):
        return
    hour = int(clock.now().timestamp()) // 3600
    notify(
        recipient=thread.author,
        kind="learning.reply",
        agency=thread.cohort.agency,
        params={"title": thread.activity.title},
        url=reverse("learning:thread", args=[thread.pk]),
        dedupe_key=f"learning.reply:{thread.pk}:{hour}",
    )


def _record(
    post: Post, act: str, message: str, by: User | None, before: dict | None = None, after: dict | None = None
) -> None:
    record_event(
        verb=f"learning.{act}",
        message=message,
        params={"title": post.activity.title, "post": post.pk},
        subject=post.enrolment or post.cohort,
        agency=post.cohort.agency,
        by=by,
        before=before,
        after=after,
    )
