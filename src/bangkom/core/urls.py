from django.urls import path

from bangkom.core import views, views_design, views_health

app_name = "core"
urlpatterns = [
    path("livez", views_health.livez, name="livez"),
    path("readyz", views_health.readyz, name="readyz"),
    path("metrics", views_health.metrics, name="metrics"),
    path("sebagai/", views.act_as, name="act_as"),
    path("bahasa/", views.set_language, name="set_language"),
    path("undangan/", views.accept_invitation, name="accept_invitation"),
    path("pekerjaan/<int:job_id>/coba-lagi/", views.retry_job, name="retry_job"),
    path("bantuan/", views.help_page, name="help"),
    path("riwayat-perubahan/", views.history, name="history"),
    path("gaya/<slug:code>-<str:digest>.css", views.agency_css, name="agency_css"),
    path("desain/", views_design.components, name="design"),
]
