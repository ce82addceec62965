from django.apps import AppConfig


class WorkplaceConfig(AppConfig):
    name = "bangkom.workplace"
    label = "workplace"
