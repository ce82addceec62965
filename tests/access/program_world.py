"""Programs that act for the first agency, or are told of it: tokens, an integration, a webhook."""

from typing import Any

from bangkom.api.services import add_integration, create_token
from bangkom.core import factors
from bangkom.core.models import Role, User
from bangkom.interop.models import Webhook
from bangkom.interop.services import send_test
from bangkom.interop.signing import new_secret

Arguments = dict[str, Any]


def program_pages(people: dict[str, User | None]) -> dict[str, Arguments]:
    """A token of the learner; a program that has access to the agency; a receiver with a message that was given up."""
    learner, admin = people["learner"], people["admin"]
    agency = admin.role_assignments.get().scope.agency
    token, _text = create_token(owner=learner, name="Uji", scopes=["read:jp"], days=30, by=learner, factor_proved=False)
    program = add_integration(
        agency=agency, name="SIMPEG", purpose="Membaca", role=Role.UNIT_HR, scope=agency.root_scope, by=admin
    )
    webhook = Webhook.objects.create(
        agency=agency,
        url="https://penerima.example/kabar",
        kinds=["employee.created"],
        secret=factors.sealed(new_secret()),
        created_by=admin,
    )
    message = send_test(webhook=webhook, by=admin)
    message.state = "given_up"
    message.save(update_fields=["state"])
    return {
        **{f"api:{name}": {"pk": token.pk} for name in ("token", "revoke")},
        **{f"api:{name}": {"pk": program.pk} for name in ("integration", "close")},
        "api:documentation_group": {"slug": "people"},
        "interop:webhook": {"pk": webhook.pk},
        "interop:act": {"pk": webhook.pk, "act": "uji"},
        "interop:again": {"pk": message.pk},
    }
