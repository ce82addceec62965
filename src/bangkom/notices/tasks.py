"""Entry points of the background work listed in `config/schedule.py`."""

from bangkom.notices import services


def deliver(delivery_id: int) -> None:
    services.deliver(delivery_id=delivery_id)


def sweep() -> None:
    services.sweep()
