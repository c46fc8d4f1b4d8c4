"""Places that several people write at once, and answers about divided units."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from conftest import TuyenQuang
from django.core.exceptions import PermissionDenied
from django.test import Client

from diemsang.accounts.models import User
from diemsang.areas.actions import answer_split
from diemsang.areas.models import Area, Lineage, SplitAnswer
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.points import actions
from diemsang.points.checks import place_differences
from diemsang.points.models import PointFile, PointPlace, SupportPoint

MakeUser = Callable[..., User]
SignIn = Callable[[User], Client]
MOVED = dt.date(2025, 9, 1)


def standing(point: SupportPoint) -> PointPlace:
    return PointPlace.objects.get(point=point, voided_at=None, valid_to=None)


def put(point: SupportPoint, area: Area, **more: Any) -> PointPlace:
    given = {"source": "Biên bản 12/BB-UBND", "reason": "đã đối chiếu", **more}
    return actions.record_place(actor=SYSTEM, point=point, area=area, **given)


def divided() -> Lineage:
    link = Lineage.objects.filter(whole=False, on=dt.date(2025, 7, 1)).first()
    assert link is not None
    return link


def answered(point: SupportPoint, link: Lineage) -> None:
    key = f"point:{point.code}"
    answer_split(actor=SYSTEM, origin_id=link.origin_id, subject_key=key, subject=point.code, target_id=link.target_id)


@pytest.fixture
def lan(tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    return make_user("lan-2", role="PROV_IT", area=tuyen_quang.now("08"), full_name="Hoàng Thị Lan")


def test_an_answer_goes_with_the_record_it_was_for(unknown: SupportPoint, tuyen_quang: TuyenQuang) -> None:
    link = divided()
    put(unknown, link.origin)
    answered(unknown, link)
    put(unknown, tuyen_quang.then("02281"), reason="nhầm xã")
    assert not SplitAnswer.objects.exists()


def test_an_answer_is_withdrawn_after_the_point_moved(
    unknown: SupportPoint, tuyen_quang: TuyenQuang, lan: User, signed_in: SignIn
) -> None:
    link = divided()
    put(unknown, link.origin)
    answered(unknown, link)
    put(unknown, tuyen_quang.now("02221"), from_date=MOVED)
    client = signed_in(lan)
    assert "Rút câu trả lời" in client.get("/diem/TQ-0001/").content.decode()
    page = client.post("/diem/TQ-0001/nay-thuoc/", {"target": ""}, follow=True).content.decode()
    assert "Đã rút câu trả lời" in page and "Rút câu trả lời về" not in page
    assert not SplitAnswer.objects.exists()
    page = client.post("/diem/TQ-0001/nay-thuoc/", {"target": ""}, follow=True).content.decode()
    assert "Không có câu trả lời nào để rút" in page


def test_the_same_void_twice_takes_back_one_place(
    known: SupportPoint, tuyen_quang: TuyenQuang, lan: User, signed_in: SignIn
) -> None:
    first = put(known, tuyen_quang.now("02221"), from_date=MOVED)
    second = put(known, tuyen_quang.now("02248"), from_date=dt.date(2025, 10, 1))
    client, address = signed_in(lan), "/diem/TQ-0092/dia-diem/huy/"
    assert f'name="place" value="{second.pk}"' in client.get(address).content.decode()
    given = {"reason": "nhầm", "place": second.pk}
    assert client.post(address, given).status_code == 302
    again = client.post(address, given)
    assert again.status_code == 409 and "nay đang ghi: Xã Nà Hang" in again.content.decode()
    assert client.post(address, {"reason": "nhầm"}).status_code == 409
    assert standing(known) == first
    with pytest.raises(actions.StalePlace):
        actions.void_place(actor=SYSTEM, place=second, reason="nhầm")


def test_a_place_that_somebody_recorded_meanwhile_is_not_lost(
    known: SupportPoint, tuyen_quang: TuyenQuang, lan: User, signed_in: SignIn
) -> None:
    seen = standing(known)
    newer = put(known, tuyen_quang.then("02281"), village="Thôn Bản Chợ")
    client, address = signed_in(lan), "/diem/TQ-0092/dia-diem/"
    given = {
        "area": "Nà Hang",
        "area_key": tuyen_quang.now("02221").key,
        "from_date": "2025-09-01",
        "village": "Thôn Hang Khào",
        "source": "Biên bản",
        "seen": seen.pk,
    }
    answer = client.post(address, given)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Thôn Bản Chợ" in page and "Thôn Hang Khào" in page and f'name="seen" value="{newer.pk}"' in page
    assert standing(known) == newer
    assert client.post(address, {**given, "seen": newer.pk}).status_code == 302


def test_taking_back_needs_the_right_where_the_point_goes_back_to(
    known: SupportPoint, tuyen_quang: TuyenQuang, make_user: MakeUser, signed_in: SignIn
) -> None:
    place = put(known, tuyen_quang.now("02248"), from_date=MOVED)
    officer = make_user("huong-2", role="COMMUNE", area=tuyen_quang.now("02248"))
    with pytest.raises(PermissionDenied):
        actions.void_place(actor=officer, place=place, reason="nhầm")
    client = signed_in(officer)
    assert client.get("/diem/TQ-0092/dia-diem/huy/").status_code == 403
    assert "dia-diem/huy" not in client.get("/diem/TQ-0092/").content.decode()
    assert standing(known) == place


def test_a_correction_is_held_against_the_life_of_the_unit(known: SupportPoint, tuyen_quang: TuyenQuang) -> None:
    with pytest.raises(Refused, match=r"Xã Nà Hang không tồn tại ngày 05/09/2023.*ghi ngày điểm bắt đầu"):
        put(known, tuyen_quang.now("02221"))
    put(known, tuyen_quang.now("02221"), from_date=MOVED)
    with pytest.raises(Refused, match="không tồn tại ngày 01/09/2025"):
        put(known, tuyen_quang.then("02281"), village="Thôn A")


@pytest.mark.parametrize(("code", "words"), [("075", "cả huyện"), ("08", "cả tỉnh")])
def test_a_point_stands_in_a_commune(known: SupportPoint, tuyen_quang: TuyenQuang, code: str, words: str) -> None:
    with pytest.raises(Refused, match=f"{words}.*Chọn xã, phường"):
        put(known, tuyen_quang.then(code))


def test_check_tells_of_places_in_units_that_did_not_stand(known: SupportPoint, tuyen_quang: TuyenQuang) -> None:
    assert place_differences() == []
    PointPlace.objects.filter(point=known).update(area=tuyen_quang.now("02221"))
    (told,) = place_differences()
    assert "TQ-0092" in told and "Xã Nà Hang" in told and "05/09/2023" in told


def test_the_same_paper_sent_twice_is_kept_once(known: SupportPoint, settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path

    def attach() -> PointFile:
        stream = io.BytesIO(b"%PDF-1.7\n%%EOF\n")
        return actions.attach_file(actor=SYSTEM, point=known, stream=stream, file_name="bb.pdf", title="Biên bản")

    first = attach()
    assert attach() == first
    actions.remove_file(actor=SYSTEM, file=first, reason="nhầm")
    assert attach() != first
