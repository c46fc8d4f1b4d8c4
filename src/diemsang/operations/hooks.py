"""What lines tell the apps below: the menu, a card on a point's page, what an office pays for."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diemsang.accounts.models import Office
from diemsang.accounts.registry import OfficeHolding
from diemsang.core.actor import Actor
from diemsang.core.nav import NavItem, Part
from diemsang.operations.models import LinePayer
from diemsang.operations.queries.scope import MANAGE, VIEW, may
from diemsang.operations.queries.state import line_rows
from diemsang.operations.words import outage_words, power_words
from diemsang.points.models import SupportPoint
from diemsang.points.registry import BookLine, PointCard

MENU = NavItem(
    label=gettext_lazy("Đường truyền, điện"),
    url_name="operations:list",
    icon="line",
    right=VIEW,
    order=34,
    part=Part.RUNNING,
)


def point_card(actor: Actor, point: SupportPoint, day: dt.date) -> PointCard | None:
    """The four facts, who pays, and the power, each in one line."""
    if not may(actor, VIEW, point):
        return None
    row = line_rows([point], day, placed=False)[0]
    context: dict[str, object] = {
        "row": row,
        "power": power_words(row.power) if row.power else "",
        "outages": [outage_words(outage) for outage in row.outages],
        "may_manage": may(actor, MANAGE, point),
    }
    return PointCard(_("Đường truyền và điện"), "operations/point_card.html", context)


def office_pays(office: Office, day: dt.date) -> OfficeHolding:
    """Lines the office pays for on a day: somebody else must when it ends."""
    rows = LinePayer.objects.on(day).filter(office=office, voided_at=None).order_by("point__code")
    codes = list(rows.values_list("point__code", flat=True))
    return OfficeHolding(_("điểm đang trả cước đường truyền"), len(codes), codes[:10])


def book_lines(actor: Actor, point: SupportPoint, day: dt.date) -> list[BookLine]:
    """The four facts, who pays, the power and what lasts, for the point's bound file; nobody knows: it is said."""
    if not may(actor, VIEW, point):
        return []
    row = line_rows([point], day, placed=False)[0]
    none = _("chưa ghi")
    lines = [(f"{name}: {state.label}", state.detail) for name, state in row.states]
    lines.append((_("Bên trả: %s") % (row.payer_words or none), ""))
    lines.append((_("Điện: %s") % (power_words(row.power) if row.power else none), ""))
    return lines + [(_("Đang mất: %s") % outage_words(outage), "") for outage in row.outages]
