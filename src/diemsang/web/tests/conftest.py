"""Plan 207 with all its points in use, and people who read of it."""

from __future__ import annotations

from diemsang.attention.tests.conftest import other_officer, plan, province, untrained
from diemsang.operations.tests.conftest import leader, specialist
from diemsang.points.tests.conftest import tuyen_quang

__all__ = ["leader", "other_officer", "plan", "province", "specialist", "tuyen_quang", "untrained"]
