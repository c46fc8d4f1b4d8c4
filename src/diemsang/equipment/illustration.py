"""The invented purchase of a plan's equipment (*minh họa*), for a demonstration home only.

Bills by the plan's norms, contracts, deliveries, installations, minutes and custody are written by the same actions
that people use, on the days of ``points.illustration``: every point is installed in the period that the plan gives it.
What is left wrong is left wrong on purpose: points never accepted, a serial that looks like another, one not written
down, pieces without a holder, handovers of a reform that nobody signed.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from random import Random

from django.db import transaction

from diemsang.accounts.actions import ensure_committee
from diemsang.accounts.models import Office
from diemsang.accounts.queries import office_for
from diemsang.areas.models import Area, AreaVersion, Reform
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.documents.actions.illustration import illustrate_signing, signed_picture
from diemsang.documents.models import Minute, MinuteKind
from diemsang.equipment import actions
from diemsang.equipment.illustration_visits import ALIKE, LIKE, NO_SERIAL, REPAIRED, visit
from diemsang.equipment.models import Act, Asset, AssetEvent, Bill, BillLine, Checklist, Contract, Delivery, Item, Lot
from diemsang.equipment.queries.reform import Pair, pairs_of
from diemsang.files.models import Blob
from diemsang.plans.models import Plan
from diemsang.plans.queries import latest_version
from diemsang.points.illustration import (
    DRAFT,
    FAULTY,
    MARK,
    OFFLINE,
    PAGES_MISSING,
    SEED,
    Story,
    decision_of,
    named,
    require_demonstration,
    stories_of,
)
from diemsang.points.models import PointCustody, SupportPoint

MONTHS = 24
FIRM = f"Nhà cung cấp ({MARK})"
DAY = dt.timedelta(days=1)
HANDOVER = 21 * DAY
AGREED = 0.6
"""So many of the pairs of units hand over by a signed minute after a reform; others stop at a draft, or before."""
PRICES = {
    "internet_tv": 9_000_000,
    "amplifier": 3_000_000,
    "hall_speaker": 1_500_000,
    "microphone": 800_000,
    "accessory_set": 500_000,
    "keyboard": 300_000,
}
"""Đồng of one piece. Round and invented, which the lot's model says; no price of any market."""
PREFIX = {Item.Kind.TV: "TV", Item.Kind.AMPLIFIER: "AM"}


def equip(*, actor: Actor, plan_code: str, until: dt.date | None = None) -> None:
    """Write what the stories of the plan's points imply up to ``until`` (today). Again, later: only what is new.

    ``Refused`` unless the home is a demonstration.
    """
    require_demonstration()
    plan = Plan.objects.get(code=plan_code)
    with transaction.atomic():
        _Purchase(actor, plan, stories_of(plan), min(until or clock.today(), clock.today())).write()


@dataclass
class _Purchase:
    actor: Actor
    plan: Plan
    stories: Sequence[Story]
    last: dt.date

    def write(self) -> None:
        """Everything in the order in which it happens."""
        self.bills()
        contracts = self.contracts()
        self.deliveries(contracts)
        self.installations()
        self.delivery_minutes()
        self.acceptances()
        self.handovers()
        self.events()
        visit(actor=self.actor, plan=self.plan.code, stories=self.stories, points=self.points, last=self.last)
        for reform in Reform.objects.filter(status=Reform.Status.APPLIED, effective_on__lte=self.last - HANDOVER):
            self.reform(reform)

    @cached_property
    def points(self) -> dict[int, SupportPoint]:
        """The plan's points."""
        return SupportPoint.objects.in_bulk([story.point_id for story in self.stories])

    @cached_property
    def picture(self) -> Blob:
        """What stands for a signed page."""
        return signed_picture(self.actor)

    @property
    def approvals(self) -> dict[dt.date, list[Story]]:
        """Stories by the day on which their bills are approved, up to the last day."""
        found: dict[dt.date, list[Story]] = defaultdict(list)
        for story in self.stories:
            found[story.stages["approved"] + 4 * DAY].append(story)
        return {day: found[day] for day in sorted(found) if day <= self.last}

    def bills(self) -> None:
        """Drafts for all, what has no norm allotted by decision, approval with each period's points."""
        if not self.approvals:
            return
        if not Bill.objects.filter(plan=self.plan).exists():
            actions.propose_bills(actor=self.actor, plan=self.plan)
            self.allot(min(self.approvals) - DAY)
        for on, stories in self.approvals.items():
            ids = [story.point_id for story in stories]
            drafts = list(Bill.objects.filter(plan=self.plan, point__in=ids, state=Bill.State.DRAFT))
            if drafts:
                decision = decision_of(
                    self.actor, self.plan, "thiet-bi", on, f"phê duyệt thiết bị của các điểm, đợt {on.year}"
                )
                reasons = {self.points[point_id].code: MARK for point_id in ids}
                actions.approve_bills(
                    actor=self.actor, plan=self.plan, decision=decision, bills=drafts, on=on, reasons=reasons
                )

    def allot(self, on: dt.date) -> None:
        """Items without a norm (Plan 207: 18 microphones) go to so many points, dealt out by rank."""
        version = latest_version(self.plan)
        catalogue = {item.key: item for item in Item.objects.all()}
        by_rank = sorted(self.stories, key=lambda story: -story.rank)
        for stated in version.items.filter(per_point=None) if version else ():
            if stated.key in catalogue:
                decision = decision_of(
                    self.actor, self.plan, f"phan-bo-{stated.key}", on, f"phân bổ {stated.total} {stated.name}"
                )
                chosen = [self.points[story.point_id] for story in by_rank[: stated.total]]
                actions.allot(
                    actor=self.actor, plan=self.plan, item=catalogue[stated.key], points=chosen, decision=decision
                )

    def contracts(self) -> dict[dt.date, Contract]:
        """Day of approval → the contract that buys for its points, with a lot for each item."""
        made = {}
        for on, stories in self.approvals.items():
            key, signed = named(self.plan.code, "contract", on), on + 2 * DAY
            contract = Contract.objects.filter(public_id=key).first()
            if contract is None and signed <= self.last:
                contract = actions.record_contract(
                    actor=self.actor,
                    public_id=key,
                    number=f"{on.year}/HĐ-{self.plan.code} ({MARK})",
                    on=signed,
                    supplier=actions.ensure_supplier(name=FIRM),
                    plan=self.plan,
                    investor=self.investor(signed),
                    fund_source=f"{self.plan.phase.programme.name} ({MARK})"[:200],
                    warranty=f"{MONTHS} tháng kể từ ngày nghiệm thu ({MARK}).",
                )
                self.lots(contract, [story.point_id for story in stories])
            if contract is not None:
                made[on] = contract
        return made

    def lots(self, contract: Contract, point_ids: Sequence[int]) -> None:
        """As many of each item as the bills of these points say."""
        wanted: dict[int, int] = defaultdict(int)
        lines = BillLine.objects.filter(bill__plan=self.plan, bill__point__in=point_ids, bill__state="approved")
        for item_id, quantity in lines.values_list("item_id", "quantity"):
            wanted[item_id] += quantity
        for item in Item.objects.filter(pk__in=wanted):
            actions.set_lot(
                actor=self.actor,
                contract=contract,
                item=item,
                quantity=wanted[item.pk],
                model=f"kiểu và giá {MARK}",
                unit_price=PRICES.get(item.key),
                price_on=contract.on if item.key in PRICES else None,
                warranty_months=MONTHS,
            )

    def investor(self, on: dt.date) -> Office | None:
        """The office that buys: the province's for information technology."""
        return office_for("PROV_IT", self.plan.area_id, on)

    def deliveries(self, contracts: dict[dt.date, Contract]) -> None:
        """All that a point is due comes on one day."""
        ids = {self.delivery_id(story): story for story in self.stories}
        done = set(Delivery.objects.filter(public_id__in=ids).values_list("public_id", flat=True))
        due: dict[int, list[tuple[int, int]]] = defaultdict(list)
        lines = BillLine.objects.filter(bill__plan=self.plan, bill__state=Bill.State.APPROVED, quantity__gte=1)
        for point_id, item_id, quantity in lines.values_list("bill__point_id", "item_id", "quantity"):
            due[point_id].append((item_id, quantity))
        lots = {
            (lot.contract_id, lot.item_id): lot
            for lot in Lot.objects.filter(contract__in=contracts.values()).select_related("item")
        }
        for key, story in ids.items():
            contract = contracts.get(story.stages["approved"] + 4 * DAY)
            if key in done or contract is None or story.stages["delivered"] > self.last:
                continue
            actions.deliver(
                actor=self.actor,
                public_id=key,
                contract=contract,
                point=self.points[story.point_id],
                on=story.stages["delivered"],
                lines=[
                    actions.DeliveryWish(lot, quantity, self.serials(story, lot.item))
                    for item_id, quantity in due[story.point_id]
                    if (lot := lots.get((contract.pk, item_id))) is not None
                ],
                labels_seen=True,
            )

    def delivery_id(self, story: Story) -> uuid.UUID:
        """Identity of the point's delivery."""
        return named(self.plan.code, story.code, "delivery")

    def serials(self, story: Story, item: Item) -> tuple[str, ...]:
        """One for a piece that bears one; marked as invented."""
        prefix = PREFIX.get(Item.Kind(item.kind)) if item.serialised else None
        if prefix is None or (prefix == "TV" and story.rank == NO_SERIAL):
            return ()
        code = story.code
        if prefix == "AM" and story.rank == ALIKE:
            other = next((each.code for each in self.stories if each.rank == LIKE), code)
            code = other.replace("-0", "-O", 1)
        return (f"MINHHOA-{prefix}-{code}",)

    def installations(self) -> None:
        """Put up within the period; the line measured where there is one."""
        ids = {named(self.plan.code, story.code, "install"): story for story in self.stories}
        done = set(Checklist.objects.filter(public_id__in=ids).values_list("public_id", flat=True))
        for key, story in ids.items():
            on, dice = story.stages["installed"], Random(f"{SEED}:{story.code}:install")
            if key in done or on > self.last:
                continue
            checklist = actions.open_checklist(actor=self.actor, public_id=key, point=self.points[story.point_id])
            faulty = story.rank == FAULTY
            speed = None if story.rank in OFFLINE else Decimal(dice.randint(18, 62))
            actions.finish_checklist(
                actor=self.actor,
                checklist=checklist,
                seen=actions.Seen(
                    present=frozenset(checklist.lines.values_list("pk", flat=True)),
                    on=on,
                    download=speed,
                    upload=None if speed is None else speed / 2,
                    sound_left=True,
                    sound_right=not faulty,
                    note=f"Số liệu {MARK}" + ("; loa phải rè, chờ nhà cung cấp đổi." if faulty else "."),
                ),
            )

    def delivery_minutes(self) -> None:
        """One minute for all that came to a district under a contract, once the last of it was put up."""
        groups: dict[tuple[int, dt.date], list[Story]] = defaultdict(list)
        for story in self.stories:
            groups[story.target_area_id, story.end].append(story)
        for stories in groups.values():
            key = named(self.plan.code, stories[0].code, "delivered")
            ready = max(story.stages["installed"] for story in stories) <= self.last
            if ready and not self.minuted(key):
                keys = [self.delivery_id(story) for story in stories]
                rows = list(
                    Delivery.objects.filter(public_id__in=keys, state="standing", minute=None).select_related("point")
                )
                if rows:
                    minute = actions.make_delivery_minute(actor=self.actor, public_id=key, deliveries=rows)
                    self.sign(minute, pages=2)

    @cached_property
    def parties(self) -> list[list[Story]]:
        """Points that are accepted and handed over together."""
        found: dict[tuple[int, dt.date, int], list[Story]] = defaultdict(list)
        for story in self.stories:
            if "accepted" in story.stages:
                found[story.target_area_id, story.end, story.party].append(story)
        return list(found.values())

    def acceptances(self) -> None:
        """A minute for each party of points; one point stops at a draft, one where a signed page is missing."""
        for story in self.stories:
            if story.rank in {DRAFT, PAGES_MISSING}:
                minute = self.accept([story], story.stages["installed"] + 10 * DAY)
                if minute is not None and story.rank == PAGES_MISSING:
                    self.sign(minute, pages=2, held=1)
        for stories in self.parties:
            minute = self.accept(stories, stories[0].stages["accepted"])
            if minute is not None:
                self.sign(minute)

    def accept(self, stories: Sequence[Story], on: dt.date) -> Minute | None:
        """The draft; ``None`` when it was made before or its day lies ahead."""
        key = named(self.plan.code, stories[0].code, "accept")
        if on > self.last or self.minuted(key):
            return None
        points = [self.points[story.point_id] for story in stories]
        return actions.make_acceptance_minute(actor=self.actor, public_id=key, points=points, on=on)

    def handovers(self) -> None:
        """On the day of acceptance the district's committee takes the pieces over."""
        areas = Area.objects.in_bulk({story.target_area_id for story in self.stories})
        for stories in self.parties:
            on, key = stories[0].stages["accepted"], named(self.plan.code, stories[0].code, "handover")
            if on > self.last or self.minuted(key):
                continue
            area = areas[stories[0].target_area_id]
            office = Office.objects.filter(area=area).first()
            point, *others = [self.points[story.point_id] for story in stories]
            minute = actions.make_handover_minute(
                actor=self.actor,
                public_id=key,
                point=point,
                others=others,
                on=on,
                office=office or ensure_committee(actor=self.actor, area=area, duty="DISTRICT"),
                giver=self.investor(on),
            )
            self.sign(minute)

    def events(self) -> None:
        """A speaker found faulty when it was put up; an amplifier repaired a year later."""
        for story in self.stories:
            installed = story.stages["installed"]
            if story.rank == FAULTY:
                self.event(story, Item.Kind.SPEAKER, "condition", installed, f"{MARK}: loa phải rè", "faulty")
            elif story.rank == REPAIRED:
                on = installed + 300 * DAY
                self.event(story, Item.Kind.AMPLIFIER, "repair", on, f"{MARK}: thay cầu chì, đã chạy lại", "good")

    def event(self, story: Story, kind: str, what: str, on: dt.date, note: str, condition: str) -> None:
        """Once, for the point's first piece of the kind."""
        key = named(self.plan.code, story.code, "event", what)
        piece = Asset.objects.filter(
            delivery__public_id=self.delivery_id(story), item__kind=kind, voided_at=None, disposed_on=None
        ).first()
        if piece is not None and on <= self.last and not AssetEvent.objects.filter(public_id=key).exists():
            actions.record_event(
                actor=self.actor, public_id=key, asset=piece, kind=what, on=on, note=note, condition=condition
            )

    def reform(self, reform: Reform) -> None:
        """Units that ended hand over to those that follow; only where the holder's own unit ended."""
        if Act.objects.filter(kind=MinuteKind.BB_BGSN, reform=reform).exists():
            return
        on = reform.effective_on + HANDOVER
        pairs, _lost = pairs_of(self.actor, reform)
        for pair in pairs:
            if not self.holder_ended(pair, reform.effective_on):
                continue
            luck = Random(f"{SEED}:{pair.points[0].code}:handover").random()
            if luck < (AGREED + 1) / 2:
                minute = actions.make_reform_minute(actor=self.actor, reform=reform, pair=pair, on=on)
                if luck < AGREED:
                    self.sign(minute)

    def holder_ended(self, pair: Pair, on: dt.date) -> bool:
        """Whether a point of the pair is held by an office whose unit no longer stands on the day."""
        mine = [point for point in pair.points if point.pk in self.points]
        rows = PointCustody.objects.filter(point__in=mine, voided_at=None, valid_to=None, office__isnull=False)
        held = set(rows.values_list("office__area_id", flat=True))
        return bool(held - set(AreaVersion.objects.on(on).filter(area_id__in=held).values_list("area_id", flat=True)))

    def minuted(self, key: uuid.UUID) -> bool:
        """Whether the minute was made before, whatever became of it."""
        return Minute.objects.filter(public_id=key).exists()

    def sign(self, minute: Minute, *, pages: int = 1, held: int | None = None) -> None:
        """Its signed copy comes back, as far as ``held`` pages (all)."""
        given = pages if held is None else held
        illustrate_signing(
            actor=self.actor,
            minute=minute,
            picture=self.picture,
            signed_on=minute.on if given == pages else None,
            pages=pages,
            held=given,
        )


def speak_for(*, actor: Actor, username: str) -> None:
    """The invented person of the firm that sold everything sees its lots, and the faults given to it."""
    require_demonstration()
    firm = actions.ensure_supplier(name=FIRM)
    actions.link_person(actor=actor, public_id=named(FIRM, "person", username), supplier=firm, username=username)
