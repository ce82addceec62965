import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst

from bangkom.core import clock
from bangkom.core.access import public
from bangkom.rules.models import RuleSet

# How a confidence is marked: what was read itself, what came second-hand, what nobody has verified.
KINDS = {"S": "success", "S2": "info", "D": "info", "K": "warning", "?": "warning"}


@public
def rule_list(request: HttpRequest) -> HttpResponse:
    """Aturan: every rule that Bangkom counts with, its dates, its source, and how sure we are of it."""
    today = clock.today()
    rules = [
        {
            "rule": rule,
            "kind": KINDS[rule.confidence],
            "confidence": capfirst(rule.get_confidence_display()),
            "data": json.dumps(rule.data, indent=2, ensure_ascii=False),
            "state": "later" if rule.effective_from > today else "now" if rule.holds_on(today) else "past",
        }
        for rule in RuleSet.objects.visible_to(request.user)
    ]
    return render(request, "rules/list.html", {"rules": rules})
