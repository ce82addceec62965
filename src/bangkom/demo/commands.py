"""What `bangkom demo` asks of this app; `config/cli_demo.py` calls it."""

from django.utils.translation import override

from . import build as building
from .cast import CAST, PASSWORD, DemoAccount
from .province import AGENCIES


def build(*, fresh: bool, progress: building.Progress) -> None:
    """Fill the empty, migrated database. A build that broke off is not continued: the caller starts over.

    `fresh` is the caller's: it has emptied the home before. Progress is told as text, steps done, steps in all.
    """
    with override("id"):
        building.build(progress=progress)


def accounts() -> list[DemoAccount]:
    """The cast with what is needed to sign in, in the order in which a visitor may try them."""
    short_names = {each.code: each.short_name for each in AGENCIES}
    with override("id"):
        return [
            DemoAccount(
                name=f"{each.given.front_title} {each.given.name}".strip(),
                role=str(each.role.label),
                username=each.username,
                password=PASSWORD,
                agency=short_names[each.agency],
                hint=str(each.hint),
            )
            for each in CAST
        ]
