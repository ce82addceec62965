import ast
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

import bangkom
from bangkom.core.errors import Refused
from bangkom.core.ids import new_id
from bangkom.core.models import Event, Role
from bangkom.notices import services, texts
from bangkom.notices.models import AgencyText
from bangkom.people.tests.factories import AgencyFactory, UserFactory, staff

pytestmark = pytest.mark.django_db
ISSUED = "credentials.issued"


def issued(agency, **of_reader):
    params = {"pelatihan": "Pelatihan Contoh"}
    return services.notify(recipient=UserFactory(**of_reader), kind=ISSUED, agency=agency, params=params)


def word(agency, text_id, text_en=""):
    services.word_text(
        agency=agency, kind=ISSUED, text_id=text_id, text_en=text_en, by=staff(Role.ADMINISTRATOR, agency)
    )


def test_an_agency_speaks_in_its_own_words_and_no_other_does():
    agency, other = AgencyFactory(), AgencyFactory()
    word(agency, "Selamat! Sertifikat {pelatihan} siap 100%.")
    assert issued(agency).text == "Selamat! Sertifikat Pelatihan Contoh siap 100%."
    assert issued(other).text == "Sertifikat Pelatihan Contoh Anda terbit. Silakan unduh."
    assert issued(None).text == issued(other).text


def test_a_reader_of_english_gets_the_agencys_english_or_the_default():
    agency = AgencyFactory()
    word(agency, "Selamat!")
    with translation.override("en"):
        assert issued(agency, language="en").text.startswith("Your certificate")
        word(agency, "Selamat!", "Well done: {pelatihan}")
        assert issued(agency, language="en").text == "Well done: Pelatihan Contoh"


def test_a_place_that_is_not_filled_is_refused_and_empty_words_bring_the_default_back():
    agency = AgencyFactory()
    with pytest.raises(Refused):
        word(agency, "Halo {nama}")
    with pytest.raises(Refused):
        word(agency, "Halo {}")
    assert not AgencyText.objects.exists()
    word(agency, "Selamat!")
    word(agency, "")
    assert issued(agency).text.startswith("Sertifikat")
    assert Event.objects.filter(verb="notices.text_worded").count() == 2


def test_an_administrator_words_a_text_on_its_page():
    agency, browser = AgencyFactory(), Client()
    browser.force_login(staff(Role.ADMINISTRATOR, agency))
    page = reverse("notices:text", args=[ISSUED])
    assert "Sertifikat {pelatihan} Anda terbit" in browser.get(page).content.decode()
    wrong = browser.post(page, {"text_id": "Halo {nama}", "op_id": new_id()})
    assert wrong.status_code == 422
    assert browser.post(page, {"text_id": "Siap: {pelatihan}", "op_id": new_id()}).status_code == 302
    assert "Siap: Pelatihan Sosial Kultural, Angkatan II" in browser.get(reverse("notices:texts")).content.decode()
    assert browser.get(reverse("notices:text", args=["tidak.ada"])).status_code == 404


@pytest.mark.parametrize("text", texts.TEXTS.values(), ids=lambda text: text.kind)
def test_every_text_can_be_previewed_and_comes_back_as_it_was_typed(text):
    assert "%" not in texts.preview(text.message)
    assert texts.as_message(texts.as_typed(text.message), text.places) == text.message
    assert set(text.places) <= set(texts.PLACES)


def test_every_text_is_told_somewhere_and_what_has_no_text_brings_its_message():
    """Calls of `notify` without a message name a kind of the list, wherever the kind is composed."""
    package = Path(bangkom.__file__).parent
    sources = [path.read_text() for path in package.rglob("*.py") if "tests" not in path.parts]
    whole = "\n".join(sources)
    for kind in texts.TEXTS:
        app, _dot, act = kind.partition(".")
        assert f'"{kind}"' in whole or f'"{act}"' in whole or f'f"{app}.{act.rsplit("_", 1)[0]}_' in whole, kind
    for source in sources:
        for call in ast.walk(ast.parse(source)):
            if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) == "notify":
                given = {keyword.arg: keyword.value for keyword in call.keywords}
                if "message" not in given and isinstance(given.get("kind"), ast.Constant):
                    assert given["kind"].value in texts.TEXTS
