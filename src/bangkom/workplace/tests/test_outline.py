"""What a part asks, and what keeps it from being sent: pure."""

import datetime as dt

from bangkom.workplace import outline
from bangkom.workplace.tests.factories import PLAN, REPORT


def keys(part, content, evidence=1):
    return [fault.key for fault in outline.faults(part, content, evidence)]


def test_a_complete_plan_has_no_fault():
    assert keys(outline.PLAN, PLAN) == []


def test_every_question_wants_an_answer():
    assert keys(outline.PLAN, {}) == list(outline.PLAN.keys)
    assert keys(outline.PLAN, PLAN | {"issue": ""}) == ["issue"]


def test_the_end_does_not_come_before_the_start():
    assert keys(outline.PLAN, PLAN | {"ends_on": "2025-05-18"}) == ["ends_on"]
    assert keys(outline.PLAN, PLAN | {"ends_on": PLAN["starts_on"]}) == []


def test_a_report_wants_evidence():
    assert keys(outline.REPORT, REPORT, evidence=0) == [""]
    assert keys(outline.REPORT, REPORT, evidence=1) == []


def test_what_is_kept_is_text_of_this_part_within_its_length():
    kept = outline.cleaned(
        outline.PLAN, {"title": "  x" * 200, "issue": "a\r\nb", "starts_on": dt.date(2025, 5, 19), "other": "no"}
    )
    assert len(kept["title"]) == 150
    assert kept["issue"] == "a\nb"
    assert kept["starts_on"] == "2025-05-19"
    assert kept["outcome"] == ""
    assert "other" not in kept


def test_the_plan_opens_the_report_and_the_report_is_the_end():
    assert outline.part_after(outline.PLAN) is outline.REPORT
    assert outline.part_after(outline.REPORT) is None


def test_parts_and_questions_have_keys_of_their_own():
    assert len(outline.BY_KEY) == len(outline.SHORT)
    for part in outline.SHORT:
        assert len(set(part.keys)) == len(part.keys)
        assert all(question.not_before in {"", *part.keys} for question in part.questions)
