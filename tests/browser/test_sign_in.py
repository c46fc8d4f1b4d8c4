"""Each of the three signs in with the password printed by ``./dev up`` and stands on a page of their own."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn
from tools.hub import Person


@pytest.mark.parametrize("username", ["lan", "huong", "minh"])
def test_each_of_the_three_signs_in_and_out(sign_in: SignIn, people: dict[str, Person], username: str) -> None:
    page = sign_in(username)
    expect(page.locator("body")).to_contain_text(people[username].full_name)
    page.goto("/toi/")
    expect(page.locator("body")).to_contain_text(people[username].role)
    page.context.clear_cookies()
    page.goto("/ke-hoach/")
    expect(page.locator("input[name=password]")).to_be_visible()


def test_a_wrong_password_is_told_in_plain_words(page: Page) -> None:
    page.goto("/")
    page.locator("input[name=login]").fill("lan")
    page.locator("input[name=password]").fill("khong-phai-mat-khau")
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
