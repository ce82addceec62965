from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "bangkom.cohorts"
    label = "cohorts"
