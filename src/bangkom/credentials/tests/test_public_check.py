import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import trans_real

from bangkom.core import clock
from bangkom.core.ids import grouped
from bangkom.core.messages import compile_catalogues
from bangkom.core.services import open_stored
from bangkom.credentials import services, views
from bangkom.credentials.tests import factories
from bangkom.credentials.verification import LARGEST_UPLOAD

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate():
    with clock.held_at(dt.datetime(2025, 5, 26, 9, tzinfo=dt.UTC)):
        return services.ensure_issued(enrolment=factories.enrolment())


def page_of(certificate) -> str:
    return reverse("credentials:check", args=[grouped(certificate.code)])


def upload(client, content: bytes, name: str = "sertifikat.pdf"):
    return client.post(reverse("credentials:lookup"), {"berkas": SimpleUploadedFile(name, content)})


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_a_genuine_certificate_is_confirmed_to_anyone(client, certificate):
    response = client.get(page_of(certificate))
    words = text(response)
    assert response.status_code == 200
    assert "ASLI" in words
    assert "R**** W****, S.Sos." in words
    assert "73 JP (tujuh puluh tiga jam pelajaran)" in words
    assert "BKPSDM Kabupaten Tangerang bersama Lembaga Administrasi Negara" in words
    assert "0001/SERT/BKPSDM/2025" in words
    assert "26 Mei 2025" in words


def test_neither_name_nor_number_of_the_person_stands_anywhere_on_the_page(client, certificate):
    source = client.get(page_of(certificate)).content.decode()
    for secret in ("Rina", "Wulandari", "197805122005012003", "19780512 200501 2 003", "2003", "Kepala Seksi"):
        assert secret not in source


def test_a_single_word_name_is_masked_too(client):
    certificate = services.ensure_issued(enrolment=factories.enrolment(name="Sukarno"))
    response = client.get(page_of(certificate))
    assert "S****" in text(response)
    assert "Sukarno" not in response.content.decode()


def test_a_revoked_certificate_says_since_when_and_why(client, certificate):
    with clock.held_at(dt.datetime(2025, 6, 2, 18, tzinfo=dt.UTC)):  # 3 June in Jakarta
        services.revoke(certificate=certificate, reason="Daftar hadir ternyata palsu.", by=factories.user())
    words = text(client.get(page_of(certificate)))
    assert "DICABUT" in words
    assert "ASLI" not in words
    assert "Dicabut sejak 3 Juni 2025 karena: Daftar hadir ternyata palsu." in words


def test_an_unknown_code_is_explained(client):
    response = client.get(reverse("credentials:check", args=["0000-0000-0000-0000"]))
    assert response.status_code == 404
    assert "TIDAK DITEMUKAN" in text(response)
    assert "salah ketik" in text(response)


def test_what_a_stranger_types_is_shown_as_text(client):
    response = client.get("/v/<script>alert(1)<script>/")
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize("written", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_a_code_typed_in_any_way_leads_to_one_address(client, certificate, written):
    response = client.get(reverse("credentials:lookup"), {"kode": written(grouped(certificate.code))})
    assert response.status_code == 302
    assert response["Location"] == page_of(certificate)


def test_the_printed_address_without_a_last_slash_works(client, certificate):
    assert client.get(page_of(certificate).rstrip("/")).status_code == 200
    assert client.get(f"/v/{certificate.code.lower()}")["Location"] == page_of(certificate)


@pytest.mark.parametrize("typed", ["", "abc", "7K3M-Q9TX-2HWD"])
def test_a_code_that_cannot_be_one_is_answered_beside_the_field(client, typed):
    response = client.get(reverse("credentials:lookup"), {"kode": typed})
    assert response.status_code == 422
    assert "Kesalahan:" in response.content.decode()


def test_the_last_four_figures_of_the_number_show_the_name(client, certificate):
    response = client.post(page_of(certificate), {"angka": "2003"})
    assert "Rina Wulandari, S.Sos." in text(response)
    assert response["Cache-Control"].startswith("max-age=0")
    assert "no-store" in response["Cache-Control"]


def test_wrong_figures_show_nothing_and_soon_no_more_are_heard(client, certificate):
    for wrong in ("0000", "0001", "0002", "0003", "0004"):
        response = client.post(page_of(certificate), {"angka": wrong})
        assert response.status_code == 422
        assert "tidak cocok" in text(response)
        assert "Rina" not in response.content.decode()
    response = client.post(page_of(certificate), {"angka": "2003"})
    assert response.status_code == 429
    assert "Rina" not in response.content.decode()
    assert client.get(page_of(certificate)).status_code == 200


def test_guessing_is_heard_again_an_hour_later(client, certificate):
    start = clock.now()
    with clock.held_at(start):
        for wrong in range(6):
            client.post(page_of(certificate), {"angka": f"000{wrong}"})
    with clock.held_at(start + dt.timedelta(hours=1, seconds=1)):
        assert client.post(page_of(certificate), {"angka": "2003"}).status_code == 200


def test_who_has_no_number_has_no_field_for_it(client):
    certificate = services.ensure_issued(enrolment=factories.enrolment(number=""))
    assert "Empat angka" not in text(client.get(page_of(certificate)))
    assert client.post(page_of(certificate), {"angka": "0000"}).status_code == 422


def test_the_file_as_it_was_issued_is_confirmed(client, certificate):
    with open_stored(certificate.pdf) as file:
        response = upload(client, file.read())
    assert response.status_code == 200
    assert "ASLI" in text(response)
    assert "sama persis" in text(response)


def test_an_altered_file_is_not_confirmed_although_its_code_is_known(client, certificate):
    with open_stored(certificate.pdf) as file:
        content = bytearray(file.read())
    content[100] ^= 1
    words = text(upload(client, bytes(content)))
    assert "TIDAK SAMA" in words
    assert "Kode di dalamnya memang terdaftar" in words
    assert "ASLI" not in words


def test_the_very_file_of_a_revoked_certificate_is_called_revoked(client, certificate):
    services.revoke(certificate=certificate, reason="Nilai salah hitung.", by=factories.user())
    with open_stored(certificate.pdf) as file:
        assert "DICABUT" in text(upload(client, file.read()))


@pytest.mark.parametrize("content", [b"not a pdf", b"%PDF-1.7 but not ours", b"\x00" * 5000, b"PK\x03\x04"])
def test_any_other_file_is_not_found_whatever_it_is(client, content):
    response = upload(client, content)
    assert response.status_code == 200
    assert "TIDAK DITEMUKAN" in text(response)


def test_an_empty_upload_and_none_are_answered_beside_the_field(client):
    assert upload(client, b"").status_code == 422
    assert client.post(reverse("credentials:lookup"), {}).status_code == 422


def test_a_file_that_is_too_large_is_refused_before_it_is_read(client):
    response = upload(client, b"x" * (LARGEST_UPLOAD + 200_000))
    assert response.status_code == 413


def test_a_length_that_is_no_number_is_refused(client):
    response = client.post(reverse("credentials:lookup"), {}, CONTENT_LENGTH="-1")
    assert response.status_code == 413


def test_a_file_just_above_the_limit_is_refused_in_words(client):
    response = upload(client, b"x" * (LARGEST_UPLOAD + 1))
    assert response.status_code == 422
    assert "lebih besar dari 5 MB" in text(response)


def test_uploads_are_not_kept(client, certificate, settings):
    before = sorted(settings.MEDIA_ROOT.rglob("*"))
    upload(client, b"x" * 3_000_000)
    assert sorted(settings.MEDIA_ROOT.rglob("*")) == before


def test_too_many_uploads_from_one_place_are_slowed_down(client, monkeypatch):
    monkeypatch.setitem(views.UPLOADS, "tries", 2)
    assert [upload(client, b"x").status_code for _ in range(3)] == [200, 200, 429]


def test_a_stranger_who_guesses_codes_is_slowed_down_and_known_codes_still_answer(client, certificate, monkeypatch):
    monkeypatch.setitem(views.MISSES, "tries", 2)
    unknown = reverse("credentials:check", args=["0000-0000-0000-0000"])
    assert [client.get(unknown).status_code for _ in range(3)] == [404, 404, 429]
    assert client.get(page_of(certificate)).status_code == 200


def test_the_answer_is_small_needs_no_script_and_stays_out_of_search_engines(client, certificate):
    response = client.get(page_of(certificate))
    assert len(response.content) <= 25_000
    assert response["X-Robots-Tag"] == "noindex"
    assert "style=" not in response.content.decode()
    assert "onclick" not in response.content.decode()


@pytest.fixture
def english():
    """The catalogues of all apps compiled, and read again."""
    compile_catalogues()
    trans_real._translations.pop("en", None)
    yield
    trans_real._translations.pop("en", None)


def test_the_answer_is_given_in_english_too(client, certificate, english):
    client.cookies["bahasa"] = "en"
    words = text(client.get(page_of(certificate)))
    assert "GENUINE" in words
    assert "73 JP" in words
    assert "tujuh puluh" not in words


def test_one_look_at_a_code_costs_one_query(client, certificate, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        client.get(page_of(certificate))
