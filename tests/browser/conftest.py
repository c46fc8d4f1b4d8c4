"""A real Chromium on a real server: a demonstration home made for the run, granian in front of it.

Package scope, so that Playwright's event loop has ended before tests that use the database run in the same process.
A page that logs an error to the console, or breaks the content security policy, fails its test.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tools.demo import copy_demo
from tools.hub import Hub, Person, cast, free_port

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies here, and keep it in one process: one hub, one browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="package")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """The demonstration hub, running."""
    home = tmp_path_factory.mktemp("hub") / "demo"
    running = Hub(home, free_port(), workers=1, database="")
    copy_demo(home)
    running.start(worker=False)
    yield running
    running.stop()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all."""
    path = os.environ.get("DIEMSANG_CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.skip("không có Chromium trên máy này")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, hub: Hub) -> Iterator[Page]:
    """An empty profile at a desk; fails the test on any console error."""
    context = browser.new_context(
        base_url=hub.url, viewport={"width": 1366, "height": 768}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
    )
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(f"{message.text} ({message.location})")

    opened.on("console", note)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors


@pytest.fixture
def people(hub: Hub) -> dict[str, Person]:
    """The cast by user name, with this home's passwords."""
    return {person.username: person for person in cast(hub.home)}


SignIn = Callable[[str], Page]


@pytest.fixture
def sign_in(page: Page, people: dict[str, Person]) -> SignIn:
    """``sign_in("lan")``: through the page, as she would."""

    def go(username: str) -> Page:
        page.goto("/")
        page.locator("input[name=login]").fill(username)
        page.locator("input[name=password]").fill(people[username].password)
        page.get_by_role("button", name="Đăng nhập", exact=True).click()
        page.wait_for_url("**/")
        return page

    return go
