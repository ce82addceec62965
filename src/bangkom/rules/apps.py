from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RulesConfig(AppConfig):
    name = "bangkom.rules"
    label = "rules"

    def ready(self) -> None:
        post_migrate.connect(load, sender=self)


def load(sender: AppConfig, **kwargs) -> None:
    """The rule sets that come with Bangkom are there as soon as their table is."""
    from bangkom.rules import services

    services.load_packaged_rule_sets()
