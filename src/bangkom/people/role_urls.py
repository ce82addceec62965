from django.urls import path

from bangkom.people.views import roles

app_name = "roles"
urlpatterns = [
    path("", roles.roles, name="list"),
    path("beri/", roles.role_new, name="new"),
    path("<int:pk>/", roles.role, name="detail"),
    path("<int:pk>/akhiri/", roles.role_end, name="end"),
    path("permintaan/<int:pk>/", roles.role_request, name="request"),
    path("permintaan/<int:pk>/<slug:act>/", roles.role_decide, name="decide"),
]
