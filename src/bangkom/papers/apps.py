from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "bangkom.papers"
    label = "papers"
