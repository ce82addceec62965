from django.urls import path

from bangkom.credentials import views

app_name = "credentials"
urlpatterns = [
    path("v/", views.lookup, name="lookup"),
    path("v/<str:code>/", views.check, name="check"),
    path("v/<str:code>", views.check),
    path("sertifikat/peserta/<int:enrolment_id>/", views.outcome, name="outcome"),
    path("sertifikat/<int:certificate_id>/unduh", views.download, name="download"),
    path("sertifikat/<int:certificate_id>/cabut/", views.revoke, name="revoke"),
    path("sertifikat/penanda-tangan/", views.signatories, name="signatories"),
    path("angkatan/<slug:slug>/sertifikat/", views.cohort_certificates, name="cohort_certificates"),
]
