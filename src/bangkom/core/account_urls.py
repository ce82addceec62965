"""Signing in and keeping one's account. Of the package's pages only those that we offer; sign-up stays out."""

from allauth.account import views
from django.urls import path, re_path

from bangkom.core import views_account, views_factors, views_outside, views_resets

urlpatterns = [
    path("masuk/", views_account.sign_in, name="account_login"),
    path("masuk/kode/", views_account.second_step, name="mfa_authenticate"),
    path("masuk/luar/", views_outside.leave, name="account_outside"),
    path("masuk/luar/kembali/", views_outside.come_back, name="account_outside_back"),
    path("luar/<int:pk>/lepas/", views_outside.unlink, name="account_unlink"),
    path("keluar/", views.logout, name="account_logout"),
    path("sandi/ubah/", views.password_change, name="account_change_password"),
    path("sandi/lupa/", views.password_reset, name="account_reset_password"),
    path("sandi/lupa/terkirim/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^sandi/baru/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("sandi/baru/selesai/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("pastikan/", views.reauthenticate, name="account_reauthenticate"),
    path("pastikan/kode/", views_account.prove_by_code, name="mfa_reauthenticate"),
    path("keamanan/", views_account.security, name="account_security"),
    path("sesi/<int:pk>/akhiri/", views_account.end_sign_in, name="account_end_sign_in"),
    path("sesi/akhiri-lain/", views_account.end_other_sign_ins, name="account_end_others"),
    path("faktor-kedua/", views_factors.choose, name="account_factors"),
    path("faktor-kedua/aplikasi/", views_factors.code_app, name="account_code_app"),
    path("faktor-kedua/kunci/", views_factors.passkey, name="account_passkey"),
    path("faktor-kedua/kode-pemulihan/", views_factors.new_codes, name="account_new_codes"),
    path("faktor-kedua/<int:pk>/lepas/", views_factors.remove, name="account_remove_factor"),
    path("pemulihan/", views_resets.resets, name="account_resets"),
    path("pemulihan/<int:pk>/", views_resets.reset, name="account_reset"),
    path("pemulihan/<int:pk>/<slug:act>/", views_resets.reset_decide, name="account_reset_decide"),
]
