from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "bangkom.programmes"
    label = "programmes"
