"""One point on a phone from its survey to its signed acceptance: every column of the reconciliation moves by one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from diemsang.documents.tests.photographs import drawn, photograph
from tests.browser.phone import INSTALLER, PASSWORD, Hand, add_installer, take_phone
from tests.browser.test_survey import CONDITIONS, photo
from tools.hub import DIEMSANG, ROOT, Hub, cast, diemsang, environment, free_port

PLAN = "KH-207-2023"
CODE = "TQ-0092"
"""In the former xã Năng Khả, now in xã Nà Hang, whose officer is Hường."""
PAPER = "318/QĐ-UBND"
DUE = {"internet_tv": 1, "keyboard": 1, "amplifier": 1, "hall_speaker": 2, "accessory_set": 1}
"""The norms of the plan for one point; microphones have none."""
COLUMNS = ("listed", "surveyed", "approved", "delivered", "installed", "accepted")
PEOPLE = """
import datetime as dt, json, os, pathlib
import django
django.setup()
from diemsang.accounts.cast import create_cast
from diemsang.core.actor import SYSTEM
from diemsang.documents.actions import record_decision
home = pathlib.Path(os.environ["DIEMSANG_HOME"])
record_decision(actor=SYSTEM, number="318/QĐ-UBND", on=dt.date(2023, 10, 2), title="Danh sách, thiết bị (minh họa)")
rows = [
    {"username": one.user.username, "password": one.password, "full_name": one.user.full_name, "role": one.role}
    for one in create_cast(actor=SYSTEM)
]
(home / "cast.json").write_text(json.dumps(rows), encoding="utf-8")
"""


@pytest.fixture(scope="module")
def empty_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A demonstration with people and the plan, in which nothing was done yet; a worker makes the PDFs."""
    home = tmp_path_factory.mktemp("chain") / "home"
    running = Hub(home, free_port(), workers=1, database="")
    diemsang(home, "home", "make", database="")
    book = home / "hub.toml"
    book.write_text(book.read_text(encoding="utf-8").replace("illustration = false", "illustration = true"), "utf-8")
    env = environment(home, "")
    subprocess.run([sys.executable, "-c", PEOPLE], env=env, cwd=ROOT, check=True)
    add_installer(running)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def phones(browser: Browser, empty_hub: Hub) -> Iterator[Callable[[str], Page]]:
    """``phones("lan")``: her phone, signed in; any console error fails the test."""
    passwords = {one.username: one.password for one in cast(empty_hub.home)} | {INSTALLER: PASSWORD}
    taken: list[Hand] = []

    def of(username: str) -> Page:
        taken.append(take_phone(browser, empty_hub.url))
        taken[-1].sign_in(username, passwords[username])
        return taken[-1].page

    yield of
    for hand in taken:
        hand.put_away()


def told(hub: Hub, *words: str) -> dict[str, Any]:
    """What a command prints as JSON."""
    done = subprocess.run([*DIEMSANG, *words, "--json"], env=environment(hub.home, ""), cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def button(page: Page, name: str) -> Locator:
    """A button by its whole text."""
    return page.get_by_role("button", name=name, exact=True)


def survey(page: Page) -> None:
    """Four conditions that hold, a photograph each."""
    page.goto(f"/diem/{CODE}/khao-sat/")
    for at, code in enumerate(CONDITIONS):
        page.locator(f"#id_verdict-{code} label").first.tap()
        part = page.locator(f"#anh-{code}")
        part.locator("input[type=file]").set_input_files(photo(50 + 30 * at))
        expect(part.get_by_role("button", name="Bỏ ảnh")).to_be_visible()
    button(page, "Ghi phiếu khảo sát").tap()
    expect(page.locator("h1")).to_contain_text(f"Khảo sát {CODE} ngày")


def approve(page: Page, href: str) -> None:
    """One point by the decision, with a look at what will change."""
    page.goto(href)
    page.locator("[name=decision]").fill(PAPER)
    page.locator("[name=on]").fill("02/10/2023")
    box = page.locator(f"input[name=diem][value={CODE}]")
    box.evaluate("box => { const lid = box.closest('details'); if (lid) lid.open = true; }")
    box.check()
    page.locator("button[name=step][value=preview]").tap()
    page.locator("button[name=step][value=apply]").tap()
    expect(page.locator("button[name=step][value=apply]")).to_have_count(0)


def buy(page: Page) -> None:
    """A contract with a lot for each sort that the bill of the point asks for."""
    page.goto("/thiet-bi/hop-dong/ghi/")
    page.locator("[name=number]").fill("1/MH")
    page.locator("[name=supplier]").fill("Nhà cung cấp minh họa")
    page.locator("[name=plan]").select_option(label=page.locator("[name=plan] option").nth(1).inner_text())
    button(page, "Ghi hợp đồng").tap()
    for number, (item, quantity) in enumerate(DUE.items(), 1):
        page.locator("#lo details").evaluate("lid => { lid.open = true; }")
        page.locator("[name=item]").select_option(item)
        page.locator("[name=quantity]").fill(str(quantity))
        button(page, "Ghi lô hàng").tap()
        expect(page.locator("tbody tr")).to_have_count(number)


def deliver(page: Page) -> None:
    """All that is due, the set and the amplifier with their serials."""
    page.goto(f"/thiet-bi/giao/{CODE}/")
    for part in page.locator("fieldset:has(input[name^=so-])").all():
        name = part.locator("legend").inner_text()
        part.locator("input").fill("2" if name.startswith("Loa") else "1")
        for word, serial in (("Internet TV", "MH-TV-9"), ("Amply", "MH-AM-9")):
            if name.startswith(word):
                part.locator("textarea").fill(serial)
    button(page, "Ghi đợt giao").tap()
    expect(page.locator("main")).to_contain_text("MH-TV-9")


def install(page: Page) -> None:
    """All pieces, both loudspeakers heard."""
    page.goto(f"/thiet-bi/lap-dat/{CODE}/")
    page.get_by_role("button", name="Đánh dấu cả").tap()
    page.locator("input[name=download]").fill("24,5")
    for side in ("sound_left", "sound_right"):
        page.locator(f"label:has(input[name={side}][value=co])").tap()
    button(page, "Ghi lắp đặt").tap()
    expect(page.locator("main")).to_contain_text("MH-TV-9")


def accept(page: Page, folder: Path) -> list[FilePayload]:
    """The acceptance minute, printed; its pages as somebody photographs them, the last one first."""
    page.goto("/thiet-bi/nghiem-thu/")
    page.get_by_role("link", name=CODE, exact=True).tap()
    page.get_by_role("button", name="Lập và in biên bản nghiệm thu").tap()
    link = page.get_by_role("link", name="Mở PDF để in")
    expect(link).to_be_visible(timeout=90_000)
    pdf = page.request.get(str(link.get_attribute("href"))).body()
    (folder / "in.pdf").write_bytes(pdf)
    shots = [photograph(sheet.rotate(90 * at, expand=True), 7 + at) for at, sheet in enumerate(drawn(pdf))]
    return [
        {"name": f"IMG_{at}.jpg", "mimeType": "image/jpeg", "buffer": shot}
        for at, shot in reversed(list(enumerate(shots)))
    ]


def counted(hub: Hub, geography: str) -> dict[str, int]:
    """The points of the plan by stage, in one of the two geographies."""
    totals = told(hub, "plan", "reconcile", PLAN, "--on", "2026-12-31", "--geography", geography)["totals"]
    return {column: totals["point"][column] or 0 for column in COLUMNS}


def test_from_survey_to_signed_acceptance(phones: Callable[[str], Page], empty_hub: Hub, tmp_path: Path) -> None:
    before = {geography: counted(empty_hub, geography) for geography in ("plan", "today")}
    officer, specialist, team = phones("huong"), phones("lan"), phones(INSTALLER)
    survey(officer)
    approve(specialist, f"/ke-hoach/{PLAN}/phe-duyet/")
    specialist.goto(f"/thiet-bi/danh-muc/{PLAN}/")
    button(specialist, "Lập dự kiến theo định mức").tap()
    expect(specialist.locator("tbody tr").first).to_be_visible()
    approve(specialist, f"/thiet-bi/danh-muc/{PLAN}/phe-duyet/")
    buy(specialist)
    deliver(specialist)
    install(team)
    pages = accept(officer, tmp_path)
    printed = {geography: counted(empty_hub, geography) for geography in ("plan", "today")}
    for geography, was in before.items():  # printed is not signed
        assert printed[geography] == {
            **was,
            **{column: was[column] + 1 for column in COLUMNS if column not in {"listed", "accepted"}},
        }
    officer.locator("input[name=tep]").set_input_files(pages)
    button(officer, "Nộp trang đã ký").tap()
    expect(officer.locator("main")).to_contain_text(f"Giữ {len(pages)} / {len(pages)} trang.")
    for geography, was in before.items():
        assert counted(empty_hub, geography)["accepted"] == was["accepted"] + 1
    rows = told(empty_hub, "equipment", "reconcile", PLAN, "--on", "2026-12-31")["rows"]
    screen = next(row for row in rows if row["item"] == "internet_tv")
    assert [screen[column] for column in ("contracted", "delivered", "installed", "accepted")] == [1, 1, 1, 1]
    specialist.goto(f"/diem/{CODE}/")
    for word in ("khảo sát", "phê duyệt", "giao", "lắp đặt", "nghiệm thu"):
        expect(specialist.locator("main")).to_contain_text(word)
