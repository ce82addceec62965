"""Keeping the discussion decent: reports, hiding with a reason, showing again."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.core.services import record_event
from bangkom.learning import policies, texts
from bangkom.learning.models import Post, Report
from bangkom.learning.services.discussion import count_contributions, fresh
from bangkom.notices.services import notify

MOST_REPORTS = 20


@transaction.atomic
def report_post(*, post: Post, reason: str, words: str, by: User) -> Report:
    """Ask the moderators to look at somebody else's post. Again gives the open report.

    Raises `Refused` for the own post, one taken down meanwhile, `other` without words, or more than `MOST_REPORTS`
    open ones.
    """
    post = fresh(post)
    if post.author_id == by.pk:
        raise Refused(_("Ini tulisan Anda sendiri. Anda bisa mengubah atau menghapusnya."), "own")
    if not post.is_standing:
        raise Refused(_("Tulisan ini sudah dihapus atau disembunyikan."), "taken_down")
    words = texts.tidy(words)[:300]
    if reason == Report.Reason.OTHER and not words:
        raise Refused(_("Tulis apa yang mengganggu."), "reason_missing")
    open_ones = Report.objects.by_system().filter(reporter=by, state=Report.State.OPEN)
    known = open_ones.filter(post=post).first()
    if known is not None:
        return known
    if open_ones.filter(post__cohort=post.cohort_id).count() >= MOST_REPORTS:
        raise Refused(_("Laporan Anda yang lain belum diperiksa. Hubungi panitia langsung."), "too_many")
    report = Report.objects.create(post=post, reporter=by, reason=reason, words=words, reported_at=clock.now())
    message = gettext_noop("Tulisan di %(title)s dilaporkan")
    _record(post, "post_reported", message, by, {"report": report.pk, "reason": reason, "words": words})
    return report


@transaction.atomic
def hide_post(*, post: Post, reason: str, by: User) -> Post:
    """Hide a post from the cohort: it no longer counts, its author is told why, its reports are settled.

    The author may read it still, with the reason. Raises `Refused` without a reason, for somebody who does not
    moderate, or for a post taken down before.
    """
    reason = " ".join(texts.tidy(reason).split())
    fault = texts.fault_of(reason, texts.REASON)
    if fault:
        raise Refused(fault, "reason_missing")
    post = _to_moderate(post, by)
    if not post.is_standing:
        raise Refused(_("Tulisan ini sudah dihapus atau disembunyikan. Muat ulang halaman."), "taken_down")
    post.hidden_at, post.hidden_by, post.hidden_reason = clock.now(), by, reason
    post.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    _settle(post, Report.State.HIDDEN, by)
    _record(post, "post_hidden", gettext_noop("Tulisan di %(title)s disembunyikan"), by, {"reason": reason})
    _count(post, by)
    notify(
        recipient=post.author,
        kind="learning.hidden",
        agency=post.cohort.agency,
        params={"title": post.activity.title, "reason": reason},
        url=address(post),
    )
    return post


@transaction.atomic
def show_post(*, post: Post, by: User) -> Post:
    """Take the hiding back: the post is read and counts as of the day it was written. Again changes nothing."""
    post = _to_moderate(post, by)
    if post.hidden_at is None:
        return post
    before = {"reason": post.hidden_reason}
    post.hidden_at, post.hidden_by, post.hidden_reason = None, None, ""
    post.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    _record(post, "post_shown", gettext_noop("Tulisan di %(title)s ditampilkan lagi"), by, before)
    _count(post, by)
    if post.deleted_at is None:
        notify(
            recipient=post.author,
            kind="learning.shown",
            agency=post.cohort.agency,
            params={"title": post.activity.title},
            url=address(post),
        )
    return post


@transaction.atomic
def keep_post(*, post: Post, by: User) -> int:
    """Settle the open reports of a post without hiding it. Returns how many there were."""
    post = _to_moderate(post, by)
    settled = _settle(post, Report.State.KEPT, by)
    if settled:
        message = gettext_noop("Laporan atas tulisan di %(title)s diperiksa: tulisan dibiarkan")
        _record(post, "reports_settled", message, by, {"reports": settled})
    return settled


def _to_moderate(post: Post, by: User) -> Post:
    """The post as it is now, its author's enrolment locked first. Raises `Refused` for who does not moderate."""
    if not policies.may_moderate(by, post):
        raise Refused(_("Hanya panitia dan pengajar angkatan ini yang bisa melakukannya."), "not_moderator")
    if post.enrolment is not None:
        locked(post.enrolment)
    return fresh(post)


def _settle(post: Post, state: str, by: User) -> int:
    """Close the open reports of a post and tell those who reported what became of it."""
    waiting = list(post.reports.filter(state=Report.State.OPEN).select_related("reporter"))
    post.reports.filter(pk__in=[each.pk for each in waiting]).update(state=state, decided_by=by, decided_at=clock.now())
    hidden = gettext_noop("Tulisan yang Anda laporkan di %(title)s disembunyikan. Terima kasih.")
    kept = gettext_noop("Laporan Anda di %(title)s sudah diperiksa. Tulisannya tetap ditampilkan.")
    for report in waiting:
        notify(
            recipient=report.reporter,
            kind="learning.report_settled",
            message=hidden if state == Report.State.HIDDEN else kept,
            params={"title": post.activity.title},
            url=address(post),
            dedupe_key=f"learning.report:{report.pk}",
        )
    return len(waiting)


def _count(post: Post, by: User) -> None:
    if post.enrolment is not None:
        count_contributions(enrolment=post.enrolment, activity=post.activity, by=by)


def address(post: Post) -> str:
    """Where a post is read."""
    return reverse("learning:post", args=[post.pk])


def _record(post: Post, act: str, message: str, by: User, after: dict) -> None:
    record_event(
        verb=f"learning.{act}",
        message=message,
        params={"title": post.activity.title, "post": post.pk},
        subject=post.enrolment or post.cohort,
        agency=post.cohort.agency,
        by=by,
        after=after,
    )
