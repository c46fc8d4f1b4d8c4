"""Who holds a role over a unit that a reform ended, and what it became."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from diemsang.accounts.models import Grant
from diemsang.accounts.roles import role_label
from diemsang.areas.models import Lineage, Reform
from diemsang.areas.queries import AreaLabel, labels
from diemsang.areas.registry import ReformEffect
from diemsang.core import clock
from diemsang.core.actor import Actor, require


@dataclass(frozen=True, slots=True)
class ReassignRow:
    """One role over a former unit and one unit that took it in. ``formed_from`` is all that the new unit holds."""

    grant: Grant
    role: str
    old: AreaLabel
    new: AreaLabel
    whole: bool
    formed_from: tuple[str, ...]
    done: bool

    @property
    def key(self) -> str:
        """The row in a form."""
        return f"{self.grant.pk}:{self.new.id}"

    @property
    def gains(self) -> tuple[str, ...]:
        """What the person would reach beyond the former unit."""
        return tuple(name for name in self.formed_from if name != self.old.name)


def to_reassign(actor: Actor, reform: Reform) -> list[ReassignRow]:
    """Roles in force today over units that the reform ended, by person. ``done``: the new unit is granted already."""
    require(actor, "accounts.view")
    today = clock.today()
    lines = list(Lineage.objects.filter(reform=reform))
    became: dict[int, list[Lineage]] = defaultdict(list)
    formed: dict[int, list[int]] = defaultdict(list)
    for line in lines:
        became[line.origin_id].append(line)
        formed[line.target_id].append(line.origin_id)
    grants = list(
        Grant.objects.on(today)
        .filter(area_id__in=set(became), user__is_active=True)
        .select_related("user")
        .order_by("user__full_name", "pk")
    )
    targets = {line.target_id for grant in grants for line in became[_area(grant)]}
    names = labels({_area(grant) for grant in grants} | targets | {o for t in targets for o in formed[t]}, today)
    people = {grant.user_id for grant in grants}
    held = set(
        Grant.objects.on(today)
        .filter(user_id__in=people, area_id__in=targets)
        .values_list("user_id", "role", "area_id")
    )
    return [
        ReassignRow(
            grant=grant,
            role=role_label(grant.role),
            old=names[_area(grant)],
            new=names[line.target_id],
            whole=line.whole,
            formed_from=tuple(names[origin].name for origin in formed[line.target_id]),
            done=(grant.user_id, grant.role, line.target_id) in held,
        )
        for grant in grants
        for line in became[_area(grant)]
    ]


def latest_to_reassign() -> Reform | None:
    """The latest reform that left somebody with a role over a former unit; else the latest one applied."""
    applied = Reform.objects.filter(status=Reform.Status.APPLIED)
    held = Grant.objects.on(clock.today()).filter(user__is_active=True).values("area_id")
    waiting = applied.filter(pk__in=Lineage.objects.filter(origin_id__in=held).values("reform_id"))
    return waiting.first() or applied.first()


def grants_touched(area_ids: set[int], on: dt.date) -> list[ReformEffect]:
    """For the preview of a reform: roles over the units that it ends or changes."""
    grants = list(
        Grant.objects.on(on).filter(area_id__in=area_ids, user__is_active=True).select_related("user").order_by("pk")
    )
    detail = [f"{grant.user} – {role_label(grant.role)}" for grant in grants[:10]]
    return [ReformEffect(_("vai được giao tại các đơn vị này, cần xem để phân công lại"), len(grants), detail)]


def _area(grant: Grant) -> int:
    assert grant.area_id is not None
    return grant.area_id
