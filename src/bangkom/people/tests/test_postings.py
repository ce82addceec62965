"""Dated postings: mutasi today and planned, rangkap, Plt and Plh, and mending with a reason."""

import datetime as dt

import pytest
from django.urls import reverse

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import Event, Role
from bangkom.people import queries, services
from bangkom.people.models import Employee, FormerState, Position, Posting
from bangkom.people.tasks import follow
from bangkom.people.tests.factories import AgencyFactory, employee, staff, unit

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 22)
MAY = dt.date(2026, 5, 1)
NEW_YEAR = dt.date(2027, 1, 1)


@pytest.fixture(autouse=True)
def now():
    with clock.held_at(NOW):
        yield


@pytest.fixture
def serang():
    return AgencyFactory(name="Pemerintah Kabupaten Serang")


@pytest.fixture
def health(serang):
    return unit(serang, "Dinas Kesehatan")


@pytest.fixture
def schools(serang):
    return unit(serang, "Dinas Pendidikan")


@pytest.fixture
def officer(serang):
    return staff(Role.ADMINISTRATOR, serang)


@pytest.fixture
def umi(serang, health):
    return employee(serang, where=health)


@pytest.fixture
def head(serang):
    return services.ensure_position(agency=serang, name="Kepala Bidang", group=Position.Group.ADMINISTRATOR)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def transfer(one, where, officer, on=MAY, **more):
    now = fresh(one)
    values = {"unit": where, "position": now.position, "grade": now.grade, "basis": "SK 12/2026"} | more
    return services.transfer(employee=now, version=now.version, starts_on=on, by=officer, **values)


def beside(one, where, head, officer, kind=Posting.Kind.ACTING, start=MAY, end=NEW_YEAR):
    now = fresh(one)
    return services.add_posting(
        employee=now, version=now.version, kind=kind, unit=where, position=head,
        starts_on=start, ends_on=end, basis="SK 13/2026", by=officer,
    )  # fmt: skip


def stretches(one) -> list[tuple]:
    found = Posting.objects.definitive().filter(employee=one).order_by("pk")
    return [(each.unit.name, each.valid_from, each.valid_until) for each in found]


def test_a_transfer_ends_the_posting_the_day_before(umi, schools, officer):
    transfer(umi, schools, officer)
    assert stretches(umi) == [("Dinas Kesehatan", None, dt.date(2026, 4, 30)), ("Dinas Pendidikan", MAY, None)]
    assert fresh(umi).unit == schools
    assert Event.objects.about(umi).filter(verb="people.transferred").exists()


def test_a_planned_transfer_takes_over_on_its_day_and_only_once(umi, health, schools, officer):
    transfer(umi, schools, officer, on=NEW_YEAR)
    assert fresh(umi).unit == health
    assert follow() == 0
    with clock.held_at(dt.datetime(2026, 12, 31, 17, 30, tzinfo=dt.UTC)):  # 1 January, 00.30 WIB
        assert follow() == 1
        assert follow() == 0
    assert fresh(umi).unit == schools
    assert stretches(umi)[0] == ("Dinas Kesehatan", None, dt.date(2026, 12, 31))


def test_a_planned_transfer_is_cancelled_and_the_present_goes_on(umi, health, schools, officer):
    transfer(umi, schools, officer, on=NEW_YEAR)
    plan = services.planned_posting(fresh(umi))
    services.cancel_transfer(posting=plan, version=fresh(umi).version, reason="SK dicabut", by=officer)
    assert stretches(umi) == [("Dinas Kesehatan", None, None)]


def test_one_plan_at_a_time(umi, schools, officer):
    transfer(umi, schools, officer, on=NEW_YEAR)
    with pytest.raises(Refused) as refusal:
        transfer(umi, schools, officer, grade="IV/a")
    assert refusal.value.code == "planned_already"


def test_a_change_of_today_leaves_the_plan(umi, health, schools, officer):
    transfer(umi, schools, officer, on=NEW_YEAR)
    now = fresh(umi)
    services.change_employee(employee=now, version=now.version, by=officer, grade="III/d")
    assert stretches(umi) == [
        ("Dinas Kesehatan", None, dt.date(2026, 11, 21)),
        ("Dinas Pendidikan", NEW_YEAR, None),
        ("Dinas Kesehatan", TODAY, dt.date(2026, 12, 31)),
    ]


def test_a_transfer_before_the_present_posting_began_is_refused(umi, health, schools, officer):
    transfer(umi, schools, officer)
    with pytest.raises(Refused) as refusal:
        transfer(umi, health, officer, on=dt.date(2026, 4, 30))
    assert refusal.value.code == "before_present"


def test_a_second_editor_is_told(umi, schools, officer):
    transfer(umi, schools, officer)
    with pytest.raises(Refused) as refusal:
        services.transfer(
            employee=umi, version=1, unit=schools, position=umi.position, grade="", starts_on=TODAY, basis="x",
            by=officer,
        )  # fmt: skip
    assert refusal.value.code == "changed_meanwhile"


def test_acting_stands_beside_and_changes_nothing_of_the_own_posting(umi, health, schools, head, officer):
    beside(umi, schools, head, officer)
    assert fresh(umi).unit == health
    assert stretches(umi) == [("Dinas Kesehatan", None, None)]
    page = queries.unit_page(officer, schools)
    assert [each.employee for each in page.beside] == [umi]
    assert [each.employee for each in page.heads] == [umi]


def test_an_open_additional_posting_does_not_hide_the_definitive_one(umi, schools, head, officer):
    beside(umi, schools, head, officer, kind=Posting.Kind.ADDITIONAL, end=None)
    transfer(umi, schools, officer, on=TODAY)
    assert stretches(umi)[-1] == ("Dinas Pendidikan", TODAY, None)
    assert Posting.objects.beside().get(employee=umi).valid_until is None


@pytest.mark.parametrize("kind", [Posting.Kind.ACTING, Posting.Kind.DAILY_ACTING])
def test_acting_without_an_end_is_refused(umi, schools, head, officer, kind):
    with pytest.raises(Refused) as refusal:
        beside(umi, schools, head, officer, kind=kind, end=None)
    assert refusal.value.code == "end_missing"


def test_the_same_acting_twice_is_refused(umi, schools, head, officer):
    beside(umi, schools, head, officer)
    with pytest.raises(Refused) as refusal:
        beside(umi, schools, head, officer, start=TODAY)
    assert refusal.value.code == "posting_twice"


def test_an_acting_is_ended_early(umi, schools, head, officer):
    one = beside(umi, schools, head, officer)
    services.end_posting(posting=one, version=fresh(umi).version, last_day=TODAY, reason="Kembali", by=officer)
    assert fresh(one).valid_until == TODAY


def test_a_definitive_posting_is_not_simply_ended(umi, officer):
    with pytest.raises(Refused) as refusal:
        services.end_posting(posting=umi.postings.get(), version=1, last_day=TODAY, reason="x", by=officer)
    assert refusal.value.code == "definitive"


def correct(posting, officer, **more):
    now = fresh(posting.employee)
    values = {
        "unit": posting.unit, "position": posting.position, "grade": posting.grade,
        "valid_from": posting.valid_from, "valid_until": posting.valid_until,
    } | more  # fmt: skip
    return services.correct_posting(posting=posting, version=now.version, reason="Salah ketik", by=officer, **values)


def test_mending_the_present_posting_moves_the_employee(umi, schools, officer):
    correct(umi.postings.get(), officer, unit=schools)
    assert fresh(umi).unit == schools
    event = Event.objects.about(umi).get(verb="people.posting_corrected")
    assert event.payload.body["after"]["reason"] == "Salah ketik"


def test_two_definitive_postings_never_hold_on_one_day(umi, schools, officer):
    transfer(umi, schools, officer)
    old = umi.postings.order_by("pk").first()
    with pytest.raises(Refused) as refusal:
        correct(old, officer, valid_until=MAY)
    assert refusal.value.code == "overlap"


def test_what_somebody_was_before_is_kept(umi, officer):
    services.change_employee(employee=umi, version=1, by=officer, employment_state="03")
    former = FormerState.objects.get(employee=umi)
    assert (former.employment_state, former.status, former.valid_until) == ("01", "PNS", dt.date(2026, 11, 21))
    now = fresh(umi)
    services.change_employee(employee=now, version=now.version, by=officer, employment_state="99")
    assert FormerState.objects.filter(employee=umi).count() == 1


# The pages


def form(one, **more):
    return {
        "op_id": "0198c0de-0000-7000-8000-00000000000a", "version": fresh(one).version, "place": "Dinas Pendidikan",
        "position": "Kepala Bidang", "group": "administrator", "starts_on": "2026-05-01", "basis": "SK 12/2026",
        **more,
    }  # fmt: skip


def test_a_transfer_by_the_page(client, umi, schools, officer):
    client.force_login(officer)
    url = reverse("people:transfer", args=[umi.pk])
    assert client.post(url, form(umi)).status_code == 302
    now = fresh(umi)
    assert (now.unit, now.position.name) == (schools, "Kepala Bidang")
    page = client.get(reverse("people:detail", args=[umi.pk])).content.decode()
    assert "SK 12/2026" in page


def test_who_moves_somebody_out_of_the_own_unit_is_led_to_the_list(client, serang, umi, health):
    below = unit(serang, "Puskesmas", parent=health)
    officer = staff(Role.UNIT_HR, health.scope)
    client.force_login(officer)
    assert client.post(reverse("people:transfer", args=[umi.pk]), form(umi)).status_code == 422
    answer = client.post(reverse("people:transfer", args=[umi.pk]), form(umi, place="Puskesmas"))
    assert answer.url == reverse("people:detail", args=[umi.pk])
    assert fresh(umi).unit == below


def test_an_acting_by_the_page_is_shown_and_ended(client, umi, schools, officer):
    client.force_login(officer)
    url = reverse("people:posting_new", args=[umi.pk])
    assert client.post(url, form(umi, kind="acting")).status_code == 422
    client.post(url, form(umi, kind="acting", ends_on="2027-01-01"))
    one = Posting.objects.beside().get()
    assert "Pelaksana tugas (Plt)" in client.get(reverse("people:detail", args=[umi.pk])).content.decode()
    end = {"op_id": "0198c0de-0000-7000-8000-00000000000b", "version": fresh(umi).version}
    client.post(reverse("people:posting_end", args=[umi.pk, one.pk]), end | {"starts_on": "2026-11-22", "basis": "x"})
    assert fresh(one).valid_until == TODAY


def test_a_posting_of_somebody_else_is_not_found(client, serang, umi, health, officer):
    other = employee(serang, where=health, serial=2)
    client.force_login(officer)
    url = reverse("people:posting_correct", args=[umi.pk, other.postings.get().pk])
    assert client.get(url).status_code == 404


def test_a_mistake_is_mended_by_the_page(client, umi, schools, officer):
    client.force_login(officer)
    one = umi.postings.get()
    url = reverse("people:posting_correct", args=[umi.pk, one.pk])
    assert client.post(url, form(umi, starts_on="", basis="Salah unit")).status_code == 302
    assert Employee.objects.get(pk=umi.pk).unit == schools
