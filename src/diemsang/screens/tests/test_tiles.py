"""A tile of a chosen platform on the screens: approved a product, withdrawn gone, opened only where it may be."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from diemsang.accounts.models import User
from diemsang.config.jobs import publish_new_day
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.library.actions import withdraw
from diemsang.library.models import Edition, TreeObject
from diemsang.library.queries import note_code, note_on_screens
from diemsang.library.tests.conftest import library_home
from diemsang.platforms import actions
from diemsang.platforms.actions import PlatformFacts, TileWish
from diemsang.platforms.models import Platform, PlatformSelection, PlatformTile
from diemsang.platforms.tests.conftest import (
    TODAY,
    _today,
    closed,
    decided,
    drafted,
    opened,
    paper,
    three,
    thu,
)
from diemsang.screens.actions.tiles import settle_tiles

__all__ = ["_today", "closed", "decided", "drafted", "library_home", "opened", "paper", "three", "thu"]  # fixtures
WISH = TileWish("Xem giá ngô", "Lấy điện thoại.\nSoi hình vuông.", "guide", TODAY)
KNOWN = PlatformFacts(
    name="Nền tảng A",
    address="https://example.gov.vn/app",
    works_on_tv="YES",
    tested_on=TODAY,
    tested_by="Lan",
    login_needed=False,
)
Make = Callable[[TileWish], PlatformTile]


@pytest.fixture
def approved(
    library_home: Path,
    decided: PlatformSelection,
    lan: User,
    minh: User,
    django_capture_on_commit_callbacks: Any,
) -> Make:
    """Drafted by Lan, approved by Minh, and everything that follows."""

    def make(wish: TileWish) -> PlatformTile:
        platform = Platform.objects.get(code="NT-0001")
        tile = actions.draft_tile(actor=lan, public_id=uuid.uuid4(), selection=decided, platform=platform, wish=wish)
        with django_capture_on_commit_callbacks(execute=True):
            actions.approve_tile(actor=minh, tile=tile)
        return tile

    return make


def track_of(tile: PlatformTile) -> dict[str, Any]:
    edition = note_on_screens(tile.public_id)
    assert edition is not None
    record = json.loads(TreeObject.objects.get(hash=edition.record_hash).body)
    return {**record, **record["tracks"]["vi"]}


def test_an_approved_tile_is_a_guide_and_a_withdrawn_one_is_gone(
    approved: Make, lan: User, minh: User, signed_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    tile = approved(WISH)
    said = track_of(tile)
    assert (said["kind"], said["title"], said["qr"]["url"]) == ("guide", "Xem giá ngô", "https://example.gov.vn/app")
    assert (said["made_by"], said["approved_by"]) == (lan.actor_label, minh.actor_label)
    assert "NT-0001" in said["source"] and "open" not in said
    settle_tiles(SYSTEM)
    assert Edition.objects.count() == 1, "the same again is no news"
    client: Client = signed_in(lan)
    page = client.get(f"/nen-tang/o/{tile.public_id}/").content.decode()
    assert f"/thu-vien/{note_code(tile.public_id)}/" in page
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_tile(actor=lan, tile=tile, reason="đổi địa chỉ")
    assert note_on_screens(tile.public_id) is None
    assert Edition.objects.get().state == "withdrawn"


def test_who_wrote_a_tile_does_not_approve_it(approved: Make, decided: PlatformSelection, lan: User) -> None:
    platform = Platform.objects.get(code="NT-0001")
    how: dict[str, Any] = {"actor": lan, "selection": decided, "platform": platform, "wish": WISH}
    tile = actions.draft_tile(public_id=uuid.uuid4(), **how)
    with pytest.raises(Refused, match="không tự duyệt"):
        actions.approve_tile(actor=lan, tile=tile)


def test_a_page_opens_only_while_its_host_is_on_the_list(
    approved: Make, lan: User, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    actions.change_platform(actor=lan, platform=Platform.objects.get(code="NT-0001"), facts=KNOWN)
    actions.allow_host(actor=lan, host="example.gov.vn")
    tile = approved(replace(WISH, mode="open"))
    assert track_of(tile)["open"] == {"url": "https://example.gov.vn/app"}
    where = f"/tv/mo/{note_code(tile.public_id)}/"
    answer = client.get(where)
    assert answer.status_code == 200
    assert "frame-src https://example.gov.vn;" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert (answer["X-Frame-Options"], answer["Cache-Control"]) == ("SAMEORIGIN", "no-store")
    assert 'sandbox="allow-scripts allow-same-origin allow-forms"' in answer.content.decode()
    assert client.get(where, headers={"host": "example.gov.vn"}).status_code in (400, 404), "never our own pages"
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_host(actor=lan, host="example.gov.vn")
    assert client.get(where).status_code == 404
    assert "open" not in track_of(tile)
    assert client.get("/tv/mo/khong-co/").status_code == 404
    page = client.get("/tv/")
    if page.status_code == 200:
        assert "frame-src 'self'" in page["Content-Security-Policy"]


def test_its_days_and_what_a_person_took_back_in_the_library(approved: Make) -> None:
    tile = approved(replace(WISH, valid_until=TODAY + dt.timedelta(days=30)))
    later = approved(replace(WISH, title="Mai mới có", valid_from=TODAY + dt.timedelta(days=1)))
    assert note_on_screens(later.public_id) is None
    with clock.fixed(TODAY + dt.timedelta(days=1)):
        publish_new_day()
        assert note_on_screens(later.public_id) is not None
        withdraw(actor=SYSTEM, code=note_code(later.public_id), reason="sai số điện thoại")
        publish_new_day()
        assert note_on_screens(later.public_id) is None, "it does not come back by itself"
    with clock.fixed(TODAY + dt.timedelta(days=30)):
        publish_new_day()
        assert note_on_screens(tile.public_id) is None


def test_one_tile_that_cannot_be_shown_holds_up_no_other(approved: Make) -> None:
    first = approved(WISH)
    PlatformTile.objects.filter(pk=first.pk).update(approved_by_key=first.made_by_key, title="Khác")
    second = approved(replace(WISH, title="Ô thứ hai"))
    assert note_on_screens(second.public_id) is not None
