from django.urls import path

from bangkom.rules import views

app_name = "rules"
urlpatterns = [
    path("", views.rule_list, name="list"),
    path("<int:rule_id>/versi-baru/", views.new_version, name="new_version"),
    path("<int:rule_id>/tarik/", views.withdraw, name="withdraw"),
    path("kalender/", views.calendar_page, name="calendar"),
    path("kalender/<int:day_id>/hapus/", views.calendar_remove, name="calendar_remove"),
]
