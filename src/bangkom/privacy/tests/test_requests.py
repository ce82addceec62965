"""Corrections answered in time, erasure by two that changes nothing twice, and whom a breach affects."""

import datetime as dt
import json

import pytest
from django.test import Client
from django.urls import reverse

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.ids import new_id
from bangkom.core.models import AccessedPerson, Event, EventPayload, Role, StoredFile, User
from bangkom.core.queries import check_audit
from bangkom.core.services import make_checkpoints, note_sign_in, record_reads, seal_events
from bangkom.core.services.files import blob_path
from bangkom.credentials.services import ensure_issued
from bangkom.learning.models import Post
from bangkom.learning.tests.factories import learning
from bangkom.notices.models import Notice
from bangkom.people.models import Employee, Person
from bangkom.people.tests.factories import employee, staff, unit
from bangkom.privacy import queries, services
from bangkom.privacy.commands import erased
from bangkom.privacy.commands import reapply as run_reapply
from bangkom.privacy.models import Breach, Correction, Erasure, State
from bangkom.privacy.services.erasure import NOBODY, erase_person
from bangkom.privacy.tests.factories import breach, correction, erasure

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return learning(discussion={"posts": 1, "replies": 1})


@pytest.fixture
def person(scene) -> Person:
    return scene.enrolment.person


def officer(person: Person) -> User:
    return staff(Role.UNIT_HR, person.employments.get().unit.scope)


def send(user: User, address: str, **fields):
    client = Client()
    client.force_login(user)
    return client.post(address, {"op_id": new_id(), **fields})


# --- corrections --------------------------------------------------------------------------------------------------


def test_a_request_is_due_when_the_rule_says_and_its_keepers_are_told(person):
    keeper = officer(person)
    asked = correction(person)
    assert asked.due_at - asked.asked_at == dt.timedelta(hours=72)
    assert asked.rule_set.code == "privacy"
    assert Notice.objects.filter(recipient=keeper, kind="privacy.correction_asked").exists()
    assert queries.waiting_lines(keeper)[0][0] == 1


def test_a_granted_simple_field_is_changed_by_its_own_service_and_the_person_is_told(person):
    keeper = officer(person)
    services.decide_correction(correction=correction(person), accepted=True, reason="Sesuai akta.", by=keeper)
    person.refresh_from_db()
    assert person.birth_place == "Serang"
    assert Event.objects.about(person.employments.get()).filter(verb="people.employee_changed", actor=keeper).exists()
    assert Notice.objects.filter(recipient=person.user, kind="privacy.correction_done").exists()
    assert queries.waiting_lines(keeper) == []


def test_a_refused_request_changes_nothing_but_says_why(person):
    before = person.birth_place
    asked = correction(person)
    reply = send(officer(person), reverse("privacy:correction", args=[asked.pk]), reason="Akta berbeda.", tolak="1")
    assert reply.status_code == 302
    asked.refresh_from_db()
    person.refresh_from_db()
    assert (asked.state, asked.reason, person.birth_place) == (State.REFUSED, "Akta berbeda.", before)


def test_nobody_answers_the_own_request_and_no_request_twice(person):
    asked = correction(person)
    with pytest.raises(Refused, match="orang lain"):
        services.decide_correction(correction=asked, accepted=True, reason="Ya.", by=person.user)
    services.decide_correction(correction=asked, accepted=False, reason="Tidak.", by=officer(person))
    with pytest.raises(Refused, match="sudah dijawab"):
        services.decide_correction(correction=asked, accepted=True, reason="Ya.", by=officer(person))


def test_one_request_for_a_field_at_a_time_until_it_is_withdrawn(person):
    asked = correction(person)
    with pytest.raises(Refused, match="sudah ada"):
        correction(person)
    services.withdraw_correction(correction=asked, by=person.user)
    services.withdraw_correction(correction=asked, by=person.user)
    assert correction(person).state == State.WAITING


@pytest.mark.parametrize(
    ("field", "wanted", "words"),
    [("birth_date", "kemarin", "17-08-1990"), ("email", "bukan surel", "bukan alamat surel"), ("", "x", "")],
)
def test_what_cannot_be_is_refused_in_the_form(person, field, wanted, words):
    reply = send(person.user, "/data-saya/perbaiki/", field=field, wanted=wanted)
    assert reply.status_code == 422
    assert words in reply.content.decode()
    assert not Correction.objects.by_system().exists()


def test_an_officer_of_another_unit_does_not_see_the_request(scene, person):
    asked = correction(person)
    other = staff(Role.UNIT_HR, unit(scene.cohort.agency, "Dinas Lain").scope)
    assert send(other, reverse("privacy:correction", args=[asked.pk]), reason="x").status_code == 404


# --- erasure ------------------------------------------------------------------------------------------------------


def test_nobody_in_service_is_erased(person):
    with pytest.raises(Refused, match="Selama masih bertugas"):
        services.ask_erasure(person=person, reason="Tidak mau.", by=person.user)


@pytest.fixture
def retired(person) -> Person:
    Employee.objects.filter(person=person).update(employment_state="99")
    return person


def test_who_asked_does_not_confirm_and_neither_does_the_person(retired):
    keeper = officer(retired)
    asked = services.ask_erasure(person=retired, reason="Pensiun.", by=keeper)
    for who in (keeper, retired.user):
        with pytest.raises(Refused, match="orang kedua"):
            services.confirm_erasure(erasure=asked, by=who)
    assert services.preview(retired)


def test_erasure_leaves_only_what_the_law_keeps(scene, retired, django_capture_on_commit_callbacks):
    number, name, user = scene.enrolment.number, retired.name, retired.user
    note_sign_in(user=user, session_key="k", browser="Firefox", system="Linux", shared=False)
    proof = correction(retired).proof
    record_reads(
        reader=officer(retired),
        role=Role.UNIT_HR,
        agency=scene.cohort.agency,
        page="people:detail",
        persons=[retired.pk],
    )
    certificate = ensure_issued(enrolment=scene.enrolment)
    entries = retired.jp_entries.count()
    asked = services.ask_erasure(person=retired, reason="Pensiun.", by=officer(retired))
    while seal_events():
        pass
    make_checkpoints()
    with django_capture_on_commit_callbacks(execute=True):
        done = services.confirm_erasure(erasure=asked, by=staff(Role.ADMINISTRATOR, scene.cohort.agency))
    assert done.counts
    retired.refresh_from_db()
    user.refresh_from_db()
    assert (retired.name, retired.birth_date, retired.email) == (NOBODY, None, "")
    assert (user.name, user.email, user.is_active, user.has_usable_password()) == (NOBODY, "", False, False)
    assert user.username == f"dihapus-{user.pk}"
    assert not Employee.objects.filter(number=number).exists()
    assert not user.sign_ins.exists() if hasattr(user, "sign_ins") else True
    assert not Notice.objects.filter(recipient=user).exists()
    assert not AccessedPerson.objects.filter(person_id=retired.pk).exists()
    assert not EventPayload.objects.filter(event__subject_type="people.employee", body__icontains=name).exists()
    assert not StoredFile.objects.filter(pk=proof.pk).exists()
    assert not blob_path(proof.sha256).exists()
    assert set(Post.objects.filter(author=user).values_list("text", flat=True)) <= {""}
    scene.enrolment.refresh_from_db()
    assert scene.enrolment.number == number, "the record of training stays"
    assert retired.jp_entries.count() == entries
    assert certificate is None or certificate.facts["person"]["name"]
    while seal_events():
        pass
    report = check_audit()
    assert (report.first_bad, report.guards_off) == (None, ())


def test_a_second_run_changes_nothing(scene, retired):
    assert erase_person(person=retired)
    assert erase_person(person=Person.objects.get(pk=retired.pk)) == {}
    assert not [line for line in services.preview(Person.objects.get(pk=retired.pk)) if line.goes]


def test_others_keep_their_data(scene, retired):
    before = (scene.other.person.name, scene.other_user.username)
    erase_person(person=retired)
    scene.other.person.refresh_from_db()
    scene.other_user.refresh_from_db()
    assert (scene.other.person.name, scene.other_user.username) == before


def test_after_an_older_backup_was_restored_the_list_erases_again(scene, retired, tmp_path, capsys):
    file = tmp_path / "erased.json"
    asked = services.ask_erasure(person=retired, reason="Pensiun.", by=officer(retired))
    services.confirm_erasure(erasure=asked, by=staff(Role.ADMINISTRATOR, scene.cohort.agency))
    assert erased(output=file) == 0
    assert str(retired.pk) not in json.loads(file.read_text())["digests"]
    Person.objects.filter(pk=retired.pk).update(name="Kembali Dari Cadangan")
    Erasure.objects.by_system().delete()
    assert erased(output=file) == 0, "what the file knew it goes on knowing"
    assert run_reapply(file=file) == 0
    retired.refresh_from_db()
    assert retired.name == NOBODY
    capsys.readouterr()
    run_reapply(file=file)
    assert capsys.readouterr().out.startswith("0 orang")


def test_the_pages_lead_from_asking_to_the_second_persons_decision(scene, retired):
    keeper, admin = officer(retired), staff(Role.ADMINISTRATOR, scene.cohort.agency)
    assert send(keeper, reverse("privacy:erase", args=[retired.pk]), reason="Pensiun.").status_code == 302
    asked = Erasure.objects.by_system().get()
    address = reverse("privacy:erasure", args=[asked.pk])
    assert send(keeper, address, setujui="1").status_code == 422
    assert send(admin, address, setujui="1").status_code == 302
    asked.refresh_from_db()
    assert asked.state == State.DONE


def test_a_refusal_is_kept_with_its_reason(scene, retired):
    asked = erasure(retired)
    admin = staff(Role.ADMINISTRATOR, scene.cohort.agency)
    assert send(admin, reverse("privacy:erasure", args=[asked.pk]), reason="").status_code == 422
    assert send(admin, reverse("privacy:erasure", args=[asked.pk]), reason="Masih diperlukan.").status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.reason) == (State.REFUSED, "Masih diperlukan.")


# --- breaches -----------------------------------------------------------------------------------------------------


def test_whom_a_breach_affects_is_found_by_what_an_account_saw_could_see_or_by_agency(scene, person):
    agency, admin = scene.cohort.agency, staff(Role.ADMINISTRATOR, scene.cohort.agency)
    other = employee(agency, serial=777, name="Jauh Sekali").person
    keeper = officer(person)
    record_reads(reader=keeper, role=Role.UNIT_HR, agency=agency, page="people:detail", persons=[person.pk])
    seen = breach(agency, by=admin, account=keeper.username, reach=Breach.Reach.SEEN)
    assert set(queries.affected(seen)) == {person}
    elsewhere = breach(agency, by=admin, account=keeper.username, reach=Breach.Reach.SEEN, page="people:export")
    assert not queries.affected(elsewhere).exists()
    could = set(queries.affected(breach(agency, by=admin, account=keeper.username, reach=Breach.Reach.READABLE)))
    assert person in could
    assert could == set(Person.objects.filter(employments__unit=person.employments.get().unit))
    assert other in set(queries.affected(breach(agency, by=admin)))


def test_looks_before_and_after_the_period_do_not_count(scene, person):
    agency, keeper = scene.cohort.agency, officer(person)
    with clock.held_at(clock.now() - dt.timedelta(days=9)):
        record_reads(reader=keeper, role=Role.UNIT_HR, agency=agency, page="people:detail", persons=[person.pk])
    found = breach(agency, by=staff(Role.ADMINISTRATOR, agency), account=keeper.username, reach=Breach.Reach.SEEN)
    assert not queries.affected(found).exists()


def test_a_breach_names_the_time_limit_and_drafts_the_words_without_names(scene, person):
    admin = staff(Role.ADMINISTRATOR, scene.cohort.agency)
    found = breach(scene.cohort.agency, by=admin)
    assert found.due_at - found.noticed_at == dt.timedelta(hours=72)
    client = Client()
    client.force_login(admin)
    shown = client.get(reverse("privacy:breach", args=[found.pk])).content.decode()
    assert "Yth. Bapak/Ibu" in shown
    assert "UU 27/2022" in shown
    sheet = client.get(reverse("privacy:breach_list", args=[found.pk]))
    assert sheet.content[:2] == b"PK"
    assert Event.objects.about(found).filter(verb="privacy.breach_list_taken").exists()


def test_an_account_is_needed_unless_everybody_is_meant(scene):
    admin = staff(Role.ADMINISTRATOR, scene.cohort.agency)
    with pytest.raises(Refused, match="akunnya"):
        breach(scene.cohort.agency, by=admin, reach=Breach.Reach.SEEN)
    with pytest.raises(Refused, match="Tidak ada akun"):
        breach(scene.cohort.agency, by=admin, reach=Breach.Reach.SEEN, account="tidak-ada")
