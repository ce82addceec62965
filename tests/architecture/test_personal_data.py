"""What may never be: a NIK kept, a person in an address, a telephone number shown whole."""

import re

import pytest
from django import forms
from django.urls import URLPattern, URLResolver, get_resolver
from tests.architecture.source import python_files, templates, where
from tests.architecture.test_models import ours, own_fields

# Words for the number of the identity card, of the family card and of the tax office, as the name of a field.
FORBIDDEN = re.compile(r"(^|_)(nik|ktp|npwp|no_kk|family_card|identity_card)(_|$)")
# Telephone numbers of offices, printed on letterheads; nobody's own.
OFFICE_PHONES = {"core.Agency.phone"}
# Parts of addresses: codes, names of kinds and one-time secrets. None is a person's name, number or mail.
PARTS = {
    "act", "answer", "call_id", "chart", "code", "digest", "field", "format", "key", "kind", "list", "name", "number",
    "page", "pk", "secret", "slug", "part", "uidb36", "block", "item", "state", "version", "group", "rest", "task_id",
}  # fmt: skip


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_no_table_keeps_an_identity_card_number(model):
    assert not [each.name for each in own_fields(model) if FORBIDDEN.search(each.name)]


def form_classes() -> list[type[forms.BaseForm]]:
    """Every form of ours, wherever it stands."""
    found, waiting = [], [forms.BaseForm]
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if each.__module__.startswith("bangkom."):
                found.append(each)
    return found


def test_no_form_asks_for_an_identity_card_number():
    get_resolver().url_patterns  # noqa: B018 - loads every form
    faults = [
        f"{form.__name__}.{name}"
        for form in form_classes()
        for name in getattr(form, "base_fields", {})
        if FORBIDDEN.search(name)
    ]
    assert not faults


def test_the_import_reads_no_column_of_an_identity_card_number():
    """The headers that an import knows; a NIK in a refused row is blotted out before it is kept."""
    from bangkom.people.columns import COLUMNS

    known = {name.lower().replace(" ", "_") for names in COLUMNS.values() for name in names}
    assert not [name for name in known if FORBIDDEN.search(name)]


def test_no_table_keeps_a_persons_telephone_number():
    """Where a number of a person is wanted some day, it is shown masked: then this test asks for the mask."""
    kept = {
        f"{model._meta.label}.{each.name}"
        for model in ours()
        for each in own_fields(model)
        if re.search(r"(^|_)(phone|mobile|hp|whatsapp|telepon)(_|$)", each.name)
    }
    assert kept == OFFICE_PHONES


def patterns(resolver: URLResolver | None = None) -> list[URLPattern]:
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        found += patterns(entry) if isinstance(entry, URLResolver) else [entry]
    return found


def test_no_address_holds_a_person():
    """A part of an address is a number of a row, a slug, a code or a secret; never a name, a NIP or a mail."""
    faults = []
    for entry in patterns():
        for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", str(entry.pattern)):
            if kind in {"int", "uuid"} or name in PARTS:
                continue
            faults.append(f"{entry.pattern}: {name}")
    assert not faults, "say in PARTS that it names nobody, or use the id of the row: " + ", ".join(faults)


def test_no_page_puts_a_name_or_a_number_of_a_person_into_an_address():
    """`?nip={{ employee.number }}` in a template would stand in every log between here and the browser."""
    personal = re.compile(r"href=\"[^\"]*[?&](?!kelompok=)[^\"]*\{\{[^}]*\b(name|number|username|email|nip)\b[^}]*\}\}")
    faults = [str(path) for path in templates() if personal.search(path.read_text(encoding="utf-8"))]
    assert not faults


def test_nothing_writes_a_person_to_the_log():
    """A log line takes ids and counts; `%s` of a person, an employee or a user is refused."""
    personal = re.compile(r"log\.\w+\([^)]*\b(person|employee|user|enrolment)(\.name|\.number|\.username|\.email)?[,)]")
    faults = [
        where(path, number)
        for path in python_files(tests=False)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if personal.search(line)
    ]
    assert not faults
