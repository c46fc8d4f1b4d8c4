"""One screen: its signals, where it stood, its streams, and its last days of contact and use."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass

from django.db.models import F, QuerySet

from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.screens.models import (
    BootAnchor,
    Event,
    ReportedFault,
    Screen,
    ScreenPlace,
    Stream,
    UnreadableEvent,
)
from diemsang.screens.queries.fleet import FleetRow, fleet
from diemsang.screens.queries.scope import MANAGE, VIEW, visible_to

DAYS = 14
LAST_EVENTS = 2_000
"""How far back the page looks in each stream: a page must not read a year of events."""
SHOWN = 20
ZONE = dt.timezone(dt.timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day: whether the hub heard anything, and seconds that the screen was on, as far as the day is sure."""

    day: dt.date
    heard: bool
    on_s: int


@dataclass
class ScreenStory:
    """Everything the page shows. ``kinds``: events of the last days by kind; ``partly``: the page did not read all."""

    screen: Screen
    row: FleetRow
    places: list[ScreenPlace]
    streams: list[Stream]
    days: list[DayLine]
    kinds: list[tuple[str, int]]
    partly: bool
    unreadable: list[UnreadableEvent]
    faults: list[ReportedFault]
    earlier: list[Screen]
    may_manage: bool

    @property
    def revoked(self) -> bool:
        """Whether its use has ended."""
        return self.screen.revoked_at is not None

    @property
    def open_faults(self) -> list[ReportedFault]:
        """Those nobody has settled."""
        return [fault for fault in self.faults if fault.settled_at is None]

    @property
    def to_look_at(self) -> bool:
        """Whether a person should say that something latched was looked at."""
        keys = {reading.key for reading in self.row.health.reasons if reading.verdict == "bad"}
        return bool(keys & {"evidence", "faults"})


def story_of(actor: Actor, screen: Screen) -> ScreenStory:
    """The caller has shown that the actor may see the screen (``scope.screen_for``)."""
    row = fleet(actor, visible_to(actor, VIEW).filter(pk=screen.pk))[0]
    today = clock.today()
    first = today - dt.timedelta(days=DAYS - 1)
    streams = list(screen.streams.order_by("-made_at", "-pk"))
    events = _last_events(screen, first)
    kinds, on_s, heard = _by_day(events, first)
    since = dt.datetime.combine(first, dt.time(), ZONE)
    for at in BootAnchor.objects.filter(screen=screen, at__gte=since).order_by().values_list("at", flat=True):
        heard.add(at.astimezone(ZONE).date())
    if row.signals.last_contact_at is not None:
        heard.add(row.signals.last_contact_at.astimezone(ZONE).date())
    days = [first + dt.timedelta(days=step) for step in range(DAYS)]
    return ScreenStory(
        screen=screen,
        row=row,
        places=list(screen.places.select_related("point").order_by("-valid_from", "-pk")),
        streams=streams,
        days=[DayLine(day, day in heard, on_s[day]) for day in days],
        kinds=kinds.most_common(),
        partly=any(stream.acked > LAST_EVENTS for stream in streams),
        unreadable=list(
            UnreadableEvent.objects.filter(stream__screen=screen).select_related("stream").order_by("-pk")[:SHOWN]
        ),
        faults=list(ReportedFault.objects.filter(screen=screen).order_by("-at", "-pk")[:SHOWN]),
        earlier=list(Screen.objects.filter(replaced_by=screen)),
        may_manage=visible_to(actor, MANAGE).filter(pk=screen.pk).exists(),
    )


def _last_events(screen: Screen, first: dt.date) -> QuerySet[Event]:
    return Event.objects.filter(stream__screen=screen, seq__gt=F("stream__acked") - LAST_EVENTS, day_to__gte=first)


def _by_day(events: QuerySet[Event], first: dt.date) -> tuple[Counter[str], Counter[dt.date], set[dt.date]]:
    kinds: Counter[str] = Counter()
    on_s: Counter[dt.date] = Counter()
    heard: set[dt.date] = set()
    for kind, day_from, day_to, received, data in events.order_by().values_list(
        "kind", "day_from", "day_to", "received_at", "data"
    ):
        kinds[kind] += 1
        heard.add(received.astimezone(ZONE).date())
        if kind == "on" and day_from == day_to and day_from >= first:
            on_s[day_from] += _seconds(data)
    return kinds, on_s, heard


def _seconds(data: str) -> int:
    seconds = json.loads(data).get("s", 0)
    return seconds if isinstance(seconds, int) else 0
