from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "bangkom.demo"
    label = "demo"
