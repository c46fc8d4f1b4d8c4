"""What a day's log can say: names of fields, their words, and whether a value makes sense.

A field is ``opened``, ``women``, ``act.MEETING`` or ``support.VNEID.failed.NO_PAPERS``. Lists are short on purpose: the
log is written on a phone in under a minute (R-14). Kinds follow domain §1.4 and §13.6, services domain §3.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diemsang.core.errors import Problem
from diemsang.core.text import nfc
from diemsang.operations.models import NotOpen


class Activity(models.TextChoices):
    """What took place; sessions (§13.6) first, then what it was about (§1.4)."""

    MEETING = "MEETING", gettext_lazy("họp thôn, sinh hoạt chi bộ")
    FILM = "FILM", gettext_lazy("chiếu phim, văn nghệ")
    GROUP = "GROUP", gettext_lazy("xem chung theo nhóm")
    TRAINING = "TRAINING", gettext_lazy("tập huấn, lớp học")
    POLICY_LAW = "POLICY_LAW", gettext_lazy("chính sách, pháp luật")
    PUBLIC_SERVICE = "PUBLIC_SERVICE", gettext_lazy("dịch vụ công trực tuyến")
    PRODUCTION = "PRODUCTION", gettext_lazy("kỹ năng sản xuất")
    TRADE = "TRADE", gettext_lazy("thương mại, bán hàng")
    SCI_TECH = "SCI_TECH", gettext_lazy("khoa học kỹ thuật")
    CULTURE_SOCIETY = "CULTURE_SOCIETY", gettext_lazy("văn hóa – xã hội")
    SECURITY_ORDER = "SECURITY_ORDER", gettext_lazy("an ninh, phòng lừa đảo")
    DIGITAL_SKILL = "DIGITAL_SKILL", gettext_lazy("kỹ năng số")
    HEALTH_EDU = "HEALTH_EDU", gettext_lazy("y tế, giáo dục")
    DISASTER = "DISASTER", gettext_lazy("phòng chống thiên tai")


class Service(models.TextChoices):
    """With what a person was helped (domain §3)."""

    VNEID = "VNEID", gettext_lazy("VNeID, định danh điện tử")
    PUBLIC_SERVICE = "PUBLIC_SERVICE", gettext_lazy("dịch vụ công")
    HEALTH = "HEALTH", gettext_lazy("y tế, bảo hiểm")
    LEARN = "LEARN", gettext_lazy("học tập, tra cứu")
    TRADE = "TRADE", gettext_lazy("mua bán trên mạng")
    SAFETY = "SAFETY", gettext_lazy("nghi bị lừa đảo")
    OTHER = "OTHER", gettext_lazy("việc khác")


class Failure(models.TextChoices):
    """Why a support did not succeed (domain §4, P1, P8, P9)."""

    NO_PAPERS = "NO_PAPERS", gettext_lazy("thiếu giấy tờ")
    NO_PHONE = "NO_PHONE", gettext_lazy("không có điện thoại, SIM")
    NO_EID = "NO_EID", gettext_lazy("chưa có định danh mức 2")
    NO_LINE = "NO_LINE", gettext_lazy("mất mạng, mất điện")
    SYSTEM = "SYSTEM", gettext_lazy("trang dịch vụ không chạy")
    LANGUAGE = "LANGUAGE", gettext_lazy("không hiểu tiếng nhau")
    OTHER = "OTHER", gettext_lazy("lý do khác")


HEADS = ("people", "women", "men", "children")
"""Counters of entries. ``people`` is the whole where a source counts no parts."""
TIMES = ("opened", "closed")
YES_NO = ("power_ok", "line_ok")
VISITS = "visits"
"""The four counters weighed as one: who counts the women also counts the men."""
MOST = 100_000
"""A counter above this is no counter."""
NAMES: dict[str, str | Promise] = {
    "opened": gettext_lazy("Mở cửa"),
    "closed": gettext_lazy("Đóng cửa"),
    "not_open": gettext_lazy("Không mở"),
    "people": gettext_lazy("Lượt người"),
    "women": gettext_lazy("Nữ"),
    "men": gettext_lazy("Nam"),
    "children": gettext_lazy("Trẻ em"),
    "power_ok": gettext_lazy("Có điện"),
    "line_ok": gettext_lazy("Có mạng"),
    "note": gettext_lazy("Ghi chú"),
    VISITS: gettext_lazy("Lượt người"),
}
RESULTS: dict[str, str | Promise] = {
    "done": gettext_lazy("xong"),
    "referred": gettext_lazy("chuyển tiếp"),
    "failed": gettext_lazy("không thành"),
}
_TIME = re.compile(r"([01]?\d|2[0-3])[:hH.]?([0-5]\d)?")


def name_words(name: str) -> str:
    """``support.VNEID.failed.NO_PAPERS`` → ``hỗ trợ VNeID …: không thành (thiếu giấy tờ)``."""
    parts = name.split(".")
    if parts[0] == "act" and len(parts) == 2 and parts[1] in Activity.values:
        return str(Activity(parts[1]).label)
    if parts[0] == "support" and len(parts) >= 3 and parts[1] in Service.values and parts[2] in RESULTS:
        words = f"{Service(parts[1]).label}: {RESULTS[parts[2]]}"
        return f"{words} ({Failure(parts[3]).label})" if len(parts) == 4 and parts[3] in Failure.values else words
    return str(NAMES.get(name, name))


def value_words(name: str, value: Any) -> str:
    """A value as it is shown; null is said."""
    if value is None:
        return _("chưa ghi")
    if name == "not_open":
        return str(NotOpen(value).label) if value in NotOpen.values else str(value)
    if name in YES_NO:
        return _("có") if value else _("không")
    return str(value)


def parse_time(text: str) -> str | None:
    """``7``, ``7:30``, ``7h30`` and ``19.30`` as ``07:30``; null when it is no time of the day."""
    match = _TIME.fullmatch(text.strip())
    return f"{int(match[1]):02d}:{match[2] or '00'}" if match else None


def is_counter(name: str) -> bool:
    """Whether the field is a number of entries, sessions or supports."""
    parts = name.split(".")
    if name in HEADS:
        return True
    if parts[0] == "act":
        return len(parts) == 2 and parts[1] in Activity.values
    if parts[0] != "support" or len(parts) < 3 or parts[1] not in Service.values:
        return False
    if parts[2] == "failed":
        return len(parts) == 4 and parts[3] in Failure.values
    return len(parts) == 3 and parts[2] in RESULTS


def clean(fields: Mapping[str, Any], problems: list[Problem]) -> dict[str, Any]:
    """Values in one form. Null or empty: the source takes back what it said. Everything wrong becomes a problem."""
    found: dict[str, Any] = {}
    for name, given in fields.items():
        value = nfc(given) if isinstance(given, str) else given
        if isinstance(value, dt.time):
            value = f"{value:%H:%M}"
        known = name in (*TIMES, *YES_NO, "not_open", "note") or is_counter(name)
        if not known:
            problems.append(Problem(name, _("không có mục này trong sổ nhật ký."), _("Tải lại trang rồi ghi.")))
        elif value is None or value == "":
            found[name] = None
        elif name in TIMES:
            found[name] = parse_time(str(value))
            if found[name] is None:
                message = _("“%(value)s” không phải giờ trong ngày.") % {"value": str(value)[:20]}
                problems.append(Problem(name_words(name), message, _("Viết như 07:30.")))
        elif name in YES_NO:
            found[name] = bool(value)
        elif name == "not_open":
            found[name] = str(value)
            if value not in NotOpen.values:
                problems.append(Problem(name_words(name), _("chọn một lý do trong danh sách.")))
        elif name == "note":
            found[name] = str(value)[:500]
        else:
            found[name] = _count(name, value, problems)
    return found


def _count(name: str, value: Any, problems: list[Problem]) -> int | None:
    text = str(value).strip().replace(".", "").replace(" ", "")
    if isinstance(value, bool) or not re.fullmatch(r"-?[0-9]{1,12}", text):
        message = _("“%(value)s” không phải số đếm.") % {"value": str(value)[:20]}
        problems.append(Problem(name_words(name), message, _("Viết bằng chữ số, như 12. Không đếm thì để trống.")))
        return None
    if not 0 <= int(text) <= MOST:
        problems.append(Problem(name_words(name), _("phải từ 0 đến 100.000."), _("Xem lại số vừa gõ.")))
        return None
    return int(text)
