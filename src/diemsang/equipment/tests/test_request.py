"""Asking for a transfer or disposal: from a piece, or several of a point."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from diemsang.core.actor import SYSTEM
from diemsang.documents.actions import void_minute
from diemsang.documents.models import Minute, MinuteState
from diemsang.documents.tests.support import sign
from diemsang.equipment.models import Act, Asset, AssetEvent
from diemsang.equipment.tests.test_work_pages import CODE, SECOND, install, installer, officer, stocked

__all__ = ["installer", "officer", "stocked"]
PAGE = f"/thiet-bi/de-nghi/{CODE}/"


@pytest.fixture
def tv(installer: Client) -> Asset:
    install(installer)
    return Asset.objects.get(serial="TV-07781")


def wish(*assets: Asset, **more: object) -> dict[str, object]:
    told = {"purpose": "dispose", "reason": "màn hình vỡ, không sửa được", "on": "04/08/2025", "value": "1500000"}
    return {"public_id": str(uuid.uuid4()), "ts": [asset.code for asset in assets], **told, **more}


def test_a_piece_is_asked_to_be_disposed_of_on_paper(officer: Client, tv: Asset) -> None:
    page = officer.get(f"/thiet-bi/t/{tv.public_id}/").content.decode()
    assert f"{PAGE}?ts={tv.code}" in page
    form = officer.get(f"{PAGE}?ts={tv.code}").content.decode()
    assert form.count(" checked") == 1 and f'value="{tv.code}" checked' in form
    sent = wish(tv, receiver="Sở Tài chính")
    for _press in range(2):
        assert officer.post(PAGE, sent).status_code == 302
    minute = Minute.objects.get()
    assert (minute.kind, minute.state) == ("DN_TL", MinuteState.PRINTED)
    facts = dict(minute.data["facts"])
    assert facts["Đề nghị"] == "Thanh lý" and facts["Giá trị còn lại (đồng)"] == "1.500.000"
    assert facts["Bên nhận đề xuất"] == "Sở Tài chính" and facts["Nơi đến"] == ""
    assert len(minute.data["lines"]) == 1 and tv.code in str(minute.data["lines"])
    page = officer.get(f"/thiet-bi/t/{tv.public_id}/").content.decode()
    assert f"Đang có đề nghị điều chuyển, thanh lý {minute.code}" in page and f"?ts={tv.code}" not in page
    assert minute.code in officer.get(PAGE).content.decode()
    assert minute.title in officer.get("/bien-ban/?loai=DN_TL").content.decode()
    sign(SYSTEM, minute)
    assert "đề nghị thanh lý: màn hình vỡ" in AssetEvent.objects.get(minute=minute).note
    assert f"?ts={tv.code}" in officer.get(f"/thiet-bi/t/{tv.public_id}/").content.decode()


def test_several_pieces_of_a_point_are_asked_to_go_to_another(officer: Client, tv: Asset) -> None:
    pieces = list(Asset.objects.filter(places__point__code=CODE, item__serialised=True))
    assert "Đề nghị điều chuyển, thanh lý" in officer.get(f"/diem/{CODE}/").content.decode()
    sent = wish(*pieces, purpose="transfer", value="", target=f" {SECOND.lower()} ")
    refused = officer.post(PAGE, sent)  # the officer of Nà Hang does not see the other commune's point
    assert refused.status_code == 422 and "không có điểm" in refused.content.decode()
    minute = _asked(officer, wish(*pieces, purpose="transfer", value="", receiver="Trường Tiểu học Hồng Thái"))
    facts = dict(minute.data["facts"])
    assert facts["Đề nghị"] == "Điều chuyển" and facts["Giá trị còn lại (đồng)"] == ""
    assert len(minute.data["lines"]) == len(pieces) == 2
    assert Act.objects.get(minute=minute).purpose == "transfer"


def _asked(client: Client, sent: dict[str, object]) -> Minute:
    answer = client.post(PAGE, sent)
    assert answer.status_code == 302, answer.content.decode()
    return Minute.objects.get(public_id=answer["Location"].rstrip("/").rsplit("/", 1)[1])


def test_a_second_request_names_the_first_until_it_is_void(officer: Client, tv: Asset) -> None:
    first = _asked(officer, wish(tv))
    answer = officer.post(PAGE, wish(tv))
    assert answer.status_code == 422 and f"đã có biên bản {first.code}" in answer.content.decode()
    void_minute(actor=SYSTEM, minute=first, reason="đã sửa được")
    assert _asked(officer, wish(tv)) != first


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"ts": []}, "chưa chọn"),
        ({"ts": ["TS-999999"]}, "chưa chọn"),
        ({"purpose": ""}, "Chọn điều chuyển hoặc thanh lý."),
        ({"purpose": "sell"}, "sell"),
        ({"reason": " "}, "Lý do"),
        ({"reason": "x" * 301}, "300"),
        ({"value": "-1"}, "Giá trị còn lại"),
        ({"value": "9" * 30}, "Giá trị còn lại"),
        ({"value": "nhiều"}, "Giá trị còn lại"),
        ({"target": CODE}, "là chính điểm này"),
        ({"target": "XX-1"}, "không có điểm «XX-1»"),
        ({"on": "01/01/2030"}, "ở phía trước"),
        ({"on": "01/01/2020"}, "không còn ở điểm này"),
        ({"public_id": "x"}, "public_id"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    more: dict[str, object], words: str, officer: Client, tv: Asset
) -> None:
    answer = officer.post(PAGE, {**wish(tv), "receiver": "giữ lại", **more})
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page and "giữ lại" in page
    assert not Minute.objects.exists()
