import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import Agency, User
from bangkom.core.services import record_event
from bangkom.privacy.models import Breach
from bangkom.rules import queries as rules

RULE = "privacy"


@transaction.atomic
def note_breach(
    *,
    agency: Agency,
    what: str,
    handled: str,
    began_at: dt.datetime,
    ended_at: dt.datetime,
    account: str,
    page: str,
    reach: str,
    by: User,
) -> Breach:
    """Note a failure of protection; the time to tell those affected runs from now, by the rule set `privacy`.

    Raises `Refused` where the end is before the beginning or the account is unknown.
    """
    if ended_at <= began_at:
        raise Refused(_("Waktu akhir harus sesudah waktu mulai."), "ends_before_start")
    if reach != Breach.Reach.AGENCY and not account:
        raise Refused(_("Sebutkan akunnya, atau pilih semua orang instansi ini."), "account_needed")
    if account and not User.objects.filter(username=account).exists():
        raise Refused(_("Tidak ada akun dengan NIP atau nama pengguna ini."), "no_account")
    rule_set = rules.in_force(RULE, clock.today(agency))
    now = clock.now()
    breach = Breach.objects.create(
        agency=agency,
        what=what,
        handled=handled,
        began_at=began_at,
        ended_at=ended_at,
        account=account,
        page=page,
        reach=reach,
        noticed_at=now,
        due_at=now + dt.timedelta(hours=rule_set.data["breach_hours"]),
        rule_set=rule_set,
        noted_by=by,
    )
    record_event(
        verb="privacy.breach_noted",
        message=gettext_noop("Kegagalan pelindungan data dicatat"),
        subject=breach,
        agency=agency,
        by=by,
        after={"what": what},
    )
    return breach


def record_list_taken(*, breach: Breach, people: int, by: User) -> None:
    """Note that the list of those affected was taken away."""
    record_event(
        verb="privacy.breach_list_taken",
        message=gettext_noop("Daftar orang yang terdampak diunduh: %(n)s orang"),
        params={"n": people},
        subject=breach,
        agency=breach.agency,
        by=by,
    )
