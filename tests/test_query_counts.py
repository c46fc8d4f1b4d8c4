"""How often each page asks the database is frozen, and does not grow with the number of points."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from bench.many import CODE, write_plan
from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.paths import data_path
from diemsang.library.actions import load_library
from diemsang.plans.actions import load_plan
from diemsang.points.illustration import illustrate
from diemsang.points.models import SupportPoint
from diemsang.screens.models import Screen, ScreenPlace, ScreenState
from tests.query_counts import FrozenQueries, counted

DAY = dt.date(2026, 11, 23)
SCREEN = "00000000-0000-4000-8000-00000000f1ee"
PAGES = {
    "home": "/",
    "leader": "/lanh-dao/",
    "plan": "/ke-hoach/KH-207-2023/",
    "plan, today": "/ke-hoach/KH-207-2023/?dia-ban=hom-nay",
    "plan's content": "/ke-hoach/KH-207-2023/noi-dung/",
    "plan's anomalies": "/ke-hoach/KH-207-2023/bat-thuong/",
    "plans": "/ke-hoach/",
    "points": "/diem/",
    "points, searched": "/diem/?q=na+hang",
    "point": "/diem/TQ-0085/",
    "areas": "/dia-ban/",
    "reforms": "/dia-ban/sap-xep/",
    "search": "/tim/?q=thuong+lam",
    "points, many at once": "/diem/sua-nhieu/?tat-ca=1",
    "journal": "/nhat-ky/",
    "documents": "/van-ban/",
    "imports": "/nhap/",
    "oneself": "/toi/",
    "people": "/nguoi/",
    "offices": "/co-quan/",
    "library": "/thu-vien/",
    "product": "/thu-vien/rua_tay/",
    "screens": "/man-hinh/",
    "screen": f"/man-hinh/{SCREEN}/",
    "what has not arrived where": "/man-hinh/noi-dung/",
    "screens' settings": "/man-hinh/cai-dat/",
    "a point's settings": "/man-hinh/cai-dat/diem/TQ-0085/",
    "use": "/su-dung/",
    "use by point": "/su-dung/diem/",
    "use by point, ordered": "/su-dung/diem/?xep=-luot&bao=chua",
    "use by product": "/su-dung/san-pham/",
    "a point's use": "/su-dung/diem/TQ-0085/",
}


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    """Fixed before the cast is made, so that grants and use end on the same day in every run."""
    with clock.fixed(DAY):
        yield


def load_207() -> None:
    """Plan 207 with its illustrated operation and a screen; on top of ``tq``."""
    load_plan(actor=SYSTEM, path=data_path("examples/tuyen-quang"))
    illustrate(actor=SYSTEM, plan_code="KH-207-2023", illustration=True)
    stand("TQ-0085", public_id=SCREEN)
    with TemporaryDirectory() as files, override_settings(FILES_ROOT=Path(files)):
        load_library(actor=SYSTEM, path=data_path("examples/thu-vien"))


def stand(code: str, **given: str) -> None:
    """A screen in use at a point."""
    made = Screen.objects.create(secret_sha256=uuid.uuid4().hex * 2, claimed_at=clock.now(), **given)
    ScreenState.objects.create(screen=made)
    ScreenPlace.objects.create(screen=made, point=SupportPoint.objects.get(code=code), valid_from=clock.now())


def test_pages_ask_as_often_as_frozen(
    lan: User, signed_in: Callable[[User], Client], frozen_queries: FrozenQueries
) -> None:
    load_207()
    client = signed_in(lan)
    client.get("/")  # the first request also fills what a process keeps
    for name, address in PAGES.items():
        with frozen_queries(name):
            assert client.get(address).status_code == 200, address


def test_more_screens_do_not_mean_more_questions(lan: User, signed_in: Callable[[User], Client]) -> None:
    def ask(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200, address
        return counted(captured.captured_queries)

    same = ["/man-hinh/", "/man-hinh/noi-dung/", "/man-hinh/ghep/", f"/man-hinh/{SCREEN}/", "/diem/TQ-0085/"]
    load_207()
    client = signed_in(lan)
    client.get("/")
    before = [ask(address) for address in same]
    for number in range(1, 40):
        stand(f"TQ-{number:04d}")
    stand("TQ-0085")
    assert [ask(address) for address in same] == before


def test_more_points_do_not_mean_more_questions(lan: User, signed_in: Callable[[User], Client], tmp_path: Path) -> None:
    def ask(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200, address
        return counted(captured.captured_queries)

    same = ["/diem/", "/diem/?q=na+hang", "/diem/?page=2", "/diem/TQ-0085/", "/ke-hoach/KH-207-2023/"]
    load_207()
    # A page asks for the names of those units that it has not named yet: a few points elsewhere make that one question.
    write_plan(tmp_path / "few", 8, code="DO-IT-DIEM", prefix="DI")
    load_plan(actor=SYSTEM, path=tmp_path / "few")
    client = signed_in(lan)
    client.get("/")
    before = [ask(address) for address in same]
    write_plan(tmp_path / "plan", 186)
    load_plan(actor=SYSTEM, path=tmp_path / "plan")
    illustrate(actor=SYSTEM, plan_code=CODE, illustration=True, until=dt.date(2024, 6, 30))
    assert [ask(address) for address in same] == before
    assert ask(f"/ke-hoach/{CODE}/") <= before[-1]
