import datetime as dt

import pytest
from django.urls import reverse

from bangkom.cohorts.services import withdraw
from bangkom.cohorts.tests.factories import angkatan, open_a_cohort
from bangkom.core import clock
from bangkom.core.models import Role
from bangkom.people.tests.factories import AgencyFactory, UserFactory, staff
from bangkom.programmes.models import Curriculum
from bangkom.programmes.services import create_programme, publish_curriculum, save_requirement, save_stage
from bangkom.programmes.tests.factories import curriculum
from bangkom.reporting import search, words
from bangkom.reporting.queries import catalogue

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 18, 1, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 18)


@pytest.fixture(autouse=True)
def now():
    with clock.held_at(NOW):
        yield


@pytest.fixture
def agency():
    return AgencyFactory(code="kab-tangerang", short_name="Kab. Tangerang", training_unit="BKPSDM Kabupaten Tangerang")


def offer(agency, title, *, family="technical", mode="classroom", jp=12) -> Curriculum:
    """A published programme of one stage."""
    made = create_programme(agency=agency, title=title, family=family, form="technical_training", jp=jp, by=None)
    draft = made.curricula.get()
    stage = save_stage(curriculum=draft, stage=None, title="Tahap", mode=mode, jp=jp, days=2, subjects=[], by=None)
    save_requirement(
        stage=stage, requirement=None, kind="confirmation", title="Selesai", module=None, activity_key="",
        params={"what": "Laporan diterima"}, by=None,
    )  # fmt: skip
    return publish_curriculum(curriculum=draft, by=None)


def page(client, **query) -> str:
    reply = client.get(reverse("reporting:catalogue"), query)
    assert reply.status_code == 200
    return " ".join(reply.content.decode().split())


def found(typed: str) -> set[str]:
    return {each.title for each in catalogue.chosen(catalogue.offered(TODAY), {"cari": typed})}


def test_a_visitor_reads_what_is_offered_with_path_dates_and_seats(client, agency):
    frozen = curriculum(agency)
    open_a_cohort(agency, starts_on=dt.date(2026, 12, 1), curriculum=frozen, capacity=40, place="Tigaraksa")
    text = page(client)
    assert "1 pelatihan" in text
    assert "BKPSDM Kabupaten Tangerang" in text
    assert "Belajar mandiri 24 JP, Sesi tematik 33 JP, Aktualisasi 16 JP" in text
    assert "Angkatan I, 1 sampai 13 Desember 2026" in text
    assert "40 kursi kosong" in text


def test_a_draft_is_not_offered_and_the_empty_catalogue_says_when_it_fills(client, agency):
    draft = curriculum(agency, published=False)
    assert "Katalog masih kosong" in page(client)
    address = reverse("reporting:programme", args=[catalogue.slug_of(draft.programme)])
    assert client.get(address).status_code == 404


def test_a_programme_says_what_is_learned_what_it_takes_and_who_teaches(client):
    running = angkatan(1, starts_on=dt.date(2026, 11, 16))
    frozen = running.cohort.curriculum
    reply = client.get(reverse("reporting:programme", args=[catalogue.slug_of(frozen.programme)]))
    text = " ".join(reply.content.decode().split())
    assert reply.status_code == 200
    assert "Hadir di sedikitnya 90% sesi tahap ini." in text
    assert "Nilai kuis sedikitnya 70." in text
    assert "Laporan dilihat coach. Dikonfirmasi panitia." in text
    assert "Lembaga Administrasi Negara" in text
    assert "Sedang berjalan" in text


def test_no_name_of_a_person_stands_in_the_catalogue(client):
    running = angkatan(2, starts_on=dt.date(2026, 11, 16))
    address = reverse("reporting:programme", args=[catalogue.slug_of(running.cohort.curriculum.programme)])
    text = page(client) + client.get(address).content.decode()
    names = [each.person.name for each in running.employees] + [running.trainer.name, running.organizer.name]
    assert not [name for name in names if name in text]


def test_free_seats_are_those_nobody_has(agency):
    running = angkatan(3, starts_on=dt.date(2026, 12, 1), capacity=4)
    [offered] = catalogue.offers(catalogue.offered(TODAY), TODAY)
    assert offered.runs[0].free == 1
    withdraw(enrolment=running.enrolments[0], reason="Dimutasi", by=running.organizer)
    [offered] = catalogue.offers(catalogue.offered(TODAY), TODAY)
    assert offered.runs[0].free == 2


def test_a_cohort_that_has_ended_is_told_as_the_past(client, agency):
    frozen = curriculum(agency)
    open_a_cohort(agency, starts_on=dt.date(2025, 5, 14), curriculum=frozen)
    text = client.get(reverse("reporting:programme", args=[catalogue.slug_of(frozen.programme)])).content.decode()
    assert "Sudah diadakan 1 kali, terakhir selesai 26 Mei 2025." in text
    assert "Belum ada angkatan yang dijadwalkan." in text


def test_the_cohort_one_can_still_join_stands_before_the_one_that_runs(agency):
    frozen = curriculum(agency)
    open_a_cohort(agency, starts_on=dt.date(2026, 11, 16), curriculum=frozen)
    open_a_cohort(agency, starts_on=dt.date(2027, 2, 1), curriculum=frozen, name="Angkatan II")
    [offered] = catalogue.offers(catalogue.offered(TODAY), TODAY)
    assert [run.is_running for run in offered.runs] == [True, False]
    assert offered.next_run.cohort.name == "Angkatan II"


def test_what_begins_next_stands_first(agency):
    later, none, soon = offer(agency, "Arsip"), offer(agency, "Bendahara"), offer(agency, "Zonasi")
    open_a_cohort(agency, starts_on=dt.date(2027, 3, 1), curriculum=later)
    open_a_cohort(agency, starts_on=dt.date(2026, 12, 1), curriculum=soon)
    assert [each.title for each in catalogue.offered(TODAY)] == [
        soon.programme.title, later.programme.title, none.programme.title,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("diklat", {"Pengelolaan Arsip", "Perekat Bangsa", "Penanganan Keluhan"}),
        ("pelatihan ASN arsip", set()),
        ("diklat arsip", {"Pengelolaan Arsip"}),
        ("BIMTEK", {"Pengelolaan Arsip"}),
        ("teknis", {"Pengelolaan Arsip"}),
        ("soskul", {"Perekat Bangsa"}),
        ("on class", {"Pengelolaan Arsip"}),
        ("online", {"Penanganan Keluhan"}),
        ("tatap muka", {"Pengelolaan Arsip"}),
        ("off class", {"Penanganan Keluhan", "Perekat Bangsa"}),
        ("leadership", set()),
        ("100%_", set()),
    ],
)
def test_everyday_words_are_understood(agency, typed, titles):
    offer(agency, "Pengelolaan Arsip")
    offer(agency, "Perekat Bangsa", family="socio_cultural", mode="workplace")
    offer(agency, "Penanganan Keluhan", family="functional", mode="self_paced")
    assert found(typed) == titles


def test_a_long_text_is_searched_by_its_first_words():
    assert len(search.words("arsip " * 50)) == search.MOST_WORDS


def test_filters_narrow_down_and_nonsense_is_passed_over(client, agency):
    other = AgencyFactory(code="kota-tangsel")
    offer(agency, "Arsip", jp=8)
    offer(other, "Keluhan", mode="self_paced", jp=30)
    assert "1 pelatihan" in page(client, instansi="kota-tangsel")
    assert "1 pelatihan" in page(client, jp="singkat")
    assert "1 pelatihan" in page(client, cara="self_paced")
    assert "Tidak ada pelatihan yang cocok" in page(client, rumpun="latsar")
    assert "2 pelatihan" in page(client, instansi="tidak-ada", jp="x", halaman="999")


def test_two_agencies_may_name_a_programme_alike(client, agency):
    other = AgencyFactory(code="kota-tangsel", training_unit="BKPSDM Kota Tangerang Selatan")
    offer(agency, "Arsip")
    offer(other, "Arsip")
    text = client.get(reverse("reporting:programme", args=["kota-tangsel--arsip"])).content.decode()
    assert "BKPSDM Kota Tangerang Selatan" in text
    assert "BKPSDM Kabupaten Tangerang" not in text


def test_who_is_signed_in_keeps_the_own_navigation(client, agency):
    offer(agency, "Arsip")
    client.force_login(UserFactory())
    assert reverse("reporting:my_record") in page(client)
    client.force_login(staff(Role.ORGANIZER, agency))
    assert reverse("people:list") in page(client)


def test_an_empty_first_page_of_a_learner_leads_to_the_catalogue(client):
    client.force_login(UserFactory())
    text = client.get(reverse("reporting:home")).content.decode()
    assert f'href="{reverse("reporting:catalogue")}">Cari di katalog' in text


def test_the_public_first_page_shows_what_begins_next(client, agency):
    open_a_cohort(agency, starts_on=dt.date(2026, 12, 1), curriculum=offer(agency, "Arsip"))
    text = " ".join(client.get("/").content.decode().split())
    assert "1 pelatihan dari 1 instansi" in text
    assert "1 sampai 13 Desember 2026" in text
    assert reverse("reporting:catalogue") in text


def test_the_catalogue_costs_the_same_for_one_and_for_twelve(client, agency, django_assert_num_queries):
    def ask() -> None:
        with django_assert_num_queries(5):
            page(client)

    open_a_cohort(agency, starts_on=dt.date(2026, 12, 1), curriculum=offer(agency, "Arsip"))
    ask()
    for number in range(11):
        open_a_cohort(agency, starts_on=dt.date(2026, 12, 1), curriculum=offer(agency, f"Arsip {number}"))
    ask()


def test_the_catalogue_is_split_into_pages_that_keep_the_question(client, agency):
    for number in range(13):
        offer(agency, f"Arsip {number:02d}")
    text = page(client, cari="arsip")
    assert "cari=arsip&amp;halaman=2" in text


@pytest.mark.parametrize(
    ("kind", "params", "said"),
    [
        ("discussion", {"posts": 1, "replies": 2}, "Menulis 1 pengalaman dan menanggapi 2 tulisan peserta lain."),
        ("actualization", {"what": "Satu dialog warga"}, "Satu dialog warga. Diverifikasi coach."),
        ("outside", {"platform": "ASN Berpijar", "min_score": None}, "Lulus di ASN Berpijar."),
        ("outside", {"platform": "ASN Berpijar", "min_score": 70}, "Lulus di ASN Berpijar dengan nilai sedikitnya 70."),
        ("module", {}, "Semua pelajaran modul ini dibaca."),
    ],
)
def test_every_condition_is_said_in_words(agency, kind, params, said):
    requirement = curriculum(agency).stages.first().requirements.first()
    requirement.kind, requirement.params = kind, params
    assert words.requirement(requirement)[1] == said
