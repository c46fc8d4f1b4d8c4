"""Query counts frozen in ``tests/query_counts.json``: a page that asks the database more often fails its test.

``with frozen_queries("points:list"): client.get(…)`` compares; ``pytest --update-query-counts`` writes the file anew
for the tests that ran. Savepoints are not counted, so SQLite and PostgreSQL agree.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

FILE = Path(__file__).with_name("query_counts.json")
FrozenQueries = Callable[[str], AbstractContextManager[None]]


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that changes the file on purpose."""
    parser.addoption("--update-query-counts", action="store_true", help="write tests/query_counts.json anew")


def counted(queries: list[dict[str, str]]) -> int:
    """Number of statements, savepoints apart."""
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK TO")) for query in queries)


def read() -> dict[str, int]:
    """The frozen counts."""
    known: dict[str, int] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    return known


def update(name: str, count: int) -> None:
    """Write one count; other test processes may do the same."""
    with FILE.open("a+", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        handle.seek(0)
        text = handle.read()
        known = json.loads(text) if text else {}
        known[name] = count
        handle.truncate(0)
        handle.write(json.dumps(dict(sorted(known.items())), indent=1) + "\n")


@pytest.fixture
def frozen_queries(request: pytest.FixtureRequest) -> FrozenQueries:
    """Freezes the number of queries of a block under a name."""

    @contextmanager
    def frozen(name: str) -> Iterator[None]:
        with CaptureQueriesContext(connection) as captured:
            yield
        count = counted(captured.captured_queries)
        if request.config.getoption("--update-query-counts"):
            update(name, count)
            return
        told = "\n".join(query["sql"][:160] for query in captured.captured_queries)
        assert count == read().get(name), f"{name}: {count} truy vấn, tệp ghi {read().get(name)}\n{told}"

    return frozen
