import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.ids import new_id
from bangkom.core.models import Event, Role
from bangkom.people.tests.factories import AgencyFactory, staff
from bangkom.rules import calendar, queries, services
from bangkom.rules.models import CalendarDay

pytestmark = pytest.mark.django_db
FOUNDING = dt.date(2026, 10, 8)  # a Thursday


def set_day(agency, day=FOUNDING, kind="off", name="Hari jadi", by=None):
    return services.set_days(
        agency=agency,
        first=day,
        last=day,
        kind=kind,
        name=name,
        source="SE 12/2026",
        by=by or staff(Role.OPERATOR, AgencyFactory()),
    )


def test_an_agencys_day_off_is_no_working_day_there_and_one_elsewhere():
    agency, other = AgencyFactory(), AgencyFactory()
    set_day(agency)
    own, others = queries.days_of(agency), queries.days_of(other)
    assert not calendar.is_working_day(FOUNDING, own=own)
    assert calendar.is_working_day(FOUNDING, own=others)
    assert calendar.stretch(FOUNDING, 1, own=own) == dt.date(2026, 10, 9)
    assert calendar.days_off(FOUNDING, FOUNDING, own=own) == {FOUNDING: "Hari jadi"}


def test_a_collective_leave_can_be_worked_and_the_agencys_word_beats_the_general_one():
    agency, leave = AgencyFactory(), dt.date(2025, 5, 13)
    assert not calendar.is_working_day(leave)
    set_day(None, leave, "working", "Ditiadakan")
    assert calendar.working_days(leave, leave, own=queries.days_of(agency)) == 1
    assert calendar.days_off(leave, leave, own=queries.days_of(agency)) == {}
    set_day(agency, leave, "off", "Tetap libur")
    assert calendar.working_days(leave, leave, own=queries.days_of(agency)) == 0


def test_a_stretch_is_set_at_once_a_day_twice_and_a_mistyped_year_are_refused():
    agency, by = AgencyFactory(), staff(Role.OPERATOR, AgencyFactory())
    given = {"agency": agency, "kind": "off", "name": "Libur sekolah", "source": "SE 3", "by": by}
    assert services.set_days(first=dt.date(2026, 12, 21), last=dt.date(2026, 12, 24), **given) == 4
    with pytest.raises(Refused) as refused:
        services.set_days(first=dt.date(2026, 12, 24), last=dt.date(2026, 12, 28), **given)
    assert refused.value.code == "day_taken"
    with pytest.raises(Refused) as refused:
        services.set_days(first=dt.date(2026, 12, 29), last=dt.date(2027, 12, 29), **given)
    assert refused.value.code == "too_many_days"
    assert CalendarDay.objects.count() == 4


@pytest.fixture
def browser() -> Client:
    return Client()


def test_an_administrator_sets_and_takes_off_the_agencys_days_only(browser):
    agency = AgencyFactory()
    browser.force_login(staff(Role.ADMINISTRATOR, agency))
    form = {"first": "2026-10-08", "kind": "off", "name": "Hari jadi", "source": "SE 12/2026", "op_id": new_id()}
    assert browser.post(reverse("rules:calendar"), form).status_code == 302
    row = CalendarDay.objects.get()
    assert (row.agency, row.day) == (agency, FOUNDING)
    page = browser.get(reverse("rules:calendar"), {"tahun": "2026"}).content.decode()
    assert "Hari jadi" in page
    general = CalendarDay.objects.create(day=dt.date(2026, 10, 9), kind="off", name="Untuk semua", source="SKB")
    answer = browser.post(reverse("rules:calendar_remove", args=[general.pk]), {"op_id": new_id()})
    assert answer.status_code == 404
    assert browser.post(reverse("rules:calendar_remove", args=[row.pk]), {"op_id": new_id()}).status_code == 302
    assert list(CalendarDay.objects.all()) == [general]
    assert set(Event.objects.filter(agency=agency).values_list("verb", flat=True)) >= {
        "rules.days_set",
        "rules.day_taken_off",
    }


def test_the_days_of_another_agency_are_not_shown(browser):
    agency, other = AgencyFactory(), AgencyFactory()
    set_day(other, name="Rahasia tetangga")
    browser.force_login(staff(Role.ORGANIZER, agency))
    page = browser.get(reverse("rules:calendar"), {"tahun": "2026"})
    assert "Rahasia tetangga" not in page.content.decode()
    with clock.held_at(clock.instant(dt.date(2026, 11, 1), dt.time(9))):
        assert browser.get(reverse("rules:calendar"), {"tahun": "abc"}).context["year"] == 2026
    assert browser.post(reverse("rules:calendar"), {"op_id": new_id()}).status_code == 403
