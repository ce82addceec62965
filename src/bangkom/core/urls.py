from django.urls import path

from bangkom.core import views, views_agencies, views_design, views_health, views_history, views_system

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
    path("riwayat-perubahan/", views_history.agency_history, name="history"),
    path("riwayat-perubahan/riwayat-perubahan.xlsx", views_history.history_export, name="history_export"),
    path("riwayat-perubahan/segel/", views_history.chain, name="chain"),
    path("riwayat-perubahan/segel/periksa/", views_history.chain_check, name="chain_check"),
    path("riwayat-perubahan/segel/titik-periksa.json", views_history.chain_points, name="chain_points"),
    path("riwayat-perubahan/<str:kind>/<int:pk>/", views_history.object_history, name="object_history"),
    path("pengaturan/instansi/", views_agencies.profile, name="agency_profile"),
    path("pengaturan/sistem/", views_system.system_page, name="system"),
    path("pengaturan/sistem/tugas/<str:task_id>/coba-lagi/", views_system.retry_task, name="retry_task"),
    path("instansi/", views_agencies.agencies, name="agencies"),
    path("instansi/baru/", views_agencies.agency_new, name="agency_new"),
    path("instansi/<slug:code>/", views_agencies.agency, name="agency"),
    path("instansi/<slug:code>/admin/<int:user_id>/kode/", views_agencies.agency_code, name="agency_code"),
    path("gaya/<slug:code>-<str:digest>.css", views.agency_css, name="agency_css"),
    path("desain/", views_design.components, name="design"),
]
