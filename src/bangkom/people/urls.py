from django.urls import include, path

from bangkom.people.views import employees, imports, invitations

app_name = "people"
urlpatterns = [
    path("", employees.employee_list, name="list"),
    path("pegawai.xlsx", employees.employee_export, name="export"),
    path("baru/", employees.employee_new, name="new"),
    path("<int:employee_id>/", employees.employee_detail, name="detail"),
    path("<int:employee_id>/ubah/", employees.employee_change, name="change"),
    path("<int:employee_id>/kode/", invitations.lost_password, name="lost_password"),
    path("", include("bangkom.people.structure_urls")),
    path("impor/", imports.import_list, name="imports"),
    path("impor/<int:job_id>/", imports.import_detail, name="import"),
    path("impor/<int:job_id>/ditolak.xlsx", imports.import_rejects, name="import_rejects"),
    path("impor/<int:job_id>/<slug:act>/", imports.import_act, name="import_act"),
    path("undangan/", invitations.invitations, name="invitations"),
]
