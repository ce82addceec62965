import uuid

import pytest

from bangkom.core.models import Role
from bangkom.people.tests.factories import AgencyFactory, UserFactory, staff
from bangkom.programmes.models import Curriculum, Programme, Requirement
from bangkom.programmes.tests.factories import curriculum, module

pytestmark = pytest.mark.django_db


def send(client, path, **fields):
    """Post a form as the page would: with a fresh operation id."""
    return client.post(path, {"op_id": str(uuid.uuid4()), **fields})


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def organizer(client, agency):
    user = staff(Role.ORGANIZER, agency)
    client.force_login(user)
    return user


def test_an_organizer_makes_a_programme_and_publishes_it(client, organizer, agency):
    module(agency)
    answer = send(
        client, "/program/baru/", title="Pelatihan Etika", family="technical", form="technical_training", jp="10",
    )  # fmt: skip
    draft = Curriculum.objects.get()
    assert answer.url == f"/program/kurikulum/{draft.pk}/"
    send(
        client, f"/program/kurikulum/{draft.pk}/tahap/",
        title="Klasikal", mode="classroom", jp="10", days="1", subjects="Etika publik | 6\nStudi kasus | 4",
    )  # fmt: skip
    stage = draft.stages.get()
    send(client, f"/program/tahap/{stage.pk}/syarat/", kind="attendance", title="Hadir", percent="90")
    send(client, f"/program/kurikulum/{draft.pk}/terbit/")
    draft.refresh_from_db()
    assert draft.is_frozen
    assert [s.jp for s in stage.subjects.all()] == [6, 4]
    assert "Etika publik" in client.get(f"/program/kurikulum/{draft.pk}/").content.decode()


def test_a_subject_line_that_cannot_be_read_is_named(client, organizer, agency):
    draft = curriculum(agency, published=False)
    answer = send(
        client, f"/program/kurikulum/{draft.pk}/tahap/",
        title="Baru", mode="classroom", jp="10", days="1", subjects="Etika | 6\nTanpa JP",
    )  # fmt: skip
    assert answer.status_code == 422
    assert "Baris 2" in answer.content.decode()


def test_subjects_are_written_and_shown_under_their_agendas(client, organizer, agency):
    draft = curriculum(agency, published=False)
    first = "# Agenda I: Sikap perilaku\nBela negara | 6\nIsu kontemporer | 3"
    written = f"{first}\n\nAgenda II: Nilai dasar\nAKHLAK | 5\n#\nUjian | 2"
    fields = {"title": "Agenda", "mode": "classroom", "jp": "16", "days": "2"}
    assert send(client, f"/program/kurikulum/{draft.pk}/tahap/", subjects=written, **fields).status_code == 302
    stage = draft.stages.get(title="Agenda")
    assert [(a.title, a.jp) for a in stage.agendas] == [
        ("Agenda I: Sikap perilaku", 9), ("Agenda II: Nilai dasar", 5), ("", 2),
    ]  # fmt: skip
    page = client.get(f"/program/kurikulum/{draft.pk}/").content.decode()
    assert page.index("Agenda II: Nilai dasar") < page.index("AKHLAK") < page.index("Ujian")
    form = client.get(f"/program/kurikulum/{draft.pk}/tahap/{stage.pk}/").content.decode()
    assert f"{first}\n# Agenda II: Nilai dasar" in form


@pytest.mark.parametrize("written", ["# Agenda I\n# Agenda II\nEtika | 10", "Etika | 10\n# Agenda I"])
def test_an_agenda_without_subjects_is_named(client, organizer, agency, written):
    draft = curriculum(agency, published=False)
    answer = send(
        client, f"/program/kurikulum/{draft.pk}/tahap/",
        title="Baru", mode="classroom", jp="10", days="1", subjects=written,
    )  # fmt: skip
    assert answer.status_code == 422
    assert "belum ada mata pelatihan di bawah agenda Agenda I." in answer.content.decode()


def test_a_requirement_says_what_it_lacks(client, organizer, agency):
    draft = curriculum(agency, published=False)
    stage = draft.stages.first()
    answer = send(client, f"/program/tahap/{stage.pk}/syarat/", kind="quiz", title="Kuis")
    assert answer.status_code == 422
    assert "Pilih modul untuk syarat ini." in answer.content.decode()
    assert Requirement.objects.filter(stage=stage).count() == 2


def test_the_same_form_sent_twice_makes_one_programme(client, organizer):
    form = {
        "op_id": str(uuid.uuid4()), "title": "Pelatihan Etika", "family": "technical", "form": "technical_training",
        "jp": "10",
    }  # fmt: skip
    first, second = client.post("/program/baru/", form), client.post("/program/baru/", form)
    assert first.url == second.url
    assert Programme.objects.count() == 1


def test_pages_of_programmes_are_not_for_learners(client):
    client.force_login(UserFactory())
    assert client.get("/program/").status_code == 403


def test_the_list_shows_the_latest_version(client, organizer, agency):
    curriculum(agency)
    page = client.get("/program/").content.decode()
    assert "Pelatihan Sosial Kultural" in page
    assert "Terbit" in page


def test_a_requirement_of_another_platform_names_the_platform_and_perhaps_a_score(client, organizer, agency):
    stage = curriculum(agency, published=False).stages.first()
    path = f"/program/tahap/{stage.pk}/syarat/"
    answer = send(client, path, kind="outside", title="Lulus belajar mandiri")
    assert answer.status_code == 422
    assert "Tulis nama platform tempat peserta belajar." in answer.content.decode()
    send(client, path, kind="outside", title="Lulus belajar mandiri", platform="ASN Berpijar", min_score="72,5")
    made = Requirement.objects.get(stage=stage, kind="outside")
    assert made.params == {"platform": "ASN Berpijar", "min_score": 72.5}
    assert 'value="72,5"' in client.get(f"{path}{made.pk}/").content.decode()
    send(client, f"{path}{made.pk}/", kind="outside", title="Lulus belajar mandiri", platform="Swajar", min_score="")
    made.refresh_from_db()
    assert made.params == {"platform": "Swajar", "min_score": None}


def test_a_draft_with_stages_shows_them_and_what_keeps_it_from_being_published(client, organizer, agency):
    draft = curriculum(agency, published=False)
    page = client.get(f"/program/kurikulum/{draft.pk}/")
    assert page.status_code == 200
    assert all(stage.title in page.content.decode() for stage in draft.stages.all())
    draft.stages.first().requirements.all().delete()
    assert "belum mempunyai syarat" in client.get(f"/program/kurikulum/{draft.pk}/").content.decode()
