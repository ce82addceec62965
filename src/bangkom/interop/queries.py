from django.db.models import Count, Max, Q, QuerySet

from bangkom.core.models import EventSeal, User
from bangkom.interop.models import Delivery, Webhook


def webhooks(user: User) -> QuerySet[Webhook]:
    """The receivers one keeps, with how many messages wait or were given up, and when one was sent last."""
    states = Delivery.State
    return (
        Webhook.objects.visible_to(user)
        .select_related("agency")
        .annotate(
            waiting=Count("deliveries", Q(deliveries__state__in=[states.WAITING, states.SENDING])),
            given_up=Count("deliveries", Q(deliveries__state=states.GIVEN_UP)),
            sent_at=Max("deliveries__changed_at", filter=Q(deliveries__state=states.SENT)),
        )
        .order_by("pk")
    )


def end_of_chain(agency_id: int) -> int:
    """The last place of an agency's sealed chain."""
    found = EventSeal.objects.by_system().filter(chain=str(agency_id)).aggregate(last=Max("sequence"))
    return found["last"] or 0


def news_after(webhook: Webhook, limit: int) -> list[EventSeal]:
    """The next sealed acts of the agency behind the cursor, in the order of the chain."""
    seals = EventSeal.objects.by_system().filter(chain=str(webhook.agency_id), sequence__gt=webhook.cursor)
    return list(seals.select_related("event").order_by("sequence")[:limit])
