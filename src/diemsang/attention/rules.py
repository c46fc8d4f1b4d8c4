"""The rules by which a point asks for attention: docs/attention-rules.csv, with what the hub has changed in them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from diemsang.attention.models import RuleChange
from diemsang.attention.rule import Rule
from diemsang.core import once
from diemsang.core.paths import data_path


@cache
def house_rules() -> Mapping[str, Rule]:
    """The rules as the product ships them, in their order."""
    with data_path("docs/attention-rules.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return {
        row["code"]: Rule(
            row["code"],
            int(row["severity"]),
            int(row["days"]),
            row["duty"],
            row["meaning"],
            row["next_step"],
            next_step_alone=row["next_step_alone"],
        )
        for row in rows
    }


def rules() -> Mapping[str, Rule]:
    """The rules of this hub. One query at most."""
    return once.told("rules", _of_this_hub)


def _of_this_hub() -> Mapping[str, Rule]:
    found = dict(house_rules())
    for change in RuleChange.objects.all():
        if change.code in found:
            found[change.code] = replace(found[change.code], days=change.days, severity=change.severity, on=change.on)
    return found
