from django.urls import path

from bangkom.outside.views import cohorts, evidence, lists, review

app_name = "outside"
COHORT = "angkatan/<slug:slug>/"
LIST = f"{COHORT}tempel/<int:job_pk>/"

urlpatterns = [
    path("bukti/<int:enrolment_pk>/<int:requirement_pk>/", evidence.evidence, name="evidence"),
    path("berkas/<int:pk>/", evidence.file, name="file"),
    path(COHORT, cohorts.detail, name="cohort"),
    path(f"{COHORT}bukti/<int:pk>/", review.review, name="review"),
    path(f"{COHORT}bukti/<int:pk>/kembalikan/", review.give_back, name="give_back"),
    path(f"{COHORT}catatan/<int:pk>/tarik/", cohorts.take_back, name="take_back"),
    path(f"{COHORT}tempel/", lists.paste, name="paste"),
    path(LIST, lists.detail, name="list"),
    path(f"{LIST}pastikan/", lists.decide, name="decide"),
    path(f"{LIST}tidak-dicatat.xlsx", lists.rejects, name="rejects"),
    path(f"{LIST}<str:act>/", lists.act, name="list_act"),
]
