import datetime as dt
import threading

import pytest
from django.db import connection

from bangkom.cohorts import services
from bangkom.cohorts.models import Enrolment
from bangkom.cohorts.tests.factories import angkatan, open_a_cohort
from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.people.tests.factories import AgencyFactory, employee
from bangkom.programmes.tests.factories import curriculum


@pytest.mark.django_db
def test_name_rank_and_unit_stay_as_they_were_at_enrolment():
    a = angkatan(1)
    a.employees[0].person.name = "Nama Baru"
    a.employees[0].person.save()
    a.enrolments[0].refresh_from_db()
    assert a.enrolments[0].name == "Peserta 1"


@pytest.mark.django_db
def test_enrolling_twice_keeps_one_place():
    a = angkatan(1)
    again = services.enrol_person(cohort=a.cohort, employee=a.employees[0], by=None)
    assert again == a.enrolments[0]
    assert a.cohort.enrolments.count() == 1


@pytest.mark.django_db
def test_a_full_cohort_takes_nobody_until_somebody_withdraws():
    a = angkatan(2, capacity=2)
    late = employee(a.cohort.agency, serial=50)
    with pytest.raises(Refused, match="penuh"):
        services.enrol_person(cohort=a.cohort, employee=late, by=None)
    services.withdraw(enrolment=a.enrolments[0], reason="tugas mendesak", by=a.organizer)
    assert services.enrol_person(cohort=a.cohort, employee=late, by=None).state == Enrolment.State.ACTIVE


@pytest.mark.django_db
def test_who_withdrew_may_come_back_to_the_same_sheet():
    a = angkatan(1)
    services.withdraw(enrolment=a.enrolments[0], reason="sakit", by=a.organizer)
    back = services.enrol_person(cohort=a.cohort, employee=a.employees[0], by=None)
    assert (back.pk, back.state) == (a.enrolments[0].pk, Enrolment.State.ACTIVE)
    assert back.sheet.count() == 4


@pytest.mark.django_db
def test_a_cohort_that_is_over_takes_nobody():
    agency = AgencyFactory()
    cohort = open_a_cohort(agency, starts_on=clock.today() - dt.timedelta(days=60))
    with pytest.raises(Refused, match="sudah selesai"):
        services.enrol_person(cohort=cohort, employee=employee(agency), by=None)


@pytest.mark.django_db
def test_a_cohort_needs_a_published_curriculum_and_stages_within_its_dates():
    agency = AgencyFactory()
    draft = curriculum(agency, published=False)
    with pytest.raises(Refused, match="masih draf"):
        open_a_cohort(agency, starts_on=clock.today(), curriculum=draft)
    frozen = curriculum(agency, title="Lain")
    day = clock.today()
    with pytest.raises(Refused, match="tidak berada di antara"):
        services.open_cohort(
            curriculum=frozen, agency=agency, name="I", starts_on=day, ends_on=day,
            stage_dates={s.pk: (day, day + dt.timedelta(days=1)) for s in frozen.stages.all()}, capacity=4, by=None,
        )  # fmt: skip


@pytest.mark.django_db
def test_the_modules_of_a_cohort_are_pinned_when_it_is_opened():
    a = angkatan(1)
    pinned = a.cohort.pinned_modules.get()
    assert pinned.version == pinned.module.published


@pytest.mark.django_db(transaction=True)
def test_two_people_racing_for_the_last_seat_get_one_place():
    a = angkatan(1, capacity=2)
    rivals = [employee(a.cohort.agency, serial=serial) for serial in (60, 61)]
    outcomes = []

    def run(rival):
        try:
            services.enrol_person(cohort=a.cohort, employee=rival, by=None)
            outcomes.append("in")
        except Refused:
            outcomes.append("full")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(rival,)) for rival in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["full", "in"]
    assert a.cohort.enrolments.taking_part().count() == 2
