from django.urls import path

from bangkom.programmes import views

app_name = "programmes"
urlpatterns = [
    path("", views.programme_list, name="list"),
    path("baru/", views.create, name="create"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/versi-baru/", views.new_version, name="new_version"),
    path("kurikulum/<int:pk>/", views.curriculum, name="curriculum"),
    path("kurikulum/<int:pk>/terbit/", views.publish, name="publish"),
    path("kurikulum/<int:pk>/tahap/", views.stage, name="stage_add"),
    path("kurikulum/<int:pk>/tahap/<int:stage_pk>/", views.stage, name="stage"),
    path("tahap/<int:pk>/hapus/", views.stage_remove, name="stage_remove"),
    path("tahap/<int:stage_pk>/syarat/", views.requirement, name="requirement_add"),
    path("tahap/<int:stage_pk>/syarat/<int:pk>/", views.requirement, name="requirement"),
    path("syarat/<int:pk>/hapus/", views.requirement_remove, name="requirement_remove"),
]
