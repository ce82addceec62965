"""Every table belongs to its app's layer, says who may see its rows, and why it holds what it holds."""

import re

import pytest
from django.apps import apps as django_apps
from django.db import models
from tests.architecture.source import height

from bangkom.core.models import Scoped, ScopedQuerySet
from bangkom.core.privacy import Privacy, Retention

# Rows that nobody fetches by themselves: they are reached through the row they belong to.
SEEN_THROUGH_ANOTHER = {
    "api.RequestCount": "counted by the API itself, shown to nobody",
    "core.EventPayload": "shown with its event, to those who see the event",
    "core.EventSeal": "read by the audit check only",
    "core.SignInTries": "counted by the sign-in itself, shown to nobody",
    "papers.NumberCounter": "read with its series, while a number is taken",
}

# Where these words stand in a field's name, the field is about a person unless listed below.
PERSONAL_WORDS = re.compile(
    r"(^|_)(name|names|number|nip|nik|email|birth|birthday|sex|phone|address|photo|religion|grade|rank|answer|answers"
    r"|response|score|person|employee|user|actor|author|signer|recipient)(_|$)"
)
# Names and numbers of things, not of people.
OF_THINGS = {
    "core.Agency.address",  # of the office, as phone and mail
    "core.Agency.email",
    "core.Agency.name",
    "core.Agency.phone",
    "core.Agency.short_name",
    "core.JobRow.number",
    "cohorts.Cohort.name",
    "courseware.ModuleVersion.number",
    "learning.Attempt.number",
    "people.Accreditation.number",
    "people.FormerUnit.name",
    "people.OrgUnit.name",
    "rules.CalendarDay.name",
    "people.Organisation.address",
    "people.Organisation.name",
    "people.Organisation.short_name",
    "people.Position.name",
}
PEOPLE = {"core.User", "people.Person", "people.Employee", "cohorts.Enrolment", "cohorts.CohortStaff"}


def ours() -> list[type[models.Model]]:
    """The concrete tables of our apps, the hidden ones of many-to-many fields left out."""
    return [
        model
        for config in django_apps.get_app_configs()
        if config.name.startswith("bangkom.")
        for model in config.get_models()
    ]


def own_fields(model: type[models.Model]) -> list[models.Field]:
    return [*model._meta.local_fields, *model._meta.local_many_to_many]


each_model = pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)


@each_model
def test_links_point_into_the_own_app_or_below(model):
    own = model._meta.app_label
    for field in own_fields(model):
        target = field.related_model
        if target is None:
            continue
        assert target._meta.app_config.name.startswith("bangkom."), f"{field} points out of our own tables"
        below = target._meta.app_label
        assert below == own or height(below) < height(own), f"{field} points up or sideways, to {below}"


@each_model
def test_a_table_says_who_may_see_its_rows(model):
    assert issubclass(model, Scoped)
    assert isinstance(model._default_manager.all(), ScopedQuerySet)
    has_own = type(model._default_manager.all()).visible_to is not ScopedQuerySet.visible_to
    assert has_own != (model._meta.label in SEEN_THROUGH_ANOTHER)


@each_model
def test_a_table_says_what_personal_data_it_holds_and_for_how_long(model):
    privacy = model.__dict__.get("privacy")
    assert isinstance(privacy, Privacy), "each model has its own privacy"
    assert len(privacy.purpose.split()) >= 3
    names = {field.name for field in own_fields(model)}
    assert set(privacy.personal) <= names, f"not a field: {set(privacy.personal) - names}"
    assert all(words.strip() for words in privacy.personal.values())
    if privacy.retention == Retention.NONE:
        assert not privacy.personal


@each_model
def test_every_field_about_a_person_has_a_purpose(model):
    missing = [
        field.name
        for field in own_fields(model)
        if is_personal(model, field) and field.name not in model.privacy.personal
    ]
    assert not missing


def is_personal(model: type[models.Model], field: models.Field) -> bool:
    """Links to people, and fields whose name sounds like one of theirs."""
    if f"{model._meta.label}.{field.name}" in OF_THINGS or field.primary_key:
        return False
    if field.related_model is not None:
        return field.related_model._meta.label in PEOPLE
    return bool(PERSONAL_WORDS.search(field.name))


def test_the_lists_of_exceptions_hold_nothing_that_is_gone():
    labels = {model._meta.label for model in ours()}
    fields = {f"{model._meta.label}.{field.name}" for model in ours() for field in own_fields(model)}
    assert set(SEEN_THROUGH_ANOTHER) <= labels
    assert fields >= OF_THINGS
    assert labels >= PEOPLE
