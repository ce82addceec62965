"""Entry points of the background work listed in `config/schedule.py`."""

from bangkom.cohorts import services


def mail_call(call_id: int, digest: str) -> None:
    services.mail_call(call_id=call_id, digest=digest)
