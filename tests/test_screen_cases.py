"""docs/screen-tests.md names a test for each case; none of them may be gone."""

from __future__ import annotations

import re

from tests.tree import ROOT

PAGE = ROOT / "docs" / "screen-tests.md"


def test_every_test_that_holds_a_case_is_there() -> None:
    named = re.findall(r"`([\w./-]+)::([^`]+)`", PAGE.read_text("utf-8"))
    assert len(named) > 50
    gone = []
    for path, name in named:
        file = ROOT / path
        if not file.is_file() or name not in file.read_text("utf-8"):
            gone.append(f"{path}::{name}")
    assert not gone
