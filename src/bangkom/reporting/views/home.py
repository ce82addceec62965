from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bangkom.cohorts import queries as cohorts
from bangkom.cohorts.models import Cohort, CohortStaff, Session
from bangkom.core import agency_queries, clock
from bangkom.core import health as checked
from bangkom.core.access import acting_role, public
from bangkom.core.models import Job, Role, User
from bangkom.core.reads import note_reads
from bangkom.people.models import OrgUnit
from bangkom.reporting import words
from bangkom.reporting.policies import reach_of
from bangkom.reporting.queries import catalogue, compliance, learner, setup, tasks
from bangkom.reporting.views.compliance import people_rows
from bangkom.reporting.views.leader import leader_home

OFFERS_SHOWN = 3
SHORT_PEOPLE_SHOWN = 10
IMPORTS_SHOWN = 5


@public
def public_home(request: HttpRequest) -> HttpResponse:
    """What Bangkom is, for anybody: sign in, check a certificate, see what is offered next."""
    today = clock.today()
    offered = catalogue.offered(today)
    context = {
        "offered": words.offered_by(offered.count(), catalogue.organizers().count()),
        "offers": catalogue.offers(offered[:OFFERS_SHOWN], today),
    }
    return render(request, "public/home.html", context)


def home(request: HttpRequest) -> HttpResponse:
    """Beranda: what is to be done now, by the role in which one acts."""
    return HOMES[acting_role(request)](request)


def learner_home(request: HttpRequest) -> HttpResponse:
    """Where to go on, what is due this week, the JP of the year, what the next certificate still needs."""
    now = clock.now()
    today = clock.day_of(now)
    standing = learner.standing_of(request.user, today)
    rooms = learner.rooms_now(request.user, now)
    going = [room for room in rooms if room.step.kind in learner.URGENCY]
    context = {
        "greeting": words.greeting(timezone.localtime(now)),
        "called": words.called(standing.person.name, standing.person.sex) if standing else request.user.name,
        "standing": standing,
        "booked": learner.booked_in(rooms, today),
        "year": today.year,
        "today": today,
        "rooms": rooms,
        "lead": learner.to_go_on_with(rooms),
        "passed": [room for room in rooms if room.step.kind == "done"],
        "due": learner.due_this_week(rooms, learner.sessions_of_week(request.user, now), today),
        "conditions": [(room, words.conditions(room)) for room in going],
    }
    return render(request, "reporting/home_learner.html", context)


def organizer_home(request: HttpRequest) -> HttpResponse:
    """Perlu tindakan, and the cohorts that run today."""
    today = clock.today()
    running = list(cohorts.with_counts(Cohort.objects.run_by(request.user).running(today)))
    for cohort in running:
        cohort.stations = cohorts.stations(cohort, clock.today(cohort.agency))
    context = {"tasks": tasks.organizer_tasks(request.user), "running": running, "today": today}
    return render(request, "reporting/home_organizer.html", context)


def unit_hr_home(request: HttpRequest) -> HttpResponse:
    """Who of one's people lacks JP, a message for them, and imports that wait."""
    reach = reach_of(request.user, Role.UNIT_HR)
    basis = compliance.basis_for(reach.agency)
    status = compliance.counted_status(basis)
    units = list(OrgUnit.objects.visible_to(request.user).filter(scope__path__in=reach.paths or ()))
    everybody = compliance.standings(compliance.employees_in(reach).order_by("person__name", "pk"), basis)
    counted = [standing for standing in everybody if standing.status == status]
    short = [standing for standing in counted if not basis.reaches(status, standing.minutes)]
    sums = compliance.tally(counted, basis)
    report = compliance.Report(reach, basis, status, [], sums)
    name = ", ".join(unit.name for unit in units) or reach.agency.name
    note_reads(request, [standing.person_id for standing in short[:SHORT_PEOPLE_SHOWN]])
    context = {
        "unit_name": name,
        "unit": units[0] if len(units) == 1 else None,
        "report": report,
        "sentence": words.state_of(sums, report),
        "people": people_rows(short[:SHORT_PEOPLE_SHOWN], basis),
        "message": words.message_to_unit(name, report),
        "tasks": [*tasks.tasks_beside(request.user), *tasks.job_tasks(request.user)],
    }
    return render(request, "reporting/home_unit_hr.html", context)


def trainer_home(request: HttpRequest) -> HttpResponse:
    """The classes in which one teaches or coaches, the next sessions, and attendance still to be marked."""
    now, today = clock.now(), clock.today()
    mine = Cohort.objects.filter(pk__in=CohortStaff.objects.filter(person__user=request.user).values("cohort"))
    classes = list(cohorts.with_counts(mine.filter(ends_on__gte=today).order_by("starts_on")))
    for cohort in classes:
        cohort.stations = cohorts.stations(cohort, clock.today(cohort.agency))
    taught = Session.objects.filter(trainers__person__user=request.user)
    context = {
        "classes": classes,
        "sessions": taught.filter(ends_at__gte=now).select_related("cohort__curriculum__programme")[:8],
        "tasks": [
            *tasks.coach_tasks(request.user),
            *tasks.report_tasks(request.user),
            *tasks.attendance_tasks(taught),
        ],
        "today": today,
    }
    return render(request, "reporting/home_trainer.html", context)


def administrator_home(request: HttpRequest) -> HttpResponse:
    """The agency in figures, the last imports, and the way to the history of acts."""
    reach = reach_of(request.user, Role.ADMINISTRATOR)
    employees = compliance.employees_in(reach)
    basis = compliance.basis_for(reach.agency)
    steps = setup.steps_of(reach.agency) if reach.is_whole else []
    jobs = Job.objects.visible_to(request.user).filter(agency=reach.agency, kind="people.import_employees")
    context = {
        "agency_name": reach.agency.name,
        "serving": employees.serving(basis.states.data["serving"]).count(),
        "with_account": employees.filter(person__user__isnull=False).count(),
        "units": OrgUnit.objects.visible_to(request.user).filter(agency=reach.agency).count(),
        "staff": User.objects.filter(role_assignments__scope__agency=reach.agency).distinct().count(),
        "imports": [
            (job, tasks.job_page(job, {}), words.JOB_KINDS.get(job.state, "neutral")) for job in jobs[:IMPORTS_SHOWN]
        ],
        "tasks": [*tasks.tasks_beside(request.user), *tasks.job_tasks(request.user)],
        "steps": [] if all(step.done for step in steps) else steps,
    }
    return render(request, "reporting/home_administrator.html", context)


def operator_home(request: HttpRequest) -> HttpResponse:
    """The installation: its agencies, and whether it can do its work."""
    health = {part: found for part, found in checked.check().items() if found != checked.OK}
    return render(
        request, "reporting/home_operator.html", {"agencies": agency_queries.agencies_in_figures(), "ill": health}
    )


HOMES: dict[Role, Callable[[HttpRequest], HttpResponse]] = {
    Role.LEARNER: learner_home,
    Role.TRAINER: trainer_home,
    Role.ORGANIZER: organizer_home,
    Role.UNIT_HR: unit_hr_home,
    Role.LEADER: leader_home,
    Role.ADMINISTRATOR: administrator_home,
    Role.OPERATOR: operator_home,
}
