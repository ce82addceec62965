"""Neither NIP nor birth date opens an account: both stand in letters and in leaked lists."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from bangkom.core.services import create_account
from bangkom.people.passwords import OwnNumbersValidator
from bangkom.people.queries import account_of_number
from bangkom.people.tests.factories import AgencyFactory, employee

pytestmark = pytest.mark.django_db
NIP = "199002142015031001"


def refused(password: str, user) -> bool:
    try:
        OwnNumbersValidator().validate(password, user)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize(
    "password",
    [NIP, f"nip{NIP}!", "19900214 201503 1 001", "Ahmad14021990", "14-02-1990 ahmad", "140290rahasia", "aman19900214"],
)
def test_a_password_with_the_own_number_or_birth_date_is_refused(password):
    assert refused(password, create_account(username=NIP, name="Ahmad", by=None))


def test_the_birth_date_on_record_counts_where_the_name_is_no_number():
    one = employee(AgencyFactory(), serial=5)
    user = create_account(username="ahmad", name="Ahmad", by=None)
    one.person.user, one.person.birth_date = user, dt.date(1985, 12, 1)
    one.person.save()
    assert refused("rumah 01121985 kita", user)
    assert refused(f"kunci {one.number}", user)
    assert not refused("rumah 02121985 kita", user)


def test_a_sentence_passes_and_so_does_the_number_of_somebody_else():
    user = create_account(username=NIP, name="Ahmad", by=None)
    assert not refused("sawah hijau di kaki gunung", user)
    assert not refused("199511032020122002", user)
    assert not refused("sawah hijau", None)


def test_an_account_is_found_by_any_number_its_person_held():
    one = employee(AgencyFactory(), serial=6)
    one.person.user = user = create_account(username="ahmad", name="Ahmad", by=None)
    one.person.save()
    assert account_of_number(one.number) == user
    assert account_of_number("199001012020121999") is None


def test_a_number_that_could_be_two_peoples_finds_nobody():
    first, second = employee(AgencyFactory(), serial=7), employee(AgencyFactory(), serial=8)
    for name, one in (("satu", first), ("dua", second)):
        one.person.user = create_account(username=name, name=name, by=None)
        one.person.save()
    second.numbers.update(number=first.number)
    assert account_of_number(first.number) is None
