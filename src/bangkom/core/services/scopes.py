"""Scopes that move: a unit changes its place in the tree, and every role over it keeps holding."""

from __future__ import annotations

from django.db.models import Max, Value
from django.db.models.functions import Concat, Length, Substr
from django.utils.translation import gettext as _

from bangkom.core.errors import Refused
from bangkom.core.models import Scope

LONGEST_PATH = 255


def move_scope(*, scope: Scope, parent: Scope) -> Scope:
    """Hang a scope with everything below it under another of the same agency, in the caller's transaction.

    The caller holds a lock on the agency. Raises `Refused` for a place inside the moved subtree, and for a tree that
    would be too deep.
    """
    if scope.parent_id is None or parent.agency_id != scope.agency_id:
        raise ValueError("the root does not move, and a scope stays in its agency")
    old, new = scope.path or "", f"{parent.path}{scope.pk}."
    if (parent.path or "").startswith(old):
        raise Refused(_("Unit tidak bisa dipindahkan ke bawah dirinya sendiri."), "cycle")
    below = Scope.objects.filter(path__startswith=old)
    longest = below.aggregate(longest=Max(Length("path")))["longest"] or 0
    if longest - len(old) + len(new) > LONGEST_PATH:
        raise Refused(_("Susunan unit menjadi terlalu dalam. Pilih induk yang lebih tinggi."), "too_deep")
    scope.parent = parent
    scope.save(update_fields=["parent"])
    below.update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    scope.refresh_from_db()
    return scope
