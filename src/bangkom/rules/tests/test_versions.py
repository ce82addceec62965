import datetime as dt
import json

import pytest
from django.test import Client
from django.urls import reverse

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.ids import new_id
from bangkom.core.models import Event, Role
from bangkom.people.tests.factories import AgencyFactory, staff
from bangkom.rules import editing, queries, services
from bangkom.rules.models import RuleSet

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)


def add(before, **changes):
    values = {
        "version": "2027",
        "effective_from": dt.date(2027, 1, 1),
        "source": "PerLAN contoh",
        "confidence": "K",
        "data": {"minutes_per_jp": 50},
    }
    return services.add_version(
        before=before, today=TODAY, by=staff(Role.OPERATOR, AgencyFactory()), **(values | changes)
    )


def test_a_new_version_holds_from_its_day_and_the_old_one_stays_as_it_was():
    before = RuleSet.objects.get(code="jp-unit")
    added = add(before)
    assert queries.minutes_per_jp(dt.date(2026, 12, 31)) == (45, before)
    assert queries.minutes_per_jp(dt.date(2027, 1, 1)) == (50, added)
    before.refresh_from_db()
    assert before.data == {"minutes_per_jp": 45}
    assert Event.objects.filter(verb="rules.version_added").count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"version": "2018"}, "version_taken"),
        ({"effective_from": dt.date(2025, 12, 31)}, "year_closed"),
        ({"data": {"minutes_per_jp": 45}, "confidence": "S2", "source": None}, "nothing_new"),
    ],
)
def test_what_would_change_the_past_or_nothing_is_refused(changes, code):
    before = RuleSet.objects.get(code="jp-unit")
    if "source" in changes:
        changes["source"] = before.source
    with pytest.raises(Refused) as refused:
        add(before, **changes)
    assert refused.value.code == code
    assert RuleSet.objects.filter(code="jp-unit").count() == 1


def test_a_version_is_withdrawn_before_it_begins_and_not_after():
    added = add(RuleSet.objects.get(code="jp-unit"))
    with pytest.raises(Refused):
        services.withdraw_version(rule_set=added, today=dt.date(2027, 1, 1), by=staff(Role.OPERATOR, AgencyFactory()))
    services.withdraw_version(rule_set=added, today=TODAY, by=staff(Role.OPERATOR, AgencyFactory()))
    assert queries.minutes_per_jp(dt.date(2027, 1, 1))[0] == 45


def test_every_packaged_rule_set_comes_back_from_its_own_form():
    for rule_set in RuleSet.objects.all():
        typed = {
            place.name: place.value if place.kind in {"number", "decimal", "yes_no"} else place.text
            for place in editing.places(rule_set.data)
        }
        assert editing.edited(rule_set.data, typed) == rule_set.data


def test_a_table_of_another_shape_is_refused():
    data = {"forms": [{"code": "a", "name": "A"}]}
    for text in ("{", "{}", "[]", '[{"code": "a"}]'):
        with pytest.raises(editing.ShapeRefused):
            editing.edited(data, {"data.forms": text})
    longer = [{"code": "a", "name": "A"}, {"code": "b", "name": "B", "siasn": 3}]
    assert editing.edited(data, {"data.forms": json.dumps(longer)}) == {"forms": longer}


def test_an_operator_checks_the_differences_first_and_then_keeps_the_version():
    browser, rule = Client(), RuleSet.objects.get(code="jp-unit")
    browser.force_login(staff(Role.OPERATOR, AgencyFactory()))
    page = reverse("rules:new_version", args=[rule.pk])
    form = {
        "version": "contoh-2027",
        "effective_from": "2027-01-01",
        "source": "PerLAN contoh",
        "confidence": "K",
        "data.minutes_per_jp": "50",
    }
    with clock.held_at(clock.instant(TODAY, dt.time(9))):
        checked = browser.post(page, form | {"op_id": new_id()})
        assert checked.context["changed"] == [("minutes_per_jp", "45", "50")]
        assert not RuleSet.objects.filter(version="contoh-2027").exists()
        assert browser.post(page, form | {"op_id": new_id(), "simpan": "1"}).status_code == 302
        wrong = browser.post(page, form | {"op_id": new_id(), "simpan": "1", "data.minutes_per_jp": "empat"})
    assert wrong.status_code == 422
    assert RuleSet.objects.get(version="contoh-2027").data == {"minutes_per_jp": 50}
