from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "bangkom.people"
    label = "people"
