"""What one was told, and what was done: notices, history of acts."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema

from bangkom.api.conduct import like
from bangkom.api.paging import Page, Paging, page_of
from bangkom.api.scopes import TokenScope
from bangkom.api.v1.fields import Moment, Search, actor_name
from bangkom.core.models import Event
from bangkom.notices import services
from bangkom.notices.models import Notice

router = Router(tags=["notices"])


class NoticeOut(Schema):
    id: int
    kind: str
    text: str
    url: str
    created_at: dt.datetime
    read_at: dt.datetime | None


class NoticeFilter(Schema):
    unread: bool = False


class ReadCount(Schema):
    read: int


class EventOut(Schema):
    id: int
    agency: int | None
    verb: str
    text: str
    subject_type: str
    subject_id: str
    actor: int | None
    actor_name: str
    occurred_at: dt.datetime


class EventFilter(Schema):
    subject_type: Search = ""
    subject_id: Search = ""
    verb: Search = ""
    since: Moment | None = None


@router.get("/notices", response=Page[NoticeOut], operation_id="listNotices", summary=_("Pemberitahuan saya"))
@like("notices:list", TokenScope.READ_NOTICES)
def list_notices(request: HttpRequest, filters: Query[NoticeFilter], paging: Query[Paging]) -> dict[str, Any]:
    notices = Notice.objects.visible_to(request.user)
    if filters.unread:
        notices = notices.unread()
    return page_of(request, notices.order_by("-created_at", "-pk"), paging, _notice)


@router.post(
    "/notices/read-all", response=ReadCount, operation_id="readAllNotices", summary=_("Menandai semua sudah dibaca")
)
@like("notices:read_all", TokenScope.WRITE_NOTICES)
def read_all_notices(request: HttpRequest) -> dict[str, int]:
    return {"read": services.mark_read(recipient=request.user)}


@router.post(
    "/notices/{int:notice_id}/read", response=NoticeOut, operation_id="readNotice", summary=_("Menandai sudah dibaca")
)
@like("notices:open", TokenScope.WRITE_NOTICES)
def read_notice(request: HttpRequest, notice_id: int) -> dict[str, Any]:
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=notice_id)
    services.mark_read(recipient=request.user, notice=notice)
    notice.refresh_from_db()
    return _notice(notice)


def _notice(notice: Notice) -> dict[str, Any]:
    names = ("id", "kind", "text", "url", "created_at", "read_at")
    return {name: getattr(notice, name) for name in names}


@router.get(
    "/events", response=Page[EventOut], operation_id="listEvents", summary=_("Riwayat perubahan"), tags=["history"]
)
@like("core:history", TokenScope.READ_HISTORY)
def list_events(request: HttpRequest, filters: Query[EventFilter], paging: Query[Paging]) -> dict[str, Any]:
    events = Event.objects.visible_to(request.user).select_related("actor")
    for name in ("subject_type", "subject_id", "verb"):
        if wanted := getattr(filters, name):
            events = events.filter(**{name: wanted})
    if filters.since:
        events = events.filter(occurred_at__gte=filters.since)
    return page_of(request, events.order_by("-pk"), paging, _event)


def _event(event: Event) -> dict[str, Any]:
    names = ("id", "verb", "subject_type", "subject_id", "occurred_at")
    return {name: getattr(event, name) for name in names} | {
        "agency": event.agency_id,
        "text": event.sentence,
        "actor": event.actor_id,
        "actor_name": actor_name(event.actor),
    }
