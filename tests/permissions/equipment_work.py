"""The permission table of visits, installations, acceptance and handover."""

from __future__ import annotations

import datetime as dt
import uuid

from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.equipment import actions
from diemsang.equipment.actions.install import line_key, waiting_lines
from diemsang.equipment.models import Contract
from diemsang.points.models import SupportPoint
from tests.permissions.equipment import ACCEPTERS, BOUGHT
from tests.permissions.table import INSIDE, PLAN, PLAN_READERS, POINT_READERS, READ_ONLY, Case, only, when_posted

VISIT = {"public_id": "00000000-0000-4000-8000-00000000c0a1"}
"""A visit to the point of ``INSIDE`` (``plan_one``)."""
DAY = {"year": "2100", "month": "1", "day": "2", "team": "00000000-0000-4000-8000-00000000c0a2"}
"""The day of that visit."""
FINISHED = {"public_id": "00000000-0000-4000-8000-00000000c0a3"}
"""The finished installation at another point of the same commune, which the former commune did not hold."""
NO_PHOTO = {**FINISHED, "pk": "999999"}
BESIDE = "TQ-0093"
READERS = only("specialist", "commune", "other_commune", "former_commune", "other_province", *READ_ONLY)
# The province's specialist plans and installs; the commune accepts beside it.
INSTALLERS = {**dict.fromkeys(POINT_READERS, 403), **only("specialist")}
BESIDE_READERS = only("specialist", "commune", *READ_ONLY)
BESIDE_INSTALLERS = {**dict.fromkeys(BESIDE_READERS, 403), **only("specialist")}

CASES = [
    Case("equipment:work", 403, differ=READERS),
    Case("equipment:work-list", 403, differ=READERS),
    Case("equipment:work-plan", 403, differ=only("specialist", "other_province")),
    Case("equipment:work-plan", 403, {}, "post", differ=only("specialist", "other_province", status=422)),
    Case("equipment:work-progress", 404, PLAN, differ=PLAN_READERS),
    Case("equipment:work-day", 404, DAY, differ=POINT_READERS),
    Case("equipment:work-day", 404, DAY, "post", differ={**INSTALLERS, **only("specialist", status=302)}),
    Case("equipment:work-order", 404, VISIT, differ=POINT_READERS),
    Case("equipment:work-order", 404, VISIT, "post", differ={**INSTALLERS, **only("specialist", status=302)}),
    Case("equipment:work-move", 405, VISIT),
    Case("equipment:work-move", 404, VISIT, "post", differ=when_posted(INSTALLERS, 422)),
    Case("equipment:install", 404, INSIDE, differ=INSTALLERS),
    Case("equipment:install", 404, INSIDE, "post", differ=when_posted(INSTALLERS, 422)),
    Case("equipment:installation", 404, FINISHED, differ=BESIDE_READERS),
    Case("equipment:installation-minute", 405, FINISHED),
    Case(
        "equipment:installation-minute",
        404,
        FINISHED,
        "post",
        differ={**BESIDE_INSTALLERS, **only("specialist", status=302)},
    ),
    Case("equipment:installation-void", 405, FINISHED),
    Case("equipment:installation-void", 404, FINISHED, "post", differ=when_posted(BESIDE_INSTALLERS, 422)),
    Case("equipment:installation-photo", 405, FINISHED),
    Case(
        "equipment:installation-photo",
        404,
        FINISHED,
        "post",
        differ={**BESIDE_INSTALLERS, **only("specialist", status=302)},
    ),
    Case("equipment:installation-picture", 404, NO_PHOTO),
    Case("equipment:installation-photo-drop", 405, NO_PHOTO),
    Case(
        "equipment:installation-photo-drop",
        404,
        NO_PHOTO,
        "post",
        differ={**BESIDE_INSTALLERS, **only("specialist", status=404)},
    ),
    Case("equipment:acceptances", 403, differ=READERS),
    Case(
        "equipment:accept",
        403,
        differ=only("specialist", "commune", "other_commune", "former_commune", "other_province", status=404),
    ),
    Case("equipment:handover", 404, INSIDE, differ=ACCEPTERS),
    Case("equipment:handover", 404, INSIDE, "post", differ=when_posted(ACCEPTERS, 422)),
]


def install_one() -> None:
    """A television is brought to ``BESIDE`` and installed there; a visit far ahead is planned to ``INSIDE``."""
    contract = Contract.objects.get(public_id=BOUGHT["public_id"])
    point = SupportPoint.objects.get(code=BESIDE)
    wish = actions.DeliveryWish(contract.lots.get(), 1)
    actions.deliver(
        actor=SYSTEM, public_id=uuid.uuid4(), contract=contract, point=point, on=dt.date(2023, 11, 1), lines=[wish]
    )
    keys = [line_key(line) for line in waiting_lines(point)]
    seen = actions.Seen(present=frozenset(), on=clock.today())
    actions.install(actor=SYSTEM, public_id=uuid.UUID(FINISHED["public_id"]), point=point, chosen=keys, seen=seen)
    team = actions.ensure_team(actor=SYSTEM, name="Đội 1")
    team.public_id = uuid.UUID(DAY["team"])
    team.save()
    actions.plan_visit(
        actor=SYSTEM,
        public_id=uuid.UUID(VISIT["public_id"]),
        team=team,
        point=SupportPoint.objects.get(code=INSIDE["code"]),
        on=dt.date(int(DAY["year"]), int(DAY["month"]), int(DAY["day"])),
    )
