"""A normal day at a point is logged on a phone by touch, with and without script; every touch is counted."""

from __future__ import annotations

import subprocess

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.phone import take_phone
from tools.hub import DIEMSANG, ROOT, Hub, environment

MOST_TOUCHES = 12
OPERATOR, PASSWORD = "phutrach1", "trăng trên đèo Kéo Nàng"  # invented, for this test only


@pytest.fixture(scope="module")
def operator(hub: Hub) -> str:
    """An operator of xã Nà Hang; the demonstration has none."""
    words = ["user", "add", OPERATOR, "Người phụ trách", "--role", "OPERATOR", "--area", "02221", "--password-stdin"]
    env = environment(hub.home, "")
    subprocess.run([*DIEMSANG, *words], env=env, cwd=ROOT, check=True, input=f"{PASSWORD}\n", text=True)
    return OPERATOR


def test_a_normal_day_is_logged_in_few_touches(browser: Browser, hub: Hub, operator: str) -> None:
    hand = take_phone(browser, hub.url)
    page = hand.page
    hand.sign_in(operator, PASSWORD)
    expect(page.locator(".ds-menu")).to_be_visible()
    page.goto("/van-hanh/so/TQ-0092/hom-nay/")  # the quick card's address, kept on the phone's first screen
    expect(page.locator("h1")).to_contain_text("Sổ hôm nay")
    hand.touches = 0  # a phone stays signed in
    hand.tap(page.locator("#mo-cua"))
    expect(page.locator("#dong-cua")).to_be_visible()
    hand.write(page.locator("#dem-women"), "12")
    hand.write(page.locator("#dem-men"), "6")
    hand.write(page.locator("#dem-children"), "3")
    hand.tap(page.locator("#cong-act-meeting"))
    expect(page.locator("#dem-act-meeting")).to_have_value("1")
    assert page.locator("#dem-women").input_value() == "12", "a step keeps what was typed"
    hand.tap(page.locator("#cong-support-vneid-done"))
    expect(page.locator("#dem-support-vneid-done")).to_have_value("1")
    hand.fits()
    page.goto("/")  # the phone is put away; the day goes on
    hand.menu("Sổ nhật ký")
    hand.tap(page.get_by_role("link", name="Ghi sổ hôm nay"))
    expect(page.locator("h1")).to_contain_text("hôm nay")
    if page.url.endswith("/so/hom-nay/"):
        hand.tap(page.get_by_role("link", name="TQ-0092", exact=True))
    expect(page.locator("#dem-women")).to_have_value("12")
    hand.fits()
    page.locator("#gio-mo").fill("00:00")  # the test may run in any minute: closing comes after opening
    hand.tap(page.locator("#dong-cua"))
    expect(page.locator(".ds-messages")).to_contain_text("Đã ghi sổ ngày")
    assert hand.touches <= MOST_TOUCHES, hand.touches
    page.goto("/van-hanh/so/TQ-0092/")
    expect(page.locator(".ds-month [aria-current=date]")).to_contain_text("21 lượt")
    hand.fits()
    hand.put_away()


def test_counting_works_without_script(browser: Browser, hub: Hub, operator: str) -> None:
    context = browser.new_context(
        base_url=hub.url, viewport={"width": 390, "height": 844}, locale="vi-VN", java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/")
    page.locator("input[name=login]").fill(operator)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.locator(".ds-menu")).to_be_visible()
    page.goto("/van-hanh/so/TQ-0092/hom-nay/")
    before = int(page.locator("#dem-act-film").input_value() or 0)
    page.locator("#cong-act-film").click()
    page.locator("#cong-act-film").click()
    page.locator("#tru-act-film").click()
    expect(page.locator("#dem-act-film")).to_have_value(str(before + 1))
    context.close()
