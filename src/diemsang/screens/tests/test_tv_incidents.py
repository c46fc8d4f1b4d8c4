"""Three digits on the TV are an incident of the point: once, with its deadline, joined when told again."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from diemsang.core import clock
from diemsang.operations.models import SYMPTOMS, FaultState, FoundBy, Incident, Symptom
from diemsang.points.models import SupportPoint
from diemsang.screens import api
from diemsang.screens.faults import FAULTS
from diemsang.screens.incidents import SAME
from diemsang.screens.models import ReportedFault
from diemsang.screens.tests.device import Device

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=clock.VIETNAM)


@pytest.fixture
def tv(db: None) -> Device:
    api.contacts.forget()
    api.pairings.forget()
    device = Device()
    with clock.fixed(NOON - dt.timedelta(days=30)):
        device.pair(SupportPoint.objects.create(code="TQ-0092", created_at=clock.now()))
    return device


def tell(tv: Device, *codes: str, first: int | None = None) -> None:
    with clock.fixed(NOON):
        for code in codes:
            tv.mono += 1000
            tv.make("fault", code=code)
        assert tv.send(first or len(tv.events) - len(codes) + 1).json()["acked"] == len(tv.events)


def test_three_digits_are_an_incident_with_a_deadline(tv: Device) -> None:
    tell(tv, "101")
    incident = Incident.objects.get()
    assert (incident.point.code, incident.symptom, incident.found_by) == ("TQ-0092", Symptom.SOUND, FoundBy.TV)
    assert (incident.state, incident.found_on) == (FaultState.OPEN, NOON.date()) and incident.due_on is not None
    assert incident.note == "101: Không có tiếng" and incident.reported_by.startswith("TV ")
    assert ReportedFault.objects.count() == 1, "the screen keeps its own word"


def test_delivered_again_it_is_told_once_and_told_again_it_joins(tv: Device) -> None:
    tell(tv, "501")
    tell(tv, first=1)
    again = json.loads(tv.events[0])
    with clock.fixed(NOON):
        tv.events.append(json.dumps(again | {"seq": 2}).encode())
        tv.send(2)
    assert Incident.objects.get().reports == 1
    tell(tv, "501", "501")
    assert Incident.objects.get().reports == 3


def test_every_number_has_its_incident_and_one_of_a_newer_app_is_kept(tv: Device) -> None:
    assert set(SAME) == {fault.code for fault in FAULTS}
    assert all(symptom in SYMPTOMS[kind] for kind, symptom in SAME.values())
    tell(tv, *SAME, "999")
    assert Incident.objects.count() == ReportedFault.objects.count() == len(SAME) + 1
    tell(tv, "101", "999")
    assert Incident.objects.count() == len(SAME) + 1, "the same, still open"


def test_of_an_unsure_day_no_day_is_invented(tv: Device) -> None:
    with clock.fixed(NOON - dt.timedelta(days=3)):
        tv.boot = "0000000b"
        tv.make("fault", code="702")
    tv.boot = "0000000c"
    tell(tv, first=1)
    assert Incident.objects.get().found_on is None
