"""Forms come out in one pattern: label above, hint under it, error between hint and control, never a placeholder."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from bangkom.core import formrender, widgets


class SampleForm(forms.Form):
    name = forms.CharField(label="Nama", widget=forms.TextInput(attrs={"placeholder": "nama Anda"}))
    nip = forms.CharField(label="NIP", help_text="18 angka.", widget=widgets.NipInput)
    way = forms.ChoiceField(label="Cara", widget=forms.RadioSelect, choices=[("a", "Mandiri"), ("b", "Jarak jauh")])
    born = forms.DateField(label="Tanggal lahir", widget=widgets.DatePartsInput)
    jp = forms.DecimalField(label="JP", required=False, widget=widgets.JpInput)
    agree = forms.BooleanField(label="Sudah benar")
    secret = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self):
        if self.cleaned_data.get("name") == "X":
            raise forms.ValidationError("Nama itu sudah dipakai.")


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


def draw(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


def test_a_field_has_label_hint_error_and_control_in_this_order():
    drawn = draw("{% field form.nip %}", form=SampleForm({"nip": ""}))
    places = [drawn.index(part) for part in ("<label", 'class="hint"', 'class="error"', "<input")]
    assert places == sorted(places)
    assert 'aria-describedby="id_nip_helptext id_nip_error"' in drawn
    assert 'aria-invalid="true"' in drawn


@pytest.mark.parametrize(
    "source", ["{% field form.name %}", "{% form form %}", "{{ form }}", "{{ form.name.as_field_group }}"]
)
def test_no_way_of_drawing_leaves_a_placeholder(source):
    drawn = draw(source, form=SampleForm())
    assert "placeholder" not in drawn
    assert '<label for="id_name">Nama</label>' in drawn


def test_the_page_may_say_more_than_the_form():
    drawn = draw(
        "{% field form.name label='Nama lengkap' hint='Dengan gelar.' width='l' autocomplete='name' %}",
        form=SampleForm(),
    )
    assert "Nama lengkap</label>" in drawn
    assert 'id="id_name_helptext">Dengan gelar.' in drawn
    assert 'class="w-l"' in drawn
    assert 'autocomplete="name"' in drawn


def test_an_empty_hint_takes_the_hint_away():
    assert "hint" not in draw("{% field form.nip hint='' %}", form=SampleForm())


def test_only_fields_that_may_stay_empty_are_marked():
    drawn = draw("{% form form %}", form=SampleForm())
    assert drawn.count("(opsional)") == 1


def test_choices_stand_in_a_fieldset_with_a_legend():
    drawn = draw("{% field form.way %}", form=SampleForm())
    assert "<fieldset><legend>Cara</legend>" in drawn
    assert '<div class="choice"><input type="radio" name="way" value="a"' in drawn
    assert '<label for="id_way_1">Jarak jauh</label>' in drawn


def test_errors_name_their_field_and_lead_to_it():
    form = SampleForm({})
    drawn = draw("{% error_summary form %}", form=form)
    for target, words in (
        ("id_name", "Nama belum diisi."),
        ("id_nip", "NIP belum diisi."),
        ("id_way_0", "Cara belum dipilih."),
        ("id_born_0", "Tanggal lahir belum diisi."),
        ("id_agree", "“Sudah benar” belum dicentang."),
    ):
        assert f'<a href="#{target}">{words}</a>' in drawn
        assert words in draw("{% form form %}", form=form)


def test_an_error_of_the_whole_form_is_told_without_a_link():
    form = SampleForm(
        {"name": "X", "nip": "1", "way": "a", "born_hari": "1", "born_bulan": "2", "born_tahun": "1978", "agree": "on"}
    )
    assert list(formrender.summary_lines([form, None])) == [("Nama itu sudah dipakai.", "")]


def test_without_errors_there_is_no_summary():
    assert draw("{% error_summary form other %}", form=SampleForm(), other=None) == ""


def test_the_errors_of_a_formset_are_summed_up_too():
    rows = forms.formset_factory(SampleForm, extra=0)
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1"}
    lines = list(formrender.summary_lines([rows(data)]))
    assert ("Nama belum diisi.", "id_form-0-name") in lines


def test_a_message_of_the_field_itself_is_kept():
    class Own(forms.Form):
        name = forms.CharField(error_messages={"required": "Tulis nama Anda."})

    assert formrender.error_texts(Own({})["name"]) == ["Tulis nama Anda."]


def test_hidden_fields_are_drawn_once_without_a_label():
    drawn = draw("{% form form %}", form=SampleForm())
    assert drawn.count('name="secret"') == 1
    assert 'for="id_secret"' not in drawn


@pytest.mark.parametrize(
    ("parts", "value"),
    [(("12", "5", "1978"), date(1978, 5, 12)), (("31", "2", "1978"), None), (("12", "", "1978"), None)],
)
def test_a_date_in_three_boxes(parts, value):
    form = SampleForm(dict(zip(("born_hari", "born_bulan", "born_tahun"), parts, strict=True)))
    form.is_valid()
    assert form.cleaned_data.get("born") == value
    if value is None:
        assert form["born"].errors
        drawn = draw("{% field form.born %}", form=form)
        assert all(f'value="{part}"' in drawn for part in parts if part)


def test_a_date_is_taken_apart_for_its_boxes():
    drawn = draw("{% field form.born %}", form=SampleForm(initial={"born": date(1978, 5, 12)}))
    assert [f'value="{part}"' in drawn for part in (12, 5, 1978)] == [True] * 3


def test_a_nip_may_be_pasted_with_spaces():
    form = SampleForm({"nip": " 19780512 200501 1 003 "})
    form.is_valid()
    assert form.cleaned_data["nip"] == "197805122005011003"


def test_jp_is_written_with_a_comma():
    form = SampleForm({"jp": "73,5"})
    form.is_valid()
    assert form.cleaned_data["jp"] == Decimal("73.5")
    assert 'value="73,5"' in draw("{% field form.jp %}", form=form)
    assert 'value="73,5"' in draw("{% field form.jp %}", form=SampleForm(initial={"jp": Decimal("73.5")}))


def test_native_pickers_get_values_they_understand():
    class Times(forms.Form):
        day = forms.DateField(widget=widgets.DateInput)
        at = forms.TimeField(widget=widgets.TimeInput)

    drawn = draw("{% form form %}", form=Times(initial={"day": date(2026, 12, 2), "at": "08:30"}))
    assert 'type="date" name="day" value="2026-12-02"' in drawn
    assert 'type="time" name="at" value="08:30"' in drawn


def test_a_password_can_be_shown_in_the_language_of_the_page():
    class Secret(forms.Form):
        word = forms.CharField(widget=forms.PasswordInput)

    assert 'data-show="Tampilkan" data-hide="Sembunyikan"' in draw("{{ form }}", form=Secret())
