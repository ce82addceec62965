from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from bangkom.core.models import Agency, User
from bangkom.notices.models import AgencyText, Notice
from bangkom.notices.texts import TEXTS

_KNOWN = "_unread_notices"


def unread_count(user: User) -> int:
    """How many notices the person has not read yet."""
    known = user.__dict__.get(_KNOWN)
    return Notice.objects.visible_to(user).unread().count() if known is None else known


def wording(kind: str, agency: Agency | None, language: str) -> str:
    """The message of a kind of notice (`texts.TEXTS`): the agency's own words where it has some in the reader's
    language, else the default, which is translated when it is read."""
    default = TEXTS[kind].message
    if agency is None:
        return default
    own = AgencyText.objects.filter(agency=agency, kind=kind).first()
    return ((own.text_en if language == "en" else own.text_id) if own else "") or default


def unread_of(user_field: str) -> Coalesce:
    """The same number, to be read along with another query whose rows name the account in `user_field`."""
    unread = Notice.objects.filter(recipient=OuterRef(user_field)).unread().order_by()
    counted = unread.annotate(whose=F("recipient")).values("whose").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def remember_unread(user: User, count: int) -> None:
    """Spare this request the count, because another query has read it. Lasts as long as the `User` object."""
    user.__dict__[_KNOWN] = count
