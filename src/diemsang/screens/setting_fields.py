"""The settings of a screen as people write them: one description a field, for the form, the page and the journal.

A value is read from text (``read``, ``ValueError`` with a sentence when it cannot be) and shown as text (``show``).
``queries.settings.DEFAULTS`` holds when no level says anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diemsang.core.text import nfc
from diemsang.core.vietnamese import number

_WINDOW = re.compile(
    r"^(\d{1,2})[:hg](\d{2})\s*[-–]\s*(\d{1,2})[:hg](\d{2})"
    r"(?:\s+(\d{1,6})\s*KiB/s)?(?:\s+(\d{1,5})\s*MiB)?$",
    re.IGNORECASE,
)
_MOST_WINDOWS = 6
NONE_WORD = "không"


@dataclass(frozen=True, slots=True)
class SettingField:
    """One setting: column of ``ScreenSettings``, words, and how it is read and shown."""

    key: str
    label: str | Promise
    help: str | Promise
    read: Callable[[str], Any]
    show: Callable[[Any], str]
    lines: bool = False
    """Whether it is written over several lines."""


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        digits = text.replace(".", "").replace(" ", "")
        if not (digits.isascii() and digits.isdigit()) or not low <= int(digits[:9]) <= high:
            message = _("phải là số nguyên từ %(low)s đến %(high)s.") % {"low": number(low), "high": number(high)}
            raise ValueError(message)
        return int(digits)

    return read


def _text(most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        words = " ".join(nfc(text).split())
        if len(words) > most:
            raise ValueError(_("dài hơn %(most)s chữ cái.") % {"most": most})
        return words

    return read


def _clock(hour: str, minute: str, *, to_24: bool) -> str:
    if int(minute) > 59 or int(hour) > (24 if to_24 else 23) or (int(hour) == 24 and int(minute)):
        raise ValueError(_("giờ %(at)s không có.") % {"at": f"{hour}:{minute}"})
    return f"{int(hour):02}:{minute}"


def _windows(text: str) -> list[tuple[str, str, int | None, int | None]]:
    lines = [line.strip() for part in nfc(text).split(";") for line in part.splitlines() if line.strip()]
    if len(lines) > _MOST_WINDOWS:
        raise ValueError(_("nhiều hơn %(most)s khung giờ.") % {"most": _MOST_WINDOWS})
    found = []
    for line in lines:
        match = _WINDOW.match(line)
        if match is None:
            raise ValueError(_("«%(line)s» không phải khung giờ, ví dụ 21:00-06:00.") % {"line": line[:40]})
        start = _clock(match[1], match[2], to_24=False)
        end = _clock(match[3], match[4], to_24=True)
        if start == end:
            raise ValueError(_("«%(line)s» bắt đầu và hết cùng một lúc.") % {"line": line[:40]})
        rate = int(match[5]) if match[5] else None
        item = int(match[6]) * 1024 if match[6] else None
        if rate == 0 or item == 0:
            raise ValueError(_("«%(line)s»: mức 0 nghĩa là không tải gì; bỏ khung giờ đó đi.") % {"line": line[:40]})
        found.append((start, end, rate, item))
    return found


def _read_quiet(text: str) -> list[list[str]]:
    if nfc(text).strip().casefold() == NONE_WORD:
        return []
    windows = _windows(text)
    if any(rate or item for _start, _end, rate, item in windows):
        raise ValueError(_("giờ yên lặng không có mức tải."))
    return [[start, end] for start, end, _rate, _item in windows]


def _read_media(text: str) -> list[dict[str, Any]]:
    if nfc(text).strip().casefold() == NONE_WORD:
        return []
    return [
        {"from": start, "to": end, "max_kib_s": rate, "max_item_kib": item} for start, end, rate, item in _windows(text)
    ]


def _show_quiet(value: Any) -> str:
    return "\n".join(f"{start}-{end}" for start, end in value) or NONE_WORD


def _show_media(value: Any) -> str:
    lines = []
    for window in value:
        rate = f" {window['max_kib_s']} KiB/s" if window.get("max_kib_s") else ""
        item = f" {window['max_item_kib'] // 1024} MiB" if window.get("max_item_kib") else ""
        lines.append(f"{window['from']}-{window['to']}{rate}{item}")
    return "\n".join(lines) or NONE_WORD


def _read_cap(text: str) -> int:
    return _whole(64, 65_536)(text) * 1024


def _show_cap(value: Any) -> str:
    return str(value // 1024)


FIELDS: tuple[SettingField, ...] = (
    SettingField(
        "hours",
        gettext_lazy("Giờ mở cửa"),
        gettext_lazy("Hiện trên trang của điểm ở TV. Ví dụ: 7 giờ – 21 giờ, nghỉ chiều Chủ nhật."),
        _text(200),
        str,
    ),
    SettingField(
        "note",
        gettext_lazy("Lời của điểm"),
        gettext_lazy("Một câu trên trang của điểm ở TV. Không ghi tên người, số điện thoại."),
        _text(300),
        str,
    ),
    SettingField(
        "volume_note",
        gettext_lazy("Lời dặn về âm lượng"),
        gettext_lazy("Ví dụ: để loa ở mức 12; sau 20 giờ vặn xuống 6."),
        _text(200),
        str,
    ),
    SettingField(
        "idle_s",
        gettext_lazy("Không ai bấm thì về màn chờ sau (giây)"),
        gettext_lazy("30 đến 3.600."),
        _whole(30, 3600),
        str,
    ),
    SettingField(
        "lead_in_ms",
        gettext_lazy("Tiếng dẫn trước khi phát (mili giây)"),
        gettext_lazy("Đánh thức loa trước câu đầu. 0 đến 10.000."),
        _whole(0, 10_000),
        str,
    ),
    SettingField(
        "quiet",
        gettext_lazy("Giờ yên lặng"),
        gettext_lazy("Mỗi dòng một khung, ví dụ 21:00-06:00. Ghi «không» nếu không có. Cảnh báo khẩn vẫn kêu."),
        _read_quiet,
        _show_quiet,
        lines=True,
    ),
    SettingField(
        "media",
        gettext_lazy("Giờ tải tệp"),
        gettext_lazy(
            "Mỗi dòng một khung, thêm được mức nhanh nhất và cỡ tệp lớn nhất: 22:00-05:00 256 KiB/s 20 MiB. "
            "Ngoài các khung chỉ tải cảnh báo. Ghi «không» nếu không tải tệp nào."
        ),
        _read_media,
        _show_media,
        lines=True,
    ),
    SettingField(
        "cap_kib",
        gettext_lazy("Bộ nhớ dành cho tệp (MiB)"),
        gettext_lazy("64 đến 65.536. Đầy thì TV bỏ tệp cũ trước."),
        _read_cap,
        _show_cap,
    ),
    SettingField(
        "poll_s",
        gettext_lazy("Liên lạc mỗi (giây)"),
        gettext_lazy("60 đến 3.600. Ngắn hơn thì biết sớm hơn, tốn đường truyền hơn."),
        _whole(60, 3600),
        str,
    ),
)
BY_KEY = {field.key: field for field in FIELDS}
