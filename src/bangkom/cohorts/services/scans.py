"""Pages of the signed attendance sheet: kept, taken off or replaced with a reason. Locking does not touch them."""

import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.cohorts.models import Cohort, Scan, Session
from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.core.services import record_event, store_file
from bangkom.core.uploads import kind_of

MOST_BYTES = 10 * 1024 * 1024  # one page, as phones photograph it
MOST_PAGES = 20


@transaction.atomic
def add_scans(*, session: Session, pages: Iterable[tuple[bytes, str]], by: User) -> list[Scan]:
    """Keep pages (bytes and the sender's file name) behind those that are there; the same bytes are kept once.

    Raises `uploads.NotTaken` for a file that is none of ours, `Refused` for more pages than a sheet has.
    """
    cohort = locked(session.cohort)
    held = session.scans.all().kept()
    known = set(held.values_list("file__sha256", flat=True))
    place = held.aggregate(last=Max("position"))["last"] or 0
    made = []
    for content, name in pages:
        digest = hashlib.sha256(content).hexdigest()
        if digest in known:
            continue
        known.add(digest)
        place += 1
        made.append(_keep(cohort, session, place, content, name, by))
    if len(known) > MOST_PAGES:
        raise Refused(_("Paling banyak %(n)s halaman untuk satu sesi.") % {"n": MOST_PAGES}, "too_many_pages")
    if made:
        message = gettext_noop("Lembar hadir bertanda tangan sesi %(title)s diunggah: %(pages)s halaman")
        _record(cohort, session, "scans_added", message, by, pages=str(len(made)))
    return made


@transaction.atomic
def replace_scan(*, scan: Scan, content: bytes | None, name: str, reason: str, by: User) -> Scan | None:
    """Put another file in the place of a page, or take the page off (`content` None). The old one stays in the history.

    Raises `Refused` without a reason and for a page that was replaced meanwhile, `uploads.NotTaken` as `add_scans`.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("Tulis alasan mengganti halaman ini."), "reason_missing")
    session = scan.session
    cohort = locked(session.cohort)
    scan = locked(scan)
    if scan.removed_at is not None:
        raise Refused(_("Halaman ini sudah diganti. Muat ulang halaman."), "replaced")
    scan.removed_at, scan.removed_by, scan.removed_reason = clock.now(), by, reason[:255]
    scan.save(update_fields=["removed_at", "removed_by", "removed_reason"])
    message = gettext_noop("Halaman %(page)s lembar hadir sesi %(title)s diganti")
    if content is None:
        message = gettext_noop("Halaman %(page)s lembar hadir sesi %(title)s dilepas")
    _record(cohort, session, "scan_replaced", message, by, after={"reason": reason}, page=str(scan.position))
    return None if content is None else _keep(cohort, session, scan.position, content, name, by)


def _keep(cohort: Cohort, session: Session, position: int, content: bytes, name: str, by: User) -> Scan:
    kind = kind_of(content, MOST_BYTES)
    file = store_file(content=content, name=name, content_type=kind.content_type, agency=cohort.agency, by=by)
    return Scan.objects.create(session=session, file=file, position=position, sent_by=by)


def _record(
    cohort: Cohort, session: Session, act: str, message: str, by: User, after: dict | None = None, **params: str
) -> None:
    record_event(
        verb=f"cohorts.{act}",
        message=message,
        params={"title": session.title, **params},
        subject=cohort,
        agency=cohort.agency,
        by=by,
        after={"session": session.pk, **(after or {})},
    )
