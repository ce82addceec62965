"""Version 1: one thin module for each domain, over the same services and queries as the pages."""

from collections.abc import Iterator
from functools import cache

from django.http import Http404
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation, PathView

from bangkom.api import conduct, problems
from bangkom.api.scopes import TokenScope
from bangkom.api.v1 import accountability, cohorts, employees, imports, organisation, participants, programmes, records
from bangkom.core.models import User

PREFIX = "/api/v1/"

api = NinjaAPI(title="Bangkom", version="1", urls_namespace="v1", docs_url=None, openapi_url=None)
for module in (organisation, employees, imports, programmes, cohorts, participants, records, accountability):
    api.add_router("", module.router)
for kind in (Exception, Http404, HttpError, ValidationError):  # the framework answers these itself otherwise
    api.add_exception_handler(kind, lambda request, error: problems.respond(request, problems.problem_of(error)))


@cache
def path_views() -> dict[str, PathView]:
    """Every address of the API with what answers there."""
    return {
        template.lstrip("/"): view
        for bound in api._get_bound_routers()
        for template, view in bound.path_operations.items()
    }


def operations() -> Iterator[Operation]:
    for view in path_views().values():
        yield from view.operations


def urls() -> list[URLPattern]:
    """The addresses; each is named after its first operation."""
    return [
        path(
            template.replace("{", "<").replace("}", ">"), conduct.conducted(view), name=view.operations[0].operation_id
        )
        for template, view in path_views().items()
    ]


def _route(template: str) -> str:
    return template.replace("{", "<").replace("}", ">")


def scopes_for(user: User) -> list[TokenScope]:
    """The scopes of which an account could use something now, in the order of the list."""
    held = {
        conduct.conduct_of(operation).scope
        for operation in operations()
        if not (roles := conduct.roles_of_page(conduct.conduct_of(operation).page)) or user.has_role(*roles)
    }
    return [scope for scope in TokenScope if scope in held]
