from django.urls import include, path

from bangkom.api import conduct, v1

urlpatterns = [
    path("api/v1/", include((v1.urls(), "v1"))),
    path("api/v1/<path:rest>", conduct.unknown),
]
