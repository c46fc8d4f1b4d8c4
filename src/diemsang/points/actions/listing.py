"""Bringing points into the register and into plans' lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.areas.models import Area
from diemsang.areas.queries import labels
from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc, search_key
from diemsang.documents.models import Decision
from diemsang.plans.models import Period, Plan, PlanVersion
from diemsang.plans.registry import Counts, PointRow
from diemsang.points.actions.ledger import add_listed
from diemsang.points.actions.place import coordinate_problems, correct_place
from diemsang.points.ledger import MilestoneFact, listing_source
from diemsang.points.models import (
    EligibilityBasis,
    HostBuilding,
    Milestone,
    PlanPoint,
    PointEligibility,
    PointFunder,
    PointPlace,
    SupportPoint,
)

register("points.register", "lập hồ sơ điểm {subject} tại {place}")
register("points.list", "đưa điểm {subject} vào danh sách {plan}")
register("points.relist", "sửa dòng của điểm {subject} trong danh sách {plan}")
register("points.unlist", "đưa điểm {subject} ra khỏi danh sách {plan}")


@transaction.atomic
def register_point(
    *,
    actor: Actor,
    code: str,
    area: Area,
    source: str,
    slot: int | None = None,
    from_date: dt.date | None = None,
    village: str = "",
    host_building: str = "",
    building_name: str = "",
    lat: float | None = None,
    lon: float | None = None,
) -> SupportPoint:
    """Give a point its permanent code and first place. ``slot`` numbers it in a district whose commune is unknown."""
    require(actor, "points.list", area.pk)
    code, source = nfc(code).upper(), nfc(source)
    problems = []
    if not code:
        problems.append(Problem(_("Mã điểm"), _("còn trống."), _("Ghi mã vĩnh viễn, ví dụ TQ-0094.")))
    elif SupportPoint.objects.filter(code=code).exists():
        problems.append(Problem(_("Mã điểm"), _("%(code)s đã có.") % {"code": code}, _("Chọn mã khác.")))
    if not source:
        problems.append(Problem(_("Nguồn"), _("còn trống."), _("Ghi văn bản hoặc biên bản làm căn cứ.")))
    if host_building and host_building not in HostBuilding.values:
        problems.append(Problem(_("Nơi đặt"), _("không có trong danh mục.")))
    problems += coordinate_problems(lat, lon)
    if problems:
        raise Refused(_("Chưa lập được hồ sơ điểm."), problems)
    village, building_name = nfc(village), nfc(building_name)
    point = SupportPoint.objects.create(code=code, created_at=clock.now())
    PointPlace.objects.create(
        point=point,
        area=area,
        slot=slot,
        village=village,
        host_building=host_building,
        building_name=building_name,
        lat=lat,
        lon=lon,
        source=source,
        valid_from=from_date,
        recorded_at=clock.now(),
        search_key=search_key(f"{village} {building_name}")[:400],
    )
    name = labels([area.pk], clock.today())[area.pk].name
    _journal(actor, "points.register", code, place=name)
    return point


@transaction.atomic
def list_point(
    *,
    actor: Actor,
    point: SupportPoint,
    plan: Plan,
    target_area: Area,
    listed_on: dt.date,
    period: Period | None = None,
    decision: Decision | None = None,
) -> PlanPoint:
    """Put the point on the plan's list, counting toward ``target_area``; writes the milestone *listed*.

    The same again returns the standing line; ``Refused`` when it stands with another day.
    """
    require(actor, "points.list", plan.area_id)
    if listed_on > clock.today():
        problem = Problem(_("Ngày"), _("ở tương lai."), _("Ghi ngày của văn bản phê duyệt danh sách."))
        raise Refused(_("Chưa đưa được vào danh sách."), [problem])
    line, made = PlanPoint.objects.get_or_create(
        point=point,
        plan=plan,
        defaults={"target_area": target_area, "period": period, "listed_on": listed_on, "decision": decision},
    )
    if not made:
        if line.listed_on != listed_on:
            message = _("đã ở trong danh sách từ ngày %(day)s.") % {"day": f"{line.listed_on:%d/%m/%Y}"}
            raise Refused(_("Chưa đưa được vào danh sách."), [Problem(point.code, message)])
        return line
    add_listed([_listed(point.pk, point.code, plan.code, listed_on)])
    _journal(actor, "points.list", point.code, plan=plan.short_title)
    return line


def load_listed_points(
    *, actor: Actor, plan: Plan, version: PlanVersion, rows: Sequence[PointRow], whole_list: bool = True
) -> Counts:
    """Bring a loaded plan's list into the register (``plans.registry.PointLoader``), inside the load's transaction.

    A new code becomes a point with its place, its eligibility and its funder as the plan says, no custodian (nobody
    has said who holds what). A place that somebody has recorded since is left alone. ``Refused`` when a code belongs
    to a point of another plan, or when the list bears no date.
    """
    require(actor, "plans.load", plan.area_id)
    kept = {row.code for row in rows}
    if not whole_list:
        _keep_others(plan, version, kept)
    if not rows:
        return _leave(actor, plan, version, kept, Counts()) if whole_list else Counts()
    listed_on = version.in_force_from or version.decision.on
    if listed_on is None:
        message = _("danh sách điểm không có ngày.")
        advice = _("Ghi in_force_from hoặc ngày của văn bản trong plan.toml.")
        raise Refused(_("Chưa nạp được danh sách điểm."), [Problem("plan.toml, [version]", message, advice)])
    points = {point.code: point for point in SupportPoint.objects.filter(code__in=[row.code for row in rows])}
    lines = {line.point_id: line for line in PlanPoint.objects.filter(plan=plan)}
    foreign = [row.code for row in rows if row.code in points and points[row.code].pk not in lines]
    if foreign:
        problems = [
            Problem(f"points.csv, {code}", _("mã này đã thuộc một điểm của kế hoạch khác."), _("Đổi mã."))
            for code in foreign
        ]
        raise Refused(_("Chưa nạp được danh sách điểm."), problems)
    known = [row for row in rows if row.code in points]
    fresh = [row for row in rows if row.code not in points]
    _create(actor, plan, version, fresh, listed_on)
    updated = sum(_update(actor, plan, version, row, points[row.code], lines[points[row.code].pk]) for row in known)
    counts = Counts(created=len(fresh), updated=updated, unchanged=len(known) - updated)
    return _leave(actor, plan, version, kept, counts) if whole_list else counts


def _keep_others(plan: Plan, version: PlanVersion, named: set[str]) -> None:
    """Points that stand on the plan's list without being in its file belong to the new version's period."""
    periods = {period.code: period for period in version.periods.all()}
    others = PlanPoint.objects.filter(plan=plan, period__isnull=False).exclude(point__code__in=named)
    for line in others.select_related("period"):
        line.period = periods.get(line.period.code) if line.period else None
        line.save(update_fields=["period"])


def _create(actor: Actor, plan: Plan, version: PlanVersion, rows: Sequence[PointRow], listed_on: dt.date) -> None:
    if not rows:
        return
    now, decision = clock.now(), version.decision
    SupportPoint.objects.bulk_create(SupportPoint(code=row.code, created_at=now) for row in rows)
    ids = dict(SupportPoint.objects.filter(code__in=[row.code for row in rows]).values_list("code", "pk"))
    PlanPoint.objects.bulk_create(
        PlanPoint(
            point_id=ids[row.code],
            plan=plan,
            target_area_id=row.target_area_id,
            period_id=row.period_id,
            listed_on=listed_on,
            decision=decision,
        )
        for row in rows
    )
    PointPlace.objects.bulk_create(
        PointPlace(
            point_id=ids[row.code],
            area_id=row.area_id,
            slot=row.slot,
            source=_source(version, row.note),
            decision=decision,
            recorded_at=now,
        )
        for row in rows
    )
    PointEligibility.objects.bulk_create(
        PointEligibility(
            point_id=ids[row.code],
            basis=row.eligibility if row.eligibility in EligibilityBasis.values else "",
            decision=decision,
            source=_source(version, ""),
            valid_from=listed_on,
            recorded_at=now,
        )
        for row in rows
    )
    phase = plan.phase
    PointFunder.objects.bulk_create(
        PointFunder(
            point_id=ids[row.code],
            phase=phase,
            fund_source=_("Chương trình %(code)s, %(phase)s") % {"code": phase.programme.code, "phase": phase.name},
            source=_source(version, ""),
            valid_from=listed_on,
            valid_to=phase.end + dt.timedelta(days=1),
            recorded_at=now,
        )
        for row in rows
    )
    add_listed([_listed(ids[row.code], row.code, plan.code, listed_on) for row in rows])
    names = labels({row.area_id for row in rows}, listed_on)
    for row in rows:
        _journal(actor, "points.register", row.code, place=names[row.area_id].name)
        _journal(actor, "points.list", row.code, plan=plan.short_title)


def _update(
    actor: Actor, plan: Plan, version: PlanVersion, row: PointRow, point: SupportPoint, line: PlanPoint
) -> bool:
    """Bring one line up to the new version; whether anything but the version's own period changed."""
    was = (line.target_area_id, line.period.code if line.period else None, line.left_on)
    line.target_area_id, line.period_id, line.left_on = row.target_area_id, row.period_id, None
    line.save(update_fields=["target_area", "period", "left_on"])
    period = Period.objects.filter(pk=row.period_id).first() if row.period_id else None
    changed = was != (line.target_area_id, period.code if period else None, None)
    first = PointPlace.objects.filter(point=point, voided_at=None).order_by("id").first()
    if first is not None and first.decision_id is not None and (first.area_id, first.slot) != (row.area_id, row.slot):
        stands_as_listed = PlanPoint.objects.filter(plan=plan, point=point, decision_id=first.decision_id).exists()
        if stands_as_listed and first.valid_to is None:
            correct_place(
                actor=actor,
                place=first,
                area_id=row.area_id,
                slot=row.slot,
                source=_source(version, row.note),
                reason=_("bản %(number)s của kế hoạch ghi khác") % {"number": version.number},
            )
            changed = True
    if changed:
        _journal(actor, "points.relist", point.code, plan=plan.short_title)
    return changed


def _leave(actor: Actor, plan: Plan, version: PlanVersion, kept: set[str], counts: Counts) -> Counts:
    """Lines of an earlier version that the new one does not have: left, not deleted."""
    day = version.in_force_from or version.decision.on or clock.today()
    gone = PlanPoint.objects.filter(plan=plan, left_on=None).exclude(point__code__in=kept).select_related("point")
    for line in gone:
        line.left_on = day
        line.save(update_fields=["left_on"])
        _journal(actor, "points.unlist", line.point.code, plan=plan.short_title)
    return Counts(counts.created, counts.updated + len(gone), counts.unchanged)


def _listed(point_id: int, code: str, plan_code: str, on: dt.date) -> MilestoneFact:
    return MilestoneFact(point_id, "point", Milestone.Kind.LISTED.value, on, 1, listing_source(plan_code, code))


def _source(version: PlanVersion, note: str) -> str:
    number = version.decision.number or version.decision.title
    return f"{number}. {note}"[:500] if note else number[:500]


def _journal(actor: Actor, action: str, code: str, **data: str) -> None:
    record(actor=actor, action=action, subject_type="point", subject_key=code, data=data)
