"""A thumb on a phone: 390×844, touch, Vietnamese; every touch is counted."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Locator, Page, expect

from tools.hub import DIEMSANG, ROOT, Hub, environment

INSTALLER, PASSWORD = "doi1", "mưa trên bến Thủy"  # invented, for these tests only


@dataclass
class Hand:
    """One phone in one hand. ``errors`` are what its console said."""

    page: Page
    touches: int = 0
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(20_000)
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def tap(self, target: Locator) -> None:
        """One touch."""
        target.tap()
        self.touches += 1

    def write(self, target: Locator, text: str) -> None:
        """One touch into the field, then typing."""
        self.tap(target)
        target.fill(text)

    def sign_in(self, username: str, password: str) -> None:
        """Through the page."""
        self.page.goto("/")
        self.write(self.page.locator("input[name=login]"), username)
        self.write(self.page.locator("input[name=password]"), password)
        self.tap(self.page.get_by_role("button", name="Đăng nhập", exact=True))
        self.page.wait_for_url("**/")

    def menu(self, name: str) -> None:
        """Open the menu, in a long one the part that holds the entry, and go."""
        self.tap(self.page.locator(".ds-menu > summary"))
        drop = self.page.locator(".ds-drop")
        folded = drop.locator("details:not([open])", has=self.page.get_by_text(name, exact=True))
        if folded.count():
            self.tap(folded.locator("summary"))
        self.tap(drop.get_by_role("link", name=name, exact=True))
        expect(self.page.locator("h1")).to_contain_text(name)

    def fits(self) -> None:
        """Nothing sticks out sideways."""
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 390

    def put_away(self) -> None:
        """Close it; nothing was said on its console."""
        self.page.context.close()
        assert not self.errors


def take_phone(browser: Browser, url: str) -> Hand:
    """A phone that nobody signed in on yet."""
    context = browser.new_context(
        base_url=url,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
    )
    return Hand(context.new_page())


def add_installer(hub: Hub) -> None:
    """An installer of the whole province; the demonstration has none."""
    words = ["user", "add", INSTALLER, "Đội lắp đặt", "--role", "INSTALLER", "--area", "08", "--password-stdin"]
    env = environment(hub.home, "")
    subprocess.run([*DIEMSANG, *words], env=env, cwd=ROOT, check=True, input=f"{PASSWORD}\n", text=True)
