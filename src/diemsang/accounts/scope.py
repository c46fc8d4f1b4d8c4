"""What a person may do, and where: the one scope function.

Rights follow lineage through ``AreaCover``: a right over a unit reaches what was below it and what it was formed from,
never what its successor later took in. So a grant over an old commune keeps covering only what came from it, and a
grant over the merged one covers both. A right that needs a second factor is not held until one is enrolled; it waits
in ``Scope.waiting``.

A right with scope ``own`` reaches what is the person's own, whatever the grant's area, and covers no area at all: it is
never held over a unit. The app that keeps the link between people and things (``equipment``: people of a supplier)
adds them in its ``visible_to`` after asking ``holds_own``.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from django.core.exceptions import PermissionDenied

from diemsang.accounts.factors import lacks_factor
from diemsang.accounts.models import User
from diemsang.areas.models import AreaCover
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.paths import data_path


@dataclass(frozen=True, slots=True)
class RoleRight:
    """One line of docs/rights.csv. ``scope`` is ``area`` (within the grant's area), ``own`` or ``all``.

    ``own``: over what was given to the person by name, wherever it lies; the app of the right says what that is.
    """

    role: str
    right: str
    scope: str
    needs_mfa: bool
    meaning: str


@cache
def rights_table() -> tuple[RoleRight, ...]:
    """docs/rights.csv, the source that code and tests read."""
    with data_path("docs/rights.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(
            RoleRight(row["role"], row["right"], row["scope"], row["needs_mfa"] == "yes", row["meaning"])
            for row in csv.DictReader(handle)
        )


def known_roles() -> list[str]:
    """Codes of the roles that carry rights, in the order of docs/rights.csv."""
    return list(dict.fromkeys(line.role for line in rights_table()))


@dataclass
class Scope:
    """Rights held everywhere, over some areas (``whole``; of divided units ``partial``), and over one's own things."""

    everywhere: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    whole: dict[str, set[int]] = field(default_factory=dict)
    partial: dict[str, set[int]] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)
    """Rights that a role gives as soon as a second factor is enrolled, with their meaning."""

    def allows(self, right: str, area_id: int | None = None) -> bool:
        """Whether the right is held at all, or over the given area as a whole."""
        if right in self.everywhere:
            return True
        if area_id is None:
            return right in self.own or bool(self.whole.get(right)) or bool(self.partial.get(right))
        return area_id in self.whole.get(right, ())


@dataclass(frozen=True, slots=True)
class Covered:
    """Ids of the areas a right reaches. ``partial``: only the answered parts of a divided unit (``SplitAnswer``)."""

    everywhere: bool
    whole: frozenset[int] = frozenset()
    partial: frozenset[int] = frozenset()


def scope_of(user: User) -> Scope:
    """The person's rights today, from grants in force. Two queries, whatever the number of grants; a third
    for roles that need a second factor.

    An account that was switched off has no rights.
    """
    scope = Scope()
    if not user.is_active:
        return scope
    grants = list(user.grants.on(clock.today()))
    covers: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    area_ids = {grant.area_id for grant in grants if grant.area_id is not None}
    if area_ids:
        rows = AreaCover.objects.on(clock.today()).filter(area_id__in=area_ids)
        for area_id, covered_id, whole in rows.values_list("area_id", "covered_id", "whole"):
            covers[area_id].append((covered_id, whole))
    roles = {grant.role for grant in grants}
    asks_factor = any(line.needs_mfa for line in rights_table() if line.role in roles)
    without_factor = asks_factor and lacks_factor(user)
    for grant in grants:
        for line in rights_table():
            if line.role != grant.role:
                continue
            if line.needs_mfa and without_factor:
                scope.waiting[line.right] = line.meaning
            elif line.scope == "all":
                scope.everywhere.add(line.right)
            elif line.scope == "own":
                scope.own.add(line.right)
            elif grant.area_id is not None:
                whole_ids = scope.whole.setdefault(line.right, set())
                whole_ids.update(covered for covered, whole in covers[grant.area_id] if whole)
                part_ids = scope.partial.setdefault(line.right, set())
                part_ids.update(covered for covered, whole in covers[grant.area_id] if not whole)
    for right, ids in scope.partial.items():
        ids -= scope.whole[right]
    return scope


def covered_ids(actor: Actor, right: str) -> Covered:
    """Where the actor holds ``right`` today; the system actor holds it everywhere."""
    if not isinstance(actor, User):
        return Covered(everywhere=actor.can(right))
    scope = actor.scope
    if right in scope.everywhere:
        return Covered(everywhere=True)
    return Covered(False, frozenset(scope.whole.get(right, ())), frozenset(scope.partial.get(right, ())))


def holds_own(actor: Actor, right: str) -> bool:
    """Whether the actor holds ``right`` over things of their own, whatever they hold over areas."""
    return isinstance(actor, User) and right in actor.scope.own


def only_own(actor: Actor, right: str) -> bool:
    """Whether things of their own are all over which the actor holds ``right``."""
    if not holds_own(actor, right):
        return False
    covered = covered_ids(actor, right)
    return not covered.everywhere and not covered.whole and not covered.partial


def require_more_than_own(actor: Actor, right: str) -> None:
    """``PermissionDenied`` for who does not hold ``right``, or holds it over things of their own alone."""
    require(actor, right)
    if only_own(actor, right):
        raise PermissionDenied(f"{actor.actor_label}: {right} chỉ với việc của mình")


def require_every(actor: Actor, right: str, *, written: int, in_scope: int) -> None:
    """For bulk acts, inside their transaction: ``PermissionDenied`` unless every row written was in scope.

    ``in_scope`` is counted anew in the transaction, by the query that is the app's door (``visible_to(actor, right)``).
    """
    if written != in_scope:
        raise PermissionDenied(f"{actor.actor_label}: {written - in_scope} dòng ngoài phạm vi quyền {right}")
