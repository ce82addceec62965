import pytest

from bangkom.credentials.masking import masked_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Rina Wulandari, S.Sos.", "R**** W****, S.Sos."),
        ("Sukarno", "S****"),
        ("Dr. H. Muhammad Abdul Rahman, S.Sos., M.Si.", "Dr. H. M**** A**** R****, S.Sos., M.Si."),
        ("Eka Putra, SE, MM", "E**** P****, SE, MM"),
        ("Sri Rahayu, S.Kom, Ph.D", "S**** R****, S.Kom, Ph.D"),
        ("Wulandari, Rina", "W****, R****"),
        ("Drs. Bambang S.", "Drs. B**** S****"),
        ("Nur'aini", "N****"),
        ("Yu", "Y****"),
        ("siti a'isyah", "S**** A****"),
        ("'Aisyah", "A****"),
        ("  Rina   Wulandari ", "R**** W****"),
        ("Hj. Dewi", "Hj. D****"),
        ("", ""),
    ],
)
def test_a_stranger_reads_first_letters_and_titles_only(name, shown):
    assert masked_name(name) == shown


def test_stars_do_not_tell_how_long_a_name_is():
    assert masked_name("Ani") == masked_name("Adiwiryaningrat")
