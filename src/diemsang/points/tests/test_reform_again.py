"""The reform of 2025 undone and carried out again in the browser: who sees which points, before and after."""

from __future__ import annotations

from collections.abc import Callable

from conftest import TuyenQuang
from django.test import Client

from diemsang.accounts.actions import grant
from diemsang.accounts.models import User
from diemsang.areas.tests.support import seen
from diemsang.core.actor import SYSTEM
from diemsang.points.queries import visible_to

CODE = "tuyen-quang-2025-07-01"
REFORM = f"/dia-ban/sap-xep/{CODE}/"


def sees(user: User) -> set[str]:
    return set(visible_to(User.objects.get(pk=user.pk)).values_list("code", flat=True))


def test_points_of_an_old_commune_through_the_reform(
    tuyen_quang: TuyenQuang, make_user: Callable[..., User], signed_in: Callable[[User], Client]
) -> None:
    old = make_user("cu", role="COMMUNE", area=tuyen_quang.then("02281"))
    new = make_user("moi", role="COMMUNE", area=tuyen_quang.now("02221"))
    everyone = make_user("quan", role="SYSTEM_ADMIN")
    after = sees(new)
    assert sees(old) == {"TQ-0092"} < after
    admin = signed_in(everyone)
    assert admin.post(f"{REFORM}hoan-tac/", seen(CODE)).status_code == 302
    assert sees(old) == {"TQ-0092"}
    assert sees(new) == set()
    for _click in range(2):
        assert admin.post(f"{REFORM}ap-dung/", seen(CODE)).status_code == 302
    assert sees(old) == {"TQ-0092"}
    assert sees(new) == after
    other = sorted(after - {"TQ-0092"})[0]
    assert signed_in(old).get("/diem/TQ-0092/").status_code == 200
    assert signed_in(old).get(f"/diem/{other}/").status_code == 404
    grant(actor=SYSTEM, user=old, role="COMMUNE", area=tuyen_quang.now("02221"))
    assert sees(old) == after
    assert signed_in(old).get(f"/diem/{other}/").status_code == 200


def test_the_list_to_hand_over_by(
    tuyen_quang: TuyenQuang, make_user: Callable[..., User], signed_in: Callable[[User], Client]
) -> None:
    new = make_user("moi", role="COMMUNE", area=tuyen_quang.now("02221"))
    stranger = make_user("khac", role="COMMUNE", area=tuyen_quang.now("02248"))
    address = f"{REFORM}ban-giao/qd19-2025-02221-20250701/"
    page = signed_in(new).get(address).content.decode()
    assert "TQ-0092" in page and "BÊN GIAO" in page
    assert "TQ-0092" in signed_in(new).get(address + "?xuat=csv").content.decode("utf-8-sig")
    assert signed_in(new).get(address + "?xuat=xlsx").content[:2] == b"PK"
    assert "TQ-0092" not in signed_in(stranger).get(address).content.decode()
