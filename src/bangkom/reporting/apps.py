from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "bangkom.reporting"
    label = "reporting"
