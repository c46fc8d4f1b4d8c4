"""The walk that the hub exists for: plan → gap → point → area → its successor; a point found by an abolished name."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SignIn

IN_A_KNOWN_COMMUNE = re.compile(r"/diem/TQ-00(7[2-9]|8\d|9[0-3])/$")
"""The points of Lâm Bình and Na Hang, whose communes Plan 207 leaves no doubt about."""


def follow(page: Page, link: Locator) -> None:
    """Click, and wait for the page it leads to."""
    target = link.get_attribute("href")
    assert target
    link.click()
    page.wait_for_url(f"**{target}")


def link_to(page: Page, pattern: re.Pattern[str], within: str = "main") -> Locator:
    """The first link to an address of the pattern."""
    links = page.locator(f"{within} a[href]")
    for number in range(links.count()):
        if pattern.search(links.nth(number).get_attribute("href") or ""):
            return links.nth(number)
    pytest.fail(f"{page.url}: không có liên kết {pattern.pattern}")


def walk_on_from_point(page: Page) -> None:
    """Point → the commune it was recorded in → the unit that took the commune in."""
    expect(page.locator("h1")).to_contain_text("TQ-00")
    follow(page, link_to(page, re.compile(r"/dia-ban/qd124-2004-\d{5}")))
    expect(page.locator("h1")).to_contain_text("không còn")
    former = page.locator("h1").inner_text()
    follow(page, link_to(page, re.compile(r"/dia-ban/qd19-2025-\d{5}")))
    expect(page.locator("h1")).not_to_contain_text("không còn")
    assert page.locator("h1").inner_text() != former


def test_the_specialist_walks_from_the_plan_to_todays_commune(sign_in: SignIn) -> None:
    page = sign_in("lan")
    page.goto("/ke-hoach/")
    follow(page, link_to(page, re.compile(r"/ke-hoach/KH-207-2023/$")))
    expect(page.locator("main")).to_contain_text("93")
    follow(page, link_to(page, IN_A_KNOWN_COMMUNE, within=".ds-gaps"))
    walk_on_from_point(page)


def test_the_leader_walks_from_one_page_to_todays_commune(sign_in: SignIn) -> None:
    page = sign_in("minh")
    page.goto("/lanh-dao/")
    expect(page.locator("main")).to_contain_text("93")
    page.goto("/ke-hoach/KH-207-2023/")
    follow(page, link_to(page, IN_A_KNOWN_COMMUNE, within=".ds-gaps"))
    walk_on_from_point(page)


def test_the_commune_officer_sees_her_points_alone(sign_in: SignIn) -> None:
    page = sign_in("huong")
    page.goto("/diem/")
    seen = set(re.findall(r"TQ-\d{4}", page.locator("main").inner_text()))
    assert len(seen) == 3
    follow(page, link_to(page, IN_A_KNOWN_COMMUNE))
    walk_on_from_point(page)
    assert "Nà Hang" in page.locator("h1").inner_text()
    answer = page.request.get("/diem/TQ-0001/")
    assert answer.status == 404


@pytest.mark.parametrize("typed", ["nang kha", "NĂNG KHẢ", "Nawng Khar", "02281"])
def test_a_point_is_found_by_the_abolished_name_of_its_commune(sign_in: SignIn, typed: str) -> None:
    page = sign_in("lan")
    page.keyboard.press("/")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    page.wait_for_url("**/tim/**")
    expect(page.locator("main")).to_contain_text("Năng Khả")
    expect(page.locator("main")).to_contain_text("Nà Hang")
    follow(page, link_to(page, re.compile(r"/diem/TQ-0\d{3}/$")))
    expect(page.locator("main")).to_contain_text("Năng Khả")


def test_the_same_93_in_both_geographies(sign_in: SignIn) -> None:
    page = sign_in("lan")
    totals = []
    for geography in ("ke-hoach", "hom-nay"):
        page.goto(f"/ke-hoach/KH-207-2023/?ngay=2024-12-31&dia-ban={geography}")
        totals.append(page.locator("main table tfoot").first.inner_text().split())
    assert totals[0] == totals[1]
    assert "93" in totals[0]
    expect(page.locator("main")).to_contain_text("chưa phân bổ theo xã")
