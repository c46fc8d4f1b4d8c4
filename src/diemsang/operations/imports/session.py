"""One reading or writing of the list of lines.

A workbook only adds: what is recorded is corrected on the point's page, by voiding it with a reason. So a cell that
says something else than the hub is a new fact where one can follow (a renewal, a later payer, another measurement),
and a fault where it would change a fact that stands.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import search_key
from diemsang.imports.description import Change, ListSession, Row, Standing, Step, Value
from diemsang.operations import actions
from diemsang.operations.actions.line import carrier_of
from diemsang.operations.models import (
    PROGRAMME_ENDS,
    Fact,
    LineConnection,
    LineContract,
    LineEntitlement,
    LineMeasure,
    LinePayer,
    Programme,
)
from diemsang.operations.models.base import last_day
from diemsang.operations.queries.scope import MANAGE, visible_to
from diemsang.operations.queries.state import LineRow, line_rows
from diemsang.points.models import SupportPoint

GROUPS: dict[str, tuple[str, ...]] = {
    "entitlement": ("chuong_trinh", "can_cu", "huong_tu", "huong_den"),
    "contract": (
        "nha_mang",
        "so_hop_dong",
        "ngay_dat",
        "hieu_luc_tu",
        "hieu_luc_den",
        "cam_ket",
        "cuoc",
        "kinh_phi",
    ),
    "connection": ("ngay_noi", "cach_noi"),
    "measure": ("ngay_do", "tai_xuong", "tai_len", "ping", "nguoi_do", "noi_do"),
    "payer": ("ben_tra", "tra_tu"),
}
MODELS: dict[str, type[Fact]] = {
    "entitlement": LineEntitlement,
    "contract": LineContract,
    "connection": LineConnection,
    "measure": LineMeasure,
    "payer": LinePayer,
}
PAST = ("ngay_dat", "ngay_noi", "ngay_do")
SPANS = (("huong_tu", "huong_den"), ("hieu_luc_tu", "hieu_luc_den"))
Values = dict[str, Any]


class LinesSession(ListSession):
    """See the module."""

    def __init__(self, actor: Actor, params: Any) -> None:
        super().__init__(actor, params)
        self._points: dict[str, SupportPoint] = {}
        self._rows: dict[str, LineRow] = {}

    def _load(self) -> None:
        if not self._points:
            points = list(visible_to(self.actor, MANAGE).order_by("code"))
            self._points = {point.code: point for point in points}
            self._rows = {row.code: row for row in line_rows(points, clock.today())}

    def standing(self) -> list[Standing]:
        """Points over which the actor may write, with their newest facts."""
        self._load()
        return [Standing(code, values_of(row), code) for code, row in self._rows.items()]

    def key(self, row: Row) -> str:
        """The code."""
        row.values["ma"] = str(row.values.get("ma") or "").upper() or None
        return str(row.values["ma"] or "")

    def check(self, rows: Sequence[Row]) -> None:
        """What each row adds, and whether it can follow what stands."""
        for row in rows:
            row.found["source"] = row.values.pop("nguon", None)
            if row.standing is None:
                continue  # The framework has said so already: a row needs the code of a point.
            self._check_days(row)
            held = row.standing.values
            row.found["blank"] = {key for keys in GROUPS.values() for key in keys if row.values.get(key) is None}
            for key in list(row.values):
                if row.values[key] is None:
                    row.values[key] = held.get(key)
            row.values["ma"] = row.standing.row_id
            row.found["adds"] = {}
            for name, columns in GROUPS.items():
                self._check_group(row, name, columns)

    def _check_days(self, row: Row) -> None:
        for key in PAST:
            day = row.values.get(key)
            if isinstance(day, dt.date) and day > clock.today():
                row.bad(key, "future", _("ngày ở tương lai."), _("Ghi ngày đã diễn ra."))

    def _check_group(self, row: Row, name: str, columns: tuple[str, ...]) -> None:
        held = row.standing.values if row.standing else {}
        told = {key: row.values.get(key, held.get(key)) for key in columns}
        changed = [key for key in columns if key in row.values and not _same(key, row.values[key], held.get(key))]
        for key in columns:
            if key in row.values and key not in changed:
                row.values[key] = held.get(key)
        if not changed:
            return
        checks: dict[str, Callable[[Row, Values, list[str]], None]] = {
            "entitlement": self._entitlement,
            "contract": self._contract,
            "connection": self._connection,
            "measure": self._measure,
            "payer": self._payer,
        }
        checks[name](row, told, changed)
        for start, end in SPANS:
            first, last = told.get(start), told.get(end)
            if isinstance(first, dt.date) and isinstance(last, dt.date) and last < first:
                row.bad(end, "order", _("trước ngày bắt đầu."), _("Kiểm tra lại hai ngày."))
        row.found["adds"][name] = told

    def _line(self, row: Row) -> LineRow:
        return self._rows[row.row_id]

    def _entitlement(self, row: Row, told: Values, changed: list[str]) -> None:
        if self._line(row).entitlement is not None:
            _stands(row, changed, _("quyền hưởng"))
            return
        programme = told["chuong_trinh"]
        if programme is None:
            row.bad("chuong_trinh", "required", _("để trống."), _("Chọn chương trình."))
        if programme == Programme.OTHER and not told["can_cu"]:
            row.bad("can_cu", "required", _("để trống."), _("Ghi tên chương trình hoặc văn bản."))
        ends = PROGRAMME_ENDS.get(str(programme))
        for key in ("huong_tu", "huong_den"):
            if ends is not None and told[key] is not None and told[key] > ends:
                message = _("sau khi chương trình kết thúc (%(day)s).") % {"day": f"{ends:%d/%m/%Y}"}
                row.bad(key, "programme_ended", message, _("Chọn chương trình khác, hoặc sửa ngày."))

    def _contract(self, row: Row, told: Values, changed: list[str]) -> None:
        held = self._line(row).contract
        if not told["nha_mang"]:
            row.bad("nha_mang", "required", _("để trống."), _("Ghi nhà mạng."))
        if held is None:
            return
        start = told["hieu_luc_tu"]
        first_free = held.valid_to or held.valid_from
        if "hieu_luc_tu" not in changed or start is None:
            _stands(row, changed, _("hợp đồng"), _("Gia hạn thì ghi ngày hiệu lực mới."))
        elif first_free is not None and (start < first_free or (held.valid_to is None and start <= first_free)):
            message = _("không sau hợp đồng đã ghi (%(contract)s).") % {"contract": str(held)}
            row.bad("hieu_luc_tu", "overlap", message, _("Kiểm tra lại ngày, hoặc hủy hợp đồng cũ nếu nó sai."))
        else:
            _forget(row, told, but=("nha_mang",))

    def _connection(self, row: Row, told: Values, changed: list[str]) -> None:
        held = self._line(row).connection
        if held is None:
            return
        day = told["ngay_noi"]
        if held.valid_to is None or "ngay_noi" not in changed or day is None or day < held.valid_to:
            _stands(row, changed, _("lần nối"))
        else:
            _forget(row, told)

    def _measure(self, row: Row, told: Values, changed: list[str]) -> None:
        if told["ngay_do"] is None:
            row.bad("ngay_do", "required", _("để trống."), _("Ghi ngày đo."))
        if "ngay_do" not in changed and self._line(row).measure is not None:
            _stands(row, changed, _("lần đo"), _("Lần đo khác thì ghi ngày đo khác."))
            return
        _forget(row, told)
        if told["tai_xuong"] is None and told["tai_len"] is None and told["ping"] is None:
            row.bad("tai_xuong", "required", _("chưa có con số nào đã đo."), _("Ghi ít nhất tốc độ tải xuống."))
        if not told["nguoi_do"]:
            row.bad("nguoi_do", "required", _("để trống."), _("Ghi người đo."))

    def _payer(self, row: Row, told: Values, changed: list[str]) -> None:
        if self._line(row).payer is not None and "tra_tu" in changed:
            _forget(row, told)
        if not told["ben_tra"]:
            row.bad("ben_tra", "required", _("để trống."), _("Ghi ai trả."))
        if self._line(row).payer is None:
            return
        start = told["tra_tu"]
        if "tra_tu" not in changed or start is None:
            _stands(row, changed, _("bên trả"), _("Bên trả khác thì ghi trả từ ngày nào."))

    def write(self, change: Change) -> Step:
        """Each fact that the row adds, in the order in which they happen."""
        row = change.row
        point, step = self._points[row.row_id], {"row_id": row.row_id}
        made: list[list[str]] = []
        for name, told in row.found["adds"].items():
            fact = getattr(self, f"_write_{name}")(point, row, told)
            made.append([name, str(fact.public_id)])
        return step | {"made": made}

    def _write_entitlement(self, point: SupportPoint, row: Row, told: Values) -> Fact:
        return actions.record_entitlement(
            actor=self.actor,
            public_id=uuid.uuid4(),
            point=point,
            programme=told["chuong_trinh"],
            basis=told["can_cu"] or "",
            from_date=told["huong_tu"],
            last_day=told["huong_den"],
            source=self._source(row),
        )

    def _write_contract(self, point: SupportPoint, row: Row, told: Values) -> Fact:
        facts = actions.ContractFacts(
            carrier=told["nha_mang"],
            number=told["so_hop_dong"] or "",
            ordered_on=told["ngay_dat"],
            speed_mbps=told["cam_ket"],
            monthly_fee=told["cuoc"],
            fund=told["kinh_phi"] or "",
            starts_on=told["hieu_luc_tu"],
            last_day=told["hieu_luc_den"],
        )
        held = self._rows[point.code].contract
        how: dict[str, Any] = {"actor": self.actor, "public_id": uuid.uuid4(), "facts": facts}
        if held is not None:
            return actions.renew_contract(contract=held, source=self._source(row), **how)
        return actions.record_contract(point=point, source=self._source(row), **how)

    def _write_connection(self, point: SupportPoint, row: Row, told: Values) -> Fact:
        return actions.record_connection(
            actor=self.actor,
            public_id=uuid.uuid4(),
            point=point,
            on=told["ngay_noi"],
            technology=told["cach_noi"] or "",
            source=self._source(row),
        )

    def _write_measure(self, point: SupportPoint, row: Row, told: Values) -> Fact:
        return actions.record_measure(
            actor=self.actor,
            public_id=uuid.uuid4(),
            point=point,
            on=told["ngay_do"],
            by=told["nguoi_do"],
            where=told["noi_do"] or "",
            download_mbps=_decimal(told["tai_xuong"]),
            upload_mbps=_decimal(told["tai_len"]),
            ping_ms=_decimal(told["ping"]),
            source=self._source(row),
        )

    def _write_payer(self, point: SupportPoint, row: Row, told: Values) -> Fact:
        return actions.record_payer(
            actor=self.actor,
            public_id=uuid.uuid4(),
            point=point,
            payer=told["ben_tra"] or "",
            from_date=told["tra_tu"],
            source=self._source(row),
        )

    def undo(self, step: Step) -> None:
        """Void what the row added, last first; ``Refused`` when a later fact carries it on."""
        reason = _("hoàn tác lần nhập Excel")
        for name, public_id in reversed(step["made"]):
            fact = MODELS[name]._default_manager.filter(public_id=public_id).select_related("point").first()
            if fact is None:
                message = _("không còn bản ghi này.")
                raise Refused(_("Không hoàn tác được."), [Problem(str(step["row_id"]), message)])
            actions.void_fact(actor=self.actor, fact=fact, reason=reason)

    def in_scope(self, row_ids: Iterable[str]) -> int:
        """How many the actor may write."""
        wanted = set(row_ids)
        return len(wanted & set(visible_to(self.actor, MANAGE).values_list("code", flat=True)))

    def _source(self, row: Row) -> str:
        told = row.found["source"] or self.params.get("nguon")
        return str(told or _("Nhập từ tệp Excel ngày %(day)s") % {"day": f"{clock.today():%d/%m/%Y}"})


def values_of(row: LineRow) -> dict[str, Value]:
    """The newest facts of a point as the columns tell them."""
    entitled, contract, line, measure = row.entitlement, row.contract, row.connection, row.measure
    values: dict[str, Value] = {"ma": row.code, "noi_dat": row.place}
    if entitled is not None:
        values |= {
            "chuong_trinh": entitled.programme,
            "can_cu": entitled.basis or None,
            "huong_tu": entitled.valid_from,
            "huong_den": last_day(entitled.valid_to),
        }
    if contract is not None:
        values |= {
            "nha_mang": contract.carrier,
            "so_hop_dong": contract.number or None,
            "ngay_dat": contract.ordered_on,
            "hieu_luc_tu": contract.valid_from,
            "hieu_luc_den": contract.last_day,
            "cam_ket": contract.speed_mbps,
            "cuoc": contract.monthly_fee,
            "kinh_phi": contract.fund or None,
        }
    if line is not None:
        values |= {"ngay_noi": line.valid_from, "cach_noi": line.technology or None}
    if measure is not None:
        values |= {
            "ngay_do": measure.on,
            "tai_xuong": measure.download_mbps,
            "tai_len": measure.upload_mbps,
            "ping": measure.ping_ms,
            "nguoi_do": measure.by,
            "noi_do": measure.where or None,
        }
    if row.payer is not None:
        values |= {"ben_tra": row.payer.name if row.payer.known else None, "tra_tu": row.payer.row.valid_from}
    return values


def _forget(row: Row, told: Values, but: Sequence[str] = ()) -> None:
    """A new fact takes nothing over from the one before: what the file leaves blank is unknown."""
    for key in told:
        if key in row.found["blank"] and key not in but:
            told[key] = None


def _stands(row: Row, changed: Sequence[str], what: str, advice: str = "") -> None:
    message = _("đã ghi %(what)s; Excel không sửa bản đã ghi.") % {"what": what}
    row.bad(changed[0], "stands", message, advice or _("Hủy trên trang của điểm rồi nhập lại, hoặc trả lại như cũ."))


def _same(key: str, told: Value, held: Value) -> bool:
    if key == "nha_mang" and isinstance(told, str) and isinstance(held, str):
        return carrier_of(told)[1] == carrier_of(held)[1]
    if isinstance(told, str) and isinstance(held, str):
        return search_key(told) == search_key(held)
    return told == held


def _decimal(value: Value) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) else None
