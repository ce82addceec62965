from django.urls import path

<<<<<<< src/bangkom/cohorts/urls.py
from bangkom.cohorts.views import (
    attendance,
    calendar,
    check_in,
    cohorts,
    enrolments,
    groups,
    imports,
    recaps,
    sessions,
)
=======
from bangkom.cohorts.views import cohorts, decision, enrolments, imports, sessions
>>>>>>> /tmp/dec/n

app_name = "cohorts"
urlpatterns = [
    path("", cohorts.cohort_list, name="list"),
    path("buka/", cohorts.open_cohort, name="open"),
    path("jadwal-saya/", calendar.my_schedule, name="my_schedule"),
    path("kalender/alamat/", calendar.renew, name="calendar_renew"),
    path("kalender/matikan/", calendar.close, name="calendar_close"),
    path("kalender/<str:secret>.ics", calendar.feed, name="calendar"),
    path("hadir/", check_in.typed, name="check_in"),
    path("hadir/tercatat/<int:pk>/", check_in.checked_in, name="checked_in"),
    path("hadir/<int:session_pk>/<str:code>", check_in.scanned, name="scanned"),
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
    path("<slug:slug>/kehadiran/", recaps.attendance_recap, name="recap"),
    path("<slug:slug>/kehadiran/kehadiran.xlsx", recaps.attendance_xlsx, name="recap_xlsx"),
    path("<slug:slug>/kehadiran/kehadiran.pdf", recaps.attendance_pdf, name="recap_pdf"),
    path("<slug:slug>/kelompok/", groups.groups, name="groups"),
    path("<slug:slug>/kelompok/bagi/", groups.spread, name="groups_spread"),
    path("<slug:slug>/sesi/<int:pk>/kehadiran/", attendance.grid, name="attendance"),
    path("<slug:slug>/sesi/<int:pk>/kode/", attendance.code, name="attendance_code"),
    path("<slug:slug>/sesi/<int:pk>/daftar-hadir.pdf", attendance.sheet, name="attendance_sheet"),
    path(
        "<slug:slug>/sesi/<int:pk>/kehadiran/<int:enrolment_pk>/pengganti/",
        attendance.substitute,
        name="substitute",
    ),
    path("<slug:slug>/peserta/tempel/", imports.paste, name="paste"),
    path("<slug:slug>/peserta/tempel/<int:job_pk>/", imports.job, name="paste_job"),
    path("<slug:slug>/peserta/tempel/<int:job_pk>/<str:act>/", imports.act, name="paste_act"),
    path("<slug:slug>/peserta/<int:pk>/", enrolments.detail, name="enrolment"),
    path("<slug:slug>/peserta/<int:pk>/syarat/<int:row_pk>/", enrolments.confirm, name="confirm"),
    path("<slug:slug>/peserta/<int:pk>/mundur/", enrolments.withdraw, name="withdraw"),
]
