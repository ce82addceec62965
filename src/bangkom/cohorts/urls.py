from django.urls import path

from bangkom.cohorts.views import cohorts, decision, enrolments, imports, sessions

app_name = "cohorts"
urlpatterns = [
    path("", cohorts.cohort_list, name="list"),
    path("buka/", cohorts.open_cohort, name="open"),
    path("jadwal-saya/", sessions.my_schedule, name="my_schedule"),
    path("<slug:slug>/", cohorts.detail, name="detail"),
    path("<slug:slug>/salin/", cohorts.copy, name="copy"),
    path("<slug:slug>/syarat/", cohorts.sheet, name="sheet"),
    path("<slug:slug>/keputusan/", decision.overview, name="decision"),
    path("<slug:slug>/keputusan/tetapkan/", decision.decide, name="decide"),
    path("<slug:slug>/petugas/", cohorts.staff, name="staff"),
    path("<slug:slug>/petugas/<int:pk>/lepas/", cohorts.staff_remove, name="staff_remove"),
    path("<slug:slug>/riwayat/", cohorts.history, name="history"),
    path("<slug:slug>/jadwal/", sessions.schedule, name="schedule"),
    path("<slug:slug>/jadwal/sesi/", sessions.edit, name="session_add"),
    path("<slug:slug>/jadwal/sesi/<int:pk>/", sessions.edit, name="session"),
    path("<slug:slug>/jadwal/sesi/<int:pk>/hapus/", sessions.remove, name="session_remove"),
    path("<slug:slug>/sesi/<int:pk>/kehadiran/", sessions.attendance, name="attendance"),
    path("<slug:slug>/peserta/tempel/", imports.paste, name="paste"),
    path("<slug:slug>/peserta/tempel/<int:job_pk>/", imports.job, name="paste_job"),
    path("<slug:slug>/peserta/tempel/<int:job_pk>/<str:act>/", imports.act, name="paste_act"),
    path("<slug:slug>/peserta/<int:pk>/", enrolments.detail, name="enrolment"),
    path("<slug:slug>/peserta/<int:pk>/syarat/<int:row_pk>/", enrolments.confirm, name="confirm"),
    path("<slug:slug>/peserta/<int:pk>/mundur/", enrolments.withdraw, name="withdraw"),
]
