from django.urls import path

from bangkom.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("dibaca/", views.read_all, name="read_all"),
    path("pengiriman/", views.delivery_list, name="deliveries"),
    path("teks/", views.text_list, name="texts"),
    path("teks/<str:kind>/", views.text, name="text"),
    path("<int:notice_id>/", views.open_notice, name="open"),
]
