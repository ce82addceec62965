import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangkom.core.ids import grouped, normal_code, random_code
from bangkom.credentials.verification import Verdict, compare, fingerprint, is_code, read_upload
from bangkom.papers.tests.factories import certificate_data
from bangkom.papers.typesetting import render_pdf

CODE = "7K3MQ9TX2HWDA4ZC"
PDF = render_pdf("certificate", certificate_data())
ISSUED = {CODE: hashlib.sha256(PDF).hexdigest()}


def test_the_very_bytes_are_confirmed():
    assert compare(fingerprint(PDF), issued=ISSUED) == (Verdict.GENUINE, CODE)


def test_the_code_stands_in_the_file_in_plain_sight():
    assert fingerprint(PDF).codes == (CODE,)


@given(st.integers(0, len(PDF) * 8 - 1))
def test_any_flipped_bit_is_not_confirmed(bit):
    altered = bytearray(PDF)
    altered[bit // 8] ^= 1 << (bit % 8)
    verdict, _ = compare(fingerprint(bytes(altered)), issued=ISSUED)
    assert verdict is not Verdict.GENUINE


def test_an_altered_file_that_still_names_its_code_is_told_apart_from_an_unknown_one():
    assert compare(fingerprint(PDF + b"\n"), issued=ISSUED) == (Verdict.ALTERED, CODE)
    assert compare(fingerprint(b"%PDF-1.7 nothing of ours"), issued=ISSUED) == (Verdict.UNKNOWN, "")


def test_the_code_of_another_certificate_inside_does_not_spoil_the_very_bytes():
    other = "0" * 16
    issued = {other: "0" * 64, **ISSUED}
    assert compare(fingerprint(PDF), issued=issued) == (Verdict.GENUINE, CODE)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"ABCD-EFGH-JKMN",  # too short
        b"XABCD-EFGH-JKMN-PQRST",  # part of something longer
        b"UUUU-UUUU-UUUU-UUUU",  # U is no letter of a code
        b"abcd-efgh-jkmn-pqrs",
    ],
)
def test_what_only_looks_like_a_code_is_not_read_as_one(content):
    assert fingerprint(content).codes == ()


def test_a_file_stuffed_with_codes_is_asked_about_a_few_only():
    stuffed = b" ".join(grouped(random_code(16)).encode() for _ in range(1000))
    assert len(fingerprint(stuffed).codes) == 5


@pytest.mark.parametrize(
    "typed", ["7k3m-q9tx-2hwd-a4zc", "7K3M Q9TX 2HWD A4ZC", " 7K3MQ9TX2HWDA4ZC ", "7K3M–Q9TX–2HWD–A4ZC"]
)
def test_a_code_is_understood_however_it_was_typed(typed):
    assert normal_code(typed) == CODE


def test_letters_that_look_like_figures_are_understood():
    assert normal_code("OIL0-O1I1-LLLL-0000") == "0110011111110000"


def test_a_fresh_code_is_a_code():
    assert is_code(random_code(16))
    assert not is_code("7K3MQ9TX2HWDA4Z")


def test_an_upload_is_refused_as_soon_as_it_grows_too_large():
    def endless():
        while True:
            yield b"x" * 1000

    with pytest.raises(ValueError, match="too large"):
        read_upload(endless(), limit=5000)
