"""What faults and inspections tell the apps below: the menu, cards of a point, what an office still has to do."""

from __future__ import annotations

import datetime as dt
import uuid

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diemsang.accounts.models import Office
from diemsang.accounts.registry import OfficeHolding, register_office_effect
from diemsang.accounts.scope import holds_own
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.nav import NavItem, Part, register
from diemsang.documents.minutes.registry import KindSpec, register_kind
from diemsang.documents.models import Minute, MinuteKind
from diemsang.equipment.hands import register_firm_sink, register_sticker
from diemsang.equipment.models import Item
from diemsang.operations.actions import faults, inspections, repair, sticker
from diemsang.operations.models import ENDED, STANDING, Finding, Incident, Inspection
from diemsang.operations.queries.fault_scope import (
    FIX,
    INSPECT,
    REPORT,
    findings_for,
    incidents_for,
    own_points,
    reads_faults,
)
from diemsang.operations.queries.faults import fault_rows, sentences, working_items
from diemsang.operations.queries.scope import VIEW, may
from diemsang.operations.registry import register_faults
from diemsang.points.models import SupportPoint
from diemsang.points.registry import PointCard, register_card, register_own

FAULTS_MENU = NavItem(
    label=gettext_lazy("Sự cố"),
    url_name="operations:faults",
    icon="broken",
    shown_to=reads_faults,
    order=36,
    part=Part.RUNNING,
)
INSPECTIONS_MENU = NavItem(
    label=gettext_lazy("Kiểm tra"),
    url_name="operations:inspections",
    icon="check",
    right=VIEW,
    order=37,
    part=Part.RUNNING,
)
SHOWN = 5


def faults_card(actor: Actor, point: SupportPoint, day: dt.date) -> PointCard | None:
    """What is open, how old, and how many accepted pieces work; for a firm only what is its own."""
    whole = may(actor, VIEW, point)
    rows = Incident.objects.filter(point=point) if whole else incidents_for(actor).filter(point=point)
    rows = rows.exclude(state__in=ENDED).select_related("point", "item", "asset").order_by("due_on", "pk")
    if not whole and not (holds_own(actor, FIX) and rows.exists()):
        return None
    names = dict(Item.objects.values_list("key", "name"))
    working = [
        (names.get(item, item), accepted, works)
        for (_point, item), (accepted, works) in (working_items([point.pk], day) if whole else {}).items()
        if works < accepted
    ]
    context: dict[str, object] = {
        "code": point.code,
        "rows": fault_rows(list(rows[:SHOWN]), day),
        "working": working,
        "may_report": may(actor, REPORT, point),
    }
    return PointCard(_("Sự cố"), "operations/faults_card.html", context)


def inspections_card(actor: Actor, point: SupportPoint, day: dt.date) -> PointCard | None:
    """The last inspection and what it left to do."""
    if not may(actor, VIEW, point):
        return None
    last = Inspection.objects.filter(point=point, voided_at=None).first()
    undone = list(findings_for(actor).filter(inspection__point=point, done_on=None))
    may_inspect = may(actor, INSPECT, point)
    if last is None and not may_inspect:
        return None
    context: dict[str, object] = {
        "code": point.code,
        "last": last,
        "undone": len(undone),
        "late": sum(one.late_on(day) for one in undone),
        "may_inspect": may_inspect,
    }
    return PointCard(_("Kiểm tra"), "operations/inspections_card.html", context)


def office_faults(office: Office, day: dt.date) -> OfficeHolding:
    """Incidents given to the office and not closed."""
    rows = Incident.objects.filter(assigned_office=office, state__in=STANDING).select_related("point")
    codes = [row.point.code for row in rows.order_by("due_on", "pk")]
    return OfficeHolding(_("sự cố đang giao cho cơ quan"), len(codes), codes[:10])


def office_findings(office: Office, day: dt.date) -> OfficeHolding:
    """What the office still has to put right after inspections."""
    rows = Finding.objects.filter(office=office, done_on=None, inspection__voided_at=None)
    codes = list(rows.order_by("due_on").values_list("inspection__point__code", flat=True))
    return OfficeHolding(_("việc phải khắc phục sau kiểm tra"), len(codes), codes[:10])


def inspection_href(minute: Minute) -> str:
    """The inspection that a minute tells of."""
    row = Inspection.objects.filter(minute=minute).first()
    return reverse("operations:inspection", args=[row.public_id]) if row is not None else ""


def sticker_href(public_id: uuid.UUID) -> str:
    """Where a label leads who has not signed in."""
    return reverse("operations:sticker", args=[public_id])


def move_minute(actor: Actor, old: Minute, new: Minute) -> None:
    """The inspection is told by the replacement now."""
    inspections.move_inspection_minute(old=old, new=new)


def register_all() -> None:
    """Called from ``AppConfig.ready``."""
    assert all((faults, repair, sticker))  # imported for the journal's sentences
    register(FAULTS_MENU)
    register(INSPECTIONS_MENU)
    register_card("faults", faults_card)
    register_card("inspections", inspections_card)
    register_office_effect("faults", office_faults)
    register_office_effect("findings", office_findings)
    register_kind(KindSpec(MinuteKind.BB_KTR, needs=(INSPECT,), href=inspection_href, on_replace=move_minute))
    register_sticker(sticker_href)
    register_firm_sink(repair.take_up)
    register_own("operations", own_points)
    register_faults("operations", lambda point: sentences(point, clock.today()))
