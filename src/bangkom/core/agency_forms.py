"""What an agency says of itself: name, office, time zone, colour; and the opening of a new one."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from bangkom.core import colour
from bangkom.core.models import Agency
from bangkom.core.services.accounts import normal_username

TIME_ZONES = [("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")]


class ColourInput(forms.TextInput):
    """The browser's own picker of colours."""

    input_type = "color"


class IdentityForm(forms.ModelForm):
    """The fields that a new agency cannot do without."""

    time_zone = forms.ChoiceField(label=_("Zona waktu"), choices=TIME_ZONES)
    brand_colour = forms.CharField(
        label=_("Warna instansi"),
        widget=ColourInput(),
        initial=Agency._meta.get_field("brand_colour").default,
        help_text=_("Untuk kepala halaman dan tombol. Warna yang terlalu terang digelapkan agar tulisannya terbaca."),
    )

    class Meta:
        model = Agency
        fields = ("name", "short_name", "kind", "training_unit", "place", "time_zone", "brand_colour")
        labels = {
            "name": _("Nama instansi"),
            "short_name": _("Nama pendek"),
            "kind": _("Jenis"),
            "training_unit": _("Unit penyelenggara"),
            "place": _("Tempat terbit surat"),
        }
        help_texts = {
            "name": _("Misalnya Kabupaten Tangerang."),
            "short_name": _("Misalnya Kab. Tangerang."),
            "training_unit": _("Misalnya BKPSDM Kabupaten Tangerang."),
            "place": _("Misalnya Tigaraksa."),
        }

    def clean_brand_colour(self) -> str:
        value = self.cleaned_data["brand_colour"].lower()
        colour.validate_agency_colour(value)
        return value


class ProfileForm(IdentityForm):
    """Everything an agency says of itself, as its administrator keeps it."""

    version = forms.IntegerField(widget=forms.HiddenInput())

    class Meta(IdentityForm.Meta):
        fields = (*IdentityForm.Meta.fields, "address", "phone", "email", "website")
        labels = {
            **IdentityForm.Meta.labels,
            "address": _("Alamat kantor"),
            "phone": _("Telepon kantor"),
            "email": _("Surel kantor"),
            "website": _("Situs"),
        }
        help_texts = {
            **IdentityForm.Meta.help_texts,
            "email": _("Tampil di katalog sebagai tempat bertanya. Bukan surel pribadi."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        self.fields["website"].assume_scheme = "https"


class AdministratorForm(forms.Form):
    """Who will be the first to administer an agency."""

    administrator_name = forms.CharField(label=_("Nama admin pertama"), max_length=200)
    username = forms.CharField(
        label=_("NIP atau nama pengguna admin pertama"),
        max_length=150,
        help_text=_("Untuk masuk. Ia menerima kode undangan dari Anda."),
    )

    def clean_username(self) -> str:
        return normal_username(self.cleaned_data["username"])


class NewAgencyForm(AdministratorForm, IdentityForm):
    """A new agency and who will administer it."""

    code = forms.SlugField(
        label=_("Kode"),
        max_length=40,
        help_text=_("Huruf kecil, angka, tanda hubung; tidak dapat diubah lagi. Misalnya kab-lebak."),
        validators=[RegexValidator(r"^[a-z][a-z0-9-]*$", _("Pakai huruf kecil, angka, dan tanda hubung saja."))],
    )
    field_order = ["name", "short_name", "code", "kind", "training_unit", "place", "time_zone", "brand_colour"]
