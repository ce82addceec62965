"""How every request goes: tokens, languages, limits, operations once, versions, problems."""

import datetime as dt
import json
import uuid

import pytest
from django.test import Client

from bangkom.api import limits, services
from bangkom.api.models import RequestCount, Token
from bangkom.api.scopes import TokenScope
from bangkom.core import clock, factors
from bangkom.core.models import Event, Operation, Role
from bangkom.core.tests.factories import end_own_role
from bangkom.people.models import Employee
from bangkom.people.tests.factories import AgencyFactory, employee, staff

pytestmark = pytest.mark.django_db
ME, EMPLOYEES = "/api/v1/me", "/api/v1/employees"


@pytest.fixture(autouse=True)
def fresh_counts():
    limits.forget_here()
    yield
    limits.forget_here()


@pytest.fixture
def officer():
    return staff(Role.ADMINISTRATOR, AgencyFactory())


def token_of(user, *scopes, days=30, factor_proved=True) -> str:
    return services.create_token(
        owner=user,
        name="uji",
        scopes=scopes or TokenScope.values,
        days=days,
        by=user,
        factor_proved=factor_proved,
    )[1]


def ask(token, address, method="GET", body=None, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    content = json.dumps(body) if body is not None else ""
    kind = headers.pop("Content-Type", "application/json")
    return Client(raise_request_exception=False).generic(method, address, content, content_type=kind, headers=headers)


def problem(reply):
    assert reply["Content-Type"] == "application/problem+json"
    body = reply.json()
    assert body["status"] == reply.status_code
    return body


def agency_of(user):
    return user.agencies_as(Role.ADMINISTRATOR)[0]


def newcomer(officer) -> dict:
    known = employee(agency_of(officer), serial=7)
    return {
        "number": "199003152015041002",
        "name": "Umi Fauziah",
        "status": "PNS",
        "unit": known.unit_id,
        "position": {"name": "Analis", "group": "pelaksana"},
    }


def test_a_token_opens_what_its_owner_may_see(officer):
    body = ask(token_of(officer), ME).json()
    assert body["username"] == officer.username
    assert body["roles"][0]["role"] == "administrator"


def test_without_a_token_nobody_is_known_even_in_a_browser_that_is_signed_in(officer):
    browser = Client()
    browser.force_login(officer)
    reply = browser.get(ME)
    assert reply.status_code == 401
    assert reply["WWW-Authenticate"].startswith("Bearer")
    assert problem(reply)["type"].endswith("#unauthenticated")


@pytest.mark.parametrize("text", ["x", "bgk_00000000_" + "0" * 32, "Basic abc", "bgk_" + "A" * 500, "bgk_\u00e9"])
def test_nonsense_is_no_token(text):
    assert ask(text, ME).status_code == 401


def test_a_token_with_another_secret_is_refused(officer):
    text = token_of(officer)
    assert ask(text[:-1] + ("0" if text[-1] != "0" else "1"), ME).status_code == 401


def test_an_expired_token_is_refused(officer):
    text = token_of(officer, days=1)
    with clock.held_at(clock.now() + dt.timedelta(days=2)):
        assert ask(text, ME).status_code == 401


def test_a_revoked_token_is_refused_at_once(officer):
    text = token_of(officer)
    services.revoke_token(token=Token.objects.get(), by=officer)
    assert ask(text, ME).status_code == 401


def test_the_token_of_a_closed_account_is_dead(officer):
    text = token_of(officer)
    officer.is_active = False
    officer.save()
    assert ask(text, ME).status_code == 401


def test_a_role_that_ends_ends_for_the_token_with_the_next_request(officer):
    text = token_of(officer)
    assert ask(text, EMPLOYEES).status_code == 200
    held = officer.role_assignments.get()
    staff(Role.ADMINISTRATOR, held.scope)  # the last administrator may not go
    end_own_role(held)
    assert ask(text, EMPLOYEES).status_code == 403


def test_a_token_allows_what_it_was_given_only(officer):
    text = token_of(officer, TokenScope.READ_PEOPLE)
    assert ask(text, EMPLOYEES).status_code == 200
    reply = ask(text, "/api/v1/events")
    assert reply.status_code == 403
    assert problem(reply)["code"] == "read:history"


def test_a_token_made_without_a_second_factor_does_not_outlive_the_duty_to_have_one(officer, settings):
    text = token_of(officer, factor_proved=False)
    settings.SECOND_FACTOR = factors.OPTIONAL
    assert ask(text, ME).status_code == 200
    settings.SECOND_FACTOR, settings.SECOND_FACTOR_FROM = factors.STAFF, None
    reply = ask(text, ME)
    assert reply.status_code == 403
    assert problem(reply)["code"] == "second_factor_needed"


def test_only_digests_of_a_token_are_kept(officer):
    text = token_of(officer)
    secret = text.split("_")[2]
    kept = json.dumps(list(Token.objects.values("prefix", "digest", "name", "scopes")))
    assert secret not in kept
    assert all(secret not in str(event.params) for event in Event.objects.all())


def test_the_use_of_a_token_is_noted(officer):
    ask(token_of(officer), ME)
    assert Token.objects.get().last_used_at is not None


def test_problems_speak_the_language_that_was_asked_for(officer):
    text = token_of(officer)
    assert problem(ask(text, "/api/v1/units/999"))["title"] == "Tidak ditemukan"
    reply = ask(text, "/api/v1/units/999", Accept_Language="en")
    assert problem(reply)["title"] == "Not found"
    assert reply["Content-Language"] == "en"


def test_an_unknown_address_is_a_problem_too():
    assert problem(ask(None, "/api/v1/tidak-ada"))["status"] == 404


def test_a_method_that_is_not_there_names_those_that_are(officer):
    reply = ask(token_of(officer), EMPLOYEES, "DELETE")
    assert reply.status_code == 405
    assert reply["Allow"] == "GET, POST"


def test_a_filter_that_does_not_exist_is_refused_and_named(officer):
    reply = ask(token_of(officer), EMPLOYEES + "?nama=Umi")
    assert reply.status_code == 422
    assert problem(reply)["errors"][0]["field"] == "nama"


def test_wrong_fields_are_named_one_by_one(officer):
    body = newcomer(officer) | {"status": "HONORER", "nickname": "Umi"}
    del body["name"]
    reply = ask(token_of(officer), EMPLOYEES, "POST", body, Idempotency_Key=str(uuid.uuid4()))
    assert reply.status_code == 422
    assert {error["field"] for error in problem(reply)["errors"]} == {"status", "nickname", "name"}


def test_other_content_than_json_is_refused(officer):
    token, key = token_of(officer), str(uuid.uuid4())
    reply = ask(token, EMPLOYEES, "POST", {}, Idempotency_Key=key, Content_Type="text/xml")
    assert reply.status_code == 415


def test_broken_json_is_a_bad_request(officer):
    headers = {"Authorization": f"Bearer {token_of(officer)}", "Idempotency-Key": str(uuid.uuid4())}
    reply = Client().post(EMPLOYEES, "{", content_type="application/json", headers=headers)
    assert reply.status_code == 400


def test_a_body_that_is_too_large_is_refused_before_it_is_read(officer, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    reply = ask(token_of(officer), EMPLOYEES, "POST", newcomer(officer), Idempotency_Key=str(uuid.uuid4()))
    assert reply.status_code == 413


def test_a_write_needs_an_operation_id(officer):
    reply = ask(token_of(officer), EMPLOYEES, "POST", newcomer(officer))
    assert reply.status_code == 400
    assert problem(reply)["type"].endswith("#operation-id-required")


def test_the_same_write_again_changes_nothing_and_gives_the_same_reply(officer):
    token, key, body = token_of(officer), str(uuid.uuid4()), newcomer(officer)
    first = ask(token, EMPLOYEES, "POST", body, Idempotency_Key=key)
    again = ask(token, EMPLOYEES, "POST", body, Idempotency_Key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first["Location"] == again["Location"]
    assert again["Idempotency-Replayed"] == "true"
    assert Employee.objects.filter(number=body["number"]).count() == 1


def test_the_same_operation_id_for_something_else_is_refused(officer):
    token, key, body = token_of(officer), str(uuid.uuid4()), newcomer(officer)
    ask(token, EMPLOYEES, "POST", body, Idempotency_Key=key)
    reply = ask(token, EMPLOYEES, "POST", body | {"name": "Lain"}, Idempotency_Key=key)
    assert reply.status_code == 422
    assert problem(reply)["type"].endswith("#operation-id-reused")


def test_somebody_elses_operation_id_gives_nothing_away(officer):
    token, key, body = token_of(officer), str(uuid.uuid4()), newcomer(officer)
    ask(token, EMPLOYEES, "POST", body, Idempotency_Key=key)
    colleague = staff(Role.ADMINISTRATOR, agency_of(officer))
    reply = ask(token_of(colleague), EMPLOYEES, "POST", body, Idempotency_Key=key)
    assert reply.status_code == 422


def test_an_operation_that_is_being_worked_on_is_a_conflict(officer):
    token, key, body = token_of(officer), str(uuid.uuid4()), newcomer(officer)
    ask(token, EMPLOYEES, "POST", body, Idempotency_Key=key)
    Operation.objects.update(reply_status=None)
    assert ask(token, EMPLOYEES, "POST", body, Idempotency_Key=key).status_code == 409


def test_a_refused_write_leaves_its_operation_id_free(officer):
    token, key, body = token_of(officer), str(uuid.uuid4()), newcomer(officer)
    assert ask(token, EMPLOYEES, "POST", body | {"name": ""}, Idempotency_Key=key).status_code == 422
    assert ask(token, EMPLOYEES, "POST", body, Idempotency_Key=key).status_code == 201


def test_what_a_service_refuses_has_a_name_and_changes_nothing(officer):
    token, body = token_of(officer), newcomer(officer)
    ask(token, EMPLOYEES, "POST", body, Idempotency_Key=str(uuid.uuid4()))
    reply = ask(token, EMPLOYEES, "POST", body, Idempotency_Key=str(uuid.uuid4()))
    assert reply.status_code == 422
    assert problem(reply)["code"] == "number_taken"


def test_a_change_needs_the_version_that_was_read(officer):
    known = employee(agency_of(officer), serial=7)
    token, address = token_of(officer), f"{EMPLOYEES}/{known.pk}"
    version = ask(token, address)["ETag"]
    change = {"back_title": "S.E."}
    assert ask(token, address, "PATCH", change, Idempotency_Key=str(uuid.uuid4())).status_code == 428
    first = ask(token, address, "PATCH", change, Idempotency_Key=str(uuid.uuid4()), If_Match=version)
    late = ask(token, address, "PATCH", {"grade": "III/d"}, Idempotency_Key=str(uuid.uuid4()), If_Match=version)
    assert first.status_code == 200
    assert first.json()["name"].endswith("S.E.")
    assert late.status_code == 412


def test_a_change_touches_only_what_was_sent(officer):
    known = employee(agency_of(officer), serial=7, grade="III/a")
    headers = {"Idempotency_Key": str(uuid.uuid4()), "If_Match": f'"{known.version}"'}
    ask(token_of(officer), f"{EMPLOYEES}/{known.pk}", "PATCH", {"grade": "III/b"}, **headers)
    known.refresh_from_db()
    assert (known.grade, known.status, known.person.sex) == ("III/b", "PNS", "M")


def test_lists_come_in_pages_that_name_the_next(officer):
    for serial in range(1, 4):
        employee(agency_of(officer), serial=serial)
    token = token_of(officer)
    first = ask(token, EMPLOYEES + "?limit=2").json()
    assert (first["count"], len(first["items"])) == (3, 2)
    second = ask(token, first["next"]).json()
    assert second["next"] is None
    assert not {row["id"] for row in first["items"]} & {row["id"] for row in second["items"]}


def test_no_store_keeps_replies_out_of_caches(officer):
    assert ask(token_of(officer), ME)["Cache-Control"] == "no-store"


def test_a_page_of_a_list_takes_the_same_queries_however_long_it_is(officer, django_assert_max_num_queries):
    token = token_of(officer)
    for serial in range(1, 12):
        employee(agency_of(officer), serial=serial)
    ask(token, ME)
    with django_assert_max_num_queries(16):
        ask(token, EMPLOYEES)


def test_a_token_that_asks_too_often_is_told_when_to_come_back(officer, settings):
    settings.API_LIMITS = settings.API_LIMITS | {"token": (3, 60)}
    token = token_of(officer)
    with clock.held_at(clock.now()):
        replies = [ask(token, ME) for _ in range(4)]
        assert ask(token_of(officer), ME).status_code == 200
    assert [reply.status_code for reply in replies] == [200, 200, 200, 429]
    assert 0 < int(replies[-1]["Retry-After"]) <= 60
    assert replies[0]["RateLimit"].startswith('"token";r=2;')
    assert replies[0]["RateLimit-Policy"] == '"token";q=3;w=60'


def test_an_address_that_asks_too_often_is_refused_whoever_asks(officer, settings):
    settings.API_LIMITS = settings.API_LIMITS | {"address": (2, 60)}
    with clock.held_at(clock.now()):
        assert [ask(token_of(officer), ME).status_code for _ in range(3)] == [200, 200, 429]


def test_guessing_tokens_is_slowed_down(settings):
    settings.API_LIMITS = settings.API_LIMITS | {"failures": (2, 60)}
    with clock.held_at(clock.now()):
        assert [ask("bgk_00000000_" + "0" * 32, ME).status_code for _ in range(3)] == [401, 401, 429]


def test_processes_share_a_quota_and_never_exceed_it():
    quota = limits.Quota("uji", 100, 60)
    with clock.held_at(clock.now()):
        granted = 0
        for _process in range(10):
            limits.forget_here()  # another process holds nothing yet
            granted += sum(limits.take(quota, "a").granted for _ in range(15))
    assert granted == 100 or 75 <= granted < 100


def test_a_window_that_is_over_begins_anew():
    quota = limits.Quota("uji", 1, 60)
    now = clock.now()
    with clock.held_at(now):
        assert limits.take(quota, "a").granted
        assert not limits.take(quota, "a").granted
    with clock.held_at(now + dt.timedelta(seconds=61)):
        assert limits.take(quota, "a").granted
        limits.forget()
    assert RequestCount.objects.by_system().count() == 1
