from django.urls import path

from bangkom.core import views, views_design

app_name = "core"
urlpatterns = [
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("sebagai/", views.act_as, name="act_as"),
    path("bahasa/", views.set_language, name="set_language"),
    path("undangan/", views.accept_invitation, name="accept_invitation"),
    path("bantuan/", views.help_page, name="help"),
    path("riwayat-perubahan/", views.history, name="history"),
    path("gaya/<slug:code>-<str:digest>.css", views.agency_css, name="agency_css"),
    path("desain/", views_design.components, name="design"),
]
