"""What can be measured or promised: outside of it a figure is a slip of the hand or of the unit."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from diemsang.core import vietnamese
from diemsang.core.errors import Problem

FASTEST_MBPS = Decimal(2000)
SLOWEST_MBPS = Decimal("0.01")
LONGEST_MS = Decimal(20_000)
DEAREST = 50_000_000
"""Đồng a month."""


def check_speed(where: str, mbps: Decimal | None, problems: list[Problem], *, measured: bool = True) -> None:
    """Between 0,01 and 2.000 Mbps; unknown is null, never zero."""
    if mbps is None:
        return
    if mbps <= 0:
        advice = _("Không có mạng thì ghi một lần mất mạng; chưa đo thì để trống.") if measured else _("Để trống.")
        problems.append(Problem(where, _("bằng 0 hoặc âm."), advice))
    elif mbps < SLOWEST_MBPS or mbps > FASTEST_MBPS:
        words = _("%(value)s Mbps nằm ngoài khoảng 0,01 đến 2.000.") % {"value": vietnamese.number(mbps)}
        problems.append(Problem(where, words, _("Xem lại đơn vị: Mbps, không phải Kbps.")))


def check_ping(where: str, ms: Decimal | None, problems: list[Problem]) -> None:
    """More than 0, at most 20 seconds."""
    if ms is not None and not 0 < ms <= LONGEST_MS:
        problems.append(Problem(where, _("phải lớn hơn 0 và không quá 20.000 ms."), _("Chưa đo thì để trống.")))


def check_fee(where: str, fee: int | None, problems: list[Problem]) -> None:
    """From 0 (free of charge) to 50 million đồng a month."""
    if fee is not None and not 0 <= fee <= DEAREST:
        problems.append(Problem(where, _("phải từ 0 đến 50.000.000 đồng một tháng."), _("Chưa rõ thì để trống.")))
