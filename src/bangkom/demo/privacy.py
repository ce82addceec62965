"""Privacy in the demo: a correction that waits, and some looks at people's data, as they stand in a working agency."""

import datetime as dt

from bangkom.core import clock
from bangkom.core.models import Agency, Role, User
from bangkom.core.services import record_reads
from bangkom.people.models import Person
from bangkom.privacy.services import ask_correction

from . import story

# Days ago, who looked, in which role, on which page, by what the list was narrowed.
LOOKS = (
    (1, "penyelenggara", Role.ORGANIZER, "cohorts:detail", ""),
    (1, "kepegawaian", Role.UNIT_HR, "people:list", ""),
    (3, "kepegawaian", Role.UNIT_HR, "people:detail", ""),
    (6, "penyelenggara", Role.ORGANIZER, "cohorts:attendance", ""),
    (9, "penyelenggara", Role.ORGANIZER, "credentials:register_xlsx", ""),
)


def ask_and_look(agency: Agency, *, today: dt.date) -> None:
    """The participant of the demo asks for a better birth place; in the days before, staff opened her data."""
    learner = story.account("peserta")
    person = Person.objects.get(user=learner)
    for days, who, role, page, narrowed in LOOKS:
        reader = User.objects.filter(username=who).first()
        if reader is None:
            continue
        with clock.held_at(clock.instant(today - dt.timedelta(days=days), dt.time(9, 40 + days), agency)):
            record_reads(reader=reader, role=role, agency=agency, page=page, persons=[person.pk], filter=narrowed)
    with clock.held_at(clock.instant(today - dt.timedelta(days=1), dt.time(14, 5), agency)):
        ask_correction(
            person=person,
            field="birth_place",
            wanted="Rangkasbitung",
            words="Pada akta kelahiran tertulis Rangkasbitung.",
            by=learner,
        )
