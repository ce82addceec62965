from django.urls import path

from bangkom.ledger import views

app_name = "ledger"
urlpatterns = [
    path("", views.my_card, name="mine"),
    path("<int:person_id>/", views.card, name="card"),
]
