"""Every role of docs/rights.csv × where and when it is held → what the pages answer.

What is expected is worked out here from the file and from the lineage of units, without the program's own scope.
"""

from __future__ import annotations

import csv
import datetime as dt
from typing import Any

import pytest
from conftest import TuyenQuang
from django.test import Client
from django.urls import reverse

from diemsang.accounts.actions import create_user, grant
from diemsang.accounts.actions.grants import ADMIN
from diemsang.accounts.models import User
from diemsang.areas.models import Area, AreaVersion, Lineage
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.paths import data_path
from diemsang.points.models import PointPlace
from tests.permissions.table import INSIDE, PLAN, UNPLACED
from tests.snapshot import Snapshots
from tests.test_permissions import given, load_world

with data_path("docs/rights.csv").open(encoding="utf-8", newline="") as _file:
    LINES = list(csv.DictReader(_file))
ROLES = list(dict.fromkeys(line["role"] for line in LINES))
HOLDINGS = ("province", "merged", "former", "sister", "other_commune", "other_province", "none", "ended", "future")


def place_of(holding: str) -> Area | None:
    tq = TuyenQuang()
    units = {
        "province": tq.now("08"),
        "merged": tq.now("02221"),
        "former": tq.then("02281"),
        "sister": tq.then("02284"),
        "other_commune": tq.now("02266"),
        "other_province": tq.then("10"),
        "ended": tq.now("02221"),
        "future": tq.now("02221"),
    }
    return units.get(holding)


def name_of(role: str, holding: str) -> str:
    return f"{role}-{holding}".lower().replace("_", "-")[:30]


def load_product() -> None:
    """The world of the permission table, and one person of each role and holding."""
    load_world()
    today = clock.today()
    for role in ROLES:
        for holding in HOLDINGS:
            user = create_user(actor=SYSTEM, username=name_of(role, holding), full_name="Người thử", password=None)
            period: dict[str, Any] = {}
            if holding == "ended":
                period = {"valid_from": today - dt.timedelta(days=30), "valid_to": today}
            if holding == "future":
                period = {"valid_from": today + dt.timedelta(days=1)}
            if holding != "none":
                grant(actor=SYSTEM, user=user, role=role, area=None if role == ADMIN else place_of(holding), **period)


def holders_of(area_id: int) -> set[int]:
    """Units a grant over which reaches this one: itself, what it lay in, what it wholly became, and so on upwards."""
    found, queue = {area_id}, [area_id]
    while queue:
        one = queue.pop()
        above = set(AreaVersion.objects.filter(area_id=one).exclude(parent=None).values_list("parent_id", flat=True))
        became = set(Lineage.objects.filter(origin_id=one, whole=True).values_list("target_id", flat=True))
        new = (above | became) - found
        found |= new
        queue += new
    return found


def held(role: str, holding: str, right: str, holders: set[int] | None = None) -> bool:
    """Whether the file gives the role this right, today, there (anywhere when no place is asked)."""
    if holding in ("none", "ended", "future"):
        return False
    line = next((line for line in LINES if line["role"] == role and line["right"] == right), None)
    if line is None:
        return False
    if line["scope"] == "own":  # of no firm, so of nothing; the lists open, and are empty
        return holders is None
    area = place_of(holding)
    return line["scope"] == "all" or (area is not None and (holders is None or area.pk in holders))


def expected(role: str, holding: str) -> dict[str, int]:
    """Status of each address of the sample."""
    answers = {}
    for code in (INSIDE["code"], UNPLACED["code"]):
        place = PointPlace.objects.get(point__code=code, voided_at=None, valid_to=None)
        holders = holders_of(place.area_id)
        seen = held(role, holding, "points.view", holders)
        answers[reverse("points:detail", args=[code])] = 200 if seen else 404
        edits = held(role, holding, "points.edit", holders)
        answers[reverse("points:place", args=[code])] = 200 if edits else 403 if seen else 404
    plan_home = holders_of(TuyenQuang().then("08").pk)
    plan = held(role, holding, "plans.view", plan_home)
    answers[reverse("plans:anomalies", args=[PLAN["code"]])] = 200 if plan else 404
    person = holders_of(TuyenQuang().now("02221").pk)
    manages = held(role, holding, "accounts.manage", person)
    sees = held(role, holding, "accounts.view", person)
    answers[reverse("accounts:person", args=["commune"])] = 200 if sees else 404
    answers[reverse("accounts:person-edit", args=["commune"])] = 200 if manages else 403 if sees else 404
    lists = {
        "points:list": "points.view",
        "areas:list": "areas.view",
        "accounts:people": "accounts.view",
        "audit:journal": "audit.view",
        "leader": "web.leader",
    }
    return answers | {reverse(name): 200 if held(role, holding, right) else 403 for name, right in lists.items()}


@pytest.fixture
def product(db: None, snapshots: Snapshots) -> None:
    snapshots.once("rights-product", load_product)


@pytest.mark.parametrize("role", ROLES)
def test_pages_answer_as_the_file_of_rights_and_lineage_say(role: str, product: None) -> None:
    differ = {}
    for holding in HOLDINGS:
        client = Client()
        client.force_login(User.objects.get(username=name_of(role, holding)))
        for address, status in expected(role, holding).items():
            got = client.get(address).status_code
            if got != status:
                differ[holding, address] = f"{got}, not {status}"
    assert differ == {}


def test_breaking_one_rights_check_is_seen(product: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.permissions import CASES

    case = next(case for case in CASES if case.name == "points:place" and case.kwargs == INSIDE)
    address = reverse(case.name, kwargs=case.kwargs)
    assert given(address) == case.expected
    monkeypatch.setattr("diemsang.points.views.detail.require_on", lambda *_asked: None)
    assert given(address) != case.expected


def test_ending_a_grant_is_refused_to_who_only_reads_and_hidden_from_outsiders(product: None) -> None:
    grant_id = User.objects.get(username="commune").grants.get().pk
    answers = given(reverse("accounts:grant-end", args=[grant_id]))
    told = {name: answers[name] for name in ("admin", "specialist", "leader", "other_commune", "other_province")}
    assert told == {"admin": 200, "specialist": 403, "leader": 403, "other_commune": 404, "other_province": 404}
