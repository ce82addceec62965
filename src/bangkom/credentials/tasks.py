"""Entry points of background work; listed by name in `config/schedule.py`."""

from bangkom.credentials import services


def sweep() -> None:
    services.sweep()
