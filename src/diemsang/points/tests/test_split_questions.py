"""Where points of a divided commune go: asked before the reform is applied, remembered through undo and redo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from conftest import TuyenQuang
from django.test import Client

from diemsang.accounts.models import User
from diemsang.areas.models import Area, Lineage, Reform, SplitAnswer
from diemsang.areas.preview import preview_stored
from diemsang.areas.tests.support import seen
from diemsang.points.models import SupportPoint
from diemsang.points.tests.test_places import put

CODE = "tuyen-quang-2025-07-01"
BASE = f"/dia-ban/sap-xep/{CODE}/"


@pytest.fixture
def divided(unknown: SupportPoint, tuyen_quang: TuyenQuang) -> Area:
    """A commune that the reform of 2025 divides, with TQ-0001 in it."""
    link = Lineage.objects.filter(whole=False, on=dt.date(2025, 7, 1)).order_by("pk").first()
    assert link is not None
    put(unknown, link.origin)
    return link.origin


def test_asked_before_remembered_after(
    divided: Area, make_user: Callable[..., User], signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(make_user("quan", role="SYSTEM_ADMIN"))
    page = client.get(BASE).content.decode()
    assert "1 trong 1 điểm ở đơn vị bị chia chưa ai nói" in page
    assert client.post(f"{BASE}hoan-tac/", seen(CODE)).status_code == 302
    part = _parts(divided)[-1]
    name = f"{divided.key}|point:TQ-0001"
    page = client.get(f"{BASE}cau-hoi/").content.decode()
    assert name in page and part in page
    assert "1 điểm ở đơn vị bị chia chưa ai nói" in client.get(f"{BASE}ap-dung/").content.decode()
    assert client.post(f"{BASE}cau-hoi/", {**seen(CODE), name: part}).status_code == 302
    assert not SplitAnswer.objects.exists()
    for _round in range(2):
        assert client.post(f"{BASE}ap-dung/", seen(CODE)).status_code == 302
        assert SplitAnswer.objects.get().target.key == part
        assert "1 điểm ở đơn vị bị chia đều đã có câu trả lời" in client.get(BASE).content.decode()
        assert client.post(f"{BASE}hoan-tac/", seen(CODE)).status_code == 302
        assert f'value="{part}" selected' in client.get(f"{BASE}cau-hoi/").content.decode()
    assert client.post(f"{BASE}cau-hoi/", {**seen(CODE), name: ""}).status_code == 302
    assert Reform.objects.get(code=CODE).answers == []


def test_answers_of_an_applied_reform_hold_at_once(
    divided: Area, make_user: Callable[..., User], signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(make_user("quan", role="SYSTEM_ADMIN"))
    part = _parts(divided)[0]
    name = f"{divided.key}|point:TQ-0001"
    assert client.post(f"{BASE}cau-hoi/", {**seen(CODE), name: part}).status_code == 302
    assert SplitAnswer.objects.get().target.key == part
    client.post(f"{BASE}cau-hoi/", {**seen(CODE), name: ""})
    assert not SplitAnswer.objects.exists()


def test_a_part_that_is_none_and_a_stale_page(
    divided: Area, make_user: Callable[..., User], signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(make_user("quan", role="SYSTEM_ADMIN"))
    name = f"{divided.key}|point:TQ-0001"
    wrong = client.post(f"{BASE}cau-hoi/", {**seen(CODE), name: divided.key})
    assert wrong.status_code == 409 and "không phải là một phần" in wrong.content.decode()
    stale = client.post(f"{BASE}cau-hoi/", {"seen": "cũ", name: _parts(divided)[0]})
    assert stale.status_code == 409
    assert f'value="{_parts(divided)[0]}" selected' in stale.content.decode()
    assert not SplitAnswer.objects.exists()


def _parts(origin: Area) -> list[str]:
    splits = preview_stored(Reform.objects.get(code=CODE)).splits
    return next([unit.key for unit in split.targets] for split in splits if split.origin.key == origin.key)
