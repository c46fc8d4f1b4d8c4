"""A whole simulation: pair, live, hand over, prove. Needs Django set up on the hub's home."""

from __future__ import annotations

import datetime as dt
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.points.models import SupportPoint
from diemsang.screens.actions import claim_screen
from diemsang.screens.simulator.ledger import Ledger
from diemsang.screens.simulator.life import HOUR, Life, World
from diemsang.screens.simulator.proof import prove, summary
from diemsang.screens.simulator.serving import OwnHub
from diemsang.screens.simulator.television import Luck

THREADS = 6
LEAST_WAIT_S = 3_600.0
"""Televisions of the simulation come once an hour: a week of 93 would else take minutes."""
Say = Callable[[str], None]


def points(number: int) -> list[SupportPoint]:
    """So many points, by code; the list begins again when there are fewer."""
    known = list(SupportPoint.objects.order_by("code")[:number])
    if not known:
        raise Refused("Hub này chưa có điểm nào để đặt màn hình mô phỏng.")
    return [known[index % len(known)] for index in range(number)]


def claimer(point: SupportPoint, *, timed: bool) -> Callable[..., None]:
    """Claims a code for the point, as a person would at the simulated moment."""

    def claim(code: str, *, at: int) -> None:
        if not timed:
            claim_screen(actor=SYSTEM, code=code, point=point)
            return
        with clock.fixed(dt.datetime.fromtimestamp(at / 1000, clock.VIETNAM)):
            claim_screen(actor=SYSTEM, code=code, point=point)

    return claim


def midnight_ms(days_ago: int) -> int:
    """Unix milliseconds of a Vietnamese midnight."""
    day = clock.today() - dt.timedelta(days=days_ago)
    return round(dt.datetime.combine(day, dt.time(), tzinfo=clock.VIETNAM).timestamp() * 1000)


def simulate(
    *,
    screens: int,
    days: int,
    seed: int,
    url: str,
    own: OwnHub | None,
    kills: int,
    say: Say,
    outage_h: int = 6,
) -> dict[str, Any]:
    """Run it all; gives ``summary``. ``own``: the hub follows simulated time and may be killed.

    ``outage_h``: hours in the middle during which no set of the province has a line.
    """
    began = time.monotonic()
    timed = own is not None
    begin = midnight_ms(days + 1) if timed else midnight_ms(days)
    noon = begin + (days // 2) * 24 * HOUR + 9 * HOUR
    outage = (noon, noon + outage_h * HOUR) if timed else None
    refused = own.wait_ready if own else None
    world = World(url, begin, days, timed, outage, Luck(), LEAST_WAIT_S, refused)
    lives = [
        Life(world, number, random.Random(f"{seed}/{number}"), claimer(point, timed=timed))
        for number, point in enumerate(points(screens))
    ]
    say(f"ghép {screens} màn hình")
    for life in reversed(lives):  # the last was planned earliest
        life.pair()
    say(f"sống {days} ngày")
    whole = Ledger()

    def live(life: Life) -> None:
        try:
            life.live()
        finally:
            whole.add(life.ledger)
            connection.close()

    over = threading.Event()
    killer = threading.Thread(target=_kill, args=(own, kills, random.Random(f"{seed}/kill"), over), daemon=True)
    killer.start()
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(live, lives))
    finally:
        over.set()
        killer.join(60)
    whole.counts["hub killed"] = own.kills if own else 0
    say("đối chiếu")
    identities = {tv.device.identity.screen for life in lives for tv in life.sets}
    identities |= {former for life in lives for former in life.former}
    proof = prove(whole, sorted(identities), days_judged=timed)
    return summary(proof, whole, time.monotonic() - began)


def _kill(own: OwnHub | None, times: int, rng: random.Random, over: threading.Event) -> None:
    """Kill the hub some times at moments that nobody planned around."""
    for _ in range(times if own else 0):
        if over.wait(rng.uniform(2, 6)):
            return
        assert own
        own.kill()
