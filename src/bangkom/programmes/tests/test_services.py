import pytest

from bangkom.core.errors import Refused
from bangkom.core.models import Role
from bangkom.people.tests.factories import AgencyFactory, staff
from bangkom.programmes import services
from bangkom.programmes.tests.factories import curriculum

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return AgencyFactory()


def test_a_curriculum_whose_stages_do_not_add_up_cannot_be_published(agency):
    draft = curriculum(agency, published=False)
    services.describe_curriculum(curriculum=draft, jp=80, legal_basis="", notes="", by=None)
    with pytest.raises(Refused, match=r"73.*80"):
        services.publish_curriculum(curriculum=draft, by=None)


def test_subjects_must_add_up_to_their_stage(agency):
    draft = curriculum(agency, published=False)
    stage = draft.stages.first()
    services.save_stage(
        curriculum=draft, stage=stage, title=stage.title, mode=stage.mode, jp=24, days=3,
        subjects=[{"title": "Wawasan kebangsaan", "jp": 20}], by=None,
    )  # fmt: skip
    with pytest.raises(Refused, match="20 JP, tahapnya 24"):
        services.publish_curriculum(curriculum=draft, by=None)


def test_a_stage_without_a_condition_cannot_be_published(agency):
    draft = curriculum(agency, published=False)
    draft.stages.last().requirements.all().delete()
    with pytest.raises(Refused, match="belum mempunyai syarat"):
        services.publish_curriculum(curriculum=draft, by=None)


def test_a_published_curriculum_never_changes_again(agency):
    frozen = curriculum(agency)
    with pytest.raises(Refused, match="tidak berubah lagi"):
        services.describe_curriculum(curriculum=frozen, jp=1, legal_basis="", notes="", by=None)
    with pytest.raises(Refused):
        services.remove_stage(stage=frozen.stages.first(), by=None)


def test_a_new_version_begins_as_a_copy_and_leaves_the_old_one_alone(agency):
    frozen = curriculum(agency)
    draft = services.start_new_version(programme=frozen.programme, by=None)
    assert (draft.version, draft.is_frozen) == (2, False)
    assert [s.title for s in draft.stages.all()] == [s.title for s in frozen.stages.all()]
    services.remove_stage(stage=draft.stages.last(), by=None)
    assert frozen.stages.count() == 3


def test_the_next_version_keeps_the_agendas(agency):
    draft = curriculum(agency, published=False)
    stage = draft.stages.first()
    subjects = [{"title": "Bela negara", "jp": 20, "agenda": "Agenda I"}, {"title": "Tugas", "jp": 4, "agenda": ""}]
    services.save_stage(
        curriculum=draft, stage=stage, title=stage.title, mode=stage.mode, jp=24, days=3, subjects=subjects, by=None
    )
    services.publish_curriculum(curriculum=draft, by=None)
    copied = services.start_new_version(programme=draft.programme, by=None).stages.first()
    assert [(a.title, a.jp) for a in copied.agendas] == [("Agenda I", 20), ("", 4)]


def test_asking_twice_for_a_new_version_gives_the_same_draft(agency):
    frozen = curriculum(agency)
    first = services.start_new_version(programme=frozen.programme, by=None)
    assert services.start_new_version(programme=frozen.programme, by=None) == first


def test_two_programmes_of_an_agency_may_not_share_a_name(agency):
    curriculum(agency)
    with pytest.raises(Refused, match="sudah mempunyai program"):
        curriculum(agency)


def test_another_agencys_organizer_does_not_find_the_programme(agency, client):
    frozen = curriculum(agency)
    client.force_login(staff(Role.ORGANIZER, AgencyFactory()))
    assert client.get(f"/program/{frozen.programme.pk}/").status_code == 404
    assert client.get(f"/program/kurikulum/{frozen.pk}/").status_code == 404
