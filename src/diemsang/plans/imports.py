"""Targets of a plan as a workbook: item × unit × period × quantity. Other figures are a new version by a decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diemsang.areas.models import AreaVersion
from diemsang.core.actor import Actor
from diemsang.core.dated import on_date
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import search_key
from diemsang.documents.models import Decision
from diemsang.documents.queries import resolve
from diemsang.imports.description import Change, Column, Fault, ListDescription, ListSession, Row, Standing, Step, Value
from diemsang.imports.lists.offices import find_area
from diemsang.imports.lists.units import Units
from diemsang.imports.suggest import suggest
from diemsang.plans import actions
from diemsang.plans.content import Place
from diemsang.plans.models import Item, Plan, PlanVersion, Target
from diemsang.plans.queries import latest_version, visible_to

RIGHT = "plans.load"


class TargetsSession(ListSession):
    """Targets of the plan asked for; a row is known by item, unit and period."""

    def __init__(self, actor: Actor, params: Mapping[str, str]) -> None:
        super().__init__(actor, params)
        self.plan = self._plan(params.get("ke_hoach", ""))
        self.version: PlanVersion | None = latest_version(self.plan)
        self.units = Units()
        self.day = self.version.areas_as_of if self.version else dt.date.min
        self.items: list[Item] = list(self.version.items.all()) if self.version else []
        self.periods = [period.code for period in self.version.periods.all()] if self.version else []
        versions = AreaVersion.objects.filter(on_date(self.day))
        self.places = {row.area_id: Place(row.scheme, row.code, row.title) for row in versions}
        self.carriers = {search_key(row.name): row.area_id for row in versions.filter(area__in=self._carriers())}

    def _plan(self, text: str) -> Plan:
        plans = list(visible_to(self.actor).order_by("code"))
        fits = [plan for plan in plans if search_key(text) in {search_key(plan.code), search_key(plan.short_title)}]
        if not fits and not text and len(plans) == 1:
            fits = plans
        if len(fits) != 1:
            known = ", ".join(plan.code for plan in plans) or "–"
            advice = _("Ghi mã kế hoạch: %(codes)s.") % {"codes": known}
            raise Refused(
                _("Chưa rõ kế hoạch nào."), [Problem(_("Kế hoạch"), _("không tìm thấy «%s».") % text[:60], advice)]
            )
        return fits[0]

    def _carriers(self) -> list[int]:
        return list(Target.objects.filter(version=self.version).order_by().values_list("area_id", flat=True))

    def standing(self) -> list[Standing]:
        """In the order of the published table."""
        found: list[Standing] = []
        if self.version is None:
            return found
        for target in Target.objects.filter(version=self.version).select_related("item", "period"):
            key = self._id(target.item.key, target.area_id, target.period.code)
            title = self.units.full(target.area_id, self.day)
            values: dict[str, Value] = {
                "muc": target.item.name,
                "dia_ban": title,
                "ky": target.period.code,
                "so": target.quantity,
            }
            found.append(Standing(key, values, f"{target.item.name}, {title}, {target.period.code}"))
        return found

    def _id(self, item: str, area_id: int, period: str) -> str:
        place = self.places[area_id]
        return f"{item}|{place.scheme}|{place.code}|{period}"

    def key(self, row: Row) -> str:
        """The target that stands for item, unit and period."""
        key = self.natural_key(row)
        return key if self.version and key and self._stands(row) else ""

    def _stands(self, row: Row) -> bool:
        item, area_id, period = row.found["what"]
        rows = Target.objects.filter(version=self.version, item__key=item, area_id=area_id, period__code=period)
        return rows.exists()

    def natural_key(self, row: Row) -> str:
        """Item, unit and period, put into their usual words."""
        if "what" not in row.found:
            row.found["what"], row.found["wrong"] = None, []
            item, period, area = self._item(row), self._period(row), self._area(row)
            if item and period and area is not None:
                row.found["what"] = (item.key, area, period)
        what = row.found["what"]
        return self._id(*what) if what else ""

    def _item(self, row: Row) -> Item | None:
        text = str(row.values.get("muc") or "")
        found = next(
            (one for one in self.items if search_key(text) in {search_key(one.key), search_key(one.name)}), None
        )
        if found is not None:
            row.values["muc"] = found.name
        elif text:
            names = [one.name for one in self.items]
            message, advice = _("kế hoạch không có hạng mục này."), "; ".join(names)
            row.found["wrong"].append(Fault("muc", "unknown_item", message, advice, suggest(text, names)))
        return found

    def _period(self, row: Row) -> str:
        text = str(row.values.get("ky") or "").replace("-", "–")
        if text in self.periods:
            row.values["ky"] = text
            return text
        if text:
            message, advice = _("kế hoạch không có kỳ này."), "; ".join(self.periods)
            row.found["wrong"].append(Fault("ky", "unknown_period", message, advice, suggest(text, self.periods)))
        return ""

    def _area(self, row: Row) -> int | None:
        text = str(row.values.get("dia_ban") or "")
        if not text:
            return None
        # A bare name that a town and its district share means the unit that the plan speaks of.
        found = self.carriers.get(search_key(text)) or find_area(self.units, "dia_ban", text, self.day)
        if isinstance(found, Fault):
            row.found["wrong"].append(found)
            return None
        row.values["dia_ban"] = self.units.full(found, self.day)
        return found

    def check(self, rows: Sequence[Row]) -> None:
        """Names, the decision, and whether the plan still agrees with itself."""
        changed = []
        for row in rows:
            self.natural_key(row)
            row.faults += row.found["wrong"]
            if row.standing is not None and row.found["what"] and self.natural_key(row) != row.row_id:
                message = _("hạng mục, địa bàn và kỳ của dòng đã có không đổi được.")
                row.bad("muc", "fixed", message, _("Ghi 0 ở dòng này và thêm một dòng mới."))
            before = row.standing.values.get("so") if row.standing else None
            if row.values.get("so") is not None and row.values["so"] != before:
                changed.append(row)
        if not changed or any(row.faults for row in rows):
            return
        decision = self._decision()
        if isinstance(decision, Fault):
            changed[0].faults.append(decision)
            return
        if not self.actor.can(RIGHT, self.plan.area_id):
            changed[0].bad("", "right", _("bạn không có quyền sửa chỉ tiêu của kế hoạch này."))
            return
        for problem in actions.retarget_problems(actor=self.actor, plan=self.plan, wish=self._wish(changed, decision)):
            advice = problem.advice if problem.where.startswith("plan.toml") else _("Sửa số, hoặc nạp cả kế hoạch mới.")
            self._row_of(problem, changed).bad("so", "contradiction", problem.message, advice)

    def _row_of(self, problem: Problem, rows: Sequence[Row]) -> Row:
        """The first changed row of the item or unit that the problem names, else the first."""
        named = (row for row in rows if f"«{row.values['muc']}»" in problem.message)
        return next(named, rows[0])

    def _decision(self) -> Decision | Fault:
        text = self.params.get("van_ban", "")
        found = resolve(self.actor, text) if text else []
        if len(found) == 1:
            return found[0]
        message = _("chỉ tiêu chỉ đổi theo văn bản; chưa rõ văn bản nào.")
        if len(found) > 1:
            message = _("có nhiều văn bản mang số «%s».") % text[:60]
        elif text:
            message = _("không tìm thấy văn bản «%s».") % text[:60]
        return Fault("", "decision", message, _("Ghi số văn bản ở ô «Văn bản điều chỉnh»; nhập văn bản trước."))

    def _wish(self, rows: Sequence[Row], decision: Decision) -> actions.Retarget:
        quantities = {}
        for row in rows:
            item, area_id, period = row.found["what"]
            quantities[item, self.places[area_id], period] = int(str(row.values["so"]))
        day = self.params.get("hieu_luc")
        return actions.Retarget(quantities, decision, dt.date.fromisoformat(day) if day else None)

    def write(self, change: Change) -> Step:
        """A version of one changed target."""
        return self.write_all([change])[0]

    def write_all(self, changes: Sequence[Change]) -> list[Step]:
        """One new version for all rows; the first step takes it back."""
        decision = self._decision()
        assert isinstance(decision, Decision)
        rows = [change.row for change in changes]
        version = actions.retarget(actor=self.actor, plan=self.plan, wish=self._wish(rows, decision))
        self.version = latest_version(self.plan)
        steps: list[Step] = [{"row_id": self.natural_key(row)} for row in rows]
        steps[0]["version"] = version
        return steps

    def undo(self, step: Step) -> None:
        """The version before counts again, while none is newer."""
        if "version" in step:
            told = step["version"]
            actions.remove_version(actor=self.actor, plan=self.plan, number=told["number"], anomalies=told["anomalies"])

    def in_scope(self, row_ids: Iterable[str]) -> int:
        """All targets of a plan that the actor may load."""
        if not self.actor.can(RIGHT, self.plan.area_id):
            return 0
        return len({row.row_id for row in self.standing()} & set(row_ids))


TARGETS = ListDescription(
    key="targets",
    title=gettext_lazy("Chỉ tiêu kế hoạch"),
    right=RIGHT,
    columns=(
        Column("muc", gettext_lazy("Hạng mục"), required=True, limit=200, aliases=("thiết bị", "mục"), width=24),
        Column("dia_ban", gettext_lazy("Địa bàn"), required=True, limit=200, aliases=("huyện", "xã"), width=30),
        Column("ky", gettext_lazy("Kỳ"), "code", required=True, limit=20, aliases=("năm", "giai đoạn"), width=12),
        Column(
            "so",
            gettext_lazy("Số lượng"),
            "whole",
            required=True,
            minimum=0,
            maximum=1_000_000,
            aliases=("chỉ tiêu",),
            width=12,
        ),
    ),
    open=TargetsSession,
    params=(
        Column(
            "ke_hoach",
            gettext_lazy("Kế hoạch"),
            limit=120,
            help=gettext_lazy("Mã hoặc tên ngắn; để trống khi chỉ có một kế hoạch."),
        ),
        Column(
            "van_ban",
            gettext_lazy("Văn bản điều chỉnh"),
            limit=80,
            help=gettext_lazy("Số của văn bản đã nhập; cần khi có chỉ tiêu đổi."),
        ),
        Column("hieu_luc", gettext_lazy("Hiệu lực từ"), "date", help=gettext_lazy("Để trống là ngày của văn bản.")),
    ),
    help=gettext_lazy("Mỗi dòng một chỉ tiêu. Số đổi thì thành bản mới của kế hoạch; dòng vắng giữ nguyên."),
)
