"""From what is known of a point to the reasons why it needs somebody: pure functions, without a row or the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from diemsang.attention.rule import SERIOUS, Rule

ONE_DAY = dt.timedelta(days=1)
AHEAD = "line_ending"
"""The one rule about a day to come."""
DETAILS = ", "
"""Between the things that a reason's detail names."""


class PointFacts(NamedTuple):
    """What the hub knows of an accepted point on a day. Null is unknown, and unknown is no reason by itself.

    ``accepted_on``: first day as an accepted point. ``last_used``: last day with activity. ``rests``: suspended, or
    its posted hours say that it is closed this season; ``awake_since``: first day after the last such rest.
    ``in_charge``: somebody is, since ``operator_since``; ``operator_gone_on``: first day without. ``trained``: null
    when nobody is in charge; ``untrained_since``: first day without anybody trained.
    ``line_end``: first day without a paid or supported line. ``connected``: a connection stands. ``outage_since``,
    ``fault_since``: the oldest still open. ``screens``: how many stand there; ``last_contact``: the newest of them.
    ``lacking_varieties``: names of main varieties without a published product. ``newest_product``: day of the newest
    product meant for the point.
    """

    point_id: int
    code: str
    accepted_on: dt.date
    last_used: dt.date | None = None
    rests: bool = False
    awake_since: dt.date | None = None
    operator_since: dt.date | None = None
    operator_gone_on: dt.date | None = None
    in_charge: bool = False
    trained: bool | None = None
    untrained_since: dt.date | None = None
    line_end: dt.date | None = None
    connected: bool = False
    outage_since: dt.date | None = None
    off_grid_since: dt.date | None = None
    off_grid: bool = False
    fault_since: dt.date | None = None
    faults: int = 0
    screens: int = 0
    screen_since: dt.date | None = None
    last_contact: dt.date | None = None
    lacking_varieties: tuple[str, ...] = ()
    newest_product: dt.date | None = None
    products: bool = False


class Reason(NamedTuple):
    """Why a point needs somebody. ``since``: its first day (null: unknown); ``days``: how many days up to and with
    the day asked; for what lies ahead ``since`` is that day and ``days`` is not above zero."""

    rule: Rule
    since: dt.date | None
    days: int | None
    severity: int
    detail: str = ""

    @property
    def code(self) -> str:
        """Of the rule."""
        return self.rule.code


def reasons(facts: PointFacts, rules: Mapping[str, Rule], on: dt.date) -> list[Reason]:
    """The reasons on a day, the most serious first, then the longest. A point that rests has none."""
    if facts.rests or facts.accepted_on > on:
        return []
    found = [
        reason
        for code, since, detail in _suspects(facts, on)
        if (rule := rules.get(code)) is not None and rule.on
        if (reason := _weigh(rule.at(in_charge=facts.in_charge), since, on, detail)) is not None
    ]
    return sorted(found, key=lambda reason: (-reason.severity, -(reason.days or 0), reason.code))


Suspect = tuple[str, dt.date | None, str]
"""Code of a rule, first day of the trouble (null: unknown), what more to say."""


def _suspects(facts: PointFacts, on: dt.date) -> Iterator[Suspect]:
    """Everything that might be a reason; thresholds are not asked here."""
    awake = facts.accepted_on if facts.awake_since is None else max(facts.accepted_on, facts.awake_since)
    if facts.last_used is None:
        yield "never_used", awake, ""
    else:
        yield "idle", max(facts.last_used + ONE_DAY, awake), ""
    yield from _of_people(facts)
    yield from _of_line_and_power(facts, on)
    if facts.fault_since is not None:
        yield "fault_old", facts.fault_since, str(facts.faults) if facts.faults > 1 else ""
    yield from _of_screen(facts, awake)


def _of_people(facts: PointFacts) -> Iterator[Suspect]:
    if not facts.in_charge:
        gone = facts.operator_gone_on
        yield "no_operator", max(gone, facts.accepted_on) if gone is not None else facts.accepted_on, ""
    elif facts.trained is False:
        since = facts.untrained_since or facts.operator_since
        yield "operator_untrained", max(since, facts.accepted_on) if since is not None else None, ""


def _of_line_and_power(facts: PointFacts, on: dt.date) -> Iterator[Suspect]:
    if facts.line_end is not None:
        yield ("line_ended" if facts.line_end <= on else "line_ending"), facts.line_end, ""
    if not facts.connected and (facts.line_end is None or facts.line_end > on):
        yield "no_line", facts.accepted_on, ""
    if facts.outage_since is not None:
        yield "outage", facts.outage_since, ""
    if facts.off_grid:
        yield "off_grid", facts.off_grid_since, ""


def _of_screen(facts: PointFacts, awake: dt.date) -> Iterator[Suspect]:
    heard = facts.last_contact or facts.screen_since
    if facts.screens == 0:
        yield "no_screen", facts.accepted_on, ""
    elif heard is not None:
        yield "screen_silent", max(heard + ONE_DAY, awake), ""
    if facts.lacking_varieties:
        yield "no_content", None, DETAILS.join(facts.lacking_varieties)
    if facts.products and facts.screens and facts.newest_product is not None:
        yield "nothing_new", max(facts.newest_product, awake), ""


def _weigh(rule: Rule, since: dt.date | None, on: dt.date, detail: str) -> Reason | None:
    """The reason, when it has lasted longer than the rule allows; twice as long makes an idle point serious.

    For what ends ahead (``line_ending``) the threshold is how near the end has come.
    """
    if since is None:
        return Reason(rule, None, None, rule.severity, detail)
    lasted = (on - since).days + 1
    if rule.code == AHEAD:
        near = 0 < (since - on).days <= rule.days
        return Reason(rule, since, lasted, rule.severity, detail) if near else None
    if lasted < max(rule.days, 1):
        return None
    found = Reason(rule, since, lasted, rule.severity, detail)
    if rule.code == "idle" and lasted >= 2 * rule.days:
        return found._replace(severity=SERIOUS)
    return found
