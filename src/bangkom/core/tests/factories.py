"""Agencies and accounts for tests, with the roles they act in."""

from __future__ import annotations

import factory
from django.contrib.auth.hashers import make_password

from bangkom.core.models import Agency, Role, RoleAssignment, Scope, User
from bangkom.core.services import create_agency, end_role, give_role

PASSWORD = "kawung-dua-puluh"


class AgencyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Agency

    code = factory.Sequence("kab-contoh-{}".format)
    name = factory.Sequence("Pemerintah Kabupaten Contoh {}".format)
    short_name = factory.Sequence("Kab. Contoh {}".format)
    kind = Agency.Kind.REGENCY

    @classmethod
    def _create(cls, model_class, **fields):
        return create_agency(by=None, **fields)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence("pengguna{}".format)
    name = factory.Sequence("Pengguna {}".format)
    password = factory.LazyFunction(lambda: make_password(PASSWORD))


def root(agency: Agency) -> Scope:
    return Scope.objects.get(agency=agency, parent=None)


def staff(role: Role, scope: Scope | Agency) -> User:
    """An account with a role over an agency or a scope."""
    user = UserFactory()
    give_role(user=user, role=role, scope=root(scope) if isinstance(scope, Agency) else scope, by=None)
    return user


def end_own_role(assignment: RoleAssignment) -> None:
    """The holder gives a role back."""
    end_role(assignment=assignment, scope_name="", reason="Selesai", by=assignment.user)
