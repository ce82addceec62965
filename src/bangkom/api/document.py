"""The OpenAPI document: what the framework knows of the operations, and what holds for all of them."""

import json
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation
from django.utils.translation import gettext as _
from ninja.operation import Operation

from bangkom.api import v1
from bangkom.api.conduct import WRITING, conduct_of
from bangkom.api.problems import KINDS, MEDIA_TYPE
from bangkom.api.words import GROUPS, NAMES

PROBLEM = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message", "code"],
                "properties": {name: {"type": "string"} for name in ("field", "message", "code")},
            },
        },
    },
}


def document() -> dict[str, Any]:
    """The document in the language of the moment, as plain data."""
    return json.loads(document_json())


def document_json() -> str:
    """The same as text, made once for each language."""
    return _made(translation.get_language() or settings.LANGUAGE_CODE)


@lru_cache
def _made(language: str) -> str:
    with translation.override(language):
        schema = dict(v1.api.get_openapi_schema(path_prefix=v1.PREFIX))
        known = {operation.operation_id: operation for operation in v1.operations()}
        for methods in schema["paths"].values():
            for described in methods.values():
                _complete(described, known[described["operationId"]])
        components = schema["components"]
        for model in components["schemas"].values():
            _explain(model)
        components["schemas"]["Problem"] = PROBLEM
        components["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer", "description": _("Token API: bgk_..."), "bearerFormat": "bgk"}
        }
        schema["info"] = {
            "title": "Bangkom",
            "version": "1",
            "description": _("Pengembangan kompetensi ASN. Penjelasan lengkap: %(url)s.")
            % {"url": f"{settings.SITE_URL}/api/dokumentasi/"},
            "license": {"name": "MPL-2.0", "identifier": "MPL-2.0"},
        }
        schema["servers"] = [{"url": settings.SITE_URL}]
        schema["tags"] = [{"name": n, "description": f"{title}: {about}"} for n, (title, about) in GROUPS.items()]
        return json.dumps(schema, cls=DjangoJSONEncoder, ensure_ascii=False)


def _complete(described: dict[str, Any], operation: Operation) -> None:
    """What every operation has besides its own: token, headers, refusals."""
    conduct = conduct_of(operation)
    described["security"] = [] if conduct.open_to_all else [{"token": []}]
    if conduct.scope:
        described["x-scope"] = conduct.scope.value
    parameters = described.setdefault("parameters", [])
    for parameter in parameters:
        _explain_parameter(parameter)
    if operation.methods[0] in WRITING:
        parameters.append(
            _header("Idempotency-Key", {"type": "string", "format": "uuid"}, _("UUID baru untuk setiap tindakan."))
        )
    if conduct.versioned:
        parameters.append(
            _header("If-Match", {"type": "string", "pattern": '^"[0-9]{1,9}"$'}, _("Versi yang dibaca, dari ETag."))
        )
    for content in described.get("requestBody", {}).get("content", {}).values():
        _explain(content["schema"])
    for status in _refusals(described, operation):
        titles = " / ".join(str(kind.title) for kind in KINDS.values() if kind.status == status)
        schema = {"$ref": "#/components/schemas/Problem"}
        described["responses"][status] = {"description": titles, "content": {MEDIA_TYPE: {"schema": schema}}}


def _refusals(described: dict[str, Any], operation: Operation) -> list[int]:
    conduct, writes = conduct_of(operation), operation.methods[0] in WRITING
    found = {429, 500}
    if not conduct.open_to_all:
        found |= {401, 403}
    if any(parameter["in"] == "path" for parameter in described["parameters"]):
        found |= {404}
    if writes:
        found |= {400, 409, 413, 422}
    else:
        found |= {422}
    if "requestBody" in described:
        found |= {400, 413, 415}
    if conduct.versioned:
        found |= {412, 428}
    return sorted(found)


def _header(name: str, schema: dict[str, Any], words: str) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": True, "schema": schema, "description": words}


def _explain_parameter(parameter: dict[str, Any]) -> None:
    """In an address nothing is null: a parameter is left away."""
    schema = parameter["schema"]
    choices = [each for each in schema.pop("anyOf", []) if each.get("type") != "null"]
    if choices:
        schema |= choices[0]
    schema.pop("title", None)
    if parameter["in"] == "path" and schema.get("type") == "integer":
        schema["minimum"] = 1
    if words := NAMES.get(parameter["name"]):
        parameter["description"] = str(words)


def _explain(model: dict[str, Any]) -> None:
    for name, schema in model.get("properties", {}).items():
        schema.pop("title", None)
        if name in NAMES:
            schema["description"] = str(NAMES[name])
