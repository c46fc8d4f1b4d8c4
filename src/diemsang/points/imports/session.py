"""One reading or writing of the list of points.

A row with a code changes that point: another place is a correction, or a move when «Chuyển từ ngày» is given. A row
without one is a point of the hub when its plan, unit and spot are those of exactly one, otherwise a new point that
gets the plan's next code. Units are read in the day that the place is told for, so that old names fit.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from diemsang.areas.models import Area
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc, search_key
from diemsang.imports.description import Change, ListSession, Row, Standing, Step
from diemsang.imports.lists.units import Units
from diemsang.points import actions
from diemsang.points.imports.plans import PlanFacts, plan_facts
from diemsang.points.imports.spots import PLACE, Spot, locate
from diemsang.points.imports.standing import Held, held_points, writable
from diemsang.points.models import PointPlace, SupportPoint
from diemsang.points.queries.scope import EDIT, LIST

HOW = ("chuyen_tu", "nguon", "ly_do")
"""Columns that say how to write, not what stands: alone they change nothing."""
FIXED = {"ke_hoach", "ngay"}
"""What a plan says of its list; only a new version of the plan changes it."""


class PointsSession(ListSession):
    """See the module."""

    def __init__(self, actor: Actor, params: Any) -> None:
        super().__init__(actor, params)
        self.units = Units()
        self.plans: dict[str, PlanFacts] = plan_facts(actor, self.units)
        self._held: dict[str, Held] | None = None
        self._spots: dict[tuple[object, ...], list[str]] = defaultdict(list)
        self._next: dict[str, int] = {}
        self._areas: dict[int, Area] = {}

    @property
    def held(self) -> dict[str, Held]:
        """Points the actor may see, by code; looked up once."""
        if self._held is None:
            self._held = held_points(self.actor, self.units)
            for code, held in self._held.items():
                for plan in held.plans:
                    if held.place is not None:
                        self._spots[_mark(plan, Spot.of(held.place))].append(code)
        return self._held

    def standing(self) -> list[Standing]:
        """Points the actor may see; with a plan asked for, the points of that plan."""
        asked = self._plan_named(self.params.get("ke_hoach", ""))
        return [
            held.standing for held in self.held.values() if asked is None or not held.plans or asked.code in held.plans
        ]

    def key(self, row: Row) -> str:
        """The code, or the one point of the plan at the very same spot."""
        code = row.values.get("ma")
        if code:
            row.values["ma"] = str(code).upper()
            return str(row.values["ma"])
        mark = self.natural_key(row)
        same = self._spots.get(row.found["mark"], []) if mark and self.held else []
        return same[0] if len(same) == 1 else ""

    def natural_key(self, row: Row) -> str:
        """Plan, unit and spot of a row without a code."""
        if row.values.get("ma"):
            return ""
        plan = self._plan_of(row)
        if plan is None:
            return ""
        day = self._listed_on(row, plan)
        spot = locate(row, None, day, self.units, quiet=True)
        if spot is None:
            return ""
        row.found["mark"] = _mark(plan.code, spot)
        return str(row.found["mark"])

    def check(self, rows: Sequence[Row]) -> None:
        """Names of units, rights, days."""
        may_write = writable(self.actor, self.held)
        for row in rows:
            how = {key: row.values.pop(key, None) for key in HOW}
            row.found["how"] = how
            held = self.held.get(row.row_id) if row.row_id else None
            if row.row_id and held is None:
                continue  # The framework has said so already.
            moved = how["chuyen_tu"]
            if isinstance(moved, dt.date) and moved > clock.today():
                row.bad("chuyen_tu", "future", _("ngày ở tương lai."), _("Ghi khi việc chuyển đã xong."))
                continue
            if held is not None:
                self._check_known(row, held, held.point.code in may_write)
            else:
                self._check_new(row)

    def _check_known(self, row: Row, held: Held, may_write: bool) -> None:
        values = held.standing.values
        row.values["ma"] = held.point.code
        moved = row.found["how"]["chuyen_tu"]
        since = held.place.valid_from if held.place else None
        self._keep_fixed(row, held)
        day = moved if isinstance(moved, dt.date) and (since is None or moved > since) else held.day
        spot = locate(row, held, day, self.units)
        if spot is None:
            return
        row.found["spot"] = spot
        changed = held.place is None or spot != Spot.of(held.place)
        if not changed:
            moved = row.found["how"]["chuyen_tu"] = None
        if row.values.get("can_cu", values.get("can_cu")) is None:
            row.values["can_cu"] = values.get("can_cu")
        if changed or row.values.get("can_cu") != values.get("can_cu"):
            if not may_write:
                row.bad("", "right", _("bạn không có quyền sửa điểm này."), _("Nhờ người phụ trách địa bàn."))
            elif changed and not self.actor.can(EDIT, spot.area_id):
                row.bad("xa", "right", _("địa bàn này ngoài phạm vi của bạn."), _("Kiểm tra lại tên xã."))
        if moved is not None and since is not None and moved <= since:
            message = _("không sau ngày của địa điểm đang ghi (%(day)s).") % {"day": f"{since:%d/%m/%Y}"}
            row.bad("chuyen_tu", "not_later", message, _("Để trống nếu là đính chính."))

    def _keep_fixed(self, row: Row, held: Held) -> None:
        """The plan and the day of listing, which no row changes."""
        values = held.standing.values
        for key in FIXED & row.values.keys():
            if key == "ke_hoach":
                plan = self._plan_named(str(row.values[key] or ""))
                if row.values[key] is None or (plan is not None and plan.code in held.plans):
                    row.values[key] = values.get(key)
            elif row.values[key] is None:
                row.values[key] = values.get(key)
            if row.values[key] != values.get(key):
                message = _("chỉ đổi được bằng một bản mới của kế hoạch.")
                row.bad(key, "fixed", message, _("Trả lại như cũ."), str(values.get(key) or ""))

    def _check_new(self, row: Row) -> None:
        plan = self._plan_of(row)
        if plan is None:
            known = ", ".join(facts.code for facts in self.plans.values())
            advice = _("Chọn kế hoạch, hoặc ghi mã: %(codes)s.") % {"codes": known or "–"}
            row.bad("ke_hoach", "plan", _("không rõ điểm mới thuộc kế hoạch nào."), advice)
            return
        day = self._listed_on(row, plan)
        if day > clock.today():
            row.bad("ngay", "future", _("ngày ở tương lai."), _("Ghi ngày của văn bản phê duyệt danh sách."))
        spot = locate(row, None, day, self.units)
        if spot is None:
            return
        if not self.actor.can(LIST, plan.area_id) or not self.actor.can(LIST, spot.area_id):
            row.bad("", "right", _("bạn không được đưa điểm mới vào danh sách ở đây."), _("Ghi mã nếu điểm đã có."))
            return
        row.values["ke_hoach"], row.values["ngay"] = plan.title, day
        row.found.update(spot=spot, plan=plan, day=day)

    def write(self, change: Change) -> Step:
        """Write one row through the actions of points."""
        return self.write_all([change])[0]

    def write_all(self, changes: Sequence[Change]) -> list[Step]:
        """Places all in one go; bases and new points row by row."""
        placed = [change.row for change in changes if change.row.standing and PLACE & change.after.keys()]
        made = actions.record_places(actor=self.actor, wishes=[self._wish(row) for row in placed])
        places = {row.row_id: place.pk for row, place in zip(placed, made, strict=True)}
        steps = []
        for change in changes:
            row = change.row
            if row.standing is None:
                steps.append(self._register(row))
                continue
            held = self.held[row.row_id]
            step: Step = {"row_id": held.point.code}
            if row.row_id in places:
                step["place"] = places[row.row_id]
            if "can_cu" in change.after:
                step |= self._correct_basis(row, held, str(change.after["can_cu"]))
            steps.append(step)
        return steps

    def _correct_basis(self, row: Row, held: Held, basis: str) -> Step:
        row_now = actions.correct_eligibility(
            actor=self.actor, point=held.point, basis=basis, source=self._source(row), reason=self._reason(row)
        )
        return {"basis": row_now.pk, "basis_before": held.basis}

    def _wish(self, row: Row) -> actions.PlaceWish:
        spot: Spot = row.found["spot"]
        held = self.held[row.row_id]
        return actions.PlaceWish(
            point=held.point,
            area=self._area(spot.area_id),
            source=self._source(row),
            from_date=row.found["how"]["chuyen_tu"],
            village=spot.village,
            host_building=spot.host_building,
            building_name=spot.building_name,
            lat=spot.lat,
            lon=spot.lon,
            reason=self._reason(row),
            seen=held.place.pk if held.place else 0,
        )

    def _register(self, row: Row) -> Step:
        spot: Spot = row.found["spot"]
        plan: PlanFacts = row.found["plan"]
        number = self._next.get(plan.code) or actions.next_number(plan.plan)
        self._next[plan.code] = number + 1
        source = self._source(row)
        point = actions.register_point(
            actor=self.actor,
            code=actions.code_of(plan.plan, number),
            area=self._area(spot.area_id),
            source=source,
            slot=spot.slot,
            village=spot.village,
            host_building=spot.host_building,
            building_name=spot.building_name,
            lat=spot.lat,
            lon=spot.lon,
        )
        carrier, period = plan.target(spot.area_id)
        actions.list_point(
            actor=self.actor,
            point=point,
            plan=plan.plan,
            target_area=self._area(carrier),
            period=period,
            listed_on=row.found["day"],
        )
        if row.values.get("can_cu"):
            actions.record_eligibility(
                actor=self.actor,
                point=point,
                basis=str(row.values["can_cu"]),
                source=source,
                from_date=row.found["day"],
            )
        return {"row_id": point.code, "registered": plan.code}

    def undo(self, step: Step) -> None:
        """Take one row back; ``Refused``, naming the point, when something newer stands."""
        point = SupportPoint.objects.filter(code=step["row_id"]).first()
        if point is None:
            message = _("không còn điểm này.")
            raise Refused(_("Không hoàn tác được."), [Problem(str(step["row_id"]), message)])
        reason = _("hoàn tác lần nhập Excel")
        if "registered" in step:
            plan = self.plans[step["registered"]].plan
            actions.unregister_point(actor=self.actor, point=point, plan=plan, reason=reason)
            return
        if "basis" in step:
            self._undo_basis(point, step, reason)
        if "place" in step:
            place = PointPlace.objects.get(pk=step["place"])
            if place.replaces_id is None:
                message = _("là địa điểm đầu tiên của điểm, không có gì để trở lại.")
                raise Refused(_("Không hoàn tác được."), [Problem(point.code, message, _("Đính chính địa điểm."))])
            actions.void_place(actor=self.actor, place=place, reason=reason)

    def _undo_basis(self, point: SupportPoint, step: Step, reason: str) -> None:
        standing = actions.standing_eligibility(point)
        if standing is None or standing.pk != step["basis"]:
            message = _("căn cứ được hỗ trợ đã ghi lại sau lần nhập này.")
            raise Refused(_("Không hoàn tác được."), [Problem(point.code, message, _("Giữ bản ghi mới."))])
        actions.correct_eligibility(
            actor=self.actor, point=point, basis=str(step["basis_before"]), source=standing.source, reason=reason
        )

    def in_scope(self, row_ids: Iterable[str]) -> int:
        """How many the actor may write where they stand now."""
        return len(writable(self.actor, row_ids))

    def _area(self, pk: int) -> Area:
        """Looked up once for all rows of a unit."""
        if pk not in self._areas:
            self._areas[pk] = Area.objects.get(pk=pk)
        return self._areas[pk]

    def _plan_named(self, text: str) -> PlanFacts | None:
        if not nfc(text):
            return None
        key = search_key(text)
        fits = (one for one in self.plans.values() if key in {search_key(one.code), search_key(one.title)})
        return next(fits, None)

    def _plan_of(self, row: Row) -> PlanFacts | None:
        text = str(row.values.get("ke_hoach") or self.params.get("ke_hoach", ""))
        if text:
            return self._plan_named(text)
        return next(iter(self.plans.values())) if len(self.plans) == 1 else None

    def _listed_on(self, row: Row, plan: PlanFacts) -> dt.date:
        day = row.values.get("ngay")
        if isinstance(day, dt.date):
            return day
        asked = self.params.get("ngay")
        return dt.date.fromisoformat(asked) if asked else plan.listed_on

    def _source(self, row: Row) -> str:
        told = row.found["how"]["nguon"] or self.params.get("nguon")
        return str(told or _("Nhập từ tệp Excel ngày %(day)s") % {"day": f"{clock.today():%d/%m/%Y}"})

    def _reason(self, row: Row) -> str:
        return str(
            row.found["how"]["ly_do"] or self.params.get("ly_do") or _("đính chính theo danh sách nhập từ Excel")
        )


def _mark(plan: str, spot: Spot) -> tuple[object, ...]:
    """What makes two rows the same point when neither has a code."""
    return (plan, spot.area_id, spot.slot, search_key(spot.village), search_key(spot.building_name))
