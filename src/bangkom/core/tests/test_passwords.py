"""Passwords that an office would try first are refused; sentences are not."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from bangkom.core.passwords import WORDS, OfficeWordsValidator
from bangkom.core.tests.factories import UserFactory


@pytest.mark.parametrize(
    "password", ["Bkpsdm2026!", "P3gawaiJaya123", "indonesia-merdeka", "ADMIN12345", "Rah4siaNegara!", "Bkn.Simpeg.01"]
)
def test_office_words_with_digits_are_refused(password):
    with pytest.raises(ValidationError, match="mudah ditebak"):
        OfficeWordsValidator().validate(password)


@pytest.mark.parametrize(
    "password",
    ["sawah hijau di kaki gunung", "kawung-dua-puluh", "pegawai yang suka makan durian", "1234567890", "TX9-ppq-77a"],
)
def test_sentences_and_random_letters_pass(password):
    OfficeWordsValidator().validate(password)


def test_the_list_is_sorted_and_holds_each_word_once():
    assert sorted(set(WORDS)) == WORDS


@pytest.mark.parametrize("password", ["pendek", "1234567890", "password123", "Bkpsdm2026!", "budi.santoso.1"])
def test_the_rules_of_the_installation_hold_together(db, password):
    user = UserFactory(username="budi.santoso.1", name="Budi Santoso")
    with pytest.raises(ValidationError):
        validate_password(password, user)
