"""The forms of the sign-in package with our words: errors name a field by its label, so the labels live here."""

from allauth.account import forms
from django.forms import BooleanField
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _


class LoginForm(forms.LoginForm):
    shared = BooleanField(
        label=_("Ini komputer bersama"),
        help_text=_("Anda keluar saat peramban ditutup atau 15 menit tidak dipakai."),
        required=False,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        login, password = (self.fields[name] for name in ("login", "password"))
        login.label = _("NIP atau surel")
        login.widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
            "class": "w-l",
        }
        password.label = _("Kata sandi")
        password.help_text = ""
        self.order_fields(["login", "password", "shared"])

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Note before signing in whether others use this computer: the session is made accordingly."""
        request.session["shared"] = self.cleaned_data["shared"]
        response = super().login(request, redirect_url)
        if self.cleaned_data["shared"]:
            request.session.set_expiry(0)
        return response

    def clean_login(self) -> str:
        """A NIP is often copied with the spaces of a letter; neither a user name nor an address holds one."""
        return "".join(super().clean_login().split())


class ResetPasswordForm(forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label = _("Surel Anda")
        email.help_text = _("Surel yang tercatat pada akun Bangkom Anda.")
        email.widget.attrs["class"] = "w-l"


class ResetPasswordKeyForm(forms.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("Kata sandi baru")
        self.fields["password2"].label = _("Kata sandi baru sekali lagi")


class ChangePasswordForm(forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Kata sandi sekarang")
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].label = _("Kata sandi baru")
        self.fields["password2"].label = _("Kata sandi baru sekali lagi")


class ReauthenticateForm(forms.ReauthenticateForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Kata sandi")
        self.fields["password"].help_text = ""
