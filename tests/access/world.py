"""Two agencies with everything a page can be about: addresses of the first one's objects, and who tries them."""

import datetime as dt
import io
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.test import Client
from tests.access.program_world import program_pages
from tests.access.structure_world import structure_pages
from tests.access.world_learning import discussion_pages, learning_pages, module_pages, programme_pages

from bangkom.cohorts import attendance_codes, feeds
from bangkom.cohorts.models import CohortStaff, Enrolment
from bangkom.cohorts.services import (
    add_scans,
    add_staff,
    answer_call,
    enrol_person,
    make_calendar_address,
    make_calls,
    mark_attendance,
    plan_session,
)
from bangkom.cohorts.views.imports import stage_paste
from bangkom.core import clock, factors
from bangkom.core.ids import grouped
from bangkom.core.models import FactorReset, Job, Role, User
from bangkom.core.services import advance_job, give_role, grant_role, note_sign_in, start_job
from bangkom.core.tests.sign_in import freshly_proved, with_code_app
from bangkom.credentials import archives
from bangkom.credentials import services as credentials
from bangkom.credentials.jobs import start_issuing
from bangkom.credentials.tests.factories import cohort as finished_cohort
from bangkom.learning.tests.factories import Learning, learning
from bangkom.notices.models import Notice
from bangkom.notices.services import notify
from bangkom.outside.models import Credit
from bangkom.outside.tests import factories as outside
from bangkom.people.models import ImportMapping
from bangkom.people.services.superiors import name_superior
from bangkom.people.tests.factories import AgencyFactory, UserFactory, employee, root, staff, unit, upload
from bangkom.people.tests.layouts import titles_nobody_knows
from bangkom.privacy.tests import factories as privacy
from bangkom.rules.models import CalendarDay, RuleSet
from bangkom.workplace.tests import factories as workplace

Arguments = dict[str, Any]


@dataclass
class World:
    """`people` by column of the table (None is a visitor); `where` gives a URL's arguments, `forms` what is sent.

    `cookies` are those of each person's browser; `ours` are words that no page shows to another agency.
    """

    people: dict[str, User | None] = field(default_factory=dict)
    where: dict[str, Arguments] = field(default_factory=dict)
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    ours: list[str] = field(default_factory=list)


def build() -> World:
    """The objects belong to the first agency, their learner is `learner`, their cohort is taught by `teacher`."""
    scene = learning(discussion={"posts": 1, "replies": 1})
    world = World(people=people_of(scene))
    world.where |= cohort_pages(scene, world)
    world.where |= learning_pages(scene)
    world.where |= discussion_pages(scene, world)
    world.where |= programme_pages(scene, world)
    world.where |= module_pages(scene)
    world.where |= people_pages(scene, world)
    world.where |= program_pages(world.people)
    world.where |= certificate_pages(scene, world)
    world.where |= outside_pages(scene)
    world.where |= workplace_pages(scene, world)
    world.where |= privacy_pages(scene, world)
    world.where |= other_pages(scene, world)
    world.where |= account_pages(world)
    world.where |= role_pages(scene, world)
    world.forms = forms(scene)
    world.cookies = {who: signed_in(user) for who, user in world.people.items()}
    world.ours = [scene.cohort.slug, scene.enrolment.number, scene.cohort.agency.name]
    return world


def signed_in(user: User | None) -> dict[str, str]:
    """The cookies of a browser in which this person has signed in."""
    browser = Client()
    if user is not None:
        browser.force_login(user)
        freshly_proved(browser, user)
    return {name: morsel.value for name, morsel in browser.cookies.items()}


def account_pages(world: World) -> dict[str, Arguments]:
    """The learner has a second factor and is signed in elsewhere; the unit's officer asks to take the factor off."""
    learner, officer = world.people["learner"], world.people["unit_hr"]
    with_code_app(learner)
    elsewhere = note_sign_in(user=learner, session_key="elsewhere", browser="Firefox", system="Windows", shared=False)
    own_unit = officer.role_assignments.get().scope
    reset = FactorReset.objects.create(user=learner, scope=own_unit, proof="Bertemu langsung.", asked_by=officer)
    return {
        "account_end_sign_in": {"pk": elsewhere.pk},
        "account_unlink": {"pk": learner.outside_accounts.create(issuer="https://luar.example", subject="1").pk},
        "account_remove_factor": {"pk": factors.of(learner)[0].pk},
        "account_reset": {"pk": reset.pk},
        "account_reset_decide": {"pk": reset.pk, "act": "tolak"},
    }


def role_pages(scene: Learning, world: World) -> dict[str, Arguments]:
    """The organizer's role; and a second administrator who asks a third one for."""
    agency = scene.cohort.agency
    asked = grant_role(
        user=world.people["leader"],
        role=Role.ADMINISTRATOR,
        scope=agency.root_scope,
        scope_name=agency.name,
        reason="ST-12/2026",
        by=staff(Role.ADMINISTRATOR, agency),
    )
    held = {"pk": world.people["organizer"].role_assignments.get().pk}
    return {
        "roles:detail": held,
        "roles:end": held,
        "roles:request": {"pk": asked.pk},
        "roles:decide": {"pk": asked.pk, "act": "tolak"},
    }


def people_of(scene: Learning) -> dict[str, User | None]:
    """One of each, in the order of the table's columns."""
    agency, other, lan = scene.cohort.agency, AgencyFactory(), AgencyFactory(name="Lembaga Administrasi Negara")
    teacher = employee(lan, serial=950, name="Sri Wahyuni").person
    teacher.user = UserFactory(name=teacher.name)
    teacher.save()
    add_staff(cohort=scene.cohort, person=teacher, agency=lan, part=CohortStaff.Part.TRAINER, by=None)
    give_role(user=teacher.user, role=Role.TRAINER, scope=root(lan), by=None)
    stranger = employee(other, serial=960, name="Orang Lain").person
    stranger.user = UserFactory(name=stranger.name)
    stranger.save()
    own_unit = scene.enrolment.employee.unit
    return {
        "visitor": None,
        "learner": scene.user,
        "fellow": scene.other_user,
        "teacher": teacher.user,
        "organizer": staff(Role.ORGANIZER, agency),
        "unit_hr": staff(Role.UNIT_HR, own_unit.scope),
        "other_hr": staff(Role.UNIT_HR, unit(agency, "Dinas Perikanan").scope),
        "leader": staff(Role.LEADER, agency),
        "admin": staff(Role.ADMINISTRATOR, agency),
        "outsider": staff(Role.ORGANIZER, other),
        "stranger": stranger.user,
        "operator": staff(Role.OPERATOR, AgencyFactory(name="Provinsi Induk")),
    }


def cohort_pages(scene: Learning, world: World) -> dict[str, Arguments]:
    cohort, session = scene.cohort, scene.cohort.sessions.order_by("starts_at").first()
    now = plan_session(
        cohort=cohort,
        stage=session.stage,
        title="Sesi hari ini",
        starts_at=clock.now() - dt.timedelta(minutes=10),
        ends_at=clock.now() + dt.timedelta(hours=1),
        room="Aula",
        by=None,
    )
    marks = {scene.enrolment.pk: ("present", ""), scene.other.pk: ("excused", "")}
    mark_attendance(session=session, marks=marks, by=world.people["organizer"])
    mark = session.attendance.get(enrolment=scene.enrolment)
    (page,) = add_scans(session=session, pages=[(outside.PDF, "daftar-hadir.pdf")], by=world.people["organizer"])
    idle = add_staff(
        cohort=cohort,
        person=employee(cohort.agency, serial=970).person,
        agency=cohort.agency,
        part=CohortStaff.Part.COACH,
        by=None,
    )
    with clock.held_at(clock.instant(cohort.starts_on, dt.time(8)) - dt.timedelta(days=5)):
        links = make_calls(cohort=cohort, enrolments=None, by=world.people["organizer"])
        call = answer_call(call=scene.other.call, answer="no", reason="Cuti")
    job = stage_paste(cohort, "NIP\n199002142015031001", world.people["organizer"])
    slug = {"slug": cohort.slug}
    person = slug | {"pk": scene.enrolment.pk}
    return {
        **{f"cohorts:{name}": slug for name in ("detail", "copy", "sheet", "staff", "history", "schedule", "paste")},
        **{f"cohorts:{name}": slug for name in ("decision", "decide", "groups", "groups_spread", "session_add")},
        **{f"cohorts:{name}": slug for name in ("recap", "recap_xlsx", "recap_pdf")},
        "reporting:elsewhere_cohort": slug,
        **{
            f"cohorts:{name}": slug | {"pk": now.pk}
            for name in ("attendance_code", "attendance_sheet", "lock", "unlock")
        },
        "cohorts:scans": slug | {"pk": session.pk},
        "cohorts:scan": {"pk": page.pk},
        "cohorts:scan_replace": slug | {"pk": session.pk, "scan_pk": page.pk},
        "cohorts:substitute": slug | {"pk": session.pk, "enrolment_pk": scene.other.pk},
        "cohorts:checked_in": {"pk": mark.pk},
        "cohorts:scanned": {"session_pk": now.pk, "code": attendance_codes.code_at(now.pk, clock.now())},
        "cohorts:calendar": {"secret": feeds.secret_of(make_calendar_address(user=scene.user).seed)},
        "cohorts:call": {"secret": links[0][1]},
        "cohorts:call_sent": {"answer": "yes"},
        "cohorts:calls": slug,
        "cohorts:calls_make": slug,
        "cohorts:call_decide": slug | {"pk": call.pk, "act": "mundur"},
        "cohorts:staff_remove": slug | {"pk": idle.pk},
        **{f"cohorts:{name}": slug | {"pk": session.pk} for name in ("session", "session_remove", "attendance")},
        "cohorts:paste_job": slug | {"job_pk": job.pk},
        "cohorts:paste_act": slug | {"job_pk": job.pk, "act": "batal"},
        "cohorts:enrolment": person,
        "cohorts:withdraw": person,
        "cohorts:confirm": person | {"row_pk": scene.row("confirmation").pk},
        "credentials:cohort_certificates": slug,
    }


def people_pages(scene: Learning, world: World) -> dict[str, Arguments]:
    agency, worker = scene.cohort.agency, scene.enrolment.employee
    job = import_of(upload({"NAMA": "Umi"}), agency.root_scope, world.people["organizer"])
    name_superior(employee=worker, superior=scene.other.employee, reason="ST-7", by=None)
    asking = import_of(io.BytesIO(titles_nobody_knows().content), agency.root_scope, world.people["organizer"])
    mapping = {"mapping_id": ImportMapping.objects.create(agency=agency, name="SIMPEG", signature="a" * 64).pk}
    return {
        "people:import_columns": {"job_id": asking.pk},
        **{f"people:{name}": mapping for name in ("mapping", "mapping_delete")},
        "people:detail": {"employee_id": worker.pk},
        "people:superior": {"employee_id": worker.pk},
        "reporting:team_member": {"pk": worker.pk},
        "people:lost_password": {"employee_id": worker.pk},
        **structure_pages(worker, world.people["admin"]),
        "people:change": {"employee_id": worker.pk},
        "people:import": {"job_id": job.pk},
        "people:import_rejects": {"job_id": job.pk},
        "people:import_act": {"job_id": job.pk, "act": "buang"},
        "core:object_history": {"kind": "people.employee", "pk": worker.pk},
        "core:retry_job": {"job_id": job.pk},
        "ledger:card": {"person_id": worker.person_id},
        "reporting:compliance_unit": {"pk": worker.unit_id},
    }


def import_of(file: io.BytesIO, scope, by: User | None) -> Job:
    with TemporaryDirectory() as folder:
        source = Path(folder) / "pegawai.csv"
        source.write_bytes(file.getvalue())
        job = start_job(kind="people.import_employees", scope=scope, by=by, source=source, source_name="x", queue=False)
    return advance_job(job_id=job.pk)


def certificate_pages(scene: Learning, world: World) -> dict[str, Arguments]:
    """A certificate of the learner, from a cohort of the same agency that is over."""
    person = scene.enrolment.person
    passed = Enrolment.objects.create(
        cohort=finished_cohort(of=scene.cohort.agency),
        person=person,
        agency=scene.cohort.agency,
        name=person.name,
        number="199002142015031001",
        state=Enrolment.State.PASSED,
        passed_at=clock.now() - dt.timedelta(days=1),
    )
    certificate = credentials.ensure_issued(enrolment=passed)
    over, organizer = passed.cohort, world.people["organizer"]
    job = start_issuing(cohort=over, by=organizer)
    packed = archives.ask_for_archive(cohort=over, by=organizer)
    archives.build(archive_id=packed.pk)
    slug = {"slug": over.slug}
    return {
        **{f"credentials:{name}": slug for name in ("issue", "archive", "register_pdf", "register_xlsx")},
        "credentials:issuing": slug | {"job_id": job.pk},
        "credentials:archive_download": {"archive_id": packed.pk},
        "credentials:check": {"code": grouped(certificate.code)},
        "credentials:outcome": {"enrolment_id": passed.pk},
        "credentials:download": {"certificate_id": certificate.pk},
        "credentials:revoke": {"certificate_id": certificate.pk},
    }


def outside_pages(scene: Learning) -> dict[str, Arguments]:
    """A cohort of the agency with a stage learned elsewhere: the learner sent evidence, somebody else is credited."""
    group = outside.group(agency=scene.cohort.agency)
    with clock.held_at(clock.instant(group.cohort.starts_on, dt.time(8))):
        own = enrol_person(cohort=group.cohort, employee=scene.enrolment.employee, by=None)
    group.enrolments["learner"] = own
    evidence = group.send("learner")
    day = outside.PRINTED.strftime("%d/%m/%Y")
    header = "NIP\tNama\tStatus\tTanggal Lulus\tNilai"
    credited, waiting = (
        group.paste(header, f"{outside.NIPS[name]}\t{name}\tLulus\t{day}\t85")
        for name in ("Umi Fauziah", "Budi Santoso")
    )
    group.commit(credited)
    slug = {"slug": group.cohort.slug}
    job = slug | {"job_pk": waiting.pk}
    return {
        "outside:cohort": slug,
        "outside:paste": slug,
        "outside:evidence": {"enrolment_pk": own.pk, "requirement_pk": group.requirement.pk},
        "outside:file": {"pk": evidence.pk},
        "outside:review": slug | {"pk": evidence.pk},
        "outside:give_back": slug | {"pk": evidence.pk},
        "outside:take_back": slug | {"pk": Credit.objects.get(row__enrolment__cohort=group.cohort).pk},
        **{f"outside:{name}": job for name in ("list", "decide", "rejects")},
        "outside:list_act": job | {"act": "batal"},
    }


def workplace_pages(scene: Learning, world: World) -> dict[str, Arguments]:
    """An aktualisasi of the learner, whom the teacher coaches: its report was returned and is being mended."""
    group = workplace.scene(agency=scene.cohort.agency)
    cohort, teacher = group.cohort, world.people["teacher"].person
    with clock.held_at(clock.instant(cohort.starts_on, dt.time(8))):
        own = enrol_person(cohort=cohort, employee=scene.enrolment.employee, by=None)
    lan = teacher.employments.first().agency
    add_staff(cohort=cohort, person=teacher, agency=lan, part=CohortStaff.Part.COACH, by=None)
    group.enrolments.append(own)
    report = group.report(-1)
    group.give_back(-1)
    slug = {"slug": cohort.slug}
    row = {"enrolment_pk": own.pk, "requirement_pk": group.requirement.pk}
    evidence = {"pk": report.evidence.get().pk}
    return {
        **{f"workplace:{name}": row for name in ("project", "write", "evidence", "check", "recall")},
        "workplace:evidence_remove": row | evidence,
        "workplace:file": evidence,
        "workplace:submission": {"pk": report.pk},
        **{f"workplace:{name}": {"pk": report.project_id} for name in ("assess", "take_back")},
        **{f"workplace:{name}": slug for name in ("cohort", "coaches")},
    }


def other_pages(scene: Learning, world: World) -> dict[str, Arguments]:
    notify(recipient=scene.user, kind="test", message="Ada kabar", params={}, url="/belajar/")
    notice = Notice.objects.filter(recipient=scene.user).latest("pk")
    rule = RuleSet.objects.get(code="jp-unit")
    own_day = CalendarDay.objects.create(
        agency=scene.cohort.agency, day=dt.date(2026, 10, 8), kind="off", name="Hari jadi", source="SK 1/2026"
    )
    return {
        "notices:open": {"notice_id": notice.pk},
        "notices:text": {"kind": "credentials.issued"},
        "core:retry_task": {"task_id": "0"},
        "rules:calendar_remove": {"day_id": own_day.pk},
        "rules:new_version": {"rule_id": rule.pk},
        "rules:withdraw": {"rule_id": rule.pk},
        "core:agency": {"code": scene.cohort.agency.code},
        "core:agency_code": {"code": scene.cohort.agency.code, "user_id": world.people["admin"].pk},
        "core:agency_css": {"code": scene.cohort.agency.code, "digest": "0123456789"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "salah"},
    }


def privacy_pages(scene: Learning, world: World) -> dict[str, Arguments]:
    """The learner asks for a correction with a proof; an erasure and a breach are noted."""
    learner, admin, agency = world.people["learner"], world.people["admin"], scene.cohort.agency
    asked = privacy.correction(learner.person)
    erasure = privacy.erasure(learner.person, by=world.people["organizer"])
    breach = privacy.breach(agency, by=admin)
    return {
        **{f"privacy:{name}": {"pk": asked.pk} for name in ("correction", "correction_withdraw", "proof")},
        "privacy:erase": {"person_id": learner.person.pk},
        "privacy:erasure": {"pk": erasure.pk},
        **{f"privacy:{name}": {"pk": breach.pk} for name in ("breach", "breach_list")},
    }


def forms(scene: Learning) -> dict[str, dict[str, Any]]:
    """What is sent (in the address, or with the operation id) where nothing at all would say nothing about access."""
    return {
        "core:act_as": {"role": "learner"},
        "core:set_language": {"language": "id", "next": "/"},
        "cohorts:decide": {"hasil": "failed", "orang": scene.enrolment.pk},
    }
