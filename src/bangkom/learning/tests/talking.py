"""A cohort that talks: its people, their words."""

from bangkom.cohorts.models import CohortStaff, Enrolment
from bangkom.cohorts.services import add_staff
from bangkom.core import clock
from bangkom.core.models import Role, User
from bangkom.learning.models import Post
from bangkom.learning.services import reply, share_experience
from bangkom.learning.tests.factories import Learning, account, learning
from bangkom.people.tests.factories import AgencyFactory, UserFactory, employee, staff

ASKED = {"posts": 1, "replies": 2}
STORY = "Dua kelompok pemuda berselisih soal lapangan. Kami mengajak keduanya duduk dan mendengar lebih dulu. Nomor {}."
ANSWER = "Di kecamatan kami hal ini juga terjadi, caranya sama. Nomor {}."
REASON = "Memuat nama dan nomor telepon warga."


def talking(**fields) -> Learning:
    """A running cohort of three people with accounts, whose curriculum asks for one experience and two replies."""
    fields.setdefault("discussion", ASKED)
    return learning(**{"with_sessions": False, "people": 3} | fields)


def third(room: Learning) -> Enrolment:
    """The third participant, now with an account."""
    found = room.cohort.enrolments.exclude(pk__in=[room.enrolment.pk, room.other.pk]).first()
    account(found)
    return found


def story(room: Learning, by: User, number: int = 1, **fields) -> Post:
    return share_experience(
        cohort=room.cohort, activity=room.activity("diskusi"), text=STORY.format(number), by=by, **fields
    )


def answer(thread: Post, by: User, number: int = 1) -> Post:
    return reply(thread=thread, text=ANSWER.format(number), by=by)


def sheet(room: Learning, enrolment: Enrolment | None = None):
    return (enrolment or room.enrolment).sheet.get(requirement__kind="discussion")


def of_cohort(room: Learning, part: str, serial: int = 700) -> User:
    """Somebody of another agency who teaches, coaches or serves in the cohort, without any other role."""
    agency = AgencyFactory(name=f"Instansi {serial}")
    person = employee(agency, serial=serial, name=f"Petugas {serial}").person
    person.user = UserFactory(name=person.name)
    person.save(update_fields=["user"])
    add_staff(cohort=room.cohort, person=person, agency=agency, part=part, by=None)
    return person.user


def trainer(room: Learning) -> User:
    return of_cohort(room, CohortStaff.Part.TRAINER, 710)


def organizer(room: Learning) -> User:
    return staff(Role.ORGANIZER, room.cohort.agency)


def bulk(room: Learning, threads: int, replies: int) -> None:
    """Many posts at once, as rows."""
    activity, now = room.activity("diskusi"), clock.now()
    common = {"cohort": room.cohort, "activity": activity, "part": "participant", "written_at": now}
    mine = {"author": room.user, "enrolment": room.enrolment}
    theirs = {"author": room.other_user, "enrolment": room.other}
    made = Post.objects.bulk_create(
        Post(**common, **(mine if n % 2 else theirs), text=STORY.format(n) * 8) for n in range(threads)
    )
    Post.objects.bulk_create(
        Post(**common, **theirs, thread=thread, text=ANSWER.format(n) * 5) for thread in made for n in range(replies)
    )
