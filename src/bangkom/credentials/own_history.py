"""The objects of credentials that have a history of changes."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bangkom.cohorts.models import Cohort
from bangkom.core.history import Kind
from bangkom.credentials.models import Certificate

KINDS: dict[str, Kind] = {
    "credentials.certificate": Kind(
        _("Sertifikat"),
        readable=lambda user: Certificate.objects.filter(enrolment__cohort__in=Cohort.objects.run_by(user)),
        page=lambda certificate: reverse("credentials:revoke", args=[certificate.pk]),
        choices={"state": dict(Certificate.State.choices)},
        person=lambda certificate: certificate.enrolment.person_id,
    ),
    "credentials.signatory": Kind(_("Penanda tangan"), page=lambda signatory: reverse("credentials:signatories")),
}
