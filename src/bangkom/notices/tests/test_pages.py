import uuid

import pytest
from django.urls import reverse
from django.utils.translation import gettext_noop

from bangkom.core.models import Role
from bangkom.notices import queries, services
from bangkom.notices.models import Notice
from bangkom.people.tests.factories import AgencyFactory, UserFactory, employee, staff

pytestmark = pytest.mark.django_db


def tell(user, training="Latsar", url="/belajar/") -> Notice:
    message = gettext_noop("Anda didaftarkan sebagai peserta %(training)s.")
    return services.notify(recipient=user, kind="uji", message=message, params={"training": training}, url=url)


def test_one_reads_only_what_one_was_told(client):
    ratna, budi = UserFactory(email="ratna@contoh.go.id"), UserFactory()
    tell(ratna, "Latsar Ratna")
    other = tell(budi, "Latsar Budi")
    client.force_login(ratna)
    words = client.get(reverse("notices:list")).content.decode()
    assert "Latsar Ratna" in words
    assert "Surel: menunggu" in words
    assert "Latsar Budi" not in words
    assert client.get(reverse("notices:open", args=[other.pk])).status_code == 404
    assert queries.unread_count(budi) == 1


def test_opening_a_notice_leads_to_its_page_and_marks_it_read(client):
    ratna = UserFactory()
    notice, rest = tell(ratna), tell(ratna, url="")
    client.force_login(ratna)
    reply = client.get(reverse("notices:open", args=[notice.pk]))
    assert (reply.status_code, reply["Location"]) == (302, "/belajar/")
    assert queries.unread_count(ratna) == 1
    assert client.get(reverse("notices:open", args=[rest.pk]))["Location"] == reverse("notices:list")


def test_all_are_marked_read_at_once_and_sending_it_twice_harms_nothing(client):
    ratna, budi = UserFactory(), UserFactory()
    tell(ratna), tell(ratna), tell(budi)
    client.force_login(ratna)
    form = {"op_id": str(uuid.uuid4())}
    for _time in range(2):
        assert client.post(reverse("notices:read_all"), form).status_code == 302
    assert queries.unread_count(ratna) == 0
    assert queries.unread_count(budi) == 1
    assert "Semua sudah dibaca" in client.get(reverse("notices:list")).content.decode()


def test_an_empty_list_says_what_will_come(client):
    client.force_login(UserFactory())
    assert "Belum ada pemberitahuan" in client.get(reverse("notices:list")).content.decode()


def test_the_list_costs_the_same_for_many_notices(client, django_assert_max_num_queries):
    ratna = UserFactory()
    for n in range(60):
        tell(ratna, f"Latsar {n}")
    client.force_login(ratna)
    with django_assert_max_num_queries(7):
        client.get(reverse("notices:list"))


def test_the_keeper_of_a_unit_sees_why_its_people_got_no_mail_but_not_what_it_said(client):
    ratna, elsewhere = employee(AgencyFactory()), employee(AgencyFactory())
    for somebody, name in ((ratna, "Ratna Sari"), (elsewhere, "Budi Elsewhere")):
        somebody.person.user = UserFactory(name=name)
        somebody.person.save()
    tell(ratna.person.user, "Rahasia"), tell(elsewhere.person.user)
    client.force_login(staff(Role.UNIT_HR, ratna.unit.scope))

    words = client.get(reverse("notices:deliveries"), {"keadaan": "skipped"}).content.decode()
    assert "Ratna Sari" in words
    assert "Alamat surel belum diisi." in words
    assert "Rahasia" not in words
    assert "Budi Elsewhere" not in words
    assert "Ratna Sari" not in client.get(reverse("notices:deliveries"), {"keadaan": "sent"}).content.decode()


@pytest.mark.parametrize(("role", "status"), [(Role.TRAINER, 403), (Role.LEADER, 403), (Role.ORGANIZER, 200)])
def test_the_log_is_for_those_who_keep_people(client, role, status):
    client.force_login(staff(role, AgencyFactory()))
    assert client.get(reverse("notices:deliveries")).status_code == status
