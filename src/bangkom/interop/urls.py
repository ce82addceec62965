from django.urls import path

from bangkom.interop import views

app_name = "interop"
urlpatterns = [
    path("pengaturan/webhook/", views.webhooks, name="webhooks"),
    path("pengaturan/webhook/<int:pk>/", views.webhook, name="webhook"),
    path("pengaturan/webhook/<int:pk>/<slug:act>/", views.act, name="act"),
    path("pengaturan/webhook/kiriman/<int:pk>/ulangi/", views.again, name="again"),
]
