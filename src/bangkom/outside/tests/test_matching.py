import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangkom.outside.matching import (
    Matcher,
    Member,
    Name,
    Number,
    bare_name,
    compare_names,
    compare_numbers,
    is_one_slip,
)

UMI, SITI, OTHER_SITI, RIZKI = 1, 2, 3, 4
NIPS = {
    UMI: "198503122010012003",
    SITI: "199002142015032001",
    OTHER_SITI: "199107152019032005",
    RIZKI: "198805202014021002",
}
GROUP = [
    Member(UMI, "Umi Fauziah, S.Sos.", (NIPS[UMI], "198503122009012009")),
    Member(SITI, "Siti Aminah", (NIPS[SITI],)),
    Member(OTHER_SITI, "Hj. Siti Aminah, S.E., M.M.", (NIPS[OTHER_SITI],)),
    Member(RIZKI, "Muhammad Rizki Pratama", (NIPS[RIZKI],)),
]


def find(number="", name="", **options):
    return Matcher(GROUP, **options).find(number, name)


@pytest.mark.parametrize("name", ["Umi Fauziah", "UMI FAUZIAH, S.Sos", "Hj. Umi Fauziah", "Fauziah Umi", ""])
def test_a_number_in_order_finds_its_person_whatever_titles_the_name_has(name):
    for written in (NIPS[UMI], "19850312 201001 2 003", f"'{NIPS[UMI]}", f"NIP. {NIPS[UMI]}", f"{NIPS[UMI]}.0"):
        found = find(written, name)
        assert (found.sure, found.codes) == (UMI, ())


def test_a_number_held_in_earlier_years_finds_the_person():
    assert find("198503122009012009", "Umi Fauziah").sure == UMI


def test_a_good_number_with_another_persons_name_is_a_doubt_with_both():
    found = find(NIPS[UMI], "Muhammad Rizki Pratama")
    assert (found.sure, found.candidates, found.codes) == (None, (UMI, RIZKI), ("name_other",))


def test_scientific_notation_and_the_same_name_find_one_person():
    for written in ("1.98503E+17", "1,98503E+17", "1.98503122010012E+17"):
        found = find(written, "Umi Fauziah")
        assert (found.sure, found.codes) == (UMI, ("number_damaged",))


def test_scientific_notation_without_a_name_is_a_doubt():
    found = find("1.98503E+17")
    assert (found.sure, found.candidates) == (None, (UMI,))


def test_what_is_left_of_a_number_and_fits_half_the_group_is_no_doubt_but_unreadable():
    group = [Member(at, f"Orang {chr(97 + at) * 4}", (f"19850312201001{at:04d}",)) for at in range(9)]
    assert Matcher(group).find("1.98503E+17", "").codes == ("number_damaged",)
    assert Matcher(group).find("1.98503E+17", "").candidates == ()
    assert Matcher(group).find("1.98503E+17", "Orang bbbc").candidates[0] == 1


def test_digits_that_excel_has_cut_off_are_a_doubt_without_the_name():
    assert find(NIPS[UMI][:15] + "000").candidates == (UMI,)
    assert find(NIPS[UMI][:15] + "000", "Umi Fauziah").sure == UMI


def test_a_missing_digit_leaves_one_candidate_and_with_the_name_no_doubt():
    written = NIPS[UMI][:9] + NIPS[UMI][10:]
    assert len(written) == 17
    assert find(written).candidates == (UMI,)
    assert find(written, "Umi Fauziyah").candidates == (UMI,)
    assert find(written, "Umi Fauziah").sure == UMI


def test_a_wrong_digit_and_exchanged_neighbours_are_damage_too():
    assert compare_numbers("198503122010012008", [NIPS[UMI]]) == Number.DAMAGED
    assert compare_numbers("198503122010010203", [NIPS[UMI]]) == Number.DAMAGED
    assert compare_numbers("198503122010010204", [NIPS[UMI]]) == Number.OTHER


def test_a_name_alone_is_taken_when_one_person_bears_it():
    found = find(name="UMI FAUZIAH, S.Sos")
    assert (found.sure, found.codes) == (UMI, ("by_name",))


def test_a_name_alone_is_a_doubt_when_the_list_shows_it_twice():
    assert find(name="Umi Fauziah", crowded=["Umi Fauziah"]).candidates == (UMI,)


def test_a_name_that_two_people_bear_is_a_doubt_with_both():
    found = find(name="Siti Aminah")
    assert (found.sure, found.candidates, found.codes) == (None, (SITI, OTHER_SITI), ("name_shared",))


@pytest.mark.parametrize("name", ["Umi Fauzia", "Umi Fauziyah", "UmiFauziah", "U. Fauziah"])
def test_a_name_that_is_only_alike_is_a_doubt(name):
    found = find(name=name)
    assert (found.sure, found.candidates) == (None, (UMI,))


@pytest.mark.parametrize("name", ["M. Rizki Pratama", "Moh Rizki Pratama", "Rizki Pratama"])
def test_muhammad_is_written_in_many_ways_but_never_believed(name):
    assert find(name=name).candidates == (RIZKI,)


def test_a_namesake_with_a_number_of_the_own_is_a_doubt_and_not_the_participant():
    found = find("197805122005011003", "Umi Fauziah")
    assert (found.sure, found.candidates, found.codes) == (None, (UMI,), ("number_other",))


def test_a_stranger_is_nobody():
    assert find("197805122005011003", "Bambang Susilo").codes == ("not_participant",)
    assert find(name="Bambang Susilo").codes == ("not_participant",)
    assert find().codes == ("nobody_named",)


def test_a_place_in_the_list_is_no_number():
    assert find("17", "Umi Fauziah").sure == UMI


def test_titles_accents_and_apostrophes_do_not_belong_to_a_name():
    assert bare_name("Drs. H. Nu'man Ma’ruf, M.Si.") == "numan maruf"
    assert bare_name("M.Rizki Pratama S.Sos") == "m rizki pratama"
    assert compare_names("", "Umi") == Name.NONE


@given(st.integers(0, 17), st.integers(0, 9))
def test_one_slip_of_the_finger_is_always_seen(at, digit):
    number = NIPS[UMI]
    for written in (
        number[:at] + number[at + 1 :],
        number[:at] + str(digit) + number[at:],
        number[:at] + str(digit) + number[at + 1 :],
    ):
        assert written == number or is_one_slip(written, number)


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_breaks_the_matcher_and_nobody_is_both_sure_and_doubtful(number, name):
    found = find(number, name)
    assert found.sure is None or not found.candidates
