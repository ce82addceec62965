from django.urls import path

from bangkom.reporting.views import catalogue, compliance, elsewhere, home, jobs, leader, record, team

app_name = "reporting"
urlpatterns = [
    path("", home.public_home, name="public_home"),
    path("beranda/", home.home, name="home"),
    path("ringkasan/<slug:chart>.csv", leader.chart_csv, name="chart_csv"),
    path("katalog/", catalogue.catalogue, name="catalogue"),
    path("katalog/<slug:slug>/", catalogue.programme, name="programme"),
    path("riwayat/", record.my_record, name="my_record"),
    path("instansi-lain/", elsewhere.elsewhere, name="elsewhere"),
    path("instansi-lain/<slug:slug>/", elsewhere.elsewhere_cohort, name="elsewhere_cohort"),
    path("tim/", team.team, name="team"),
    path("tim/<int:pk>/", team.team_member, name="team_member"),
    path("pekerjaan/", jobs.job_list, name="jobs"),
    path("laporan/jp/", compliance.compliance, name="compliance"),
    path("laporan/jp/<int:pk>/", compliance.compliance_unit, name="compliance_unit"),
]
