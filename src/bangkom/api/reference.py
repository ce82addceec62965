"""The documentation's view of the document: operations with fields, examples and a call that can be copied."""

import json
import shlex
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from bangkom.api.document import document
from bangkom.api.words import EXAMPLES, GROUPS

DEEPEST = 4
TIMES = {
    "date": "2026-03-02",
    "date-time": "2026-03-02T01:00:00Z",
    "uuid": "01968c1e-7d2a-7c31-9a4e-0d1f2b3c4d5e",
    "uri": "https://contoh.go.id/",
}


@dataclass(frozen=True)
class Field:
    """A parameter, or a field of a body: where it goes, its kind in words, and whether it must be there."""

    name: str
    where: str
    kind: str
    required: bool
    words: str


@dataclass
class Described:
    """One operation, ready for the page."""

    id: str
    method: str
    path: str
    summary: str
    scope: str
    is_open: bool
    fields: list[Field]
    reply_status: str
    reply: str
    curl: str
    refusals: list[str] = field(default_factory=list)


@dataclass
class Group:
    """Operations that belong together."""

    slug: str
    title: str
    about: str
    operations: list[Described] = field(default_factory=list)


def groups() -> list[Group]:
    """All operations by group, in the reader's language."""
    schema = document()
    found = {slug: Group(slug, str(title), str(about)) for slug, (title, about) in GROUPS.items()}
    for path, methods in schema["paths"].items():
        for method, described in methods.items():
            found[described["tags"][0]].operations.append(_operation(schema, path, method.upper(), described))
    return list(found.values())


def _operation(schema: dict[str, Any], path: str, method: str, described: dict[str, Any]) -> Described:
    body_type, body = next(iter(described.get("requestBody", {}).get("content", {}).items()), ("", {}))
    body_schema = _resolved(schema, body.get("schema", {}))
    status, reply = next((s, r) for s, r in described["responses"].items() if s.startswith("2"))
    sample = _sample(schema, next(iter(reply["content"].values()))["schema"])
    return Described(
        id=described["operationId"],
        method=method,
        path=path,
        summary=described["summary"],
        scope=described.get("x-scope", ""),
        is_open=not described["security"],
        fields=_parameters(described) + _body_fields(schema, body_schema),
        reply_status=status,
        reply=json.dumps(sample, indent=2, ensure_ascii=False),
        curl=_curl(schema, path, method, described, body_type, body_schema),
        refusals=[s for s in described["responses"] if not s.startswith("2")],
    )


def _parameters(described: dict[str, Any]) -> list[Field]:
    places = {"path": _("alamat"), "query": _("kueri"), "header": _("tajuk")}
    return [
        Field(p["name"], places[p["in"]], _kind(p["schema"]), bool(p.get("required")), p.get("description", ""))
        for p in described["parameters"]
    ]


def _body_fields(schema: dict[str, Any], model: dict[str, Any], prefix: str = "") -> list[Field]:
    found = []
    for name, raw in model.get("properties", {}).items():
        required = name in model.get("required", [])
        whole = f"{prefix}{name}"
        found.append(Field(whole, _("isi"), _kind(_plain(schema, raw)), required, raw.get("description", "")))
        inner = _plain(schema, raw)
        if inner.get("type") == "array":
            inner, whole = _plain(schema, inner.get("items", {})), f"{whole}[]"
        if "properties" in inner and prefix.count(".") < DEEPEST:
            found += _body_fields(schema, inner, f"{whole}.")
    return found


def _resolved(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    name = part.get("$ref", "").rpartition("/")[2]
    return schema["components"]["schemas"][name] if name else part


def _plain(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """What a part is besides "or null"."""
    choices = [each for each in part.get("anyOf", []) if each.get("type") != "null"]
    return _resolved(schema, choices[0] if choices else part)


def _kind(part: dict[str, Any]) -> str:
    names = {
        "integer": _("bilangan"),
        "boolean": "true / false",
        "string": _("teks"),
        "array": _("daftar"),
        "object": _("objek"),
    }
    formats = {"date": _("tanggal"), "date-time": _("waktu RFC 3339"), "uuid": "UUID", "binary": _("berkas")}
    if "anyOf" in part:
        part = next(each for each in part["anyOf"] if each.get("type") != "null")
    if "enum" in part:
        return " | ".join(str(each) or '""' for each in part["enum"])
    if "format" in part and part["format"] in formats:
        return formats[part["format"]]
    kind = names.get(part.get("type", "object"), "")
    if part.get("type") == "string" and "maxLength" in part:
        return f"{kind} ≤ {part['maxLength']}"
    return kind


def _sample(schema: dict[str, Any], part: dict[str, Any], name: str = "", depth: int = 0) -> Any:
    """A value of this shape as it might be."""
    part = _plain(schema, part)
    kind = part.get("type")
    if "enum" in part:
        return part["enum"][0]
    if kind == "array":
        return [_sample(schema, part.get("items", {}), name, depth + 1)]
    if "properties" in part and depth <= DEEPEST:
        return {key: _sample(schema, each, key, depth + 1) for key, each in part["properties"].items()}
    if kind == "integer":
        return {"count": 1, "limit": 50, "page": 1, "year": 2026, "version": 3}.get(name, 17)
    if kind == "boolean":
        return True
    if kind == "string":
        return EXAMPLES.get(name, TIMES.get(part.get("format", ""), "teks"))
    return EXAMPLES.get(name, {})


def _curl(
    schema: dict[str, Any], path: str, method: str, described: dict[str, Any], body_type: str, body: dict[str, Any]
) -> str:
    """A call to copy; the token stands in a variable, so that it does not stay in the shell's memory."""
    address = path
    for parameter in described["parameters"]:
        if parameter["in"] == "path":
            name = parameter["name"]
            value = _sample(schema, parameter["schema"], name)
            address = address.replace("{" + name + "}", str(value))
    lines = ["curl" if method == "GET" else f"curl -X {method}"]
    if described["security"]:
        lines.append('-H "Authorization: Bearer $BANGKOM_TOKEN"')
    for parameter in described["parameters"]:
        if parameter["name"] == "Idempotency-Key":
            lines.append('-H "Idempotency-Key: $(uuidgen)"')
        elif parameter["name"] == "If-Match":
            lines.append("-H 'If-Match: \"3\"'")
    if body_type.startswith("multipart"):
        lines.append("-F file=@pegawai.xlsx")
    elif body:
        lines.append("-H 'Content-Type: application/json'")
        lines.append(f"-d {shlex.quote(json.dumps(_needed(schema, body), ensure_ascii=False))}")
    lines.append(settings.SITE_URL + address)
    return " \\\n  ".join(lines)


def _needed(schema: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """What must be sent; of a body that may be empty its first fields."""
    names = body.get("required") or list(body.get("properties", {}))[:2]
    return {name: _sample(schema, body["properties"][name], name) for name in names}
