"""3,600 televisions in steady state, a day's outage drained, and how they come back.

    ./dev bench fleet

Steady: 12 contacts a second (3,600 screens each 300 s) for 40 seconds from 240 screens, one in three with new events;
the processor time of the server and its workers is read. Outage: the simulator's fleet with a day without the hub,
every fault on, held against the hub's rows. Coming back: virtual time by the manners' own rules for 3,600 screens,
after an outage of the hub and after the power came back everywhere at once.
Bars: 50 % of one core; 0 lost, 0 doubled; peak at most 3 times the mean. Exit code 1 when one is broken.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.load import Line, Sender, child, claim_screens, in_parallel, percentile, server_cpu_s
from tools.hub import Hub, diemsang, free_port

FLEET, POLL_S = 3_600, 300
SCREENS, SECONDS, LINES = 240, 40, 4
DRAINED, OUTAGE_H = 60, 24
CORE_BAR, PEAK_BAR = 0.5, 3.0


def steady(hub: Hub, secrets: list[str]) -> bool:
    """Contacts at the fleet's pace; whether the bar is broken."""
    rate = FLEET / POLL_S
    senders = [Sender(secret) for secret in secrets]
    total = round(rate * SECONDS)
    begin = time.perf_counter() + 0.5

    def work(lane: int) -> Iterator[float]:
        line = Line(hub.port)
        for number in range(lane, total, LINES):
            request = senders[number % len(senders)].request(3 if number % 3 == 0 else 0)
            time.sleep(max(0.0, begin + number / rate - time.perf_counter()))
            began = time.perf_counter()
            status, answer = line.send(request)
            assert status == 200, answer[:300]
            yield (time.perf_counter() - began) * 1000
        line.close()

    leader = hub.processes[0].pid
    before = server_cpu_s(leader)
    times, _ = in_parallel([partial(work, lane) for lane in range(LINES)])
    used = server_cpu_s(leader) - before
    share = used / SECONDS
    print(
        f"steady: {total / SECONDS:.0f} contacts/s, {share:.0%} of one core (bar {CORE_BAR:.0%}, ratio "
        f"{share / CORE_BAR:.2f}), {used / total * 1000:.1f} ms of processor each, p99 {percentile(times, 0.99):.0f} ms"
    )
    return share > CORE_BAR


def outage() -> None:
    """In a child process, on a home of its own: the simulator with a day's outage; one JSON line."""
    from diemsang.config.cli.common import start_django

    start_django()
    from diemsang.screens.simulator.run import simulate
    from diemsang.screens.simulator.serving import OwnHub

    hub = OwnHub()
    hub.start()
    try:
        words = {"screens": DRAINED, "days": 4, "seed": 4, "kills": 1, "outage_h": OUTAGE_H}
        result = simulate(url=hub.url, own=hub, say=lambda line: None, **words)
    finally:
        hub.stop()
    print(json.dumps(result))


def peak(moments: list[float], width: float) -> float:
    """Calls in the busiest slice of so many seconds against the mean slice."""
    slices = [0] * (int(max(moments) / width) + 1)
    for moment in moments:
        slices[int(moment / width)] += 1
    return max(slices) / (len(moments) / len(slices))


def coming_back() -> bool:
    """By the rules alone, in virtual time; whether the bar is broken."""
    from diemsang.screens.simulator.device import backoff_s, fraction

    rng = random.Random(1)
    names = [f"{rng.getrandbits(64):x}" for _ in range(FLEET)]
    after_outage = []
    for name in names:
        at, count = rng.uniform(0, POLL_S), 0
        while at < OUTAGE_H * 3600:
            count += 1
            at += backoff_s(name, count)
        after_outage.append(at - OUTAGE_H * 3600)
    # The last tenth is a long tail of the longest waits: leaving it out keeps the mean honest.
    kept = sorted(after_outage)[: FLEET * 9 // 10]
    hub_back, power_back = peak(kept, 60), peak([fraction(name) * POLL_S for name in names], 10)
    print(
        f"coming back: {hub_back:.2f} × mean a minute after {OUTAGE_H} h without the hub, {power_back:.2f} × mean in "
        f"10 s after power came back everywhere (bar {PEAK_BAR}); {len(names)} screens over {kept[-1] / 60:.0f} minutes"
    )
    return max(hub_back, power_back) > PEAK_BAR


def main() -> int:
    """All three."""
    with tempfile.TemporaryDirectory() as folder:
        home, other = Path(folder) / "home", Path(folder) / "other"
        diemsang(home, "home", "make", "--illustration", database="")
        secrets = json.loads(child(__file__, home, "", "screens"))
        hub = Hub(home, free_port(), workers=2, database="")
        hub.start(worker=False)
        try:
            broken = steady(hub, secrets)
        finally:
            hub.stop()
        diemsang(other, "home", "make", "--illustration", database="")
        result = json.loads(child(__file__, other, "", "outage"))
    print(
        f"outage of {OUTAGE_H} h, {DRAINED} screens: {result['lost']} lost, {result['doubled']} doubled of "
        f"{result['generated']:,}; {result['wrong_days']} wrong days; {result['requests']:,} requests"
    )
    broken |= not result["good"]
    return int(broken | coming_back())


if __name__ == "__main__":
    if sys.argv[1:2] == ["screens"]:
        claim_screens(SCREENS)
    elif sys.argv[1:2] == ["outage"]:
        outage()
    else:
        sys.exit(main())
