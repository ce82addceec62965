"""The unit tree changed by hand: names and places are dated, roles keep holding, a merge can be taken back."""

import datetime as dt

import pytest
from django.urls import reverse

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import Event, Role
from bangkom.people import queries, services
from bangkom.people.models import Employee, FormerUnit, OrgUnit, Posting, UnitMerge
from bangkom.people.tests.factories import AgencyFactory, UserFactory, employee, root, staff, unit

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 22)
MAY = dt.date(2026, 5, 1)
BASIS = {"basis": "Perda 3/2026"}


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
def clinic(serang, health):
    return unit(serang, "Puskesmas Ciruas", parent=health)


@pytest.fixture
def schools(serang):
    return unit(serang, "Dinas Pendidikan")


@pytest.fixture
def admin(serang):
    return staff(Role.ADMINISTRATOR, serang)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def rename(one, admin, name="Dinas Kesehatan dan KB", on=MAY):
    return services.rename_unit(unit=one, version=fresh(one).version, name=name, starts_on=on, by=admin, **BASIS)


def move(one, parent, admin, on=MAY):
    return services.move_unit(unit=one, version=fresh(one).version, parent=parent, starts_on=on, by=admin, **BASIS)


def merge(source, target, admin, on=MAY):
    version = fresh(source).version
    return services.merge_units(source=source, version=version, target=target, starts_on=on, by=admin, **BASIS)


def test_the_old_name_is_kept_with_its_days_and_found(serang, health, admin):
    rename(health, admin)
    former = FormerUnit.objects.get(unit=health)
    assert (former.name, former.valid_from, former.valid_until) == ("Dinas Kesehatan", None, dt.date(2026, 4, 30))
    assert [each.name for each in queries.find_units(OrgUnit.objects.all(), "kesehatan dan kb")] == [
        "Dinas Kesehatan dan KB"
    ]
    before = queries.unit_tree(admin, serang, dt.date(2026, 4, 30))
    assert [node.unit.name for node in before] == ["Dinas Kesehatan"]
    assert Event.objects.about(health).filter(verb="people.unit_renamed").get().params["basis"] == "Perda 3/2026"


def test_a_second_name_on_the_same_day_is_a_correction(health, admin):
    rename(health, admin)
    rename(health, admin, "Dinas Kesehatan, KB")
    assert [former.name for former in health.former.all()] == ["Dinas Kesehatan"]


@pytest.mark.parametrize(("day", "code"), [(dt.date(2026, 11, 23), "future"), (dt.date(2026, 4, 30), "before_present")])
def test_a_day_to_come_and_a_day_before_the_present_name_are_refused(health, admin, day, code):
    rename(health, admin)
    with pytest.raises(Refused) as refusal:
        rename(health, admin, "Lain", on=day)
    assert refusal.value.code == code


def test_a_second_editor_is_told(health, admin):
    rename(health, admin)
    with pytest.raises(Refused) as refusal:
        services.rename_unit(unit=health, version=1, name="Lain", starts_on=TODAY, by=admin, **BASIS)
    assert refusal.value.code == "changed_meanwhile"


def test_a_name_that_stands_beside_already_is_refused(serang, health, schools, admin):
    with pytest.raises(Refused) as refusal:
        rename(schools, admin, "DINAS  kesehatan")
    assert refusal.value.code == "name_taken"


def test_a_move_takes_the_subtree_along_and_roles_keep_holding(serang, health, clinic, schools, admin):
    ward = unit(serang, "Poli Gigi", parent=clinic)
    officer = staff(Role.UNIT_HR, clinic.scope)
    above = staff(Role.UNIT_HR, health.scope)
    one = employee(serang, where=ward)
    move(clinic, schools, admin)
    path = fresh(schools).scope.path
    assert fresh(clinic).scope.path == f"{path}{clinic.scope_id}."
    assert fresh(ward).scope.path == f"{path}{clinic.scope_id}.{ward.scope_id}."
    assert list(Employee.objects.visible_to(officer)) == [one]
    assert not Employee.objects.visible_to(above).exists()
    then = queries.StructureOn(serang, dt.date(2026, 4, 1))
    assert [each.name for each in then.path(ward.pk)] == ["Dinas Kesehatan", "Puskesmas Ciruas", "Poli Gigi"]


def test_a_unit_does_not_go_below_itself(health, clinic, admin):
    with pytest.raises(Refused) as refusal:
        move(health, clinic, admin)
    assert refusal.value.code == "cycle"


def test_a_unit_becomes_a_top_one(serang, clinic, admin):
    move(clinic, None, admin)
    assert fresh(clinic).parent is None
    assert fresh(clinic).scope.path == f"{root(serang).path}{clinic.scope_id}."


def test_only_an_empty_unit_is_closed(serang, health, clinic, admin):
    employee(serang, where=clinic)
    for one in (health, clinic):
        with pytest.raises(Refused) as refusal:
            services.close_unit(unit=one, version=1, starts_on=TODAY, by=admin, **BASIS)
        assert refusal.value.code == "not_empty"


def test_a_closed_unit_is_gone_from_today_and_there_before(serang, health, schools, admin):
    services.close_unit(unit=schools, version=1, starts_on=MAY, by=admin, **BASIS)
    assert [node.unit.name for node in queries.unit_tree(admin, serang)] == ["Dinas Kesehatan"]
    assert len(queries.unit_tree(admin, serang, dt.date(2026, 4, 30))) == 2


@pytest.fixture
def crowd(serang, health, clinic):
    """Two in the health office, one in its clinic."""
    return [employee(serang, where=where, serial=n) for n, where in enumerate((health, health, clinic), 1)]


def test_a_merge_moves_people_units_and_open_postings(serang, health, clinic, schools, crowd, admin):
    assert services.preview_merge(source=health, starts_on=MAY) == services.MergePreview(2, 2, 0, 1, 0)
    merge(health, schools, admin)
    closed = fresh(health)
    assert (closed.successor, closed.valid_until) == (schools, dt.date(2026, 4, 30))
    assert fresh(clinic).parent == schools
    assert Employee.objects.filter(unit=schools).count() == 2
    old, new = Posting.objects.filter(employee=crowd[0]).order_by("pk")
    assert (old.unit, old.valid_until) == (health, dt.date(2026, 4, 30))
    assert (new.unit, new.valid_from, new.valid_until) == (schools, MAY, None)


def everything() -> list:
    tables = (
        Posting.objects.order_by("pk").values_list("pk", "unit", "valid_from", "valid_until"),
        Employee.objects.order_by("pk").values_list("pk", "unit"),
        OrgUnit.objects.order_by("pk").values_list("pk", "name", "parent", "valid_until", "successor", "scope__path"),
        FormerUnit.objects.order_by("pk").values_list("pk", "name"),
    )
    return [list(table) for table in tables]


def test_a_merge_taken_back_leaves_everything_as_it_was(serang, health, clinic, schools, crowd, admin):
    before = everything()
    done = merge(health, schools, admin)
    assert everything() != before
    services.undo_merge(merge=done, by=admin)
    assert everything() == before


def test_a_merge_on_which_something_was_built_stays(serang, health, schools, crowd, admin):
    done = merge(health, schools, admin)
    services.change_employee(employee=fresh(crowd[0]), version=fresh(crowd[0]).version, by=admin, grade="III/d")
    with pytest.raises(Refused) as refusal:
        services.undo_merge(merge=done, by=admin)
    assert refusal.value.code == "changed_meanwhile"


def test_a_merge_is_final_after_half_an_hour(health, schools, admin):
    done = merge(health, schools, admin)
    with clock.held_at(NOW + dt.timedelta(minutes=31)), pytest.raises(Refused) as refusal:
        services.undo_merge(merge=done, by=admin)
    assert refusal.value.code == "too_late"


def test_a_unit_is_not_merged_into_what_stands_below_it(health, clinic, admin):
    with pytest.raises(Refused) as refusal:
        merge(health, clinic, admin)
    assert refusal.value.code == "cycle"


# The pages


def form(one, **more):
    return {"op_id": "0198c0de-0000-7000-8000-00000000000a", "starts_on": "2026-05-01", "basis": "Perda 3/2026"} | {
        "version": fresh(one).version,
        **more,
    }


def test_the_target_is_found_by_part_of_its_name(client, serang, clinic, schools, admin):
    unit(serang, "Dinas Pendidikan Dasar")
    client.force_login(admin)
    url = reverse("people:unit_move", args=[clinic.pk])
    answer = client.post(url, form(clinic, place="pendidikan"))
    assert answer.status_code == 422
    assert "Beberapa unit cocok" in answer.content.decode()
    assert client.post(url, form(clinic, place="pendidikan", picked=schools.pk)).status_code == 302
    assert fresh(clinic).parent == schools


def test_a_merge_shows_its_numbers_before_it_is_done(client, health, schools, crowd, admin):
    client.force_login(admin)
    url = reverse("people:unit_merge", args=[health.pk])
    preview = client.post(url, form(health, place="Dinas Pendidikan"))
    assert "2 pegawai pindah." in preview.content.decode()
    assert not UnitMerge.objects.exists()
    sure = {"sure": preview.context["seen"], "op_id": "0198c0de-0000-7000-8000-00000000000b"}
    page = client.post(url, form(health, place="Dinas Pendidikan") | sure, follow=True)
    assert "Batalkan penggabungan" in page.content.decode()
    done = UnitMerge.objects.get()
    undo = reverse("people:unit_unmerge", args=[health.pk, done.pk])
    client.post(undo, {"op_id": "0198c0de-0000-7000-8000-00000000000c"})
    assert fresh(done).undone_at


def test_other_numbers_than_those_seen_are_shown_again_not_acted_on(client, health, schools, crowd, admin):
    client.force_login(admin)
    url = reverse("people:unit_merge", args=[health.pk])
    answer = client.post(url, form(health, place="Dinas Pendidikan", sure=f"{schools.pk} 2026-06-01"))
    assert answer.context["preview"].employees == 2
    assert not UnitMerge.objects.exists()


def test_an_administrator_of_a_part_changes_that_part_only(client, health, clinic, schools):
    client.force_login(staff(Role.ADMINISTRATOR, health.scope))
    assert client.get(reverse("people:unit_new", args=[clinic.pk])).status_code == 200
    assert client.get(reverse("people:unit_move", args=[health.pk])).status_code == 403
    assert client.get(reverse("people:unit_rename", args=[schools.pk])).status_code == 404
    assert client.get(reverse("people:unit_new_top")).status_code == 403
    move_clinic = reverse("people:unit_move", args=[clinic.pk])
    assert client.post(move_clinic, form(clinic, place="Dinas Pendidikan")).status_code == 422


def test_others_read_the_page_and_are_offered_no_change(client, health):
    client.force_login(staff(Role.UNIT_HR, health.scope))
    page = client.get(reverse("people:unit", args=[health.pk])).content.decode()
    assert "Dinas Kesehatan" in page
    assert "Gabungkan" not in page
    assert client.get(reverse("people:unit_rename", args=[health.pk])).status_code == 403


def test_the_page_costs_the_same_however_big_the_tree(client, serang, health, admin, django_assert_max_num_queries):
    for n in range(40):
        unit(serang, f"Puskesmas {n}", parent=health)
    client.force_login(admin)
    with django_assert_max_num_queries(24):
        client.get(reverse("people:unit", args=[health.pk]))


def test_the_tree_of_an_account_without_part_in_it_is_empty(serang, health):
    assert queries.unit_tree(UserFactory(), serang) == []
