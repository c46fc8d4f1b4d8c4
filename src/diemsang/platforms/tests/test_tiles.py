"""Tiles: only of chosen platforms, by approval, opened on a television only where that may be."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

import pytest
from conftest import TuyenQuang
from django.core.exceptions import PermissionDenied

from diemsang.accounts.models import User
from diemsang.areas.models import Area, Level
from diemsang.core import clock
from diemsang.core.errors import Refused
from diemsang.platforms import actions
from diemsang.platforms.actions import PlatformFacts, TileWish
from diemsang.platforms.models import Platform, PlatformSelection
from diemsang.platforms.queries import tiles
from diemsang.platforms.queries.pages import with_choice
from diemsang.platforms.tests.conftest import TODAY
from diemsang.points.models import SupportPoint

WISH = TileWish("Làm giấy khai sinh", "Chuẩn bị giấy chứng sinh.\n\n Mở máy, quét mã. ", "guide", TODAY)


def test_from_draft_to_the_screen_and_away(
    decided: PlatformSelection, tq: TuyenQuang, lan: User, minh: User, thu: User
) -> None:
    platform, key = Platform.objects.get(code="NT-0001"), uuid.uuid4()
    wish = replace(WISH, valid_until=TODAY + dt.timedelta(days=30), areas=[tq.now("02221")])
    for _twice in range(2):
        tile = actions.draft_tile(actor=lan, public_id=key, selection=decided, platform=platform, wish=wish)
    assert tiles(TODAY) == []
    with pytest.raises(PermissionDenied):
        actions.approve_tile(actor=thu, tile=tile)
    for _twice in range(2):
        actions.approve_tile(actor=minh, tile=tile)
    (fact,) = tiles(TODAY)
    assert (fact.title, fact.spoken) == ("Làm giấy khai sinh", "Chuẩn bị giấy chứng sinh.\nMở máy, quét mã.")
    assert (fact.mode, fact.areas, fact.points) == ("guide", (tq.now("02221").pk,), ())
    assert (fact.decision, fact.address) == ("88/QĐ-SKHCN", "https://example.gov.vn/app")
    assert tiles(TODAY - dt.timedelta(days=1)) == []
    assert tiles(TODAY + dt.timedelta(days=30)) == []
    with pytest.raises(Refused, match="lập ô mới"):
        actions.change_tile(actor=lan, tile=tile, wish=WISH)
    with pytest.raises(Refused, match="Lý do"):
        actions.withdraw_tile(actor=lan, tile=tile, reason="")
    actions.withdraw_tile(actor=lan, tile=tile, reason="đổi địa chỉ")
    assert tiles(TODAY) == []


def test_only_a_chosen_platform_and_no_nonsense(decided: PlatformSelection, lan: User) -> None:
    other = Platform.objects.get(code="NT-0003")
    bad = TileWish("", "x" * 1501, "fly", TODAY, TODAY)
    with pytest.raises(Refused) as refused:
        actions.draft_tile(actor=lan, public_id=uuid.uuid4(), selection=decided, platform=other, wish=bad)
    assert "không được chọn trong đợt" in str(refused.value)
    assert len(refused.value.problems) == 5


def test_opening_on_television_needs_every_condition_and_falls_back(
    decided: PlatformSelection, lan: User, minh: User
) -> None:
    platform = Platform.objects.get(code="NT-0001")
    wish = replace(WISH, mode="open")
    how: dict[str, Any] = {
        "actor": lan,
        "public_id": uuid.uuid4(),
        "selection": decided,
        "platform": platform,
        "wish": wish,
    }
    with pytest.raises(Refused) as refused:
        actions.draft_tile(**how)
    assert len(refused.value.problems) == 3
    known = PlatformFacts(
        name="Nền tảng A",
        address="https://example.gov.vn/app",
        works_on_tv="YES",
        tested_on=TODAY,
        tested_by="Lan",
        login_needed=False,
    )
    actions.change_platform(actor=lan, platform=platform, facts=known)
    actions.allow_host(actor=lan, host="example.gov.vn")
    platform.refresh_from_db()
    tile = actions.draft_tile(**{**how, "platform": platform})
    actions.approve_tile(actor=minh, tile=tile)
    assert tiles(TODAY)[0].mode == "open"
    actions.change_platform(actor=lan, platform=platform, facts=replace(known, login_needed=True))
    assert tiles(TODAY)[0].mode == "guide"


def test_a_review_that_ends_the_use_ends_the_tiles(decided: PlatformSelection, lan: User, minh: User) -> None:
    platform = Platform.objects.get(code="NT-0001")
    how: dict[str, Any] = {"actor": lan, "selection": decided, "platform": platform, "wish": WISH}

    def chosen() -> bool:
        row: Any = with_choice(Platform.objects.all()).get(pk=platform.pk)
        return bool(row.is_chosen)

    actions.approve_tile(actor=minh, tile=actions.draft_tile(public_id=uuid.uuid4(), **how))
    waiting = actions.draft_tile(public_id=uuid.uuid4(), **how)
    assert len(tiles(TODAY)) == 1 and chosen()
    actions.record_review(
        actor=lan, selection=decided, public_id=uuid.uuid4(), on=TODAY, finding="ngừng chạy", next_on=None
    )
    decided.refresh_from_db()
    assert tiles(TODAY) == [] and not chosen()
    with pytest.raises(Refused, match="thôi dùng"):
        actions.draft_tile(public_id=uuid.uuid4(), **how)
    with pytest.raises(Refused, match="thôi dùng"):
        actions.approve_tile(actor=minh, tile=waiting)


def test_a_tile_stays_within_the_area_of_its_round(
    decided: PlatformSelection, tq: TuyenQuang, lan: User, minh: User
) -> None:
    platform = Platform.objects.get(code="NT-0001")
    how: dict[str, Any] = {"actor": lan, "selection": decided, "platform": platform}
    elsewhere = Area.objects.create(key="noi-khac", level=Level.COMMUNE)
    nowhere = SupportPoint.objects.create(code="TQ-9999", created_at=clock.now())
    with pytest.raises(Refused, match="không nằm trong địa bàn"):
        actions.draft_tile(public_id=uuid.uuid4(), wish=replace(WISH, areas=[elsewhere]), **how)
    with pytest.raises(Refused, match="không nằm trong địa bàn"):
        actions.draft_tile(public_id=uuid.uuid4(), wish=replace(WISH, points=[nowhere]), **how)
    actions.approve_tile(actor=minh, tile=actions.draft_tile(public_id=uuid.uuid4(), wish=WISH, **how))
    assert tiles(TODAY)[0].areas == (decided.area_id,)
