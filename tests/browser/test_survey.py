"""A point is surveyed on a phone by touch, photos and all; every touch is counted."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, expect

from tests.browser.phone import take_phone
from tools.hub import Hub, Person

MOST_TOUCHES = 25
CODE = "TQ-0092"
CONDITIONS = ("SOLID_BUILDING", "ACCESS", "SAFETY", "POWER")


def photo(shade: int) -> FilePayload:
    """What the phone's camera hands over."""
    stream = io.BytesIO()
    Image.new("RGB", (640, 480), (shade, shade, 90)).save(stream, "JPEG")
    return {"name": f"IMG_{shade}.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}


@pytest.mark.usefixtures("hub")
def test_a_point_is_surveyed_in_few_touches(browser: Browser, hub: Hub, people: dict[str, Person]) -> None:
    hand = take_phone(browser, hub.url)
    page = hand.page
    hand.sign_in("huong", people["huong"].password)
    hand.touches = 0  # a phone stays signed in
    hand.menu("Điểm hỗ trợ")
    hand.tap(page.get_by_role("link", name=CODE, exact=True))
    hand.tap(page.locator(f"main a[href='/diem/{CODE}/khao-sat/']"))
    expect(page.locator("h1")).to_contain_text(f"Khảo sát {CODE}")
    assert page.locator("input[type=radio]:checked").count() == 0
    for at, code in enumerate(CONDITIONS):
        hand.tap(page.locator(f"#id_verdict-{code} label").first)
        part = page.locator(f"#anh-{code}")
        part.locator("input[type=file]").set_input_files(photo(40 + 30 * at))
        hand.touches += 2  # the camera's button on the page, and its shutter
        expect(part.get_by_role("button", name="Bỏ ảnh")).to_be_visible()
    for network in page.locator("fieldset[id^=id_signal-]").all():
        hand.tap(network.locator("label").first)
    for field in ("grid", "power"):
        hand.tap(page.locator(f"#id_{field} label").first)
    hand.tap(page.get_by_role("button", name="Ghi phiếu khảo sát"))
    expect(page.locator("h1")).to_contain_text(f"Khảo sát {CODE} ngày")
    expect(page.locator(".ds-shots img")).to_have_count(4)
    assert hand.touches <= MOST_TOUCHES, hand.touches
    hand.fits()
    hand.tap(page.get_by_role("button", name="Lập biên bản"))
    expect(page.locator("h1")).to_contain_text("Khảo sát địa điểm đặt điểm hỗ trợ")
    hand.put_away()
