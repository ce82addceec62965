"""Entry points of background work; listed by name in `config/schedule.py`."""

from bangkom.credentials import archives, services


def sweep() -> None:
    services.sweep()
    archives.sweep()


def build_archive(archive_id: int) -> None:
    archives.build(archive_id=archive_id)
