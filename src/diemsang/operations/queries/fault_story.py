"""One incident with everything about it, and what a person may do with it; what can be told at a point."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _

from diemsang.accounts.queries import OwnerNames
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.parts import Entry, Tone
from diemsang.equipment.actions.acts import pieces_at
from diemsang.equipment.models import Asset, Item
from diemsang.operations.hours import week_words
from diemsang.operations.models import (
    ENDED,
    AssignedTo,
    FaultKind,
    FaultState,
    FaultVisit,
    Incident,
    LineContract,
    PostedHours,
)
from diemsang.operations.queries.fault_scope import FAULTS, REPORT, fixes_own
from diemsang.operations.queries.faults import TONES, FaultRow, fault_rows
from diemsang.operations.queries.scope import may
from diemsang.points.models import SupportPoint
from diemsang.points.queries import places_on

ICONS = {
    Item.Kind.TV.value: "screen",
    Item.Kind.AMPLIFIER.value: "speaker",
    Item.Kind.SPEAKER.value: "speaker",
    Item.Kind.MICROPHONE.value: "speaker",
    Item.Kind.INPUT.value: "keyboard",
    Item.Kind.NETWORK.value: "line",
    Item.Kind.POWER.value: "weak-power",
}


@dataclass(frozen=True, slots=True)
class FaultStory:
    """An incident's page. The rights are over its point; the acts are those that its state allows."""

    row: FaultRow
    entries: list[Entry]
    visits: list[FaultVisit]
    doubles: list[Incident]
    others: list[tuple[str, str]]
    """Other incidents of the point that this may be the same as."""
    hours: str
    """When the point is open by its posted hours; "" when none are on record."""
    contact: str
    """The office to call before coming."""
    may_report: bool
    may_manage: bool
    may_fix: bool
    """May write down a visit: who reports, and the firm it is given to."""
    may_promise: bool
    """May say when who repairs comes: who manages faults, and the firm."""

    @property
    def acts(self) -> set[str]:
        """Names of the forms to show."""
        incident = self.row.incident
        found: set[str] = set()
        if incident.state == FaultState.REPORTED:
            found |= {"xac-nhan", "rut"} if self.may_report else set()
        elif incident.ended:
            found |= {"mo-lai"} if self.may_report else set()
            found |= {"dung-duoc"} if self.may_report and incident.to_check else set()
        else:
            found |= {"den-sua"} if self.may_fix else set()
            found |= {"hen"} if self.may_promise else set()
            found |= {"giao", "dong", "rut"} if self.may_manage else set()
        return found


def fault_story(actor: Actor, incident: Incident, on: dt.date) -> FaultStory:
    """Everything about one incident."""
    entries = [
        Entry(
            step.at.astimezone(clock.VIETNAM).date(),
            str(FaultState(step.state).label) if step.state else "",
            step.text,
            tone=TONES.get(step.state, "plain"),
            source=step.by,
        )
        for step in incident.steps.exclude(state="", text="").order_by("-at", "-id")
    ]
    others = Incident.objects.filter(point=incident.point).exclude(pk=incident.pk).select_related("item", "asset")
    others = others.exclude(state__in=[FaultState.DUPLICATE, FaultState.WITHDRAWN]).order_by("-reported_at")[:20]
    told = [
        (str(row.public_id), f"{row.code}, {FaultRow(row, '', on, 0, None).what}: {row.get_symptom_display()}")
        for row in others
    ]
    may_report, may_manage = may(actor, REPORT, incident.point), may(actor, FAULTS, incident.point)
    own = fixes_own(actor, incident)
    return FaultStory(
        row=fault_rows([incident], on)[0],
        entries=entries,
        visits=list(incident.visits.all()),
        doubles=list(incident.doubles.all()),
        others=told,
        hours=_hours(incident.point, on),
        contact=_contact(incident.point, on),
        may_report=may_report,
        may_manage=may_manage,
        may_fix=may_report or own,
        may_promise=own or (may_manage and bool(incident.assigned_name)),
    )


def _hours(point: SupportPoint, on: dt.date) -> str:
    posted = PostedHours.objects.on(on).filter(point=point, voided_at=None).order_by("-valid_from", "-id").first()
    return "; ".join(week_words(posted.week)) if posted is not None else ""


def _contact(point: SupportPoint, on: dt.date) -> str:
    place = places_on([point.pk], on).get(point.pk)
    area = place.area_id if place is not None else None
    return OwnerNames([area] if area is not None else [], on).name("COMMUNE", area)


def usual_assignee(incident: Incident) -> tuple[str, str]:
    """Whose turn it usually is, and their name when a contract tells it: the supplier of the lot, the carrier."""
    if incident.assigned_kind:
        return incident.assigned_kind, incident.assigned_name
    if incident.kind == FaultKind.LINE:
        contract = LineContract.objects.filter(point=incident.point, voided_at=None).order_by("-valid_from", "-id")
        newest = contract.first()
        return AssignedTo.CARRIER, newest.carrier if newest is not None else ""
    if incident.asset is not None:
        asset = Asset.objects.select_related("lot__contract__supplier").get(pk=incident.asset.pk)
        return AssignedTo.SUPPLIER, asset.lot.contract.supplier.name if asset.lot is not None else ""
    return AssignedTo.OFFICE, ""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something at the point that can fail. ``key`` stands in the address."""

    key: str
    title: str
    detail: str
    kind: str
    icon: str
    asset: Asset | None = None
    item: Item | None = None
    tone: Tone = "plain"
    open: str = ""
    """The code of an incident that is open about it."""


def things_at(point: SupportPoint, on: dt.date) -> list[Thing]:
    """Pieces that stand at the point (the catalogue, when none has a label yet), then line, power and the rest."""
    rows = Incident.objects.filter(point=point).exclude(state__in=ENDED).order_by("-pk")
    known: dict[tuple[str, object], str] = {}
    for row in rows:
        known[_thing_of(row)] = row.code
    pieces = pieces_at(point, on)
    found = [
        Thing(
            f"ts-{asset.public_id}",
            asset.item.name,
            asset.code,
            FaultKind.ITEM,
            ICONS.get(asset.item.kind, "box"),
            asset=asset,
            item=asset.item,
            open=known.get(("asset", asset.pk), ""),
        )
        for asset in pieces
    ]
    if not pieces:
        items = [item for item in Item.objects.all() if item.by_piece]
        found = [
            Thing(
                f"mon-{item.key}",
                item.name,
                "",
                FaultKind.ITEM,
                ICONS.get(item.kind, "box"),
                item=item,
                open=known.get(("item", item.pk), ""),
            )
            for item in items
        ]
    for key, kind, icon in (
        ("thiet-bi", FaultKind.ITEM, "box"),
        ("duong-truyen", FaultKind.LINE, "line"),
        ("dien", FaultKind.POWER, "weak-power"),
        ("khac", FaultKind.OTHER, "home"),
    ):
        title = _title(key, kind)
        found.append(
            Thing(key, title, "", kind, icon, open="" if key == "thiet-bi" else known.get(("kind", kind.value), ""))
        )
    return found


def _thing_of(row: Incident) -> tuple[str, object]:
    """What an incident is about, apart from things of another table with the same number."""
    if row.asset_id is not None:
        return "asset", row.asset_id
    return ("item", row.item_id) if row.item_id is not None else ("kind", row.kind)


def _title(key: str, kind: FaultKind) -> str:
    return _("thiết bị khác, không có tem") if key == "thiet-bi" else str(kind.label)


def thing_for(point: SupportPoint, key: str, on: dt.date) -> Thing:
    """The thing that an address names; 404 for none of this point."""
    for thing in things_at(point, on):
        if thing.key == key:
            return thing
    raise Http404
