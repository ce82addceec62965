"""`bangkom manage take_factor_off NIP --reason "..."`: where no second administrator is left to confirm."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bangkom.core.errors import Refused
from bangkom.core.services import take_off_by_operator


class Command(BaseCommand):
    help = "Takes all second factors off an account, records why, and tells its owner."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = take_off_by_operator(username=options["username"], reason=options["reason"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{user.name}: faktor kedua dilepaskan, semua sesi diakhiri.")
