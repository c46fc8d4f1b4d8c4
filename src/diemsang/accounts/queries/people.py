"""People and their rights."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from diemsang.accounts.models import Grant, User
from diemsang.accounts.roles import role_label
from diemsang.accounts.scope import rights_table
from diemsang.areas.models import AreaCover
from diemsang.areas.queries import labels
from diemsang.core import clock


@dataclass(frozen=True, slots=True)
class RightsRow:
    """One role a person holds today: over which unit (empty = no unit needed), and what it lets them do."""

    role: str
    area: str
    area_key: str
    everywhere: tuple[str, ...]
    within: tuple[str, ...]
    own: tuple[str, ...]
    grant: Grant


def rights_of(user: User) -> list[RightsRow]:
    """What the person may do and where, in words (docs/rights.csv, column ``meaning``)."""
    today = clock.today()
    grants = list(user.grants.on(today).select_related("area").order_by("role", "id"))
    names = labels([grant.area_id for grant in grants if grant.area_id is not None], today)
    rows = []
    for grant in grants:
        lines = [line for line in rights_table() if line.role == grant.role]
        label = names.get(grant.area_id) if grant.area_id is not None else None
        rows.append(
            RightsRow(
                role=role_label(grant.role),
                area=label.name if label else "",
                area_key=label.key if label else "",
                everywhere=tuple(line.meaning for line in lines if line.scope == "all"),
                within=tuple(line.meaning for line in lines if line.scope == "area"),
                own=tuple(line.meaning for line in lines if line.scope == "own"),
                grant=grant,
            )
        )
    return rows


def users_with(right: str, area_id: int | None = None) -> list[User]:
    """Active people who hold the right today (over the area, when one is given), by name.

    One query with an area, unless the right needs a second factor.
    """
    today = clock.today()
    lines = [line for line in rights_table() if line.right == right and (area_id is None or line.scope != "own")]
    grants = Grant.objects.on(today).filter(role__in={line.role for line in lines})
    if area_id is not None:
        covers = AreaCover.objects.on(today).filter(area=OuterRef("area_id"), covered_id=area_id, whole=True)
        grants = grants.filter(Q(role__in={line.role for line in lines if line.scope == "all"}) | Exists(covers))
    holders = User.objects.filter(is_active=True, grants__in=grants).distinct().order_by("full_name")
    if area_id is not None and not any(line.needs_mfa for line in lines):
        return list(holders)
    return [user for user in holders if user.can(right, area_id)]
