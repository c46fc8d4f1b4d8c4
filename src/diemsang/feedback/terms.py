"""Who answers a question, and within how many days: docs/question-terms.csv.

No rule that was found names a number of days (domain §5.1: NĐ 49/2024/NĐ-CP asks for an answer, not for a day), so
each line says *tự đặt* until a document of the province replaces it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from diemsang.core.paths import data_path


@dataclass(frozen=True, slots=True)
class Term:
    """``owner``: a duty (``models.OWNERS``); ``days``: calendar days from the day the question is open."""

    owner: str
    days: int
    source: str


@cache
def terms() -> Mapping[tuple[str, str], Term]:
    """(what it is about, service or empty) → the rule."""
    with data_path("docs/question-terms.csv").open(encoding="utf-8", newline="") as handle:
        return {
            (row["about"], row["service"]): Term(row["owner"], int(row["days"]), row["source"])
            for row in csv.DictReader(handle)
        }


def term_of(about: str, service: str = "") -> Term:
    """The rule of the service where there is one, else of the kind."""
    found = terms()
    return found.get((about, service)) or found[(about, "")]
