"""Undoing a reform beside rows that no longer count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from conftest import EXAMPLE, TuyenQuang
from django.test import Client

from diemsang.accounts.models import User
from diemsang.areas.actions import apply_reform, derived_differences, undo_reform
from diemsang.areas.models import SplitAnswer
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.plans.models import Plan
from diemsang.points import actions
from diemsang.points.models import SupportPoint
from diemsang.points.queries import visible_to
from diemsang.points.tests.test_places import MOVED, answered, divided, put

MakeUser = Callable[..., User]
SignIn = Callable[[User], Client]


def test_answers_are_remembered_and_voided_places_do_not_block_an_undo(
    plan: Plan,
    unknown: SupportPoint,
    known: SupportPoint,
    tuyen_quang: TuyenQuang,
    make_user: MakeUser,
    signed_in: SignIn,
) -> None:
    folder, link, unit = EXAMPLE / "reforms" / "2025-07-01", divided(), tuyen_quang.now("02221")
    lan = make_user("lan-2", role="PROV_IT", area=tuyen_quang.then("08"))
    first = put(unknown, link.origin)
    answered(unknown, link)
    moved = put(known, unit, from_date=MOVED)
    with pytest.raises(Refused) as caught:
        undo_reform(actor=SYSTEM, path=folder)
    assert "TQ-0092 (Xã Nà Hang)" in str(caught.value) and "TQ-0001" not in str(caught.value)
    actions.void_place(actor=SYSTEM, place=moved, reason="chưa chuyển")
    put(unknown, tuyen_quang.then("02281"), from_date=dt.date(2024, 1, 1))
    first.refresh_from_db()
    assert first.valid_to is not None and SplitAnswer.objects.exists()
    undo_reform(actor=SYSTEM, path=folder)
    moved.refresh_from_db()
    assert (moved.area_id, unit.versions.count()) == (unit.pk, 0)
    assert not SplitAnswer.objects.exists()
    client = signed_in(lan)
    assert client.get(f"/dia-ban/{unit.key}/").status_code == 404
    assert client.get(f"/diem/?dia-ban={unit.key}").status_code == 200
    assert client.get("/diem/TQ-0092/").status_code == 200
    apply_reform(actor=SYSTEM, path=folder)
    unit.refresh_from_db()
    assert tuyen_quang.now("02221") == unit and unit.versions.count() == 1
    assert derived_differences() == []


def test_a_grant_over_a_new_unit_waits_while_the_reform_is_undone(
    plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser
) -> None:
    folder, unit = EXAMPLE / "reforms" / "2025-07-01", tuyen_quang.now("02221")
    officer = make_user("huong-2", role="COMMUNE", area=unit, full_name="Nông Thị Hương")
    seen = set(visible_to(officer))
    undo_reform(actor=SYSTEM, path=folder)
    assert officer.grants.get().area_id == unit.pk and unit.versions.count() == 0
    assert not visible_to(User.objects.get(pk=officer.pk)).exists()
    apply_reform(actor=SYSTEM, path=folder)
    assert set(visible_to(User.objects.get(pk=officer.pk))) == seen != set()
