from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "bangkom.ledger"
    label = "ledger"
