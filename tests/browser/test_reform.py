"""The reform of 2025 undone and carried out again by the administrator; what a commune's officers see meanwhile."""

from __future__ import annotations

import re
import secrets
import subprocess
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SignIn
from tools.hub import DIEMSANG, ROOT, Hub, Person, diemsang, environment

REFORM = "/dia-ban/sap-xep/tuyen-quang-2025-07-01/"
OLD, NEW = "02281", "02221"
"""Xã Năng Khả of before July 2025, and xã Nà Hang that took it in with two others."""
HERS = {"TQ-0092"}
ALL = {"TQ-0082", "TQ-0092", "TQ-0093"}

Desk = Callable[[str], Page]


@pytest.fixture
def old_officer(hub: Hub, people: dict[str, Person]) -> str:
    """An officer whose right was given for the former commune, before it was merged."""
    password = secrets.token_urlsafe(12)
    command = [*DIEMSANG, "user", "add", "khoa", "Nông Văn Khoa (minh họa)", "--password-stdin"]
    subprocess.run(
        command, input=password, text=True, check=True, cwd=ROOT, env=environment(hub.home, ""), capture_output=True
    )
    given = ("--area", OLD, "--area-on", "2024-12-31", "--from", "2024-12-31")
    diemsang(hub.home, "user", "grant", "khoa", "COMMUNE", *given, database="")
    people["khoa"] = Person("khoa", password, "Nông Văn Khoa (minh họa)", "Cán bộ xã")
    return "khoa"


@pytest.fixture
def desk(browser: Browser, hub: Hub, people: dict[str, Person]) -> Iterator[Desk]:
    """``desk("khoa")``: another person at another desk, signed in."""
    contexts = []

    def sit(username: str) -> Page:
        context = browser.new_context(base_url=hub.url, viewport={"width": 1366, "height": 768}, locale="vi-VN")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto("/")
        page.locator("input[name=login]").fill(username)
        page.locator("input[name=password]").fill(people[username].password)
        page.get_by_role("button", name="Đăng nhập", exact=True).click()
        page.wait_for_url("**/")
        return page

    yield sit
    for context in contexts:
        context.close()


def sees(page: Page) -> set[str]:
    """Codes of the points in the list, and that each of ``ALL`` opens for whom it is listed and for nobody else."""
    page.goto("/diem/")
    shown = set(re.findall(r"TQ-\d{4}", page.locator("main").inner_text()))
    for code in ALL:
        assert page.request.get(f"/diem/{code}/").status == (200 if code in shown else 404)
    return shown


def carry_out(page: Page, link: str, button: str, told: str) -> None:
    """From the reform's page through the question to what was done."""
    page.goto(REFORM)
    page.get_by_role("link", name=link).click()
    page.locator("main").get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text(told, exact=True)).to_be_visible()
    assert page.url.endswith(REFORM)


def test_the_reform_of_2025_undone_and_carried_out_again(
    sign_in: SignIn, desk: Desk, old_officer: str, people: dict[str, Person]
) -> None:
    admin, former, merged = sign_in("quan"), desk(old_officer), desk("huong")
    assert (sees(former), sees(merged)) == (HERS, ALL)
    carry_out(admin, "Hoàn tác…", "Hoàn tác", "Đã hoàn tác.")
    assert (sees(former), sees(merged)) == (HERS, set())
    carry_out(admin, "Áp dụng…", "Áp dụng", "Đã áp dụng.")
    assert (sees(former), sees(merged)) == (HERS, ALL)
    admin.goto(f"/nguoi/phan-cong-lai/?dot={REFORM.rstrip('/').rsplit('/', 1)[-1]}")
    admin.get_by_label(re.compile(f"^{re.escape(people[old_officer].full_name)}: Xã Nà Hang")).check()
    admin.get_by_role("button", name="Xem trước").click()
    admin.get_by_role("button", name="Giao đơn vị mới").click()
    admin.wait_for_load_state()
    assert sees(former) == ALL
