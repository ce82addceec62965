import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangkom.people.nip import NipRefused, normalise, read_nip


def refused(text: str) -> str:
    with pytest.raises(NipRefused) as caught:
        read_nip(text)
    return caught.value.code


def test_the_digits_of_a_pns_are_read():
    nip = read_nip("19860926 201505 1 001")
    assert nip.digits == "198609262015051001"
    assert nip.birth_date == dt.date(1986, 9, 26)
    assert (nip.appointment_year, nip.appointment_month, nip.contract) == (2015, 5, None)
    assert (nip.sex, nip.kind, nip.warnings) == ("M", "PNS", [])


def test_the_digits_of_a_pppk_hold_the_contract():
    nip = read_nip("199705042021222052")
    assert (nip.appointment_month, nip.contract, nip.sex, nip.kind) == (None, 2, "F", "PPPK")


@pytest.mark.parametrize(
    "text",
    [
        "'198609262015051001",
        "198609262015051001 ",
        "19860926\u00a0201505\u00a01\u00a0001",
        "19860926.201505.1.001",
    ],
)
def test_what_people_and_excel_add_is_taken_away(text):
    assert normalise(text) == "198609262015051001"
    assert read_nip(text).digits == "198609262015051001"


@pytest.mark.parametrize(
    "text",
    [
        "1.96811E+17",
        "1,96811E+17",
        "1.9681101200312100e+17",
        "2E17",
        "198609262015051000.0",
        "198609262015051000",
    ],
)
def test_a_number_that_excel_rounded_is_damaged(text):
    assert refused(text) == "nip_scientific"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "19860926201505100",
        "1986092620150510011",
        "19860926201505100X",
        "１９８６０９２６２０１５０５１００１",
    ],
)
def test_anything_but_eighteen_digits_is_refused(text):
    assert refused(text) == "nip_length"


@pytest.mark.parametrize("text", ["198613262015051001", "198602302015051001", "000001012015051001"])
def test_an_impossible_birth_date_is_refused(text):
    assert refused(text) == "nip_birth_date_impossible"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("198609261990051001", "appointment_age_unlikely"),
        ("198609262015131001", "nip_kind_unknown"),
        ("198609262015053001", "nip_sex_unknown"),
    ],
)
def test_odd_digits_only_warn(text, code):
    assert read_nip(text).warnings == [code]


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text):
    with contextlib.suppress(NipRefused):
        assert len(read_nip(text).digits) == 18
