from django.urls import path

from bangkom.workplace.views import coaching, cohorts, projects, readings, writing

app_name = "workplace"
OWN = "<int:enrolment_pk>/<int:requirement_pk>/"

urlpatterns = [
    path(OWN, projects.project, name="project"),
    path(f"{OWN}tulis/", writing.write, name="write"),
    path(f"{OWN}bukti/", writing.evidence, name="evidence"),
    path(f"{OWN}bukti/<int:pk>/hapus/", writing.remove_evidence, name="evidence_remove"),
    path(f"{OWN}periksa/", writing.check, name="check"),
    path(f"{OWN}tarik/", projects.recall, name="recall"),
    path("kiriman/<int:pk>/", readings.submission, name="submission"),
    path("berkas/<int:pk>/", readings.file, name="file"),
    path("bimbingan/", coaching.queue, name="queue"),
    path("bimbingan/<int:pk>/", coaching.assess, name="assess"),
    path("bimbingan/<int:pk>/tarik/", coaching.take_back, name="take_back"),
    path("angkatan/<slug:slug>/", cohorts.detail, name="cohort"),
    path("angkatan/<slug:slug>/coach/", cohorts.coaches, name="coaches"),
]
