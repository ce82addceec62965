from django.urls import path

from bangkom.people.views import partners

app_name = "partners"
urlpatterns = [
    path("", partners.organisation_list, name="list"),
    path("baru/", partners.organisation_new, name="new"),
    path("<int:pk>/", partners.organisation_detail, name="detail"),
    path("<int:pk>/ubah/", partners.organisation_change, name="change"),
    path("<int:pk>/akreditasi/", partners.accreditation_save, name="accreditation_new"),
    path("<int:pk>/akreditasi/<int:accreditation_id>/", partners.accreditation_save, name="accreditation"),
    path("<int:pk>/akreditasi/<int:accreditation_id>/sk.pdf", partners.accreditation_paper, name="paper"),
    path("orang/", partners.partner_list, name="people"),
    path("orang/baru/", partners.partner_new, name="person_new"),
    path("orang/<int:pk>/", partners.partner_detail, name="person"),
    path("orang/<int:pk>/ubah/", partners.partner_change, name="person_change"),
    path("orang/<int:pk>/undang/", partners.partner_invite, name="person_invite"),
]
