from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "bangkom.learning"
    label = "learning"
