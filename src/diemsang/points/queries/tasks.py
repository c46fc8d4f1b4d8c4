"""What surveying asks of a person."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.core.actor import Actor
from diemsang.core.tasks import Task, told
from diemsang.points.models import SupportPoint
from diemsang.points.queries.scope import SURVEY, visible_to
from diemsang.points.queries.survey_rows import listed, with_survey


def survey_tasks(actor: Actor, day: dt.date) -> list[Task]:
    """Points of a plan that nobody surveyed."""
    if not actor.can(SURVEY):
        return []
    rows = with_survey(listed(visible_to(actor, SURVEY))).filter(Q(survey_state="chua")).order_by("code")
    return told(rows, _survey, _surveys)


def _survey(point: SupportPoint) -> Task:
    return Task(_("Khảo sát bốn điều kiện"), _("Mở phiếu"), reverse("points:survey-new", args=[point.code]), point.code)


def _surveys(count: int, _point: SupportPoint) -> Task:
    href = f"{reverse('points:surveys')}?tinh-trang=chua"
    return Task(_("%(count)s điểm chưa khảo sát") % {"count": count}, _("Xem danh sách"), href, count=count)
