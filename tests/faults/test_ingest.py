"""Facts survive a line that breaks and a hub that dies, each counted once (anchors-content.md §6.2, S1 to S16)."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from diemsang.screens.simulator.clocks import Clock
from diemsang.screens.simulator.device import Device, Identity, backoff_s
from diemsang.screens.simulator.ledger import Ledger
from diemsang.screens.simulator.television import CALM, Television, pair
from diemsang.screens.simulator.wire import Answer, Wire
from tests.faults.hub import claim, count_events, kill_9, make_hub, start_again
from tests.faults.proxy import FaultProxy, ReplyDropped, ResetRequestAfter
from tools.hub import Hub

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("screen_faults")]
KILLS = 10


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A running hub whose limits do not count: these tests call as fast as they can."""
    made = make_hub(tmp_path_factory.mktemp("faults") / "home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIEMSANG_SCREEN_CONTACTS", "0")
        patch.setenv("DIEMSANG_SCREEN_PAIRINGS", "0")
        made.start(worker=False)
        yield made
        made.stop()


def now_ms() -> int:
    """Unix milliseconds."""
    return round(time.time() * 1000)


MakeSet = Callable[..., Television]


@pytest.fixture
def make_set(hub: Hub) -> Iterator[MakeSet]:
    """``make_set(url, seed)``: a claimed set that calls ``url``."""
    wires: list[Wire] = []

    def make(url: str, seed: int) -> Television:
        rng = random.Random(seed)
        clock = Clock(rng, now_ms())
        clock.start(now_ms() - 1_000_000)
        device = Device(Identity(), clock, rng)
        wires.append(Wire(url))
        made = Television(device, wires[-1], Ledger(), rng, timed=False, luck=CALM, on=True)
        straight = Wire(hub.url)
        pair(device.identity, straight, None, partial(claim, hub.home))
        straight.close()
        return made

    yield make
    for wire in wires:
        wire.close()


def stored(hub: Hub, tv: Television) -> tuple[int, int]:
    """Events of the set in the hub, and how many of them are different facts."""
    own = f"s.public_id = '{tv.device.identity.screen.replace('-', '')}'"
    source = "FROM screens_event e JOIN screens_stream t ON t.id = e.stream_id"
    source += f" JOIN screens_screen s ON s.id = t.screen_id WHERE {own}"
    return (
        count_events(hub.home, f"SELECT COUNT(*) {source}"),
        count_events(hub.home, f"SELECT COUNT(DISTINCT e.boot || e.mono_ms) {source}"),
    )


def hand_over(tv: Television, limit: int = 200) -> None:
    """Until everything is acknowledged; a device under test does not wait as long as a real one.

    Fails after ``limit`` contacts in a row that brought nothing over; how fast the machine is does not matter.
    """
    idle, acked = 0, tv.device.tape.acked
    while idle < limit:
        tv.contact(now_ms())
        if not tv.device.failures and tv.device.tape.acked >= tv.device.tape.made:
            return
        idle, acked = (0 if tv.device.tape.acked > acked else idle + 1), tv.device.tape.acked
        time.sleep(0.02 if not idle else 0.1)
    pytest.fail(f"{tv.device.tape.made - tv.device.tape.acked} events could not be handed over")


def test_s1_a_reply_lost_after_commit_is_counted_once(hub: Hub, make_set: MakeSet) -> None:
    with FaultProxy(f"127.0.0.1:{hub.port}") as proxy:
        tv = make_set(proxy.url, 1)
        for _ in range(30):
            tv.record(now_ms(), "on", s=60)
        proxy.next(ReplyDropped(), ReplyDropped())
        tv.contact(now_ms())
        assert (tv.device.tape.acked, tv.device.failures) == (0, 1)
        assert stored(hub, tv) == (30, 30), "the hub has committed what the device does not know of"
        tv.record(now_ms(), "open")
        hand_over(tv)
    assert stored(hub, tv) == (31, 31)


def test_a_reset_in_the_middle_of_the_request_leaves_nothing_behind(hub: Hub, make_set: MakeSet) -> None:
    with FaultProxy(f"127.0.0.1:{hub.port}") as proxy:
        tv = make_set(proxy.url, 2)
        for _ in range(200):
            tv.record(now_ms(), "on", s=60)
        proxy.next(ResetRequestAfter(900))
        tv.contact(now_ms())
        assert stored(hub, tv) == (0, 0)
        hand_over(tv)
    assert stored(hub, tv) == (200, 200)


def test_s6_a_month_off_line_goes_over_in_batches_with_progress(hub: Hub, make_set: MakeSet) -> None:
    tv = make_set(hub.url, 3)
    for _ in range(5_000):
        tv.record(now_ms(), "on", s=60)
    steps = []
    while tv.device.tape.acked < tv.device.tape.made:
        tv.contact(now_ms())
        steps.append(tv.device.tape.acked)
    assert steps == list(range(200, 5_001, 200))
    assert len(tv.device.tape.texts) <= 1_000, "what was acknowledged long ago is let go"
    assert stored(hub, tv) == (5_000, 5_000)


def test_a_hub_killed_ten_times_in_the_middle_of_ingest_loses_and_doubles_nothing(hub: Hub, make_set: MakeSet) -> None:
    sets = [make_set(hub.url, 10 + number) for number in range(4)]
    over = threading.Event()

    def use(tv: Television) -> None:
        while not over.is_set():
            for _ in range(40):
                tv.record(now_ms(), "on", s=60)
            tv.contact(now_ms())
            if tv.device.failures:
                over.wait(0.05)

    threads = [threading.Thread(target=use, args=(tv,)) for tv in sets]
    for thread in threads:
        thread.start()
    rng = random.Random(7)
    began = time.monotonic()
    try:
        for _ in range(KILLS):
            time.sleep(rng.uniform(0.05, 0.6))
            kill_9(hub)
            start_again(hub)
            assert time.monotonic() - began < 240
    finally:
        over.set()
        for thread in threads:
            thread.join()
    for tv in sets:
        hand_over(tv)
        made = len(tv.ledger.facts)
        assert made > 40
        assert stored(hub, tv) == (made, made)
        assert tv.device.forks == tv.device.gaps == 0, "everything acknowledged was durable"


def test_s15_a_hub_that_asks_for_time_gets_it() -> None:
    tv = Television(
        Device(Identity(), Clock(random.Random(1), 0), random.Random(1)),
        Wire(""),
        Ledger(),
        random.Random(1),
        False,
        CALM,
    )
    busy = Answer(429, {"retry-after": "120"}, b'{"reason": "too_many", "message": ""}', 0)
    waits = {tv.device.hear(tv.device.batch(), busy, 0) for _ in range(5)}
    assert all(wait is not None and 120 <= wait <= 144 for wait in waits)
    assert len(waits) == 5, "not every screen in the same second"


def test_s16_devices_back_off_and_come_back_spread_over_ten_minutes() -> None:
    down = Answer(503, {}, b"", 0)
    returns = []
    for number in range(300):
        device = Device(Identity(screen_key=f"screen {number}"), Clock(random.Random(number), 0), random.Random(number))
        at, tries = 0.0, 0
        while at < 3_600:
            wait = device.hear(device.batch(), down, 0)
            assert wait is not None
            at, tries = at + wait, tries + 1
        assert tries <= 15
        returns.append(at - 3_600)
    assert max(returns) - min(returns) >= 600
    busiest = max(sum(start <= moment < start + 60 for moment in returns) for start in range(0, 2_700, 10))
    assert busiest <= 300 / 5, "no minute sees more than a fifth of them"


def test_back_off_doubles_to_half_an_hour_and_never_beyond_its_half_more() -> None:
    waits = [backoff_s("one", count) for count in range(1, 40)]
    assert 7.5 <= waits[0] <= 22.5
    assert all(900 <= wait <= 2_700 for wait in waits[10:])
    assert len(set(waits)) > 30
