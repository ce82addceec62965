import json
from pathlib import Path
from typing import Any

from django.db import transaction

from bangkom.rules.models import RuleSet

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load_packaged_rule_sets() -> int:
    """Add the packaged rule sets that the database does not know yet; returns how many were added.

    A version that is known is never altered: a change of a rule is a new version in a new file.
    """
    known = set(RuleSet.objects.values_list("code", "version"))
    added = [
        RuleSet(**described)
        for described in map(read_rule_set, sorted(DATA.glob("*.json")))
        if (described["code"], described["version"]) not in known
    ]
    RuleSet.objects.bulk_create(added)
    return len(added)


def read_rule_set(path: Path) -> dict[str, Any]:
    """One packaged rule set: code, version, title, dates, source, confidence, data."""
    return json.loads(path.read_text(encoding="utf-8"))
