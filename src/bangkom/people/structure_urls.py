"""Pages about the structure: units, postings and positions. Part of the namespace `people`."""

from django.urls import path

from bangkom.people.views import positions, postings, units

urlpatterns = [
    path("unit/", units.unit_tree, name="units"),
    path("unit/baru/", units.unit_new, name="unit_new_top"),
    path("unit/<int:unit_id>/", units.unit_detail, name="unit"),
    path("unit/<int:parent_id>/baru/", units.unit_new, name="unit_new"),
    path("unit/<int:unit_id>/nama/", units.unit_rename, name="unit_rename"),
    path("unit/<int:unit_id>/pindah/", units.unit_move, name="unit_move"),
    path("unit/<int:unit_id>/tutup/", units.unit_close, name="unit_close"),
    path("unit/<int:unit_id>/gabung/", units.unit_merge, name="unit_merge"),
    path("unit/<int:unit_id>/gabung/<int:merge_id>/batal/", units.unit_unmerge, name="unit_unmerge"),
    path("<int:employee_id>/mutasi/", postings.transfer, name="transfer"),
    path("<int:employee_id>/penugasan/", postings.posting_new, name="posting_new"),
    path("<int:employee_id>/jabatan/<int:posting_id>/", postings.posting_correct, name="posting_correct"),
    path("<int:employee_id>/jabatan/<int:posting_id>/akhiri/", postings.posting_end, name="posting_end"),
    path("jabatan/", positions.position_list, name="positions"),
    path("jabatan/kembar/", positions.position_doubles, name="position_doubles"),
    path("jabatan/<int:position_id>/", positions.position_detail, name="position"),
    path("jabatan/<int:position_id>/ubah/", positions.position_change, name="position_change"),
]
