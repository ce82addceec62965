import datetime as dt
import io
import threading

import pypdf
import pytest

from bangkom.papers import typesetting
from bangkom.papers.errors import PapersError
from bangkom.papers.tests.factories import LONG_NAME, LONG_UNIT, certificate_data
from bangkom.papers.typesetting import render_pdf


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def words_of(pdf: bytes) -> list[str]:
    """Each page as one line of text, without the line breaks that setting it put in."""
    return [" ".join(page.extract_text().split()) for page in read(pdf).pages]


def test_the_certificate_says_everything_it_must():
    data = certificate_data()
    front, back = words_of(render_pdf("certificate", data))
    for text in (
        "Nomor 0042/PSK/BKPSDM/2025",
        "Berdasarkan",
        "Rina Wulandari, S.Sos.",
        "19780512 200501 2 003",
        "Penata Tingkat I, III/d",
        "Kepala Seksi Pemerintahan",
        "Kecamatan Cikupa",
        "Pelatihan Sosial Kultural",
        "Angkatan II",
        "73 JP",
        "tujuh puluh tiga jam pelajaran",
        "Tigaraksa, 26 Mei 2025",
        "Drs. H. Ahmad Suryana, M.Si.",
        "7K3M-Q9TX-2HWD-A4ZC",
    ):
        assert text in front, text
    # Spaced capitals: a reader that takes the spacing for blanks still finds the letters in order.
    assert "PEMERINTAHKABUPATENTANGERANG" in front.replace(" ", "")
    assert "SERTIFIKAT" in front.replace(" ", "")
    for text in (
        "Jalur pelatihan",
        "0042/PSK/BKPSDM/2025",
        "Belajar mandiri",
        "24 JP",
        "Mata pelatihan",
        "Mediasi",
    ):
        assert text in back, text


def test_the_certificate_is_tagged_and_fit_to_archive():
    pdf = read(render_pdf("certificate", certificate_data()))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "id"
    assert "/StructTreeRoot" in root
    metadata = root["/Metadata"].get_data().decode()
    assert "pdfuaid:part>1<" in metadata
    assert "pdfaid:part>3<" in metadata
    assert "pdfaid:conformance>A<" in metadata
    assert pdf.metadata.title == "Sertifikat 0042/PSK/BKPSDM/2025, Rina Wulandari, S.Sos."


def test_the_qr_code_has_words_for_who_cannot_see_it():
    pdf = render_pdf("certificate", certificate_data())
    alternatives = [obj["/Alt"] for obj in every_dictionary(read(pdf)) if "/Alt" in obj]
    assert "Kode QR menuju bangkom.tangerangkab.go.id/v" in alternatives


def every_dictionary(pdf: pypdf.PdfReader) -> list[dict]:
    count = pdf.trailer["/Size"]
    found = (pdf.get_object(number) for number in range(1, count))
    return [obj for obj in found if isinstance(obj, dict)]


@pytest.mark.parametrize("subjects", [0, 1, 9, 10, 24, 40])
def test_any_number_of_subjects_stays_on_the_back(subjects):
    data = certificate_data(subjects=subjects)
    assert len(words_of(render_pdf("certificate", data))) == 2


@pytest.mark.parametrize("subjects", [3, 9, 24])
def test_subjects_stand_under_their_agendas_on_the_back(subjects):
    data = certificate_data(subjects=subjects)
    for place, subject in enumerate(data["subjects"]):
        subject["agenda"] = "" if place == 0 else f"Agenda {place // 3}: Sikap perilaku"
    _front, back, *more = words_of(render_pdf("certificate", data))
    assert not more
    assert back.index("Agenda 0: Sikap perilaku") < back.index(data["subjects"][1]["name"].split()[-1])


def test_long_names_stay_on_the_front_and_whole():
    data = certificate_data()
    data["person"]["name"] = data["signer"]["name"] = LONG_NAME
    data["agency"]["name"] = LONG_UNIT
    data["person"]["facts"][-1]["value"] = LONG_UNIT
    data["signer"]["position"] = f"Kepala {LONG_UNIT}"
    front, back = words_of(render_pdf("certificate", data))
    assert front.count(LONG_NAME) == 2
    assert LONG_UNIT in front
    assert LONG_NAME in back


def test_a_single_word_name_and_nothing_optional_still_make_a_certificate():
    data = certificate_data(subjects=0)
    data["person"] = {"name": "Sukarno", "facts": data["person"]["facts"][:1]}
    data["agency"]["government"] = data["legal_basis"] = data["signer"]["number"] = ""
    front, _ = words_of(render_pdf("certificate", data))
    assert "Sukarno" in front


def test_what_a_person_typed_is_text_and_never_template_code():
    data = certificate_data()
    data["person"]["name"] = '#read("/etc/passwd") $x$ *tebal* "kutip" \\ @label <a>'
    front, _ = words_of(render_pdf("certificate", data))
    assert '#read("/etc/passwd") $x$ *tebal*' in front


def test_control_characters_are_left_out():
    data = certificate_data()
    data["person"]["name"] = "Siti\u200b Nur\x07haliza"
    front, _ = words_of(render_pdf("certificate", data))
    assert "Siti Nurhaliza" in front


def test_a_sign_no_font_can_show_is_refused_not_printed_as_a_box():
    data = certificate_data()
    data["person"]["name"] = "Siti 😀"
    with pytest.raises(PapersError, match="could not be displayed"):
        render_pdf("certificate", data)


@pytest.mark.parametrize("name", ["letter", "../certificate", "certificate.typ", ""])
def test_only_bundled_templates_are_set(name):
    with pytest.raises(PapersError, match="no template"):
        render_pdf(name, {})


def test_the_same_data_and_instant_give_the_same_bytes():
    created = dt.datetime(2025, 5, 26, 3, tzinfo=dt.UTC)
    one, two = (render_pdf("certificate", certificate_data(), created=created) for _ in range(2))
    assert one == two


def test_threads_share_one_compiler_without_mixing_their_papers():
    made: dict[str, str] = {}

    def make(name: str) -> None:
        data = certificate_data()
        data["person"]["name"] = name
        made[name] = words_of(render_pdf("certificate", data))[0]

    threads = [threading.Thread(target=make, args=(f"Peserta Nomor {n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 6
    assert all(name in text for name, text in made.items())
    assert "certificate" in typesetting._compilers
