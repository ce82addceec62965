"""An import among dated postings: it touches the definitive one of today, keeps plans, and its undo restores all."""

import datetime as dt

import pytest

from bangkom.core import clock
from bangkom.core.models import Role
from bangkom.core.services import advance_job, commit_job, start_job, undo_job
from bangkom.people import services
from bangkom.people.models import Employee, FormerState, OrgUnit, Posting
from bangkom.people.tests.factories import AgencyFactory, export, root, staff, unit

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
NEW_YEAR = dt.date(2027, 1, 1)


@pytest.fixture(autouse=True)
def now():
    with clock.held_at(NOW):
        yield


@pytest.fixture
def agency():
    return AgencyFactory(name="Pemerintah Kabupaten Contoh")


@pytest.fixture
def admin(agency):
    return staff(Role.ADMINISTRATOR, agency)


@pytest.fixture
def bring(agency, tmp_path):
    """Import one row, today or later; gives the job."""

    def run(**row):
        source = tmp_path / "export.csv"
        source.write_bytes(export(row))
        job = start_job(
            kind="people.import_employees", scope=root(agency), by=None, source=source, source_name="x", queue=False
        )
        job = advance_job(job_id=job.pk)
        commit_job(job=job, by=None, queue=False)
        return advance_job(job_id=job.pk)

    return run


def undone(job) -> None:
    undo_job(job=job, by=None, queue=False)
    advance_job(job_id=job.pk)


def postings() -> list[tuple]:
    return list(Posting.objects.order_by("pk").values_list("kind", "grade", "valid_from", "valid_until"))


def test_a_planned_transfer_and_a_second_posting_survive_an_import_and_its_undo(agency, admin, bring):
    bring()
    one = Employee.objects.get()
    schools = unit(agency, "Dinas Pendidikan")
    services.transfer(
        employee=one, version=1, unit=schools, position=one.position, grade="III/d", starts_on=NEW_YEAR, basis="SK",
        by=admin,
    )  # fmt: skip
    services.add_posting(
        employee=one, version=2, kind=Posting.Kind.ADDITIONAL, unit=schools, position=one.position,
        starts_on=dt.date(2026, 1, 1), ends_on=None, basis="SK", by=admin,
    )  # fmt: skip
    before = postings()
    job = bring(**{"GOL AKHIR NAMA": "IV/a"})
    assert Employee.objects.get().grade == "IV/a"
    assert ("definitive", "III/d", NEW_YEAR, None) in postings()
    assert ("additional", "III/d", dt.date(2026, 1, 1), None) in postings()
    assert ("definitive", "IV/a", dt.date(2026, 11, 22), dt.date(2026, 12, 31)) in postings()
    undone(job)
    assert postings() == before


def test_a_state_changed_by_an_import_keeps_the_former_one_until_the_undo(bring):
    bring()
    job = bring(**{"KEDUDUKAN HUKUM ID": "03"})
    former = FormerState.objects.get()
    assert (former.employment_state, former.valid_until) == ("01", dt.date(2026, 11, 21))
    undone(job)
    assert not FormerState.objects.exists()


def test_an_export_that_still_names_a_merged_unit_means_its_successor(agency, admin, bring):
    bring()
    old = Employee.objects.get().unit
    new = unit(agency, "Bidang Gabungan", parent=old.parent)
    services.merge_units(source=old, version=1, target=new, starts_on=dt.date(2026, 11, 22), basis="Perda", by=admin)
    units = OrgUnit.objects.count()
    bring(**{"GOL AKHIR NAMA": "IV/a"})
    assert Employee.objects.get().unit == new
    assert OrgUnit.objects.count() == units
    assert OrgUnit.objects.get(pk=new.pk).name == "Bidang Gabungan"


def test_an_export_that_does_not_know_the_new_name_yet_does_not_take_it_back(admin, bring):
    bring()
    one = Employee.objects.get().unit
    services.rename_unit(
        unit=one, version=1, name="Bidang Kesehatan Masyarakat", starts_on=dt.date(2026, 11, 1), basis="Perda", by=admin
    )
    bring(**{"GOL AKHIR NAMA": "IV/a"})
    assert OrgUnit.objects.get(pk=one.pk).name == "Bidang Kesehatan Masyarakat"


def test_a_closed_unit_in_which_somebody_works_is_opened_again(admin, bring):
    bring()
    one = Employee.objects.get()
    closed = one.unit
    other = unit(one.agency, "Dinas Lain")
    services.transfer(
        employee=one, version=1, unit=other, position=one.position, grade="III/d", starts_on=dt.date(2026, 11, 1),
        basis="SK", by=admin,
    )  # fmt: skip
    services.close_unit(unit=closed, version=1, starts_on=dt.date(2026, 11, 22), basis="Perda", by=admin)
    bring()
    assert OrgUnit.objects.get(pk=closed.pk).valid_until is None
    assert Employee.objects.get().unit == closed
