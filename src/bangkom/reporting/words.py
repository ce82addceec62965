"""Sentences that reports begin with, and messages to be copied elsewhere."""

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bangkom.cohorts import queries as cohorts
from bangkom.cohorts.models import SheetRow
from bangkom.core.formatting import format_date, format_number, format_percent
from bangkom.core.models import Job
from bangkom.learning.queries import Room
from bangkom.programmes.models import Requirement
from bangkom.reporting.queries.compliance import Report, Tally, UnitRow
from bangkom.reporting.queries.leader import Funnel
from bangkom.reporting.queries.year import Year

MORNING_ENDS, NOON_ENDS, AFTERNOON_ENDS = 11, 15, 18


# How the state of a bulk act is marked on screen.
JOB_KINDS = {
    Job.State.ASKING: "warning",
    Job.State.STAGED: "warning",
    Job.State.READING: "info",
    Job.State.COMMITTING: "info",
    Job.State.UNDOING: "info",
    Job.State.DONE: "success",
    Job.State.REFUSED: "error",
    Job.State.FAILED: "error",
}


def job_name(kind: str) -> str:
    """What a bulk act is called; its own code where it is not known."""
    names = {
        "people.import_employees": _("Impor pegawai"),
        "cohorts.enrol_participants": _("Daftar peserta yang ditempel"),
        "outside.platform_list": _("Daftar kelulusan dari platform luar"),
        "credentials.issue_batch": _("Penerbitan sertifikat"),
    }
    return names.get(kind, kind)


def greeting(moment: dt.datetime) -> str:
    """The greeting of the hour; `moment` in the person's own zone."""
    if moment.hour < MORNING_ENDS:
        return _("Selamat pagi")
    if moment.hour < NOON_ENDS:
        return _("Selamat siang")
    return _("Selamat sore") if moment.hour < AFTERNOON_ENDS else _("Selamat malam")


def called(name: str, sex: str) -> str:
    """How a person is addressed: Ibu Ratna, Bapak Ahmad; the whole name where the sex is not known.

    Titles of birth and initials (I, Ni, R.) are passed over: they are not what a person is called by.
    """
    short = next((word for word in name.split() if len(word) > 2 and not word.endswith(".")), name)
    if sex == "F":
        return _("Ibu %(name)s") % {"name": short}
    if sex == "M":
        return _("Bapak %(name)s") % {"name": short}
    return name


def state_of(sums: Tally, report: Report) -> str:
    """The report in one sentence."""
    basis = report.basis
    day = {"date": format_date(basis.as_of), "status": report.status, "year": basis.year}
    if not sums.people:
        return _("Per %(date)s tidak ada %(status)s aktif dalam data.") % day
    if report.kind == "minimum":
        words = _(
            "Per %(date)s, %(reached)s dari %(people)s %(status)s (%(share)s) sudah mencapai %(jp)s JP tahun %(year)s."
        )
        return words % {
            **day,
            "reached": format_number(sums.reached),
            "people": format_number(sums.people),
            "share": format_percent(sums.share),
            "jp": report.needed,
        }
    words = _("Per %(date)s, %(people)s %(status)s rata-rata memperoleh %(average)s JP tahun %(year)s.")
    return words % {**day, "people": format_number(sums.people), "average": format_number(sums.average, 1)}


def where_the_gap_is(report: Report) -> str:
    """The finding of the chart: in how few units half of those who are short work. Empty where nobody is short."""
    if not report.total.short:
        return _("Semua sudah mencapai %(jp)s JP.") % {"jp": report.needed}
    running, units = 0, 0
    for row in report.rows:  # most people short first
        running += row.short
        units += 1
        if running * 2 >= report.total.short:
            break
    words = ngettext(
        "Sedikitnya separuh dari %(short)s orang yang kurang bekerja di satu perangkat daerah.",
        "Sedikitnya separuh dari %(short)s orang yang kurang bekerja di %(n)s perangkat daerah.",
        units,
    )
    return words % {"short": format_number(report.total.short), "n": units}


def row_in_words(row: UnitRow, report: Report) -> str:
    """A bar of the chart for those who do not see it."""
    return _("%(reached)s dari %(people)s orang mencapai %(jp)s JP") % {
        "reached": format_number(row.reached),
        "people": format_number(row.people),
        "jp": report.needed,
    }


def message_to_unit(name: str, report: Report) -> str:
    """A message for the chat group of a unit. It names nobody: a group is not the place for it."""
    sums, basis = report.total, report.basis
    lines = [_("Yth. Bapak/Ibu di %(unit)s,") % {"unit": name}, "", state_of(sums, report)]
    if sums.short:
        lines += [
            ngettext(
                "Masih ada %(n)s orang yang kurang. Batasnya %(last)s.",
                "Masih ada %(n)s orang yang kurang. Batasnya %(last)s.",
                sums.short,
            )
            % {"n": format_number(sums.short), "last": format_date(basis.last_day)}
        ]
    else:
        lines.append(_("Terima kasih, semua sudah mencapai."))
    lines += ["", _("Lihat JP Anda sendiri di:"), settings.SITE_URL + reverse("reporting:home")]
    return "\n".join(lines)


def conditions(room: Room) -> list[dict[str, str]]:
    """What the certificate of a training still needs, for the task list: how far it is, and who has to act."""
    return [
        {
            "title": row.requirement.title,
            "hint": cohorts.condition_words(row),
            "status": waiting_words(row),
            "kind": "info" if row.waiting_for == SheetRow.Party.PARTICIPANT else "neutral",
        }
        for row in room.rows
        if row.state == SheetRow.State.OPEN
    ]


def waiting_words(row: SheetRow) -> str:
    """Who has to act, and since when for those who are not the reader."""
    if row.waiting_for == SheetRow.Party.PARTICIPANT:
        return _("Giliran Anda")
    if row.waiting_for == SheetRow.Party.SCHEDULE:
        return _("Menunggu sesi")
    days = cohorts.waiting_since(row)
    if not days:
        return _("Menunggu panitia")
    return ngettext("Menunggu panitia %(n)s hari", "Menunggu panitia %(n)s hari", days) % {"n": days}


def requirement(asked: Requirement) -> tuple[str, str]:
    """A condition of the certificate for people who do not know the system: its title, and what it takes."""
    params = asked.params
    match asked.kind:
        case Requirement.Kind.ATTENDANCE:
            percent = format_number(params["percent"])
            words = _("Hadir di sedikitnya %(percent)s%% sesi tahap ini.") % {"percent": percent}
        case Requirement.Kind.MODULE:
            words = _("Semua pelajaran modul ini dibaca.")
        case Requirement.Kind.QUIZ:
            words = _("Nilai kuis sedikitnya %(needed)s.") % {"needed": format_number(params["pass_percent"])}
        case Requirement.Kind.DISCUSSION:
            given = {"posts": format_number(params["posts"]), "replies": format_number(params["replies"])}
            words = _("Menulis %(posts)s pengalaman dan menanggapi %(replies)s tulisan peserta lain.") % given
        case Requirement.Kind.ACTUALIZATION:
            words = _("%(what)s Diverifikasi coach.") % {"what": as_sentence(params["what"])}
        case Requirement.Kind.CONFIRMATION:
            words = _("%(what)s Dikonfirmasi panitia.") % {"what": as_sentence(params["what"])}
        case _:
            words = outside(params)
    return asked.title, words


def outside(params: dict) -> str:
    """What is asked on another platform."""
    if params.get("min_score") is None:
        return _("Lulus di %(platform)s.") % {"platform": params["platform"]}
    given = {"platform": params["platform"], "needed": format_number(params["min_score"])}
    return _("Lulus di %(platform)s dengan nilai sedikitnya %(needed)s.") % given


def as_sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def found_in_catalogue(count: int, typed: str) -> str:
    """How much was found, for what."""
    if not typed:
        return ngettext("%(n)s pelatihan", "%(n)s pelatihan", count) % {"n": format_number(count)}
    words = ngettext("%(n)s pelatihan untuk “%(typed)s”", "%(n)s pelatihan untuk “%(typed)s”", count)
    return words % {"n": format_number(count), "typed": typed}


def offered_by(programmes: int, agencies: int) -> str:
    """How much the catalogue holds."""
    first = ngettext("%(n)s pelatihan", "%(n)s pelatihan", programmes) % {"n": format_number(programmes)}
    second = ngettext("%(n)s instansi", "%(n)s instansi", agencies) % {"n": format_number(agencies)}
    return _("%(programmes)s dari %(agencies)s") % {"programmes": first, "agencies": second}


def where_the_year_stands(year: Year) -> str:
    """The finding of the year's curve: how far from the straight path to the target."""
    given = {"target": format_number(round(year.today.target)), "reached": format_number(year.reached)}
    if year.behind > 0:
        words = _("Menurut garis target %(target)s orang sudah mencapai hari ini, baru %(reached)s: tertinggal %(n)s.")
        return words % {**given, "n": format_number(year.behind)}
    words = _("Menurut garis target %(target)s orang sudah mencapai hari ini, ternyata %(reached)s: sesuai rencana.")
    return words % given


def outlook(year: Year) -> str:
    """The finding of the bullet bar: where the present pace leads; where the year stands while no pace is known."""
    if year.outlook.at_pace is None:
        return where_the_year_stands(year)
    return _("Dengan laju tiga bulan terakhir, %(share)s mencapai pada 31 Desember.") % {
        "share": format_percent(year.outlook.at_pace / year.people)
    }


def with_booked(year: Year) -> str:
    """What the cohorts add that are under way and end this year."""
    if year.outlook.with_booked == year.reached:
        return _("Angkatan yang sedang berjalan tidak menambah orang yang mencapai.")
    return _("Bila semua angkatan yang sedang berjalan diselesaikan, %(people)s orang (%(share)s) mencapai.") % {
        "people": format_number(year.outlook.with_booked),
        "share": format_percent(year.outlook.with_booked / year.people),
    }


def months(year: Year) -> list[str]:
    """The short names of the months, for the axis of the curve."""
    return [format_date(point.day, "pendek").split()[1] for point in year.points]


def how_far_they_came(funnel: Funnel) -> str:
    """The finding of the funnel."""
    words = _("Dari %(registered)s peserta angkatan tahun ini, %(passed)s lulus") % {
        "registered": format_number(funnel.registered),
        "passed": format_number(funnel.passed),
    }
    rest = ", ".join(f"{format_number(people)} {name}" for name, people in funnel.apart.items())
    return f"{words}; {rest}." if rest else f"{words}."
