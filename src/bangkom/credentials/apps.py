from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "bangkom.credentials"
    label = "credentials"
