"""What training tells the apps below: the menu, a card on a point's page, who may read a file, its minutes."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diemsang.core.actor import Actor
from diemsang.core.nav import NavItem, Part
from diemsang.documents.models import Minute
from diemsang.files.models import Blob
from diemsang.points.models import SupportPoint
from diemsang.points.queries import may
from diemsang.points.registry import PointCard
from diemsang.training.models import CourseMaterial
from diemsang.training.queries.coverage import holders_of, trained_points
from diemsang.training.queries.scope import VIEW, only_teaches, sheet_class

MENU = NavItem(
    label=gettext_lazy("Tập huấn"),
    url_name="training:list",
    icon="people",
    right=VIEW,
    order=36,
    part=Part.RUNNING,
    shown_to=lambda actor: not only_teaches(actor),
)
CLASSES_MENU = NavItem(
    label=gettext_lazy("Lớp của tôi"),
    url_name="training:classes",
    icon="people",
    right=VIEW,
    order=1,
    shown_to=only_teaches,
)


def point_card(actor: Actor, point: SupportPoint, day: dt.date) -> PointCard | None:
    """Whether somebody who runs the point is trained, and who."""
    if not may(actor, VIEW, point):
        return None
    context: dict[str, object] = {
        "coverage": trained_points(day, [point])[point.pk],
        "holders": holders_of([point.pk], day).get(point.pk, []),
        "code": point.code,
    }
    return PointCard(_("Tập huấn"), "training/point_card.html", context)


def file_name(actor: Actor, blob: Blob) -> str | None:
    """The name of a material, for who may read training."""
    if not actor.can(VIEW):
        return None
    rows = CourseMaterial.objects.filter(blob=blob, voided_at=None)
    return rows.values_list("file_name", flat=True).first()


def sheet_href(minute: Minute) -> str:
    """The class whose sign-in sheet the minute is."""
    found = sheet_class(minute)
    return reverse("training:class", args=[found.public_id]) if found else ""
