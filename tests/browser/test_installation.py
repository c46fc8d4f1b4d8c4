"""From today's list to the printed acceptance minute on a phone, by touch; every touch is counted."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.phone import INSTALLER, PASSWORD, Hand, add_installer, take_phone
from tools.hub import ROOT, Hub, Person, environment

MOST_TOUCHES = 30
CODE = "TQ-0092"
"""In the former xã Năng Khả, now in xã Nà Hang, whose officer is Hường."""
STOCK = """
import datetime as dt, uuid
import django
django.setup()
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.equipment import actions
from diemsang.equipment.models import Item
from diemsang.plans.models import Plan
from diemsang.points.models import SupportPoint
actions.propose_bills(actor=SYSTEM, plan=Plan.objects.get(code="KH-207-2023"))
contract = actions.record_contract(
    actor=SYSTEM, public_id=uuid.UUID(int=1), number="1/MH", on=clock.today(),
    supplier=actions.ensure_supplier(name="Minh họa"), plan=Plan.objects.get(code="KH-207-2023"),
)
point = SupportPoint.objects.get(code="{code}")
wishes = []
for key, serial in (("internet_tv", "MH-TV-1"), ("amplifier", "MH-AM-1"), ("keyboard", "")):
    lot = actions.set_lot(actor=SYSTEM, contract=contract, item=Item.objects.get(key=key), quantity=1)
    wishes.append(actions.DeliveryWish(lot, 1, (serial,) if serial else ()))
actions.deliver(
    actor=SYSTEM, public_id=uuid.UUID(int=2), contract=contract, point=point, on=clock.today(), lines=wishes
)
team = actions.ensure_team(actor=SYSTEM, name="Đội lắp đặt số 1")
actions.plan_visit(actor=SYSTEM, public_id=uuid.UUID(int=3), team=team, point=point, on=clock.today())
"""


@pytest.fixture(scope="module")
def visit(hub: Hub) -> None:
    """A point to which equipment was brought, a visit of today, and an installer."""
    env = environment(hub.home, "")
    subprocess.run([sys.executable, "-c", STOCK.format(code=CODE)], env=env, cwd=ROOT, check=True)
    add_installer(hub)


@pytest.fixture
def phone(browser: Browser, hub: Hub) -> Iterator[Callable[[], Hand]]:
    """``phone()``: a phone of its own; any console error fails the test."""
    taken: list[Hand] = []

    def take() -> Hand:
        taken.append(take_phone(browser, hub.url))
        return taken[-1]

    yield take
    for hand in taken:
        hand.put_away()


def test_from_the_visit_to_the_printed_acceptance(
    visit: None, phone: Callable[[], Hand], people: dict[str, Person]
) -> None:
    hand = phone()
    page = hand.page
    hand.sign_in(INSTALLER, PASSWORD)
    hand.menu("Lịch lắp đặt")
    hand.fits()
    hand.tap(page.get_by_role("link", name=CODE))
    expect(page.locator("h1")).to_contain_text(f"Lắp đặt ở {CODE}")
    hand.fits()
    hand.tap(page.get_by_role("button", name="Đánh dấu cả"))
    expect(page.locator("input[name=cai]:checked")).to_have_count(3)
    hand.write(page.locator("input[name=download]"), "24,5")
    hand.write(page.locator("input[name=upload]"), "8")
    for side in ("sound_left", "sound_right"):
        hand.tap(page.locator(f"label:has(input[name={side}][value=co])"))
    hand.tap(page.get_by_role("button", name="Ghi lắp đặt"))
    expect(page.locator("main")).to_contain_text("MH-TV-1")
    hand.fits()
    hand.tap(page.get_by_role("button", name="Lập, in biên bản giao nhận"))
    expect(page.locator("main")).to_contain_text("Tải tệp Word")

    officer = phone()
    page = officer.page
    officer.sign_in("huong", people["huong"].password)
    officer.menu("Nghiệm thu")
    officer.fits()
    officer.tap(page.get_by_role("link", name=CODE))
    expect(page.locator("main")).to_contain_text("MH-AM-1")
    officer.fits()
    officer.tap(page.get_by_role("button", name="Lập và in biên bản nghiệm thu"))
    expect(page.locator("main")).to_contain_text("Tải tệp Word")
    officer.fits()

    assert hand.touches + officer.touches <= MOST_TOUCHES, (hand.touches, officer.touches)
