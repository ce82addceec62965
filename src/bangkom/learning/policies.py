import datetime as dt

from bangkom.cohorts.models import Enrolment
from bangkom.core import clock
from bangkom.core.models import User
from bangkom.learning.models import Post, moderated_by

EDIT_FOR = dt.timedelta(hours=24)


def may_learn(enrolment: Enrolment) -> bool:
    """Whoever takes part may learn, also after passing: to read again and to practise."""
    return enrolment.state != Enrolment.State.WITHDRAWN


def may_edit(user: User, post: Post) -> bool:
    """The own words may be mended for a day; what was taken down stays as it is."""
    return post.author_id == user.pk and post.is_standing and clock.now() - post.written_at < EDIT_FOR


def may_moderate(user: User, post: Post) -> bool:
    """Organizers, committee and trainers of the cohort."""
    return moderated_by(user).filter(pk=post.cohort_id).exists()
