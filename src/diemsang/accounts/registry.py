"""What the apps above tell accounts: what an office holds, so that nothing is forgotten when it ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from diemsang.accounts.models import Office


@dataclass(frozen=True, slots=True)
class OfficeHolding:
    """Something that an office holds: what it is, how many, a few by name."""

    label: str
    count: int
    detail: list[str] = field(default_factory=list)


HoldingSource = Callable[[Office, dt.date], OfficeHolding]
_holdings: dict[str, HoldingSource] = {}


def register_office_effect(name: str, source: HoldingSource) -> None:
    """``source(office, day)`` tells what the office holds on a day. Called from ``AppConfig.ready``."""
    _holdings[name] = source


def holdings_of(office: Office, day: dt.date) -> list[OfficeHolding]:
    """What every registered source says of the office; empty lines left out."""
    return [found for source in _holdings.values() if (found := source(office, day)).count]
