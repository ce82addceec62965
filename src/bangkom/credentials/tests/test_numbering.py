import pytest
from django.test import Client
from django.urls import reverse

from bangkom.core.ids import new_id
from bangkom.core.models import Event, Role
from bangkom.credentials.views_numbering import stored, typed
from bangkom.papers.models import NumberSeries
from bangkom.people.tests.factories import AgencyFactory, staff

pytestmark = pytest.mark.django_db


def test_a_pattern_comes_back_as_it_was_typed():
    for pattern in ("{n:04d}/SERT/BKPSDM/{year}", "{year}-{n}"):
        assert stored(**typed(pattern)) == pattern


def test_an_administrator_chooses_the_pattern_and_sees_the_next_number():
    agency, browser = AgencyFactory(training_unit="BKPSDM Contoh"), Client()
    browser.force_login(staff(Role.ADMINISTRATOR, agency))
    page = reverse("credentials:numbering")
    assert browser.get(page).context["next"].startswith("0001/SERT/BKPSDM/")
    assert not NumberSeries.objects.exists()  # looking makes nothing
    for wrong in ("{nomor}", "{nomor}/{nomor}", "{nomor}/{tahun}/{x}", "{nomor.__class__}{tahun}", "{"):
        assert browser.post(page, {"pattern": wrong, "digits": 3, "op_id": new_id()}).status_code == 422
    assert browser.post(page, {"pattern": "{nomor}/X/{tahun}", "digits": 3, "op_id": new_id()}).status_code == 302
    assert NumberSeries.objects.get().pattern == "{n:03d}/X/{year}"
    assert Event.objects.filter(verb="papers.pattern_changed", agency=agency).count() == 1
