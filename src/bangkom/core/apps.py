from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "bangkom.core"
    label = "core"

    def ready(self) -> None:
        from bangkom.core import db

        db.watch_connections()
        post_migrate.connect(make_cache_table, sender=self)


def make_cache_table(sender: AppConfig, using: str, **kwargs) -> None:
    """The cache (rate limits) lives in the database; its table is no model's."""
    call_command("createcachetable", database=using, verbosity=0)
