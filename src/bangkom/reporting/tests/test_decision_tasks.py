"""Perlu tindakan: people about whom the committee has to decide, or to decide again."""

import datetime as dt

import pytest

from bangkom.cohorts.models import Cohort, SheetRow
from bangkom.cohorts.services import record_outcome
from bangkom.cohorts.tests.factories import angkatan
from bangkom.core import clock
from bangkom.reporting.queries.tasks import decision_tasks

pytestmark = pytest.mark.django_db


def test_a_sheet_completed_after_the_decision_not_to_pass_waits_for_the_organizer():
    a = angkatan()
    record_outcome(enrolments=a.enrolments[:1], outcome="failed", reason="Tidak hadir.", by=a.organizer)
    assert decision_tasks(Cohort.objects.run_by(a.organizer)) == []
    SheetRow.objects.filter(enrolment=a.enrolments[0]).update(state="met", met_on=clock.today(), progress=100)
    (task,) = decision_tasks(Cohort.objects.run_by(a.organizer))
    assert (task.count, task.label) == (1, "syarat lengkap sesudah diputus tidak lulus")
    assert task.url == f"/angkatan/{a.cohort.slug}/keputusan/?saring=diputus"


def test_after_the_end_those_without_outcome_wait_for_a_decision():
    a = angkatan(3)
    record_outcome(enrolments=a.enrolments[:1], outcome="deferred", reason="Sakit lama.", by=a.organizer)
    after = clock.instant(a.cohort.ends_on + dt.timedelta(days=1), dt.time(9), a.cohort.agency)
    with clock.held_at(after):
        (task,) = decision_tasks(Cohort.objects.run_by(a.organizer))
    assert (task.count, task.label) == (2, "belum diputus, angkatan sudah selesai")
