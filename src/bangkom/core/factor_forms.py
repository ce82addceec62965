"""Forms of second factors, with our words and our delays."""

from allauth.core import context
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bangkom.core import delays, devices, factors, services, throttle
from bangkom.core.adapter import TOO_SOON, FactorAdapter

USED_KEPT = 120  # seconds; longer than a code is accepted
CODE_ATTRS = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "w-s", "autofocus": True}


class _CodeForm:
    """What the forms that ask for a code have in common."""

    def dress(self, help_text: str) -> None:
        code = self.fields["code"]
        code.label = _("Kode")
        code.help_text = help_text
        code.widget = forms.TextInput(attrs=CODE_ATTRS)

    def clean_code(self) -> str:
        """Failures cost time, for the account and this device; a code works once. Raises ValidationError."""
        number = devices.number_of(context.request, self.user)
        key = delays.key_of("code", self.user.pk, number or throttle.address_of(context.request))
        wait = delays.take(key, delays.OWN_DEVICE if number else delays.STRANGER).wait
        if wait:
            raise ValidationError(delays.too_soon(wait), TOO_SOON, {"seconds": wait})
        code = super().clean_code()
        if self.authenticator.type == factors.Type.TOTP and not cache.add(
            f"code-used:{self.user.pk}:{_digits(code)}", 1, USED_KEPT
        ):
            raise FactorAdapter().validation_error("incorrect_code")
        delays.give_back(key)
        return code


class _Noted:
    """What was shown counts for this session; a recovery code is told to its owner."""

    def save(self) -> None:
        super().save()
        factors.note_passed(context.request.session, self.user)
        shown = getattr(self, "authenticator", None)
        if shown is not None and shown.type == factors.Type.RECOVERY_CODES:
            services.note_recovery_code_used(user=self.user)


class AuthenticateForm(_Noted, _CodeForm, mfa_forms.AuthenticateForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.dress(_("6 angka dari aplikasi kode, atau satu kode pemulihan 8 angka."))


class ReauthenticateForm(_Noted, _CodeForm, mfa_forms.ReauthenticateForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.dress(_("6 angka dari aplikasi kode, atau satu kode pemulihan 8 angka."))


class AuthenticatePasskeyForm(_Noted, AuthenticateWebAuthnForm):
    pass


class CodeAppForm(ActivateTOTPForm):
    """The first code proves that the application has the key. The key stays the same until the code is right."""

    def __init__(self, *args, **kwargs) -> None:
        session = context.request.session
        kept = session.get(totp.SECRET_SESSION_KEY)
        super().__init__(*args, **kwargs)
        if kept:
            self.secret = session[totp.SECRET_SESSION_KEY] = kept
        code = self.fields["code"]
        code.label = _("Kode 6 angka")
        code.help_text = _("Seperti tampil sekarang di aplikasi.")
        code.widget = forms.TextInput(attrs=CODE_ATTRS | {"autofocus": False})


class PasskeyForm(AddWebAuthnForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label = _("Nama kunci")
        name.help_text = _("Agar Anda mengenalinya, misalnya Ponsel kantor.")
        name.max_length = 60
        name.widget = forms.TextInput(attrs={"autocomplete": "off", "class": "w-l", "maxlength": 60})
        self.initial["name"] = ""

    def clean_name(self) -> str:
        return self.cleaned_data["name"].strip()[:60] or _now("Kunci sandi")


class FactorResetForm(forms.Form):
    username = forms.CharField(
        label=_("NIP atau nama pengguna"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    proof = forms.CharField(
        label=_("Cara Anda memastikan orangnya"),
        help_text=_("Misalnya: bertemu langsung dengan kartu pegawai pada 3 Maret. Admin kedua membacanya."),
        max_length=300,
        min_length=15,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _digits(code: str) -> str:
    return "".join(c for c in code if c.isdigit())
