"""Logs lead to the request and the place, and hold nothing that people sent or that names them."""

import json
import logging
import sys
from uuid import UUID

import pytest
from django.db import IntegrityError, OperationalError
from django.test import RequestFactory

from bangkom.core.logs import JsonFormatter, LineFormatter, WithoutAddresses, facts_of

NIP = "198503122010012003"


def record(message: str, *args: object, error: Exception | None = None, **extra: object) -> logging.LogRecord:
    info = None
    if error is not None:
        try:
            raise error
        except Exception:
            info = sys.exc_info()
    made = logging.getLogger("bangkom.test").makeRecord("bangkom.test", 30, "f.py", 1, message, args, info, extra=extra)
    WithoutAddresses().filter(made)
    return made


def test_a_line_for_programs_is_one_object():
    facts = json.loads(JsonFormatter().format(record("task %s failed", "core.forget", error=ValueError("x"))))
    assert facts["message"] == "task core.forget failed"
    assert facts["level"] == "WARNING"
    assert facts["time"].endswith("+00:00")
    assert facts["error"] == "builtins.ValueError"
    assert facts["places"][-1].endswith(" record")


@pytest.mark.parametrize("formatter", [LineFormatter(), JsonFormatter()])
@pytest.mark.parametrize(
    "error",
    [ValueError(f"Siti Aminah {NIP}"), KeyError(NIP), IntegrityError(f"DETAIL: Key (number)=({NIP}) already exists")],
)
def test_the_words_of_an_error_are_not_written(formatter, error):
    line = formatter.format(record("failed", error=error))
    assert NIP not in line
    assert "Siti" not in line
    assert type(error).__name__ in line


def test_what_the_machine_says_is_written():
    assert "disk I/O error" in facts_of(record("failed", error=OperationalError("disk I/O error")))["error"]
    assert "No space left" in facts_of(record("failed", error=OSError(28, "No space left on device")))["error"]


def test_numbers_and_mail_addresses_are_blotted_out():
    assert facts_of(record("mail to %s about %s", "siti@kab.go.id", NIP))["message"] == "mail to … about …"


def test_django_writes_the_name_of_the_view_in_place_of_the_address():
    request = RequestFactory().get("/v/RAHASIA-1234/?kode=RAHASIA")
    made = record("%s: %s", "Not Found", request.path, request=request, status_code=404)
    assert facts_of(made)["message"] == "Not Found: no page"
    assert "RAHASIA" not in LineFormatter().format(made)


@pytest.mark.django_db
@pytest.mark.urls("bangkom.core.tests.pages")
def test_a_request_is_found_again_by_the_id_of_its_reply(client, caplog):
    with caplog.at_level("INFO", logger="bangkom.request"):
        reply = client.get("/terbuka/?nama=Siti")
    (line,) = [facts_of(each) for each in caplog.records if each.name == "bangkom.request"]
    assert line["request_id"] == str(UUID(reply["X-Request-ID"]))
    assert line["status"] == 200
    assert line["method"] == "GET"
    assert "Siti" not in str(line)
