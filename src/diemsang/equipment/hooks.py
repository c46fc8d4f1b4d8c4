"""What equipment tells the apps below: a card on a point's page."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.utils.translation import gettext as _

from diemsang.core.actor import Actor
from diemsang.equipment.duplicates import Existing
from diemsang.equipment.queries.pages import point_card as facts
from diemsang.equipment.rights import DELIVER, VIEW
from diemsang.points.models import SiteSurvey, SupportPoint, SurveyEquipment
from diemsang.points.queries import may
from diemsang.points.registry import PointCard


def point_card(actor: Actor, point: SupportPoint, day: dt.date) -> PointCard | None:
    """Bills and pieces of the point, for who may see equipment."""
    if not actor.can(VIEW):
        return None
    context: dict[str, object] = {**facts(point), "code": point.code, "may_deliver": may(actor, DELIVER, point)}
    return PointCard(_("Thiết bị, tài sản"), "equipment/card.html", context)


def surveyed(point_ids: set[int]) -> dict[int, list[Existing]]:
    """What the latest survey of each point found standing there; what no longer works is left out. Two queries."""
    newest: dict[int, SiteSurvey] = {}
    for survey in SiteSurvey.objects.filter(point_id__in=point_ids, voided_at=None).order_by("on", "id"):
        newest[survey.point_id] = survey
    by_id = {survey.pk: survey for survey in newest.values()}
    found: dict[int, list[Existing]] = defaultdict(list)
    for thing in SurveyEquipment.objects.filter(survey__in=by_id).exclude(working=False):
        survey = by_id[thing.survey_id]
        name = f"{thing.quantity} {thing.name}" if thing.quantity else thing.name
        where = _("tại chính điểm này, theo khảo sát ngày %s") % f"{survey.on:%d/%m/%Y}"
        money = thing.funding or _("nguồn vốn chưa rõ")
        found[survey.point_id].append(Existing(thing.item, name, where, money))
    return found
