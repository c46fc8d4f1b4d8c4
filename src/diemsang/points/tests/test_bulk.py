"""Many points at once: preview, write once, stale, other people's points, undo."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.test import Client

from diemsang.accounts.models import User
from diemsang.audit.models import Entry
from diemsang.core.actor import SYSTEM
from diemsang.core.paths import data_path
from diemsang.plans.actions import load_plan
from diemsang.points.models import PointFunder, SupportPoint

Sign = Callable[[User], Client]
SENT = {"value": "Ngân sách xã", "from_date": "01/09/2026", "source": "QĐ minh họa"}


@pytest.fixture
def points(tq: object) -> None:
    load_plan(actor=SYSTEM, path=data_path("examples/tuyen-quang"))


def standing() -> int:
    return PointFunder.objects.filter(fund_source="Ngân sách xã", voided_at=None, valid_to=None).count()


def test_preview_write_once_and_undo(points: None, lan: User, signed_in: Sign) -> None:
    client, address = signed_in(lan), "/diem/sua-nhieu/?tat-ca=1&viec=funder"
    shown = client.post(address, SENT)
    assert len(shown.context["shown"].ready) == SupportPoint.objects.count()
    assert standing() == 0
    before = list(PointFunder.objects.order_by("pk").values_list("pk", "valid_to"))
    wish = {**SENT, "seen": shown.context["shown"].seen, "token": str(shown.context["token"]), "ghi": "1"}
    start = time.perf_counter()
    written = client.post(address, wish, follow=True)
    assert time.perf_counter() - start < 20
    assert "Hoàn tác" in written.content.decode()
    assert standing() == SupportPoint.objects.count()
    assert client.post(address, wish).status_code == 409  # sent twice
    entry = Entry.objects.get(action="points.bulk")
    assert Entry.objects.filter(request_id=entry.request_id, action="points.funder").count() == standing()
    assert client.post(f"/nhat-ky/{entry.pk}/hoan-tac/").status_code == 302
    assert standing() == 0
    kept = PointFunder.objects.filter(voided_at=None).order_by("pk")
    assert list(kept.values_list("pk", "valid_to")) == before
    assert client.post(f"/nhat-ky/{entry.pk}/hoan-tac/").status_code == 409


def test_a_stale_preview_is_shown_again(points: None, lan: User, signed_in: Sign) -> None:
    client, address = signed_in(lan), "/diem/sua-nhieu/?diem=TQ-0085&diem=TQ-0086"
    first = client.post(address, SENT).context
    wish = {**SENT, "seen": first["shown"].seen, "token": str(first["token"]), "ghi": "1"}
    assert client.post(address, wish).status_code == 302
    other = {**wish, "token": "00000000-0000-4000-8000-000000000001"}
    stale = client.post(address, other)
    assert stale.status_code == 409
    assert len(stale.context["shown"].refused) == 2
    assert standing() == 2


def test_points_of_others_are_passed_over(points: None, huong: User, signed_in: Sign) -> None:
    address = "/diem/sua-nhieu/?diem=TQ-0001&diem=TQ-9999"
    empty = signed_in(huong).get(address)
    assert empty.context["count"] == 0
    assert "Chưa chọn điểm nào" in empty.content.decode()
    assert signed_in(huong).post(address, SENT).status_code == 422
    assert standing() == 0
