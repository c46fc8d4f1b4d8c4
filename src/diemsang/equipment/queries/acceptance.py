"""What stands at a point between delivery and handover, by which papers, and what is to be done next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diemsang.accounts.models import Office, User
from diemsang.accounts.queries import OwnerNames, office_names, owner_name
from diemsang.areas.models import AreaVersion
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.parts import Tone
from diemsang.core.text import sort_key
from diemsang.documents.models import Minute, MinuteKind, MinuteState
from diemsang.equipment.actions.acts import acceptable
from diemsang.equipment.actions.install import waiting_lines
from diemsang.equipment.models import ActLine, AssetCustody, AssetPlace, Checklist, ChecklistLine, Delivery, WorkOrder
from diemsang.equipment.queries.work import OPEN
from diemsang.equipment.rights import VIEW
from diemsang.points.models import PointPlace, SupportPoint
from diemsang.points.queries import PointRow, placed_rows, point_rows, visible_to

WAITING, PAPER, DONE = "cho", "cho-ky", "xong"
STATES = {
    WAITING: gettext_lazy("chờ nghiệm thu"),
    PAPER: gettext_lazy("có biên bản, chờ bản ký"),
    DONE: gettext_lazy("đã nghiệm thu"),
}
TONES: dict[str, Tone] = {WAITING: "turmeric", PAPER: "indigo", DONE: "leaf"}
HANDOVERS = (MinuteKind.BB_BG, MinuteKind.BB_BGSN)


def finished_at(point: SupportPoint) -> QuerySet[Checklist]:
    """Installations that count at the point, latest first."""
    return Checklist.objects.filter(point=point, state=Checklist.State.FINISHED, voided_at=None).order_by("-on", "-id")


def installed(points: QuerySet[SupportPoint]) -> QuerySet[SupportPoint]:
    """Points with something installed; adds ``installed_on`` and ``acceptance`` (a key of ``STATES``)."""
    checks = Checklist.objects.filter(point=OuterRef("pk"), state=Checklist.State.FINISHED, voided_at=None)
    told = ActLine.objects.filter(act__kind=MinuteKind.BB_NT).exclude(act__minute__state=MinuteState.VOID)
    seen = ChecklistLine.objects.filter(
        checklist__point=OuterRef("pk"),
        checklist__state=Checklist.State.FINISHED,
        checklist__voided_at=None,
        present=True,
    )
    pieces = seen.filter(~Exists(told.filter(asset=OuterRef("asset"))), asset__voided_at=None, asset__isnull=False)
    supplies = seen.filter(
        ~Exists(told.filter(asset=None, item=OuterRef("item"), point=OuterRef("checklist__point"))), asset=None
    )
    papers = told.filter(point=OuterRef("pk"), act__stands=False)
    return points.filter(Exists(checks)).annotate(
        installed_on=Subquery(checks.order_by("-on").values("on")[:1]),
        acceptance=Case(
            When(Q(Exists(pieces)) | Q(Exists(supplies)), then=Value(WAITING)),
            When(Exists(papers), then=Value(PAPER)),
            default=Value(DONE),
        ),
    )


@dataclass(frozen=True, slots=True)
class AcceptanceRow:
    """A point of the list of acceptances."""

    row: PointRow
    installed_on: object
    state: str
    minute: Minute | None

    @property
    def code(self) -> str:
        """The point's code."""
        return self.row.code

    @property
    def label(self) -> str:
        """The state in words."""
        return str(STATES[self.state])

    @property
    def tone(self) -> Tone:
        """Tone of its badge."""
        return TONES[self.state]

    @property
    def minute_label(self) -> str:
        """The newest acceptance minute and how far it is."""
        return f"{self.minute.code} · {self.minute.get_state_display()}" if self.minute else ""


def acceptance_rows(points: Sequence[SupportPoint]) -> list[AcceptanceRow]:
    """Words for a page of the list. Needs points from ``installed``."""
    papers: dict[int, Minute] = {}
    lines = ActLine.objects.filter(point__in=points, act__kind=MinuteKind.BB_NT)
    standing = lines.exclude(act__minute__state=MinuteState.VOID).select_related("act__minute")
    for line in standing.defer("act__minute__data").order_by("act_id"):
        papers[line.point_id] = line.act.minute
    return [
        AcceptanceRow(
            row,
            getattr(point, "installed_on", None),
            str(getattr(point, "acceptance", WAITING)),
            papers.get(point.pk),
        )
        for point, row in zip(points, point_rows(points, clock.today()), strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is true of a point now, each with the paper that says so; ``None`` where nothing does."""

    order: WorkOrder | None
    waiting: bool
    """Something delivered is not installed yet."""
    checklist: Checklist | None
    delivery_minute: Minute | None
    unpapered: list[Delivery]
    """Deliveries that no minute tells of."""
    lines: list[ActLine]
    """Installed, and in no acceptance minute that counts or waits."""
    papers: list[Minute]
    """Acceptance and handover minutes that are not void, latest first."""
    holders: list[str]

    def of(self, *kinds: str) -> list[Minute]:
        """Minutes of these kinds."""
        return [minute for minute in self.papers if minute.kind in kinds]

    @property
    def unsigned(self) -> Minute | None:
        """The newest acceptance or handover minute that waits for its signed copy."""
        return next((minute for minute in self.papers if minute.state != MinuteState.SIGNED), None)

    @property
    def acceptances(self) -> list[Minute]:
        """Acceptance minutes."""
        return self.of(MinuteKind.BB_NT)

    @property
    def handovers(self) -> list[Minute]:
        """Handover minutes."""
        return self.of(*HANDOVERS)

    @property
    def accepted(self) -> Minute | None:
        """The signed minute by which the newest acceptance stands."""
        return next((minute for minute in self.acceptances if minute.state == MinuteState.SIGNED), None)


def touched(point: SupportPoint) -> bool:
    """Whether any equipment, visit or installation was ever written down for the point. One query."""
    rows = (Delivery, WorkOrder, Checklist, AssetPlace)
    seen = [Exists(model.objects.filter(point=OuterRef("pk"))) for model in rows]
    return SupportPoint.objects.filter(seen[0] | seen[1] | seen[2] | seen[3], pk=point.pk).exists()


def standing(point: SupportPoint) -> Standing:
    """Read it; a constant number of queries."""
    order = WorkOrder.objects.filter(point=point, state__in=OPEN).select_related("team").first()
    deliveries = list(
        Delivery.objects.filter(point=point, state=Delivery.State.STANDING).select_related("minute").order_by("-on")
    )
    papered = [row.minute for row in deliveries if row.minute and row.minute.state != MinuteState.VOID]
    papers = Minute.objects.filter(
        pk__in=ActLine.objects.filter(point=point, act__kind__in=(MinuteKind.BB_NT, *HANDOVERS)).values("act__minute")
    ).exclude(state=MinuteState.VOID)
    held = AssetCustody.objects.filter(
        asset__places__point=point,
        asset__places__valid_to=None,
        asset__places__voided_at=None,
        asset__voided_at=None,
        voided_at=None,
        valid_to=None,
    ).select_related("person")
    owners = {(row.office_id, str(row.person or "")) for row in held}
    names = office_names([office for office, _person in owners if office], clock.today())
    holders = [", ".join(part for part in (names.get(office or 0, ""), person) if part) for office, person in owners]
    return Standing(
        order=order,
        waiting=bool(waiting_lines(point)),
        checklist=finished_at(point).first(),
        delivery_minute=papered[0] if papered else None,
        unpapered=[row for row in deliveries if row.minute is None or row.minute.state == MinuteState.VOID],
        lines=acceptable(point),
        papers=list(papers.order_by("-on", "-id")),
        holders=sorted(holders, key=sort_key),
    )


def receivers(point: SupportPoint) -> list[tuple[str, str]]:
    """Who of today may take over the point's property: its commune's offices, then the departments over it.

    Keys are ids of offices; ``u12`` is the committee of unit 12, which nobody wrote down as an office yet.
    """
    today = clock.today()
    area_ids = set(PointPlace.objects.on(today).filter(point=point, voided_at=None).values_list("area_id", flat=True))
    row = placed_rows([point], today)[0]
    if row.spot is not None and row.spot.today is not None:
        area_ids.add(row.spot.today.id)
    near = set(Office.objects.filter(area_id__in=area_ids, became=None).values_list("pk", flat=True))
    owners = OwnerNames(area_ids, today)
    duties = Office.objects.exclude(duty="").order_by().values_list("duty", flat=True).distinct()
    found = {office.pk for duty in duties for area in area_ids if (office := owners.office(duty, area)) is not None}
    alive = AreaVersion.objects.on(today).values("area_id")
    offices = Office.objects.filter(pk__in=near | found, became=None, area_id__in=alive)
    names = office_names(list(offices.values_list("pk", flat=True)), today)
    ordered = sorted(names.items(), key=lambda pair: (pair[0] not in near, sort_key(pair[1])))
    listed = [(str(pk), name) for pk, name in ordered]
    commune = row.spot.today if row.spot is not None else None
    if commune is None or Office.objects.filter(area_id=commune.id, duty="COMMUNE").exists():
        return listed
    return [(f"u{commune.id}", owner_name("COMMUNE", commune.id, today)), *listed]


def people_of(offices: Sequence[tuple[str, str]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Who works in these offices, by office, for a choice."""
    known = [int(pk) for pk, _name in offices if pk.isdecimal()]
    people = User.objects.filter(office__in=known, is_active=True).order_by("full_name")
    groups = [(name, [(str(one.pk), str(one)) for one in people if str(one.office_id) == pk]) for pk, name in offices]
    return [(name, found) for name, found in groups if found]


def accepting(actor: Actor, codes: Sequence[str]) -> list[SupportPoint]:
    """The points asked for that the actor may see, each once, in the order of their codes."""
    wanted = {code.upper() for code in codes}
    return list(visible_to(actor, VIEW).filter(code__in=wanted).order_by("code"))


def next_step(actor: Actor, point: SupportPoint, now: Standing) -> str:
    """What the point waits for, in words; "" when nothing."""
    if now.waiting:
        return _("lắp thiết bị đã giao")
    if now.lines:
        return _("nghiệm thu")
    if now.unsigned is not None:
        return _("ký và nộp bản ký biên bản %s") % now.unsigned.code
    if now.accepted is not None and not now.holders:
        return _("bàn giao cho bên giữ")
    return ""
