"""What a receiver may subscribe to, and which acts each kind stands for. Without Django's tables."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    """A kind of news for other programs."""

    EMPLOYEE_CREATED = "employee.created", _("Pegawai dicatat")
    EMPLOYEE_CHANGED = "employee.changed", _("Data pegawai berubah")
    UNIT_CHANGED = "unit.changed", _("Unit kerja dibuat atau berubah")
    COHORT_OPENED = "cohort.opened", _("Angkatan dibuka")
    SESSION_CHANGED = "session.changed", _("Jadwal sesi berubah")
    PARTICIPANT_ENROLLED = "participant.enrolled", _("Peserta didaftarkan")
    PARTICIPANT_CHANGED = "participant.changed", _("Keadaan peserta berubah")
    PARTICIPANT_PASSED = "participant.passed", _("Peserta lulus")
    ATTENDANCE_MARKED = "attendance.marked", _("Kehadiran dicatat")
    CERTIFICATE_ISSUED = "certificate.issued", _("Sertifikat diterbitkan")
    CERTIFICATE_REVOKED = "certificate.revoked", _("Sertifikat dicabut")
    JP_POSTED = "jp.posted", _("JP dibukukan atau dikoreksi")


TEST = "webhook.test"

# The verb of an act -> the kind of news it is; other acts are no news for others.
KIND_OF_VERB = {
    "people.employee_created": EventKind.EMPLOYEE_CREATED,
    "people.employee_changed": EventKind.EMPLOYEE_CHANGED,
    "people.number_changed": EventKind.EMPLOYEE_CHANGED,
    "people.transferred": EventKind.EMPLOYEE_CHANGED,
    "people.units_merged": EventKind.UNIT_CHANGED,
    "cohorts.opened": EventKind.COHORT_OPENED,
    "cohorts.session_planned": EventKind.SESSION_CHANGED,
    "cohorts.session_removed": EventKind.SESSION_CHANGED,
    "cohorts.enrolled": EventKind.PARTICIPANT_ENROLLED,
    "cohorts.returned": EventKind.PARTICIPANT_ENROLLED,
    "cohorts.withdrawn": EventKind.PARTICIPANT_CHANGED,
    "cohorts.under_review": EventKind.PARTICIPANT_CHANGED,
    "cohorts.deferred": EventKind.PARTICIPANT_CHANGED,
    "cohorts.failed": EventKind.PARTICIPANT_CHANGED,
    "cohorts.reopened": EventKind.PARTICIPANT_CHANGED,
    "cohorts.passed": EventKind.PARTICIPANT_PASSED,
    "cohorts.attendance_marked": EventKind.ATTENDANCE_MARKED,
    "credentials.issued": EventKind.CERTIFICATE_ISSUED,
    "credentials.revoked": EventKind.CERTIFICATE_REVOKED,
    "ledger.posted": EventKind.JP_POSTED,
    "ledger.corrected": EventKind.JP_POSTED,
}


def kind_of_verb(verb: str) -> str:
    """The kind of news an act is; empty where it is none."""
    if verb.startswith("people.unit_"):
        return EventKind.UNIT_CHANGED.value
    return str(KIND_OF_VERB.get(verb, ""))
