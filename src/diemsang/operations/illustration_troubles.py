"""Invented troubles of a plan's points (*minh họa*), for a demonstration home only: what failed and who saw to it,
inspections with what they found, and a handover to a new officer after a reform.

Each is written by the action that people use, on its own day, counted back from the last day. All but a few are
well in hand, so that the few are seen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from diemsang.areas.models import AreaVersion
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.documents.actions.illustration import illustrate_signing, signed_picture
from diemsang.equipment.models import Asset, Item
from diemsang.operations.actions import Given, Who, hand_over
from diemsang.operations.actions.faults import report_fault
from diemsang.operations.actions.inspections import (
    Answer,
    finish_finding,
    make_inspection_minute,
    record_inspection,
)
from diemsang.operations.actions.repair import assign_fault, close_fault, record_visit
from diemsang.operations.actions.sticker import report_by_sticker
from diemsang.operations.checklists import checklist_on
from diemsang.operations.illustration import CUT_OFF
from diemsang.operations.models import (
    AssignedTo,
    FaultKind,
    FaultState,
    FoundBy,
    Incident,
    Inspection,
    OperatorHandover,
    Symptom,
    Verdict,
    VisitResult,
)
from diemsang.plans.models import Plan
from diemsang.points.illustration import LOGGED_FROM, MARK, Story, named, require_demonstration, stories_of
from diemsang.points.models import PointPlace, SupportPoint

DAY = dt.timedelta(days=1)
SUPPLIER, CARRIER, COMMUNE = f"Nhà cung cấp ({MARK})", f"Nhà mạng ({MARK})", f"UBND xã ({MARK})"
AMPLIFIER, OVERDUE = 54, 56
"""Ranks: an amplifier that has waited for a part for weeks; a keyboard nobody has seen to in time."""
WARRANTY = dt.timedelta(days=720)
"""A piece accepted so recently is still under warranty."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One incident. ``found`` and the days of what follows count back from the last day.

    ``given``: to whom (and when); ``visits``: day, result, part, cost, words; ``closed``: by hand, day and words.
    """

    rank: int
    kind: FaultKind
    item: str
    symptom: Symptom
    found: int
    note: str
    given: tuple[int, AssignedTo, str] | None = None
    visits: tuple[tuple[int, VisitResult, str, int | None, str], ...] = ()
    closed: tuple[int, str] | None = None
    again: int | None = None


GONE_LINE, GONE_POWER = (FaultKind.LINE, "", Symptom.NO_NET), (FaultKind.POWER, "", Symptom.NO_POWER)
AMP, TV, SPEAKER, MICRO = ((FaultKind.ITEM, str(kind)) for kind in ("AMPLIFIER", "TV", "SPEAKER", "MICROPHONE"))
KEYS = (FaultKind.ITEM, str(Item.Kind.INPUT))
TROUBLES = (
    Trouble(
        AMPLIFIER,
        *AMP,
        Symptom.DEAD,
        47,
        "Bật không lên đèn, đã thử ổ cắm khác",
        (45, AssignedTo.SUPPLIER, SUPPLIER),
        ((33, VisitResult.PARTS, "", None, "Cháy bo nguồn, chờ linh kiện"),),
    ),
    Trouble(OVERDUE, *KEYS, Symptom.CONTROL, 22, "Bấm phím không ăn", (20, AssignedTo.SUPPLIER, SUPPLIER)),
    Trouble(55, *TV, Symptom.PICTURE, 4, "Hình lúc có lúc mất"),
    Trouble(
        58,
        *AMP,
        Symptom.SOUND,
        140,
        "Tiếng rè khi mở to",
        (138, AssignedTo.SUPPLIER, SUPPLIER),
        ((131, VisitResult.FIXED, "tụ nguồn", 350_000, "Thay tụ, đã thử tiếng"),),
    ),
    Trouble(
        80,
        *MICRO,
        Symptom.SOUND,
        125,
        "Micro lúc nói được lúc không",
        visits=((120, VisitResult.FIXED, "dây micro", 120_000, "Thay dây"),),
    ),
    Trouble(80, *MICRO, Symptom.SOUND, 12, "Lại mất tiếng như lần trước", (10, AssignedTo.SUPPLIER, SUPPLIER), again=6),
    Trouble(
        63,
        *GONE_LINE,
        75,
        "Cột đổ sau mưa, đứt cáp",
        (74, AssignedTo.CARRIER, CARRIER),
        ((72, VisitResult.FIXED, "", 0, "Kéo lại cáp"),),
    ),
    Trouble(64, *GONE_POWER, 101, "Cắt điện sửa đường dây", closed=(100, "Điện lực đã cấp lại điện")),
    Trouble(CUT_OFF, *GONE_LINE, 3, "Cả thôn mất mạng", (2, AssignedTo.CARRIER, CARRIER)),
    Trouble(
        72,
        *SPEAKER,
        Symptom.SOUND,
        210,
        "Một loa không kêu",
        visits=((204, VisitResult.AWAY, "", None, "Đến nơi điểm đóng cửa"), (201, VisitResult.FIXED, "", 0, "Nối dây")),
    ),
)
NEW_PIECE = Trouble(0, *TV, Symptom.CONTROL, 9, "TV tự khởi động lại, còn bảo hành", (8, AssignedTo.SUPPLIER, SUPPLIER))
"""Stands at a point whose pieces are under warranty."""
TOLD = {one.rank for one in TROUBLES}
STICKERS = ((65, "SPEAKER", Symptom.SOUND, 1, "Loa kêu rè", 1), (66, "TV", Symptom.CONTROL, 2, "Bấm mãi không chạy", 3))
"""Rank, piece, symptom, days back, words, how often people told it."""


def trouble(*, actor: Actor, plan_code: str, until: dt.date | None = None) -> None:
    """Write incidents, inspections and the handover up to ``until`` (today). Again, later: nothing new.

    ``Refused`` unless the home is a demonstration.
    """
    require_demonstration()
    plan = Plan.objects.get(code=plan_code)
    last = min(until or clock.today(), clock.today())
    if last < LOGGED_FROM + 250 * DAY:
        return
    stories = [story for story in stories_of(plan) if "accepted" in story.stages]
    points = SupportPoint.objects.in_bulk([story.point_id for story in stories])
    with transaction.atomic():
        _Year(actor, plan, {story.rank: story for story in stories}, points, last).write()


@dataclass(frozen=True, slots=True)
class _Year:
    actor: Actor
    plan: Plan
    stories: Mapping[int, Story]
    points: Mapping[int, SupportPoint]
    last: dt.date

    def write(self) -> None:
        """Everything, each in the order in which it happens."""
        for at, one in enumerate(TROUBLES):
            self.incident(one, self.point(one.rank), at)
        used = [story for story in self.stories.values() if story.used_on(self.last) and story.rank not in TOLD]
        fresh = max(used, key=lambda story: (story.stages["accepted"], -story.rank))
        if self.last - fresh.stages["accepted"] < WARRANTY:
            self.incident(NEW_PIECE, self.points[fresh.point_id], "warranty")
        for rank, kind, symptom, ago, note, times in STICKERS:
            self.sticker(rank, kind, symptom, ago, note, times)
        self.inspections()
        self.new_officer()

    def point(self, rank: int) -> SupportPoint:
        """The point of a rank."""
        return self.points[self.stories[rank].point_id]

    def back(self, days: int) -> dt.date:
        """So many days before the last."""
        return self.last - days * DAY

    def piece(self, point: SupportPoint, kind: str) -> Asset | None:
        """The point's first piece of the kind, where it has one."""
        rows = Asset.objects.filter(delivery__point=point, item__kind=kind, voided_at=None, disposed_on=None)
        return rows.select_related("item").order_by("pk").first()

    def incident(self, one: Trouble, point: SupportPoint, key: object) -> None:
        """Once, whatever became of it since."""
        public_id = named(self.plan.code, "incident", key)
        asset = self.piece(point, one.item) if one.item else None
        if Incident.objects.filter(public_id=public_id).exists() or (one.item and asset is None):
            return
        told: dict[str, Any] = {
            "point": point,
            "kind": one.kind,
            "symptom": one.symptom,
            "found_by": FoundBy.OPERATOR,
            "asset": asset,
        }
        note = f"{one.note} ({MARK})"
        with clock.fixed(self.back(one.found)):
            row = report_fault(actor=self.actor, public_id=public_id, found_on=self.back(one.found), note=note, **told)
        if one.given is not None:
            ago, to, name = one.given
            with clock.fixed(self.back(ago)):
                assign_fault(actor=self.actor, incident=row, to=to, name=name)
        for ago, result, parts, cost, words in one.visits:
            with clock.fixed(self.back(ago)):
                record_visit(
                    actor=self.actor,
                    public_id=named(public_id, "visit", result),
                    incident=row,
                    on=self.back(ago),
                    who=one.given[2] if one.given else f"thợ của xã ({MARK})",
                    result=result,
                    parts=parts,
                    cost=cost,
                    note=f"{words} ({MARK})",
                )
        if one.closed is not None:
            ago, words = one.closed
            with clock.fixed(self.back(ago)):
                close_fault(
                    actor=self.actor,
                    incident=row,
                    state=FaultState.FIXED,
                    on=self.back(ago),
                    note=f"{words} ({MARK})",
                )
        if one.again is not None:
            with clock.fixed(self.back(one.again)):
                report_fault(actor=self.actor, public_id=named(public_id, "again"), note=note, **told)

    def sticker(self, rank: int, kind: str, symptom: Symptom, ago: int, note: str, times: int) -> None:
        """Told by whoever scanned the label; waits for somebody of the point."""
        point, key = self.point(rank), named(self.plan.code, "sticker", rank)
        asset = self.piece(point, kind)
        if asset is None or Incident.objects.filter(public_id=key).exists():
            return
        with clock.fixed(self.back(ago)):
            for time in range(times):
                public_id = key if not time else named(key, time)
                report_by_sticker(
                    public_id=public_id, asset=asset, point=point, symptom=symptom, note=f"{note} ({MARK})"
                )

    def inspections(self) -> None:
        """One without findings and with its signed minute; one with a finding put right and one late; one new."""
        bad = Verdict.BAD.value
        first = self.inspect(47, 40, {}, "Điểm hoạt động tốt.")
        if first is not None:
            with clock.fixed(self.back(40)):
                minute = make_inspection_minute(actor=self.actor, inspection=first)
            illustrate_signing(
                actor=self.actor, minute=minute, picture=signed_picture(self.actor), signed_on=self.back(40)
            )
        second = self.inspect(
            48,
            27,
            {
                "bien": Answer(bad, "", "Treo biển giờ mở cửa nơi dễ thấy", self.back(17), None, COMMUNE),
                "so": Answer(bad, "Ghi dồn cuối tháng", "Ghi sổ nhật ký đúng ngày", self.back(6), None, COMMUNE),
            },
            "Hai việc phải khắc phục.",
        )
        if second is not None:
            finding = second.findings.select_related("inspection__point").get(line__key="bien")
            with clock.fixed(self.back(19)):
                finish_finding(actor=self.actor, finding=finding, on=self.back(19), note=f"Đã treo biển ({MARK})")
        third = self.inspect(
            49,
            8,
            {"dien": Answer(bad, "Ổ cắm lỏng", "Thay ổ cắm sau TV", self.last + 20 * DAY, None, COMMUNE)},
            "Còn một việc, hẹn kiểm tra lại.",
        )
        if third is not None:
            with clock.fixed(self.back(8)):
                make_inspection_minute(actor=self.actor, inspection=third)

    def inspect(self, rank: int, ago: int, found: Mapping[str, Answer], words: str) -> Inspection | None:
        """``None`` when it was written before."""
        key, on = named(self.plan.code, "inspection", rank), self.back(ago)
        if Inspection.objects.filter(public_id=key).exists():
            return None
        version = checklist_on(on)
        good = Answer(Verdict.GOOD.value)
        with clock.fixed(on):
            return record_inspection(
                actor=self.actor,
                public_id=key,
                point=self.point(rank),
                on=on,
                version=version.key,
                members=f"Đoàn kiểm tra của Sở ({MARK})",
                answers={line.key: found.get(line.key, good) for line in version.lines},
                conclusion=f"{words} ({MARK})",
            )

    def new_officer(self) -> None:
        """At one point whose commune was merged, the officer of the new commune takes over."""
        key, on = named(self.plan.code, "new officer"), self.back(54)
        point = self.merged()
        if point is None or OperatorHandover.objects.filter(public_id=key).exists():
            return
        with clock.fixed(on):
            row = hand_over(
                actor=self.actor,
                public_id=key,
                point=point,
                on=on,
                to=Who(name=f"Ma Thị Duyên ({MARK})"),
                given=Given(
                    lines=[["Internet TV", "", "tốt"], ["Amply, loa", "", "tốt"]], keys="2 chìa", pin_told=True
                ),
                source=f"phân công của xã mới ({MARK})",
            )
        if row.minute is not None:
            illustrate_signing(actor=self.actor, minute=row.minute, picture=signed_picture(self.actor), signed_on=on)

    def merged(self) -> SupportPoint | None:
        """A quiet point recorded in a commune that is no longer there."""
        quiet: Sequence[int] = [self.stories[rank].point_id for rank in range(87, 93) if rank in self.stories]
        quiet = [*quiet, *(self.stories[rank].point_id for rank in (*range(6, 18), *range(31, 44)))]
        places = PointPlace.objects.filter(point__in=quiet, area__level="COMMUNE", voided_at=None, valid_to=None)
        seats = dict(places.values_list("point_id", "area_id"))
        standing = set(AreaVersion.objects.on(self.last).filter(area__in=seats.values()).values_list("area", flat=True))
        chosen = next((pk for pk in quiet if pk in seats and seats[pk] not in standing), None)
        return self.points[chosen] if chosen is not None else None
