"""The API under generated requests, with the tokens of two agencies.

Whatever is sent: no server error, no reply that the document does not know, nothing without a token, nothing of the
other agency. Bounded and the same each time. Every other request names real objects of the first agency.
"""

import itertools
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as bounds
from schemathesis.checks import not_a_server_error
from schemathesis.core import NotSet
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.access import api_world
from tests.access.test_api import PUBLIC_BODIES
from tests.access.world import World, build

from bangkom.api import limits
from bangkom.api.document import document
from bangkom.core import clock

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
EXAMPLES = 6
QUOTAS = {"token": (10**6, 60), "address": (10**6, 60), "failures": (10**6, 60)}
BOUNDED = bounds(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def world(settings, db) -> Iterator[World]:
    settings.API_LIMITS = QUOTAS
    limits.forget_here()
    with clock.held_at(clock.now()):
        yield build()
    limits.forget_here()


def operations() -> list[Any]:
    schema = schemathesis.openapi.from_dict(document())
    return [result.ok() for result in schema.get_all_operations()]


def fuzz(operation: Any, call: api_world.Call, headers: dict[str, str]) -> Iterator[tuple[Any, Any]]:
    """Generated requests to one operation with their replies; what they change is taken back."""
    found: list[tuple[Any, Any]] = []
    turn = itertools.count()

    @seed(20260301)
    @BOUNDED
    @given(operation.as_strategy())
    def one(case) -> None:
        if next(turn) % 2 and call.path:
            case.path_parameters = dict(call.path)
        with transaction.atomic():
            reply = send(case, headers)
            transaction.set_rollback(True)
        found.append((case, reply))

    one()
    yield from found


def test_generated_requests_find_no_server_error_and_no_reply_that_the_document_does_not_know(world):
    tokens, calls = api_world.tokens_of(world), api_world.calls(world)
    faults = []
    for operation in operations():
        name = operation.definition.raw["operationId"]
        for who in ("admin", "outsider"):
            for case, reply in fuzz(operation, calls.get(name, api_world.Call()), bearer(tokens[who])):
                try:
                    case.validate_response(reply, checks=CHECKS)
                except FailureGroup as fault:
                    faults.append(f"{name} by {who}: {reply.status_code} {fault.exceptions} {reply.text[:300]}")
                shown = [words for words in world.ours if words in reply.text] if who == "outsider" else []
                if shown and name not in PUBLIC_BODIES and operation.definition.raw["security"]:
                    faults.append(f"{name} shows {shown} to another agency")
    assert not faults, "\n".join(faults[:20])


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer bgk_AAAAAAAA_" + "A" * 32}])
def test_no_operation_answers_without_a_token(world, headers):
    calls = api_world.calls(world)
    for operation in operations():
        if operation.definition.raw["security"]:
            call = calls.get(operation.definition.raw["operationId"], api_world.Call())
            assert {reply.status_code for _case, reply in fuzz(operation, call, headers)} == {401}


def send(case: Any, headers: dict[str, str]) -> Response:
    """A generated request through our own application, with the reply in the form that the checks read."""
    sent = {str(name): str(value) for name, value in (case.headers or {}).items()} | headers
    address = f"{case.formatted_path}?{urlencode(case.query or {}, doseq=True)}"
    body, kind = b"", "text/plain"
    if not isinstance(case.body, NotSet):
        if str(case.media_type).startswith("multipart"):
            fields = case.body if isinstance(case.body, dict) else {}
            files = {k: SimpleUploadedFile("a.csv", v) if isinstance(v, bytes) else v for k, v in fields.items()}
            body, kind = (
                encode_multipart(BOUNDARY, {k: v for k, v in files.items() if v is not None}),
                MULTIPART_CONTENT,
            )
        else:
            body, kind = json.dumps(case.body).encode(), "application/json"
    browser = Client(raise_request_exception=False)
    given = browser.generic(case.method, address, body, content_type=kind, headers=sent)
    return Response(
        status_code=given.status_code,
        headers={name.lower(): [value] for name, value in given.headers.items()},
        content=given.content,
        request=requests.Request(case.method, f"http://testserver{case.formatted_path}").prepare(),
        elapsed=0,
        verify=False,
    )


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
