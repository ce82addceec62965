import pytest

from bangkom.people.positions import grade_of, position_group, rank_of


@pytest.mark.parametrize(
    ("kind_id", "echelon", "name", "group"),
    [
        ("2", "", "Guru Ahli Pertama", "fungsional"),
        ("4", "", "Pengadministrasi Perkantoran", "pelaksana"),
        ("1", "II.b", "Kepala Dinas", "jpt"),
        ("1", "III.a", "Sekretaris", "administrator"),
        ("1", "III.b", "Kepala Bidang", "administrator"),
        ("1", "IV.a", "Kepala Seksi Pelayanan", "pengawas"),
        ("1", "V.a", "Kepala Urusan", "pelaksana"),
        ("1", "", "Kepala Dinas", "jpt"),
        ("1", "", "Kepala Bidang Mutasi", "administrator"),
        ("1", "", "Plt. Camat Kibin", "administrator"),
        ("1", "", "Kepala Seksi Pelayanan", "pengawas"),
        ("1", "", "Kepala Sub Bagian Umum", "pengawas"),
        ("1", "", "Lurah Sukasari", "pengawas"),
        ("1", "", "Koordinator", ""),
        ("3", "", "Dokter Ahli Madya", "fungsional"),
        ("3", "III.a", "Kepala Bidang", "administrator"),
        ("", "", "Perawat Terampil", "fungsional"),
        ("", "", "", ""),
    ],
)
def test_the_group_follows_kind_then_echelon_then_name(kind_id, echelon, name, group):
    assert position_group(kind_id=kind_id, kind_name="", echelon=echelon, name=name) == group


def test_the_kind_is_also_read_from_its_name():
    assert position_group(kind_id="", kind_name="Jabatan Fungsional Umum", echelon="", name="x") == "pelaksana"


def test_grades_are_spelt_one_way():
    assert [grade_of(text) for text in ("III/d", "III d", "iii/d", "IV.A", "Golongan IX", "VII", "")] == [
        "III/d",
        "III/d",
        "III/d",
        "IV/a",
        "IX",
        "VII",
        "",
    ]
    assert rank_of("III/d") == "Penata Tingkat I"
    assert rank_of("IX") == ""
