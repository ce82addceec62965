from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "bangkom.notices"
    label = "notices"
