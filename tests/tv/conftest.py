"""A hub with products, and televisions in front of it: Chromium 68 and 79 as in sets of 2020 and 2021, and today's.

The hub is a process of its own, so that a test can end it (by its own process number) and start it again on its home.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from diemsang.screens.setting_fields import NONE_WORD
from tests.tv.browser import TvBrowser, television
from tests.tv.engines import ENGINES, Engine, program
from tools.demo import copy_demo
from tools.hub import ROOT, Hub, environment, free_port

HERE = Path(__file__).parent
POINT = "TQ-0085"
PIN = "2468"
PAGES = {"test_kinds", "test_pages", "test_journey"}
PREPARE = f"""
from diemsang.config.cli.common import start_django
start_django()
from diemsang.core.actor import SYSTEM
from diemsang.screens.actions.settings import change_settings
from diemsang.screens.queries.levels import Level
change_settings(actor=SYSTEM, level=Level("hub"), texts={{"quiet": "{NONE_WORD}"}}, pin="{PIN}")
"""
"""A PIN, and no quiet hours: these tests run at any hour of the day, and a warning must come by itself in each."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies here, and keep it in two processes: televisions are waited for, and were the longest way."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("tv-pages" if item.path.stem in PAGES else "tv-life"))


@pytest.fixture(scope="package")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration home: products loaded, approved, published."""
    made = tmp_path_factory.mktemp("tv") / "demo"
    copy_demo(made)
    subprocess.run([sys.executable, "-c", PREPARE], env=environment(made, ""), check=True, cwd=ROOT)
    return made


@pytest.fixture
def hub(home: Path, tmp_path: Path) -> Iterator[Hub]:
    """A running hub on a copy of the home, so that each test counts its own events."""
    own = tmp_path / "home"
    shutil.copytree(home, own)
    running = Hub(own, free_port(), workers=1, database="")
    running.start(worker=False)
    yield running
    running.stop()


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.name)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Every engine; one that this machine cannot have says so."""
    found: Engine = request.param
    if not found.package and not program(found).is_file():
        pytest.skip("không có Chromium trên máy này")
    return found


@pytest.fixture
def tv(engine: Engine, tmp_path: Path) -> Iterator[TvBrowser]:
    """A new television; an error on its console fails the test."""
    with television(engine, tmp_path / "profile") as browser:
        yield browser
        # A hub that is down is part of the tests; everything else on the console is a fault.
        errors = [line for line in browser.errors if "Failed to fetch" not in line and "net::" not in line]
        assert not errors


@pytest.fixture
def facts(hub: Hub) -> Callable[[], list[tuple[str, str]]]:
    """The events in the hub's database: kind and text, in order."""

    def read() -> list[tuple[str, str]]:
        with sqlite3.connect(f"file:{hub.home / 'diemsang.sqlite3'}?mode=ro", uri=True) as database:
            return list(database.execute("SELECT kind, data FROM screens_event ORDER BY stream_id, seq"))

    return read
