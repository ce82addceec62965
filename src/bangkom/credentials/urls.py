from django.urls import path

from bangkom.credentials import views, views_batch, views_numbering

app_name = "credentials"
urlpatterns = [
    path("v/", views.lookup, name="lookup"),
    path("v/<str:code>/", views.check, name="check"),
    path("v/<str:code>", views.check),
    path("sertifikat/peserta/<int:enrolment_id>/", views.outcome, name="outcome"),
    path("sertifikat/<int:certificate_id>/unduh", views.download, name="download"),
    path("sertifikat/<int:certificate_id>/cabut/", views.revoke, name="revoke"),
    path("sertifikat/penanda-tangan/", views.signatories, name="signatories"),
    path("sertifikat/penomoran/", views_numbering.numbering, name="numbering"),
    path("sertifikat/arsip/<int:archive_id>/unduh", views_batch.archive_download, name="archive_download"),
    path("angkatan/<slug:slug>/sertifikat/", views.cohort_certificates, name="cohort_certificates"),
    path("angkatan/<slug:slug>/sertifikat/terbitkan/", views_batch.issue, name="issue"),
    path("angkatan/<slug:slug>/sertifikat/terbitkan/<int:job_id>/", views_batch.issuing, name="issuing"),
    path("angkatan/<slug:slug>/sertifikat/arsip/", views_batch.archive, name="archive"),
    path("angkatan/<slug:slug>/sertifikat/daftar.pdf", views_batch.register_pdf, name="register_pdf"),
    path("angkatan/<slug:slug>/sertifikat/daftar.xlsx", views_batch.register_xlsx, name="register_xlsx"),
]
