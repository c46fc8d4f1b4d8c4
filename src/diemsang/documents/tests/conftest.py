"""Documents by themselves: what the apps above cause with a signature is tested there."""

from __future__ import annotations

import pytest

from diemsang.documents.minutes import registry


@pytest.fixture(autouse=True)
def kinds_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_kinds", {})
