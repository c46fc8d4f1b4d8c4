"""One cell as a typed value of its column, the Vietnamese way; what could mean two things is refused."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from diemsang.core import vietnamese
from diemsang.core.text import nfc, search_key
from diemsang.imports.description import Column, Fault, Value
from diemsang.imports.suggest import suggest

LONGEST = 4_000
FIRST_YEAR, LAST_YEAR = 1900, 2100
_DAY_FIRST = re.compile(
    r"(?:ngay )?(\d{1,2})(?:\s*[/.\-]\s*| thang )(\d{1,2})(?:\s*[/.\-]\s*| nam )(\d{2,4})", re.ASCII
)
_ISO = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[t ][\d:.]+z?)?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[.,\s]\d{3})+", re.ASCII)


@dataclass(slots=True)
class Typed:
    """The value, or why there is none; ``note`` says what was read in a way that a person should know."""

    value: Value = None
    fault: Fault | None = None
    note: Fault | None = None


class Typer:
    """Types the cells of one column; looks its choices up once."""

    def __init__(self, column: Column, *, dates_from_1904: bool = False) -> None:
        self.column = column
        self.epoch = dt.date(1904, 1, 1) if dates_from_1904 else dt.date(1899, 12, 30)
        self.choices = list(column.choices()) if column.choices else []
        self._codes: dict[str, str] = {}
        for code, label in reversed(self.choices):
            self._codes[search_key(str(label))] = code
            self._codes[search_key(code)] = code
        self._exact = {
            spelling: code for code, label in self.choices for spelling in (nfc(str(label)).lower(), code.lower())
        }

    def read(self, raw: Any, *, formula: bool = False, error: str = "") -> Typed:
        """Type one cell."""
        if error:
            return self._bad(
                "cell_error",
                _("ô báo lỗi {error}.").format(error=error[:20]),
                _("Sửa công thức hoặc gõ giá trị vào ô."),
            )
        if formula and self.column.kind in {"code", "choice"}:
            return self._bad(
                "formula_code", _("mã là kết quả của công thức."), _("Chép ô, dán lại dạng «chỉ giá trị».")
            )
        if raw is None or (isinstance(raw, str) and not nfc(raw)):
            if formula:
                return self._bad(
                    "formula_empty", _("công thức chưa có kết quả."), _("Mở tệp bằng Excel, lưu lại, hoặc dán giá trị.")
                )
            return Typed()
        typed = self._typed(raw)
        if formula and typed.fault is None and typed.note is None:
            typed.note = self._fault("formula", _("lấy kết quả của công thức."))
        return typed

    def _typed(self, raw: Any) -> Typed:
        kind = self.column.kind
        if kind == "date":
            return self._date(raw)
        if kind in {"whole", "decimal"}:
            return self._number(raw)
        if kind == "choice":
            return self._choice(raw)
        return self._text(raw)

    # Texts and codes

    def _text(self, raw: Any) -> Typed:
        value, note = as_text(raw), None
        digits = self.column.digits
        if digits and value.isascii() and value.isdigit() and len(value) < digits:
            note = self._fault("zeros", _("«{value}» thiếu số 0 ở đầu, đã thêm.").format(value=value))
            value = value.zfill(digits)
        limit = self.column.limit or LONGEST
        if len(value) > limit:
            message = _("dài {length} ký tự, tối đa {limit}.").format(length=len(value), limit=limit)
            return self._bad("too_long", message, _("Rút gọn."))
        return Typed(value, None, note)

    def _choice(self, raw: Any) -> Typed:
        text = as_text(raw)
        code = self._exact.get(text.lower()) or self._codes.get(search_key(text))
        if code is not None:
            return Typed(code)
        labels = [str(label) for _code, label in self.choices]
        shown = ", ".join(labels[:12]) + ("…" if len(labels) > 12 else "")
        return self._bad(
            "choice",
            _("«{value}» không có trong danh mục.").format(value=text[:60]),
            _("Chọn một trong: {choices}.").format(choices=shown),
            suggest(text, labels),
        )

    # Numbers

    def _number(self, raw: Any) -> Typed:
        if isinstance(raw, bool | dt.date | dt.time | dt.timedelta):
            return self._bad(
                "number", _("«{value}» không phải số.").format(value=as_text(raw)), _("Đặt định dạng ô là Số, gõ lại.")
            )
        note = None
        if isinstance(raw, int | float):
            number = Decimal(str(raw)) if raw == raw and abs(raw) != float("inf") else None  # NaN is unequal to itself
        else:
            number, note = self._from_text(nfc(raw))
            if number is None and note is not None:
                return Typed(None, note)
        if number is None:
            return self._bad(
                "number", _("«{value}» không phải số.").format(value=as_text(raw)[:60]), _("Viết chỉ bằng chữ số.")
            )
        return self._bounded(number, note)

    def _bounded(self, number: Decimal, note: Fault | None) -> Typed:
        column = self.column
        low, high = column.minimum, column.maximum
        if column.kind == "whole" and number != number.to_integral_value():
            return self._bad("whole", _("{value} không phải số nguyên.").format(value=shown_number(number)), "")
        if (low is not None and number < low) or (high is not None and number > high) or abs(number) > 10**15:
            if low is not None and high is not None:
                span = _("Từ {low} đến {high}.").format(low=shown_number(low), high=shown_number(high))
            elif low is not None and number < low:
                span = _("Ít nhất {low}.").format(low=shown_number(low))
            else:
                span = _("Nhiều nhất {high}.").format(high=shown_number(high if high is not None else 10**15))
            message = _("{value} nằm ngoài khoảng cho phép.").format(value=shown_number(number))
            return self._bad("range", message, span)
        return Typed(int(number) if column.kind == "whole" else number, None, note)

    def _from_text(self, text: str) -> tuple[Decimal | None, Fault | None]:
        """A number typed as text. ``1.186`` and ``1,186`` are read only where the column allows one reading alone."""
        bare = text.replace("\u2212", "-")
        if not _GROUPED.fullmatch(bare):
            return _decimal(bare.replace(" ", "").replace(",", ".")), None
        grouped = _decimal(re.sub(r"[.,\s]", "", bare))
        if self.column.kind == "whole":
            shown = shown_number(grouped or Decimal(0))
            return grouped, self._fault(
                "grouped", _("«{value}» được đọc là {number}.").format(value=text, number=shown)
            )
        marks = re.findall(r"[.,\s]", bare)
        broken = _decimal(bare.replace(",", ".")) if len(marks) == 1 and not marks[0].isspace() else None
        fitting = [number for number in (grouped, broken) if number is not None and self._fits(number)]
        if len(fitting) == 1:
            return fitting[0], None
        return None, Fault(
            self.column.key,
            "ambiguous_number",
            _("«{value}» có thể là hàng nghìn hoặc số lẻ.").format(value=text[:40]),
            _("Đặt định dạng ô là Số và gõ lại, phần lẻ sau dấu phẩy."),
        )

    def _fits(self, number: Decimal) -> bool:
        low, high = self.column.minimum, self.column.maximum
        return (low is None or number >= low) and (high is None or number <= high)

    # Days

    def _date(self, raw: Any) -> Typed:
        if isinstance(raw, dt.datetime):
            return self._in_calendar(raw.date())
        if isinstance(raw, dt.date):
            return self._in_calendar(raw)
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return self._serial(raw)
        if not isinstance(raw, str):
            return self._not_a_day(as_text(raw))
        text = nfc(raw)
        if re.fullmatch(r"\d{1,6}(?:[.,]0+)?", text, re.ASCII):
            return self._serial(float(text.replace(",", ".")))
        return self._written(text)

    def _serial(self, number: float) -> Typed:
        if not math.isfinite(number):
            return self._not_a_day(as_text(number))
        if FIRST_YEAR <= number <= LAST_YEAR:
            return self._bad(
                "year_only",
                _("«{value}» chỉ là năm.").format(value=int(number)),
                _("Viết đủ ngày/tháng/năm, hoặc để trống."),
            )
        if not 1 <= number < 110_000:
            return self._not_a_day(as_text(number))
        day = self.epoch + dt.timedelta(days=int(number))
        typed = self._in_calendar(day)
        if typed.fault is None:
            message = _("số {number} được đọc là ngày {day}.").format(number=int(number), day=vietnamese.day(day))
            typed.note = self._fault("serial_date", message)
        return typed

    def _written(self, text: str) -> Typed:
        key = search_key(text)
        iso = _ISO.fullmatch(key)
        parts = _DAY_FIRST.fullmatch(key)
        if iso:
            year, month, day = (int(part) for part in iso.groups())
        elif parts:
            day, month, year = (int(part) for part in parts.groups())
            if len(parts.group(3)) != 4:
                return self._bad(
                    "short_year",
                    _("«{value}» viết tắt năm.").format(value=text[:40]),
                    _("Viết đủ bốn chữ số của năm."),
                    f"{day:02d}/{month:02d}/20{year:02d}" if year < 100 else "",
                )
        else:
            return self._not_a_day(text)
        if month > 12 >= day and parts:
            return self._bad(
                "month_first",
                _("«{value}» có tháng {month}.").format(value=text[:40], month=month),
                _("Viết ngày trước, tháng sau."),
                f"{month:02d}/{day:02d}/{year}",
            )
        try:
            found = dt.date(year, month, day)
        except ValueError:
            return self._bad(
                "no_such_day", _("«{value}» không có trong lịch.").format(value=text[:40]), _("Kiểm tra ngày, tháng.")
            )
        typed = self._in_calendar(found)
        if typed.fault is None and parts and day <= 12 and day != month:
            words = _("«{value}» được đọc là ngày {day} tháng {month}.").format(value=text, day=day, month=month)
            typed.note = self._fault("day_first", words)
        return typed

    def _in_calendar(self, day: dt.date) -> Typed:
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return Typed(day)
        return self._bad("far_date", _("ngày {day} quá xa.").format(day=vietnamese.day(day)), _("Kiểm tra năm."))

    def _not_a_day(self, text: str) -> Typed:
        return self._bad(
            "date", _("«{value}» không phải ngày.").format(value=text[:40]), _("Viết ngày/tháng/năm, ví dụ 05/09/2023.")
        )

    def _fault(self, code: str, message: str) -> Fault:
        return Fault(self.column.key, code, message)

    def _bad(self, code: str, message: str, advice: str, suggestion: str = "") -> Typed:
        return Typed(None, Fault(self.column.key, code, message, advice, suggestion))


def _decimal(text: str) -> Decimal | None:
    if not re.fullmatch(r"[+-]?\d{1,18}(?:\.\d{1,15})?|[+-]?\.\d{1,15}", text, re.ASCII):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def shown_number(number: Decimal | int) -> str:
    """With a decimal comma and no needless zeros."""
    text = f"{Decimal(number):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def as_text(raw: Any) -> str:
    """A cell as its reader would say it: whole numbers without a point, days as dd/mm/yyyy."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, dt.datetime):
        return vietnamese.day(raw.date()) if raw.time() == dt.time() else raw.strftime("%d/%m/%Y %H:%M")
    if isinstance(raw, dt.date):
        return vietnamese.day(raw)
    if isinstance(raw, float):
        if raw != raw or abs(raw) == float("inf"):
            return str(raw)
        return str(int(raw)) if raw == int(raw) and abs(raw) < 10**15 else shown_number(Decimal(str(raw)))
    if isinstance(raw, Decimal):
        return shown_number(raw)
    return nfc(str(raw))
