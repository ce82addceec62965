from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "bangkom.privacy"
    label = "privacy"
