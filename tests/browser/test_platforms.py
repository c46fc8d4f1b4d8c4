"""A round of platforms through the pages: criteria, candidates, scorers, sheets, the decision, a tile, a television."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn
from tests.tv.browser import television
from tests.tv.engines import ENGINES
from tests.tv.walk import TEXT, fill, open_product
from tools.hub import ROOT, Hub, environment

PAPER = "77/QĐ-MH"
PREPARED = f"""
import datetime as dt
import django
django.setup()
from diemsang.core.actor import SYSTEM
from diemsang.documents.actions import record_decision
record_decision(actor=SYSTEM, number="{PAPER}", kind="QD", on=dt.date(2026, 1, 5), title="Lựa chọn thử (minh họa)")
"""


def press(page: Page, name: str) -> None:
    """A button by its whole text."""
    page.get_by_role("button", name=name, exact=True).click()


def test_from_criteria_to_a_decided_winner_and_its_tile_on_a_television(
    hub: Hub, sign_in: SignIn, tmp_path: Path
) -> None:
    subprocess.run([sys.executable, "-c", PREPARED], env=environment(hub.home, ""), cwd=ROOT, check=True)
    page = sign_in("lan")
    page.goto("/nen-tang/dot/lap/")
    page.locator("[name=title]").fill("Đợt thử trên trang (minh họa)")
    press(page, "Lập đợt")
    expect(page.locator("h1")).to_have_text("Đợt thử trên trang (minh họa)")

    page.locator("[name=weight-0]").fill("24,5")
    page.locator("[name=weight-1]").fill("25,5")
    press(page, "Ghi tiêu chí")
    expect(page.locator("[name=weight-1]")).to_have_value("25,5")

    for code in ("NT-0001", "NT-0002"):
        page.locator("#them-nen-tang").select_option(code)
        press(page, "Đưa vào")
    page.locator("#cu-nguoi").select_option("lan")
    press(page, "Cử")
    press(page, "Mở chấm")
    page.get_by_role("link", name="Phiếu chấm của tôi").click()
    expect(page.locator("input[name^=d-NT-0002]").first).to_be_visible()  # all() does not wait for a page
    for box in page.locator("input[name^=d-NT-0001]").all():
        box.fill("4")
    for box in page.locator("input[name^=d-NT-0002]").all():
        box.fill("3")
    press(page, "Lưu nháp")
    expect(page.locator("input[name^=d-NT-0002]").first).to_have_value("3")
    press(page, "Nộp phiếu")
    expect(page.locator("main")).to_contain_text("1/1 đã nộp")
    press(page, "Khóa chấm")
    expect(page.locator("main")).to_contain_text("Vững:")

    page.get_by_role("link", name="Ghi quyết định").click()
    page.locator("[name=decision]").fill(PAPER)
    page.locator("[name=review_on]").fill(f"{date.today() + timedelta(days=365):%d/%m/%Y}")  # noqa: DTZ011
    press(page, "Ghi quyết định")
    expect(page.locator("main")).to_contain_text("được chọn")

    page.get_by_role("link", name=re.compile("Lập ô trên màn hình")).click()
    page.locator("[name=title]").fill("Xem giá ngô (minh họa)")
    page.locator("[name=spoken]").fill("Lấy điện thoại.\nQuét ô vuông.")
    page.locator("[name=mode]").select_option("guide")
    press(page, "Ghi ô")
    expect(page.locator("h1")).to_contain_text("Xem giá ngô (minh họa)")
    expect(page.get_by_role("button", name="Duyệt ô")).to_have_count(0)
    where = page.url
    page.context.clear_cookies()
    page = sign_in("minh")
    page.goto(where)
    press(page, "Duyệt ô")
    expect(page.locator("main")).to_contain_text("đã duyệt")
    expect(page.locator("main")).to_contain_text("Ô đang ở trong nội dung của TV")

    with television(ENGINES[-1], tmp_path / "profile") as tv:
        fill(tv, hub)
        open_product(tv, 3, f"loi_{where.rstrip('/').rpartition('/')[2].replace('-', '')}")
        tv.until(f"{TEXT}.includes('Lấy điện thoại.') && !!document.querySelector('.t-qrbox .qr')")
        assert not tv.ask("!!document.getElementById('b-open_tv')")
