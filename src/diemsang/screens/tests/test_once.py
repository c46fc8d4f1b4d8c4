"""Exactly once: two connections at the same moment, and a device that loses answers, repeats, is wiped and cloned."""

from __future__ import annotations

import datetime as dt
import json
import threading
import uuid
from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diemsang.core import clock
from diemsang.points.models import SupportPoint
from diemsang.screens import api
from diemsang.screens.actions.limits import MemoryLimit
from diemsang.screens.models import Event, Stream
from diemsang.screens.tests.device import Device

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=clock.VIETNAM)


@pytest.mark.django_db(transaction=True)
def test_the_same_batch_on_two_connections_at_once_is_stored_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "contacts", MemoryLimit(0))
    api.pairings.forget()
    tv = Device()
    tv.pair(SupportPoint.objects.create(code="TQ-0001", created_at=clock.now()))
    for _ in range(50):
        tv.make()
    body, answers, barrier = tv.body(), [], threading.Barrier(4)

    def send() -> None:
        twin = Device(secret=tv.secret, client=Client())
        barrier.wait()
        answer = twin.post(body)
        while answer.status_code == 503:  # SQLite in memory locks tables without waiting; a TV comes again
            answer = twin.post(body)
        answers.append(answer.json())
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer["acked"] for answer in answers] == [50] * 4
    assert Event.objects.count() == 50
    assert Stream.objects.get().acked == 50


class Television:
    """Follows the manners of the protocol: believes what it can check, moves the rest to a new stream."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.acked = 0
        self.made: list[str] = []

    def make(self) -> None:
        """One fact, known by its product."""
        name = uuid.uuid4().hex
        self.made.append(name)
        more = {"edition": 1, "lang": "vi", "mode": "alone", "ms": 1, "of_ms": 2, "end": "stop", "sound": 1}
        self.device.make("play", product=name, **more)

    def send(self, *, back: int, lost: bool) -> None:
        """A contact that starts up to ``back`` events before what was acknowledged; ``lost``: no answer comes."""
        tv = self.device
        first = max(1, self.acked + 1 - back)
        answer = tv.send(first)
        if lost:
            return
        said = answer.json()
        if answer.status_code == 200:
            if said["acked"] <= len(tv.events) and tv.chain_at(said["acked"]) == said["chain"]:
                self.acked = said["acked"]
            else:
                self.move(first - 1 + len(tv.events[first - 1 :]), "fork")
        elif said["reason"] == "fork":
            self.move(said["common"], "fork")
        else:
            self.acked = said["acked"]

    def move(self, common: int, why: str) -> None:
        """What is not known to be in the hub goes on in a new stream, the same texts but for ``seq``."""
        tv = self.device
        old, rest = tv.stream, tv.events[common:]
        tv.stream, tv.events, self.acked = uuid.uuid4(), [], 0
        tv.make("stream", after=str(old), after_seq=common, why=why)
        for raw in rest:
            fields = json.loads(raw) | {"seq": len(tv.events) + 1}
            tv.events.append(json.dumps(fields).encode())


STEP = st.one_of(
    st.just(("make",)),
    st.tuples(st.just("send"), st.integers(0, 5), st.booleans()),
    st.just(("late",)),
    st.just(("clone",)),
    st.just(("wipe",)),
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 1), STEP), max_size=40))
def test_facts_in_the_hub_are_the_facts_made(steps: list[tuple[int, tuple[object, ...]]]) -> None:
    """Lost answers, repeats, overlaps, batches that come late, clones and wipes; in the end everybody sends once more.

    A wiped memory loses only what was not sent, and a clone begins as the original is, unsent events included: those
    may be told by both and are the one thing that the texts alone cannot tell apart; so it is made with all sent.
    """
    point = SupportPoint.objects.create(code=f"TX-{uuid.uuid4().hex[:8]}", created_at=NOON)
    with clock.fixed(NOON):
        api.contacts.forget()
        api.pairings.forget()
        device = Device()
        device.pair(point)
        sets = [Television(device)]
        made: list[str] = []
        old_bodies: list[bytes] = []
        for who, step in steps:
            api.contacts.forget()
            television = sets[who % len(sets)]
            if step[0] == "make":
                television.make()
                made.append(television.made[-1])
            elif step[0] == "send":
                old_bodies.append(television.device.body(television.acked + 1))
                television.send(back=int(str(step[1])), lost=bool(step[2]))
            elif step[0] == "late" and old_bodies:
                television.device.post(old_bodies[len(old_bodies) // 2])
            elif step[0] == "clone" and len(sets) == 1:
                drain(television)
                twin = Device(
                    secret=device.secret, stream=device.stream, events=list(device.events), client=device.client
                )
                twin.boot = "0000000c"
                sets.append(Television(twin))
                sets[1].acked = television.acked
            elif step[0] == "wipe":
                drain(television)
                television.move(len(television.device.events), "wiped")
        for television in sets:
            drain(television)
        stored = Event.objects.filter(stream__screen__places__point=point, kind="play").values_list("data", flat=True)
        assert Counter(json.loads(data)["product"] for data in stored) == Counter(made)


def drain(television: Television) -> None:
    """Until all is acknowledged."""
    for _ in range(10):
        api.contacts.forget()
        television.send(back=0, lost=False)
        if television.acked == len(television.device.events):
            return
    raise AssertionError("never drained")
