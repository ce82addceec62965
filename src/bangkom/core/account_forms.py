"""The forms of the sign-in package with our words: errors name a field by its label, so the labels live here."""

from allauth.account import forms
from django.utils.translation import gettext_lazy as _


class LoginForm(forms.LoginForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        login, password, remember = (self.fields[name] for name in ("login", "password", "remember"))
        login.label = _("NIP atau surel")
        login.widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
            "class": "w-l",
        }
        password.label = _("Kata sandi")
        password.help_text = ""
        remember.label = _("Tetap masuk di perangkat ini")
        remember.help_text = _("Jangan dicentang di komputer bersama.")

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
