from django.urls import include, path

from bangkom.people.views import absences, employees, imports, invitations, mappings, superiors

app_name = "people"
urlpatterns = [
    path("", employees.employee_list, name="list"),
    path("pegawai.xlsx", employees.employee_export, name="export"),
    path("baru/", employees.employee_new, name="new"),
    path("<int:employee_id>/", employees.employee_detail, name="detail"),
    path("<int:employee_id>/ubah/", employees.employee_change, name="change"),
    path("<int:employee_id>/kode/", invitations.lost_password, name="lost_password"),
    path("<int:employee_id>/atasan/", superiors.superior, name="superior"),
    path("", include("bangkom.people.structure_urls")),
    path("impor/", imports.import_list, name="imports"),
    path("impor/<int:job_id>/", imports.import_detail, name="import"),
    path("tidak-ada/", absences.absence_list, name="absences"),
    path("impor/susunan/", mappings.mapping_list, name="mappings"),
    path("impor/susunan/<int:mapping_id>/", mappings.mapping_detail, name="mapping"),
    path("impor/susunan/<int:mapping_id>/hapus/", mappings.mapping_delete, name="mapping_delete"),
    path("impor/<int:job_id>/kolom/", mappings.import_columns, name="import_columns"),
    path("impor/<int:job_id>/ditolak.xlsx", imports.import_rejects, name="import_rejects"),
    path("impor/<int:job_id>/<slug:act>/", imports.import_act, name="import_act"),
    path("undangan/", invitations.invitations, name="invitations"),
]
