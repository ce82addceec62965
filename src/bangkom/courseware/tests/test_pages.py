import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bangkom.core.ids import new_id
from bangkom.core.models import Role
from bangkom.courseware.models import Module, Picture
from bangkom.courseware.tests.factories import SECRET, draft_module, new_draft, picture_file, published_module
from bangkom.people.tests.factories import AgencyFactory, UserFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def author(agency, client):
    user = staff(Role.ORGANIZER, agency)
    client.force_login(user)
    return user


@pytest.fixture
def draft(agency):
    return draft_module(agency)


def url(name, module, *more):
    return reverse(f"courseware:{name}", args=[module.pk, *more])


def post(client, address, **fields):
    return client.post(address, {"op_id": str(new_id()), **fields})


def pages_of(module):
    """Every page an author can open for a draft."""
    block = module.draft.activities.get(key="pelajaran-1").blocks[0]["id"]
    lesson, quiz = "pelajaran-1", "kuis"
    return [
        url("module", module),
        url("describe", module),
        url("publish", module),
        url("add_activity", module, "lesson"),
        url("add_activity", module, "quiz"),
        url("activity", module, lesson),
        url("activity", module, quiz),
        url("describe_activity", module, lesson),
        url("remove_activity", module, lesson),
        url("add_text", module, lesson),
        url("add_picture", module, lesson),
        url("change_block", module, lesson, block),
        url("remove_block", module, lesson, block),
        url("add_item", module, quiz, "single"),
        url("add_item", module, quiz, "multiple"),
        url("add_item", module, quiz, "true_false"),
        url("change_item", module, quiz, "single"),
        url("change_item", module, quiz, "multiple"),
        url("change_item", module, quiz, "true_false"),
        url("remove_item", module, quiz, "single"),
        url("preview", module, 1, lesson),
        url("preview", module, 1, quiz),
    ]


def test_an_author_opens_every_page_of_a_draft(client, author, draft):
    for address in [reverse("courseware:list"), reverse("courseware:create"), *pages_of(draft)]:
        response = client.get(address)
        assert response.status_code == 200, address
        assert " style=" not in response.content.decode(), address


def test_another_agencys_author_finds_nothing(client, draft):
    client.force_login(staff(Role.ORGANIZER, AgencyFactory()))
    for address in pages_of(draft):
        assert client.get(address).status_code == 404, address
    for name in ("move_activity", "start_draft"):
        address = url(name, draft, "pelajaran-1") if name == "move_activity" else url(name, draft)
        assert post(client, address, arah="naik").status_code == 404


def test_a_learner_is_told_that_these_pages_are_not_for_learners(client, draft):
    client.force_login(UserFactory())
    for address in [reverse("courseware:list"), *pages_of(draft)]:
        assert client.get(address).status_code == 403, address


def test_the_list_costs_the_same_for_one_module_and_for_twenty(client, author, agency, django_assert_max_num_queries):
    for number in range(20):
        draft_module(agency, title=f"Modul {number}", lessons=1)
    with django_assert_max_num_queries(7):
        response = client.get(reverse("courseware:list"), {"cari": "modul"})
    assert response.context["page"].paginator.count == 20


def test_the_list_says_what_to_do_when_it_is_empty(client, author):
    assert "Belum ada modul" in client.get(reverse("courseware:list")).content.decode()


def test_making_a_module_leads_to_its_page(client, author, agency):
    response = post(client, reverse("courseware:create"), agency=agency.pk, title="Etika layanan", summary="")
    module = Module.objects.get(title="Etika layanan")
    assert response.url == url("module", module)


def test_a_module_cannot_be_made_for_another_agency(client, author):
    response = post(client, reverse("courseware:create"), agency=AgencyFactory().pk, title="Titipan")
    assert response.status_code == 422
    assert not Module.objects.exists()


def test_the_same_form_sent_twice_makes_one_module(client, author, agency):
    fields = {"op_id": str(new_id()), "agency": agency.pk, "title": "Sekali", "summary": ""}
    for _turn in range(2):
        assert client.post(reverse("courseware:create"), fields).status_code == 302
    assert Module.objects.filter(title="Sekali").count() == 1


def test_a_whole_module_is_written_checked_and_published_by_forms_alone(client, author, agency):
    post(client, reverse("courseware:create"), agency=agency.pk, title="Mediasi", summary="Ringkas")
    module = Module.objects.get(title="Mediasi")
    assert "belum berisi pelajaran" in client.get(url("publish", module)).content.decode()
    lesson = post(client, url("add_activity", module, "lesson"), title="Mendengar", minutes="6").url
    post(client, lesson + "teks/", text="# Mendengar\n\n- pelan\n- utuh")
    quiz = post(client, url("add_activity", module, "quiz"), title="Kuis", minutes="5").url
    post(client, quiz + "soal/baru/single/", prompt="Apa?", choice_a="Ya", choice_b="Tidak", feedback="", points="1")
    assert "kunci belum ditandai" in client.get(url("publish", module)).content.decode()
    item = module.draft.activities.get(title="Kuis").items.get()
    page = client.get(quiz + f"soal/{item.key}/").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    post(
        client,
        quiz + f"soal/{item.key}/",
        prompt="Apa?",
        choice_a="Ya",
        choice_b="Tidak",
        key="a",
        points="1",
        seen=seen,
    )
    lock = re.search(r'name="lock_version" value="(\d+)"', client.get(url("publish", module)).content.decode())[1]
    response = post(client, url("publish", module), lock_version=lock, notes="Pertama")
    assert response.status_code == 302
    module.refresh_from_db()
    assert module.published.number == 1
    assert "Pertama" in client.get(url("module", module)).content.decode()


def test_a_published_module_has_no_editing_pages_until_a_draft_is_begun(client, author, agency):
    module = published_module(agency)
    assert client.get(url("activity", module, "pelajaran-1")).status_code == 404
    assert client.get(url("describe", module)).status_code == 404
    assert client.get(url("publish", module)).url == url("module", module)
    assert post(client, url("start_draft", module)).url == url("module", module)
    assert client.get(url("activity", module, "pelajaran-1")).status_code == 200


def test_a_text_changed_meanwhile_is_not_overwritten_and_what_was_typed_stays(client, author, draft):
    block = draft.draft.activities.get(key="pelajaran-1").blocks[0]["id"]
    address = url("change_block", draft, "pelajaran-1", block)
    seen = re.search(r'name="seen" value="(\w+)"', client.get(address).content.decode())[1]
    assert post(client, address, text="Dari layar pertama", seen=seen).status_code == 302
    response = post(client, address, text="Dari layar kedua", seen=seen)
    assert response.status_code == 409
    page = response.content.decode()
    assert "baru saja diubah orang lain" in page
    assert "Dari layar kedua" in page
    fresh = re.search(r'name="seen" value="(\w+)"', page)[1]
    assert post(client, address, text="Dari layar kedua", seen=fresh).status_code == 302


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"prompt": "", "choice_a": "Ya", "choice_b": "Tidak"}, 'id="id_prompt_error"'),
        ({"prompt": "Apa?", "choice_a": "Ya"}, "Tulis sedikitnya dua pilihan."),
        ({"prompt": "Apa?", "choice_a": "Ya", "choice_b": "Tidak", "key": "c"}, "ditandai benar, tetapi kosong"),
        ({"prompt": "Apa?", "choice_a": "Ya", "choice_b": "Tidak", "points": "0"}, 'id="id_points_error"'),
    ],
)
def test_a_wrong_question_comes_back_with_the_reason_and_what_was_typed(client, author, draft, fields, said):
    response = post(client, url("add_item", draft, "kuis", "single"), **{"points": "1"} | fields)
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    assert 'value="Ya"' in page
    assert "<title>Kesalahan:" in page


def test_moving_and_removing_work_by_plain_buttons(client, author, draft):
    post(client, url("move_activity", draft, "pelajaran-1"), arah="turun")
    assert draft.draft.activities.first().key == "pelajaran-2"
    post(client, url("move_item", draft, "kuis", "single"), arah="turun")
    assert draft.draft.activities.get(key="kuis").items.first().key == "multiple"
    post(client, url("remove_item", draft, "kuis", "single"))
    post(client, url("remove_activity", draft, "pelajaran-2"))
    assert list(draft.draft.activities.values_list("key", flat=True)) == ["pelajaran-1", "kuis"]
    block = draft.draft.activities.get(key="pelajaran-1").blocks[0]["id"]
    post(client, url("move_block", draft, "pelajaran-1", block), arah="naik")
    post(client, url("remove_block", draft, "pelajaran-1", block))
    assert draft.draft.activities.get(key="pelajaran-1").blocks == []


def test_a_picture_is_uploaded_shown_to_authors_and_kept_from_others(client, author, draft):
    upload = SimpleUploadedFile("peta.png", picture_file(), content_type="image/png")
    address = url("add_picture", draft, "pelajaran-1")
    response = post(client, address, picture=upload, alt="Peta desa", caption="Buatan sendiri")
    assert response.status_code == 302
    picture = Picture.objects.get()
    shown = client.get(reverse("courseware:picture", args=[picture.pk]))
    assert shown["Content-Type"] == "image/webp"
    assert "private" in shown["Cache-Control"]
    again = client.get(reverse("courseware:picture", args=[picture.pk]), headers={"If-None-Match": shown["ETag"]})
    assert again.status_code == 304
    assert 'alt="Peta desa"' in client.get(url("preview", draft, 1, "pelajaran-1")).content.decode()
    client.force_login(staff(Role.TRAINER, AgencyFactory()))
    assert client.get(reverse("courseware:picture", args=[picture.pk])).status_code == 404


def test_a_picture_without_words_or_that_is_none_is_refused(client, author, draft):
    address = url("add_picture", draft, "pelajaran-1")
    page = post(client, address, picture=SimpleUploadedFile("a.png", picture_file()), alt="").content.decode()
    assert 'id="id_alt_error"' in page
    page = post(client, address, picture=SimpleUploadedFile("a.png", b"bukan"), alt="Ada").content.decode()
    assert "bukan gambar JPEG, PNG, atau WebP" in page
    assert not Picture.objects.exists()


def test_the_words_of_a_picture_can_be_changed(client, author, draft):
    post(
        client,
        url("add_picture", draft, "pelajaran-1"),
        picture=SimpleUploadedFile("peta.png", picture_file()),
        alt="Peta",
    )
    block = draft.draft.activities.get(key="pelajaran-1").blocks[1]
    address = url("change_block", draft, "pelajaran-1", block["id"])
    seen = re.search(r'name="seen" value="(\w+)"', client.get(address).content.decode())[1]
    post(client, address, alt="Peta desa Sukamaju", caption="", seen=seen)
    assert draft.draft.activities.get(key="pelajaran-1").blocks[1]["alt"] == "Peta desa Sukamaju"


def test_the_preview_shows_any_version_and_offers_the_key_to_authors(client, author, agency):
    module = new_draft(published_module(agency))
    for number in (1, 2):
        page = client.get(url("preview", module, number, "kuis")).content.decode()
        assert SECRET in page
    assert client.get(url("preview", module, 3, "kuis")).status_code == 404
    assert client.get(url("preview", module, 1, "tiada")).status_code == 404


def test_an_unknown_kind_of_question_or_activity_is_not_found(client, author, draft):
    assert client.get(url("add_item", draft, "kuis", "esai")).status_code == 404
    assert client.get(url("add_item", draft, "pelajaran-1", "single")).status_code == 404
    assert client.get(url("add_activity", draft, "video")).status_code == 404
