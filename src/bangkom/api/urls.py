from django.urls import include, path

from bangkom.api import conduct, v1, views

pages = [
    path("akun/token/", views.tokens, name="tokens"),
    path("akun/token/<int:pk>/", views.token, name="token"),
    path("akun/token/<int:pk>/cabut/", views.revoke, name="revoke"),
    path("pengaturan/integrasi/", views.integrations, name="integrations"),
    path("pengaturan/integrasi/<int:pk>/", views.integration, name="integration"),
    path("pengaturan/integrasi/<int:pk>/tutup/", views.close, name="close"),
    path("api/dokumentasi/", views.documentation, name="documentation"),
    path("api/dokumentasi/<slug:slug>/", views.documentation_group, name="documentation_group"),
    path("api/v1/openapi.json", views.openapi, name="openapi"),
]
urlpatterns = [
    path("", include((pages, "api"))),
    path("api/v1/", include(([*v1.urls(), path("<path:rest>", conduct.unknown, name="unknown")], "v1"))),
]
