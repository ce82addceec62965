"""The last sealed link of each chain, kept in a file outside the database.

Whoever can write to the database can cut links off the end of a chain, or compute it anew; the file tells. It may lag
behind the database, never ahead of it: it is written after the seals are committed.
"""

import json
from pathlib import Path

from django.conf import settings

Links = dict[str, tuple[int, str]]  # chain -> sequence and hash of a link


def anchor_file() -> Path:
    return Path(settings.BANGKOM_HOME) / "audit" / "links.json"


def anchored() -> Links:
    """The links noted last; none in a new installation. Raises ValueError for a file that is no longer readable."""
    file = anchor_file()
    if not file.exists():
        return {}
    return {chain: (sequence, digest) for chain, (sequence, digest) in json.loads(file.read_text()).items()}


def anchor(links: Links) -> None:
    """Note these links, beside what is known of other chains."""
    file = anchor_file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_text(json.dumps(anchored() | links, sort_keys=True))
    part.replace(file)
