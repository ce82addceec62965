"""Entry points of the background work listed in `config/schedule.py`."""

from typing import Any

from bangkom.core.models import User
from bangkom.notices import services


def deliver(delivery_id: int) -> None:
    services.deliver(delivery_id=delivery_id)


def sweep() -> None:
    services.sweep()


def tell(user_id: int, kind: str, message: str, params: dict[str, Any], url: str) -> None:
    """For `core`, which stands below: tells an account something about its own security."""
    services.notify(recipient=User.objects.get(pk=user_id), kind=kind, message=message, params=params, url=url)
