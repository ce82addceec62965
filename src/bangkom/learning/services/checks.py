import datetime as dt

from django.utils.translation import gettext as _

from bangkom.cohorts.models import Enrolment
from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.formatting import format_date
from bangkom.courseware.models import Activity
from bangkom.learning import policies, queries


def check_may_learn(enrolment: Enrolment, activity: Activity) -> None:
    """The person takes part, the cohort learns this very version, and its stage has begun. Raises `Refused`."""
    _check(enrolment, activity, queries.opens_on(enrolment, activity.version.module_id))


def check_may_discuss(enrolment: Enrolment, activity: Activity, opens: dt.date | None) -> None:
    """As `check_may_learn`; a discussion has a first day of its own. It never closes: who was deferred finishes it
    later, among what the others have written.
    """
    if activity.kind != Activity.Kind.DISCUSSION:
        raise Refused(_("Kegiatan ini bukan diskusi."), "no_discussion")
    _check(enrolment, activity, opens)


def _check(enrolment: Enrolment, activity: Activity, opens: dt.date | None) -> None:
    if not policies.may_learn(enrolment):
        raise Refused(_("Anda tidak lagi mengikuti angkatan ini."), "withdrawn")
    if not queries.is_pinned(enrolment, activity):
        raise Refused(_("Kegiatan ini bukan bagian dari angkatan Anda."), "not_pinned")
    if opens is not None and opens > clock.today(enrolment.cohort.agency):
        raise Refused(_("Tahap ini dibuka %(day)s.") % {"day": format_date(opens, "hari")}, "not_yet")
