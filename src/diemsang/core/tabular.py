"""Readable files in: CSV as people and Excel save it, and TOML. Every problem is collected, none stops the reading.

Accepted without a word: a byte order mark, CRLF, semicolons or tabs instead of commas, decomposed (NFD) text, empty
lines at the end, columns in another order. Refused with advice: everything that could change a meaning, such as
``1.186`` (a thousand or a fraction?), ``05/09/2023`` (May or September?) and texts in another encoding.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
import stat
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from diemsang.core.errors import Problem
from diemsang.core.text import nfc

MAX_BYTES = 20 * 1024 * 1024
MAX_NUMBER = 2_147_483_647
"""The largest whole number every database stores."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass
class Problems:
    """The list that readers add to."""

    found: list[Problem] = field(default_factory=list)

    def add(self, where: str, message: str, advice: str = "") -> None:
        """One more problem."""
        self.found.append(Problem(where, message, advice))

    def __len__(self) -> int:
        return len(self.found)


class Fields:
    """Typed access to the fields of a CSV row or a TOML table. A bad field is reported and reads as its default."""

    def __init__(self, where: str, values: Mapping[str, Any], problems: Problems, line: int = 0) -> None:
        self.where = where
        self.line = line
        self._values = values
        self._problems = problems
        self.ok = True
        """Whether no field of this row has been refused so far."""

    def bad(self, column: str, message: str, advice: str = "") -> None:
        """Report a problem with a field of this row."""
        self.ok = False
        self._problems.add(f"{self.where}, {column}" if column else self.where, message, advice)

    def text(self, column: str, *, required: bool = True, limit: int = 0, pattern: str = "", example: str = "") -> str:
        """Text in NFC with single spaces. ``pattern`` is matched against the whole; ``example`` goes in the advice."""
        raw = self._values.get(column, "")
        if not isinstance(raw, str):
            self.bad(column, _("phải là chữ."), _("Đặt giá trị trong dấu ngoặc kép."))
            return ""
        value = nfc(raw)
        if not value:
            if required:
                self.bad(
                    column,
                    _("để trống."),
                    _("Điền giá trị, ví dụ {example}.").format(example=example) if example else _("Điền giá trị."),
                )
            return ""
        if any(unicodedata.category(char) in {"Cc", "Cs"} for char in value):
            self.bad(column, _("có ký tự điều khiển không in được."), _("Gõ lại ô này."))
        elif value[0] in "=@":
            self.bad(
                column, _("bắt đầu bằng «{value}» như một công thức bảng tính.").format(value=value[0]), _("Bỏ dấu đó.")
            )
        elif limit and len(value) > limit:
            self.bad(
                column, _("dài {value} ký tự, tối đa {limit}.").format(value=len(value), limit=limit), _("Rút gọn.")
            )
        elif pattern and not re.fullmatch(pattern, value, re.ASCII):
            self.bad(
                column,
                _("«{value}» không đúng dạng.").format(value=value),
                _("Ví dụ đúng: {example}.").format(example=example) if example else "",
            )
        else:
            return value
        return ""

    def number(self, column: str, *, required: bool = True, minimum: int = 0) -> int | None:
        """A whole number, not negative unless ``minimum`` says so."""
        raw = self._values.get(column, "")
        value = str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else nfc(str(raw))
        if not value:
            if required:
                self.bad(column, _("để trống."), _("Điền một số nguyên."))
            return None
        if re.fullmatch(r"\d{1,3}([.,\s]\d{3})+", value, re.ASCII):
            plain = re.sub(r"\D", "", value)
            self.bad(
                column,
                _("«{value}» có dấu phân cách hàng nghìn.").format(value=value),
                _("Viết liền các chữ số: {plain}.").format(plain=plain),
            )
        elif re.fullmatch(r"-\d+", value, re.ASCII) and int(value) < minimum:
            self.bad(column, _("«{value}» là số âm.").format(value=value), _("Số lượng không được âm."))
        elif not re.fullmatch(r"-?\d{1,12}", value, re.ASCII):
            self.bad(
                column, _("«{value}» không phải số nguyên.").format(value=value), _("Viết chỉ bằng chữ số, ví dụ 93.")
            )
        elif int(value) > MAX_NUMBER or int(value) < minimum:
            self.bad(
                column,
                _("«{value}» nằm ngoài khoảng cho phép.").format(value=value),
                _("Từ {minimum} đến {maximum}.").format(minimum=minimum, maximum=MAX_NUMBER),
            )
        else:
            return int(value)
        return None

    def date(self, column: str, *, required: bool = True) -> dt.date | None:
        """A day written ``2023-09-05``; TOML's own dates are taken too."""
        raw = self._values.get(column, "")
        if isinstance(raw, dt.date) and not isinstance(raw, dt.datetime):
            return raw
        value = nfc(str(raw))
        if not value:
            if required:
                self.bad(column, _("để trống."), _("Viết ngày theo dạng năm-tháng-ngày, ví dụ 2023-09-05."))
            return None
        if _DATE.fullmatch(value):
            try:
                return dt.date.fromisoformat(value)
            except ValueError:
                self.bad(
                    column, _("«{value}» không có trong lịch.").format(value=value), _("Kiểm tra lại ngày, tháng.")
                )
                return None
        self.bad(
            column,
            _("«{value}» không đúng dạng ngày.").format(value=value),
            _("Viết theo dạng năm-tháng-ngày, ví dụ 2023-09-05."),
        )
        return None

    def choice(self, column: str, allowed: Collection[str], *, required: bool = True) -> str:
        """One of ``allowed``, exactly."""
        value = self.text(column, required=required)
        if value and value not in allowed:
            self.bad(
                column,
                _("«{value}» không có trong danh mục.").format(value=value),
                _("Chọn một trong: {allowed}.").format(allowed=", ".join(sorted(allowed))),
            )
            return ""
        return value


def at_line(name: str, line: int) -> str:
    """A place in a file, as people call it."""
    return _("{name}, dòng {line}").format(name=name, line=line)


def read_csv(path: Path, columns: Sequence[str], problems: Problems, optional: Collection[str] = ()) -> list[Fields]:
    """Rows of a CSV file with exactly ``columns`` (in any order); those in ``optional`` may be absent.

    Problems name the file and the line as an editor counts it. An unreadable file gives no rows.
    """
    text = read_text(path, problems)
    if text is None:
        return []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[Fields] = []
    try:
        header = [nfc(cell) for cell in next(reader, [])]
        while header and not header[-1]:
            header.pop()
        if not _header_ok(path.name, header, columns, optional, problems):
            return []
        while True:
            line = reader.line_num + 1
            cells = next(reader, None)
            if cells is None:
                return rows
            if not any(cell.strip() for cell in cells):
                continue
            where = at_line(path.name, line)
            extra = [cell for cell in cells[len(header) :] if cell.strip()]
            if len(cells) < len(header) or extra:
                advice = _("Ô có dấu phẩy phải đặt trong dấu ngoặc kép.")
                problems.add(
                    where, _("có {cells} ô, cần {header} ô.").format(cells=len(cells), header=len(header)), advice
                )
                continue
            rows.append(Fields(where, dict(zip(header, cells, strict=False)), problems, line))
    except csv.Error as error:
        advice = _("Kiểm tra dấu ngoặc kép chưa đóng.")
        problems.add(
            at_line(path.name, reader.line_num),
            _("không đọc được bảng ({error}).").format(error=error),
            advice,
        )
        return rows


def read_toml(path: Path, problems: Problems) -> dict[str, Any] | None:
    """The content of a TOML file, or ``None`` after reporting why it cannot be read."""
    text = read_text(path, problems)
    if text is None:
        return None
    try:
        return tomllib.loads(unicodedata.normalize("NFC", text).replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        problems.add(
            path.name,
            _("không đúng cú pháp TOML ({error}).").format(error=error),
            _("Kiểm tra dấu ngoặc kép và dấu bằng."),
        )
        return None


def read_text(path: Path, problems: Problems) -> str | None:
    """A UTF-8 file's text without its byte order mark, or ``None`` after reporting why it cannot be read."""
    try:
        data = _read_regular(path)
    except FileNotFoundError:
        problems.add(path.name, _("không có tệp này."), _("Thêm tệp vào thư mục."))
        return None
    except OSError as error:
        problems.add(
            path.name,
            _("không mở được tệp ({strerror}).").format(strerror=error.strerror),
            _("Kiểm tra quyền đọc tệp."),
        )
        return None
    if data is None:
        problems.add(
            path.name,
            _("không phải là tệp thường."),
            _("Lưu nội dung thành một tệp rồi nạp lại."),
        )
        return None
    if len(data) > MAX_BYTES:
        problems.add(
            path.name,
            _("lớn hơn {value} MB.").format(value=MAX_BYTES // 1024 // 1024),
            _("Kiểm tra có đúng tệp không."),
        )
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        advice = _("Trong Excel chọn Lưu thành → «CSV UTF-8».")
        problems.add(path.name, _("không phải văn bản UTF-8."), advice)
        return None


def _read_regular(path: Path) -> bytes | None:
    """At most one byte more than allowed; ``None`` for a folder, a pipe or a device, which might never end."""
    # A pipe without a writer would else hold the opening.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        return None
    with os.fdopen(handle, "rb") as stream:
        return stream.read(MAX_BYTES + 1)


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[str | int | dt.date | None]]) -> bytes:
    """A CSV file in the one form the product writes: UTF-8 without mark, commas, LF, ISO dates, empty for unknown."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if cell is None else str(cell) for cell in row])
    return out.getvalue().encode()


def _delimiter(text: str) -> str:
    """The separator of the first line: Excel writes semicolons where the comma is the decimal mark."""
    first = text.split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _header_ok(
    name: str, header: list[str], columns: Sequence[str], optional: Collection[str], problems: Problems
) -> bool:
    where = at_line(name, 1)
    before = len(problems)
    for column in columns:
        if column not in header and column not in optional:
            problems.add(
                where,
                _("thiếu cột «{column}».").format(column=column),
                _("Các cột cần có: {columns}.").format(columns=", ".join(columns)),
            )
    for column in dict.fromkeys(header):
        if header.count(column) > 1 and column:
            problems.add(where, _("cột «{column}» có hai lần.").format(column=column), _("Bỏ một cột."))
        if column and column not in columns:
            problems.add(
                where,
                _("không biết cột «{column}».").format(column=column),
                _("Các cột cần có: {columns}.").format(columns=", ".join(columns)),
            )
        if not column:
            problems.add(where, _("có cột không tên."), _("Xóa cột trống."))
    return len(problems) == before
