"""Places of many points at once do what the same places one by one do."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pytest
from conftest import MakeUser, TuyenQuang
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from diemsang.accounts.models import User
from diemsang.areas.actions import answer_split
from diemsang.areas.models import Area, Lineage, SplitAnswer
from diemsang.audit.models import Entry
from diemsang.core.actor import SYSTEM, Actor
from diemsang.core.errors import Refused
from diemsang.plans.models import Plan
from diemsang.points import actions
from diemsang.points.actions import PlaceWish
from diemsang.points.models import PointPlace, SupportPoint

MOVED = dt.date(2025, 8, 1)


class _Back(Exception):
    """Roll everything back."""


def wish(point: SupportPoint, area: Area, **more: Any) -> PlaceWish:
    return PlaceWish(point, area, **{"source": "Biên bản 12/BB-UBND", "reason": "đã đối chiếu", **more})


def one_by_one(actor: Actor, wishes: list[PlaceWish]) -> None:
    for one in wishes:
        given = {name: getattr(one, name) for name in PlaceWish.__dataclass_fields__}
        actions.record_place(actor=actor, **given)


def at_once(actor: Actor, wishes: list[PlaceWish]) -> None:
    actions.record_places(actor=actor, wishes=wishes)


def state(since: int) -> dict[str, list[Any]]:
    """Everything that recording places leaves, without ids and times."""
    places = PointPlace.objects.order_by("point_id", "pk").values(
        "point_id", "area_id", "slot", "village", "host_building", "building_name", "lat", "lon", "source",
        "valid_from", "valid_to", "void_reason", "search_key", "replaces__area_id", "decision_id",
    )  # fmt: skip
    entries = Entry.objects.filter(pk__gt=since).values_list(
        "action", "actor_key", "subject_type", "subject_key", "subject_label", "reason", "before", "after", "data",
        "search_key",
    )  # fmt: skip
    answers = SplitAnswer.objects.order_by("subject_key").values_list("subject_key", "origin_id", "target_id")
    return {"places": list(places), "entries": sorted(map(repr, entries)), "answers": list(answers)}


def tried(write: Callable[[Actor, list[PlaceWish]], None], actor: Actor, wishes: list[PlaceWish]) -> Any:
    """What is left after writing; then all is as before."""
    since = Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    left: Any = None
    try:
        with transaction.atomic():
            try:
                with transaction.atomic():
                    write(actor, wishes)
                left = state(since)
            except (Refused, Http404, PermissionDenied) as no:
                left = type(no)
            raise _Back
    except _Back:
        return left


@pytest.fixture
def lan(tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    return make_user("lan-3", role="PROV_IT", area=tuyen_quang.now("08"), full_name="Hoàng Thị Lan")


@pytest.mark.parametrize("seed", range(8))
def test_many_are_as_one_by_one(plan: Plan, tuyen_quang: TuyenQuang, lan: User, seed: int) -> None:
    dice = random.Random(seed)
    link = Lineage.objects.filter(whole=False, on=dt.date(2025, 7, 1)).order_by("pk")[0]
    before = [link.origin, tuyen_quang.then("02281"), tuyen_quang.then("02269")]
    after = [tuyen_quang.now("02221"), link.target]
    points = list(SupportPoint.objects.order_by("code"))
    for point in points[:5]:
        actions.record_place(actor=SYSTEM, point=point, area=link.origin, source="x", reason="x")
        key = f"point:{point.code}"
        told: Any = {
            "origin_id": link.origin_id,
            "subject_key": key,
            "subject": point.code,
            "target_id": link.target_id,
        }
        answer_split(actor=SYSTEM, **told)
    wishes = []
    for point in dice.sample(points, 30):
        moved = dice.random() < 0.4
        more: dict[str, Any] = {
            "from_date": MOVED if moved else None,
            "village": dice.choice(["", "Thôn Nà Chao", " Tho\u0302n 2 "]),
            "host_building": dice.choice(["", "SCHOOL"]),
            "building_name": dice.choice(["", "Nhà văn hóa"]),
            "reason": dice.choice(["nhầm xã", "theo biên bản"]),
        }
        if dice.random() < 0.3:
            more |= {"lat": 22.35, "lon": 105.38}
        wishes.append(wish(point, dice.choice(after if moved else before), **more))
    single = tried(one_by_one, lan, wishes)
    assert isinstance(single, dict), single
    assert single["entries"]
    assert single == tried(at_once, lan, wishes)


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": " "},
        {"reason": ""},
        {"host_building": "CASTLE"},
        {"lat": 22.35},
        {"lat": 50.0, "lon": 50.0},
        {"from_date": dt.date(2027, 1, 1)},
        {"from_date": MOVED},  # xã Hồng Lạc had ended
        {"seen": 0},
    ],
)
def test_what_one_refuses_many_refuse(
    plan: Plan, tuyen_quang: TuyenQuang, lan: User, unknown: SupportPoint, known: SupportPoint, wrong: dict[str, Any]
) -> None:
    area = tuyen_quang.then("02269")
    for wishes in ([wish(unknown, area, **wrong)], [wish(known, area), wish(unknown, area, **wrong)]):
        single = tried(one_by_one, lan, wishes)
        assert isinstance(single, type)
        assert issubclass(single, Refused)
        assert tried(at_once, lan, wishes) is single


def test_rights_are_those_of_one(
    plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser, unknown: SupportPoint, known: SupportPoint
) -> None:
    huong = make_user("huong-3", role="COMMUNE", area=tuyen_quang.now("02221"), full_name="Ma Thị Hường")
    own = PointPlace.objects.get(point=known, voided_at=None, valid_to=None).area
    away = tuyen_quang.then("02281")
    for wishes in ([wish(known, own, village="Bản A")], [wish(known, away)], [wish(unknown, own)]):
        assert tried(at_once, huong, wishes) == tried(one_by_one, huong, wishes)
    assert tried(at_once, huong, [wish(unknown, own)]) is Http404


def test_all_problems_name_their_points(
    plan: Plan, tuyen_quang: TuyenQuang, lan: User, unknown: SupportPoint, known: SupportPoint
) -> None:
    area = tuyen_quang.then("02269")
    with pytest.raises(Refused) as told:
        actions.record_places(actor=lan, wishes=[wish(known, area, reason=""), wish(unknown, area, source="")])
    assert [one.where for one in told.value.problems] == ["TQ-0092, Lý do", "TQ-0001, Nguồn"]


def test_the_number_of_queries_does_not_grow(plan: Plan, tuyen_quang: TuyenQuang, lan: User) -> None:
    points = list(SupportPoint.objects.order_by("code"))
    area = tuyen_quang.then("02269")
    counts = []
    for some in (points[:10], points[10:80]):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            at_once(lan, [wish(point, area, village="Bản X") for point in some])
        counts.append(len(asked))
    assert counts[1] <= counts[0]
