from django.apps import AppConfig


class OutsideConfig(AppConfig):
    name = "bangkom.outside"
    label = "outside"
