"""Every case of the protocol's data against this hub, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from tests.faults.hub import claim, make_hub
from tests.screen_protocol.runner import Case, Runner, Screens, cases

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("screen_protocol")]


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """One hub and one runner for all cases: what a case saves, a later one uses."""
    hub = make_hub(tmp_path_factory.mktemp("conformance") / "home")
    hub.start(worker=False)
    try:
        yield Runner(hub.url, Screens(hub.url, partial(claim, hub.home)))
    finally:
        hub.stop()


@pytest.mark.parametrize("case", cases(), ids=str)
def test_the_hub_keeps_the_promise(runner: Runner, case: Case) -> None:
    problems, reason = runner.run(case)
    if reason:
        pytest.skip(reason)
    assert not problems
