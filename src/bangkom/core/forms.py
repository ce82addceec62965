from django import forms
from django.utils.translation import gettext_lazy as _


class AcceptInvitationForm(forms.Form):
    username = forms.CharField(
        label=_("NIP atau nama pengguna"),
        help_text=_("Seperti tertulis pada surat undangan Anda."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "text"}),
    )
    code = forms.CharField(
        label=_("Kode undangan"),
        help_text=_("12 huruf dan angka. Tanda hubung boleh ditulis, boleh tidak."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )
    password = forms.CharField(
        label=_("Kata sandi baru"),
        help_text=_("Sedikitnya 10 huruf. Kalimat pendek lebih mudah diingat daripada huruf acak."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
