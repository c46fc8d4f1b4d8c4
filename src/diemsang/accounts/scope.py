"""What a person may do, and where: the one scope function."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from diemsang.areas.models import AreaCover
from diemsang.core import clock
from diemsang.core.paths import data_path

if TYPE_CHECKING:
    from diemsang.accounts.models import User


@dataclass(frozen=True, slots=True)
class RoleRight:
    """One line of docs/rights.csv. ``scope`` is ``area`` (within the grant's area) or ``all``."""

    role: str
    right: str
    scope: str
    needs_mfa: bool


@cache
def rights_table() -> tuple[RoleRight, ...]:
    """docs/rights.csv, the source that code and tests read."""
    with data_path("docs/rights.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(
            RoleRight(row["role"], row["right"], row["scope"], row["needs_mfa"] == "yes")
            for row in csv.DictReader(handle)
        )


@dataclass
class Scope:
    """Rights held everywhere, and rights held over some areas (``whole`` and, for divided units, ``partial``)."""

    everywhere: set[str] = field(default_factory=set)
    whole: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    partial: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def allows(self, right: str, area_id: int | None = None) -> bool:
        """Whether the right is held at all, or over the given area as a whole."""
        if right in self.everywhere:
            return True
        if area_id is None:
            return bool(self.whole.get(right))
        return area_id in self.whole.get(right, ())


def scope_of(user: User) -> Scope:
    """The person's rights today, from grants in force. Two queries, whatever the number of grants."""
    scope = Scope()
    grants = list(user.grants.on(clock.today()))
    rows = AreaCover.objects.filter(area_id__in={g.area_id for g in grants if g.area_id is not None})
    covers: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for area_id, covered_id, whole in rows.values_list("area_id", "covered_id", "whole"):
        covers[area_id].append((covered_id, whole))
    for grant in grants:
        for line in rights_table():
            if line.role != grant.role:
                continue
            if line.scope == "all":
                scope.everywhere.add(line.right)
            elif grant.area_id is not None:
                for covered_id, whole in covers[grant.area_id]:
                    (scope.whole if whole else scope.partial)[line.right].add(covered_id)
    return scope
