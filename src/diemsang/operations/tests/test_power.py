"""Power, and outages of line or power."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.clock import VIETNAM
from diemsang.core.errors import Refused
from diemsang.operations import actions
from diemsang.operations.models import GridStatus, Outage, PowerStatus, Stability
from diemsang.operations.queries.state import line_rows
from diemsang.operations.tests.conftest import PAPER, TODAY
from diemsang.operations.words import outage_words, power_words
from diemsang.points.models import SupportPoint

D, T = dt.date, dt.time


def find(actor: Any, point: SupportPoint, **more: Any) -> PowerStatus:
    return actions.record_power(actor=actor, point=point, **{"public_id": uuid.uuid4(), "source": PAPER, **more})


def out(actor: Any, point: SupportPoint, start_on: dt.date, **more: Any) -> Outage:
    given = {"public_id": uuid.uuid4(), "source": PAPER, "kind": Outage.Kind.POWER, **more}
    return actions.record_outage(actor=actor, point=point, start_on=start_on, **given)


def test_unknown_is_not_no(known: SupportPoint, officer: User) -> None:
    made = find(officer, known, grid=GridStatus.OFF_GRID, ups=False)
    assert (made.stabiliser, made.stability) == (None, "")
    assert power_words(made) == "chưa có điện lưới quốc gia, không có bộ lưu điện"
    with pytest.raises(Refused, match="chưa chọn gì"):
        find(officer, known, from_date=TODAY)


def test_a_later_finding_ends_the_one_before(known: SupportPoint, officer: User) -> None:
    find(officer, known, grid=GridStatus.OFF_GRID, from_date=D(2024, 1, 1))
    wired = find(officer, known, grid=GridStatus.ON_GRID, stability=Stability.UNSTABLE, from_date=D(2025, 6, 1))
    with clock.fixed(D(2025, 5, 31)):
        assert line_rows([known], clock.today())[0].power == PowerStatus.objects.get(grid="OFF_GRID")
    assert line_rows([known], TODAY)[0].power == wired
    actions.void_fact(actor=officer, fact=wired, reason="nhầm điểm")
    assert PowerStatus.objects.get(grid="OFF_GRID").valid_to is None
    for wrong, words in (
        ({"from_date": D(2024, 1, 1)}, "đã ghi tình trạng điện từ 01/01/2024"),
        ({"from_date": D(2026, 3, 3)}, "ở tương lai"),
        ({"grid": "MAYBE"}, "không có trong danh mục"),
    ):
        with pytest.raises(Refused, match=words):
            find(officer, known, **{"ups": True, **wrong})


def test_an_outage_without_an_end_lasts_until_somebody_says(known: SupportPoint, officer: User) -> None:
    made = out(officer, known, D(2026, 3, 1), start_time=T(7, 30))
    assert [one.pk for one in line_rows([known], TODAY)[0].outages] == [made.pk]
    with pytest.raises(Refused) as error:
        out(officer, known, D(2026, 3, 2))
    assert "trùng lần mất điện từ 07:30 01/03/2026, chưa ghi có lại" in str(error.value)
    out(officer, known, D(2026, 3, 2), kind=Outage.Kind.LINE)  # the line may fail while the power is away
    ended = actions.end_outage(actor=officer, outage=made, end_on=D(2026, 3, 1), end_time=T(9))
    assert actions.end_outage(actor=officer, outage=made, end_on=D(2026, 3, 1), end_time=T(9)).pk == ended.pk
    assert outage_words(ended) == "mất điện từ 07:30 01/03/2026 đến 09:00 01/03/2026"
    with pytest.raises(Refused, match="đã ghi có lại"):
        actions.end_outage(actor=officer, outage=made, end_on=D(2026, 3, 2))
    out(officer, known, D(2026, 3, 1), start_time=T(9), end_on=D(2026, 3, 1), end_time=T(10))
    actions.void_fact(actor=officer, fact=ended, reason="sai giờ")
    out(officer, known, D(2026, 3, 1), start_time=T(8), end_on=D(2026, 3, 1), end_time=T(9))
    with pytest.raises(Refused, match="trùng lần mất điện"):
        actions.unvoid_fact(actor=officer, fact=ended, reason="không sai")


def test_over_and_nobody_knows_since_when(known: SupportPoint, officer: User) -> None:
    made = out(officer, known, D(2026, 2, 1), over=True)
    assert not made.running and made.end_on is None
    assert outage_words(made).endswith("đã có lại nhưng không rõ từ khi nào")
    out(officer, known, D(2026, 2, 2), end_on=D(2026, 2, 3))
    running = out(officer, known, D(2026, 2, 20))
    assert actions.end_outage(actor=officer, outage=running).over


@pytest.mark.parametrize(
    ("start", "more", "words"),
    [
        (D(2026, 3, 3), {}, "ở tương lai"),
        (D(2026, 3, 2), {"start_time": T(12, 1)}, "ở tương lai"),
        (D(2026, 3, 1), {"end_on": D(2026, 2, 28)}, "không sau lúc bắt đầu"),
        (D(2026, 3, 1), {"start_time": T(8), "end_on": D(2026, 3, 1), "end_time": T(8)}, "không sau lúc bắt đầu"),
        (D(2026, 3, 1), {"end_time": T(8)}, "có giờ mà không có ngày"),
        (D(2026, 3, 1), {"kind": "WATER"}, "chọn mất mạng hoặc mất điện"),
        (D(2026, 3, 1), {"source": ""}, "Nguồn: còn trống"),
    ],
)
def test_bad_outages(known: SupportPoint, officer: User, start: dt.date, more: dict[str, Any], words: str) -> None:
    with clock.fixed(dt.datetime(2026, 3, 2, 12, tzinfo=VIETNAM)), pytest.raises(Refused, match=words):
        out(officer, known, start, **more)
    assert not Outage.objects.exists()


def test_closing_one_over_the_next_is_refused(known: SupportPoint, officer: User) -> None:
    first = out(officer, known, D(2026, 1, 1), over=True)
    actions.void_fact(actor=officer, fact=first, reason="ghi lại")
    first = out(officer, known, D(2026, 1, 1), end_on=D(2026, 1, 2))
    out(officer, known, D(2026, 1, 10), end_on=D(2026, 1, 11))
    with pytest.raises(Refused, match="trùng lần mất điện từ 10/01/2026 đến 11/01/2026"):
        out(officer, known, D(2026, 1, 5), end_on=D(2026, 1, 10))
    actions.void_fact(actor=officer, fact=first, reason="nhầm")
    out(officer, known, D(2026, 1, 1), end_on=D(2026, 1, 1))
