import datetime as dt

import pytest
from django.urls import reverse

from bangkom.core.errors import Refused
from bangkom.rules import queries, services
from bangkom.rules.models import RuleSet

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 21)


def a_rule(version: str, start: str, end: str | None = None, **data) -> RuleSet:
    return RuleSet.objects.create(
        code="jp-unit",
        version=version,
        title="JP",
        effective_from=start,
        effective_until=end,
        source="uji",
        confidence="K",
        data=data or {"minutes_per_jp": 60},
    )


def test_the_packaged_rules_are_there_after_migrate_and_are_loaded_once():
    assert RuleSet.objects.filter(code="jp-unit").exists()
    assert services.load_packaged_rule_sets() == 0


def test_every_packaged_rule_says_its_source_and_how_sure_we_are():
    for path in services.DATA.glob("*.json"):
        described = services.read_rule_set(path)
        assert len(described["source"]) > 20, path
        RuleSet(**described).full_clean(validate_unique=False, validate_constraints=False)


def test_one_jp_is_45_minutes_and_the_answer_names_its_rule():
    minutes, rule_set = queries.minutes_per_jp(TODAY)
    assert minutes == 45
    assert rule_set.source


def test_a_new_version_counts_from_its_day_on_and_not_before():
    newer = a_rule("2027", "2027-01-01")
    assert queries.minutes_per_jp(dt.date(2026, 12, 31))[0] == 45
    assert queries.minutes_per_jp(dt.date(2027, 1, 1)) == (60, newer)


def test_a_rule_that_has_ended_gives_way_to_the_one_before():
    a_rule("trial", "2026-01-01", "2026-06-30")
    assert queries.minutes_per_jp(dt.date(2026, 6, 30))[0] == 60
    assert queries.minutes_per_jp(dt.date(2026, 7, 1))[0] == 45


def test_where_no_rule_holds_it_is_said_in_plain_words():
    with pytest.raises(Refused, match="12 Mei 1999"):
        queries.in_force("jp-unit", dt.date(1999, 5, 12))


def test_several_rules_are_one_query(django_assert_num_queries):
    a_rule("2026b", "2026-06-01")
    with django_assert_num_queries(1):
        found = queries.in_force_together("jp-unit", "jp-duty", on=TODAY)
    assert found["jp-unit"].version == "2026b"
    assert found["jp-duty"].data["PNS"]["jp"] == 20
    with pytest.raises(Refused):
        queries.in_force_together("jp-unit", "jp-duty", on=dt.date(2017, 5, 1))


@pytest.mark.parametrize(
    ("status", "kind", "jp"), [("PNS", "minimum", 20), ("PPPK", "maximum", 24), ("CPNS", "none", 0)]
)
def test_the_duty_depends_on_the_status(status, kind, jp):
    duty = queries.jp_duty(status, TODAY)
    assert (duty["kind"], duty["jp"]) == (kind, jp)


def test_for_an_unknown_status_no_duty_is_claimed():
    assert queries.jp_duty("PPNPN", TODAY)["kind"] == "none"


def test_only_the_active_and_those_on_study_leave_count():
    assert queries.serving_states(TODAY) == ["01", "03"]


def test_a_form_has_a_name_and_an_unknown_one_keeps_its_code():
    assert queries.form_name("seminar") == "Seminar (konferensi, sarasehan)"
    assert queries.form_name("dialog") == "dialog"


def test_a_year_closes_on_new_years_day_by_a_rule_that_is_marked_unverified():
    day, rule_set = queries.closing_day(2026)
    assert day == dt.date(2027, 1, 1)
    assert rule_set.confidence == RuleSet.Confidence.KNOWN


def test_anybody_may_read_the_rules_with_their_sources(client):
    a_rule("2099", "2099-01-01")
    page = client.get(reverse("rules:list"))
    assert page.status_code == 200
    words = page.content.decode()
    assert "PP 11/2017 jo. PP 17/2020 Pasal 203 ayat (4)" in words
    assert "Belum diverifikasi" in words
    assert "Belum berlaku" in words
