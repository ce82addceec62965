from django.urls import include, path

from bangkom.config import console

urlpatterns = [
    path("", include("bangkom.core.urls")),
    path("", include("bangkom.api.urls")),
    path("", include("bangkom.interop.urls")),
    path("", include("bangkom.privacy.urls")),
    path("", include("bangkom.reporting.urls")),
    path("", include("bangkom.credentials.urls")),
    path("belajar/", include("bangkom.learning.urls")),
    path("platform-luar/", include("bangkom.outside.urls")),
    path("aktualisasi/", include("bangkom.workplace.urls")),
    path("angkatan/", include("bangkom.cohorts.urls")),
    path("program/", include("bangkom.programmes.urls")),
    path("modul/", include("bangkom.courseware.urls")),
    path("kartu-jp/", include("bangkom.ledger.urls")),
    path("aturan/", include("bangkom.rules.urls")),
    path("pemberitahuan/", include("bangkom.notices.urls")),
    path("pegawai/", include("bangkom.people.urls")),
    path("mitra/", include("bangkom.people.partner_urls")),
    path("akses/", include("bangkom.people.role_urls")),
    path("akun/", include("bangkom.core.account_urls")),
    path("pengaturan/", console.hub, name="console"),
]
handler400 = "bangkom.core.views.bad_request"
handler403 = "bangkom.core.views.forbidden"
handler404 = "bangkom.core.views.not_found"
handler500 = "bangkom.core.views.server_error"
