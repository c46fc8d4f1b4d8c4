"""The bar that takes back a place just recorded, a paper just added or removed."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from conftest import TuyenQuang
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from diemsang.accounts.models import User
from diemsang.audit.models import Entry
from diemsang.points import actions
from diemsang.points.models import PointFile, PointPlace, SupportPoint
from diemsang.points.tests.test_places import MOVED, put

SignIn = Callable[[User], Client]
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def writer(known: SupportPoint, make_user: Callable[..., User], tuyen_quang: TuyenQuang) -> User:
    return make_user("lan-2", role="PROV_IT", area=tuyen_quang.now("08"))


@pytest.fixture
def client_of_lan(writer: User, signed_in: SignIn) -> Client:
    return signed_in(writer)


def standing(point: SupportPoint) -> PointPlace:
    return PointPlace.objects.get(point=point, voided_at=None, valid_to=None)


def newest(action: str) -> Entry:
    return Entry.objects.filter(action=action).latest("id")


def test_a_recorded_place_is_taken_back_from_the_bar(
    client_of_lan: Client, known: SupportPoint, tuyen_quang: TuyenQuang
) -> None:
    before = standing(known)
    target = tuyen_quang.now("02221")
    answer = client_of_lan.post(
        f"/diem/{known.code}/dia-diem/",
        {"seen": before.pk, "area": "x", "area_key": target.key, "from_date": f"{MOVED:%d/%m/%Y}", "source": "BB 1"},
        follow=True,
    )
    assert answer.status_code == 200, answer.content.decode()[4000:9000]
    entry = newest("points.place")
    assert f"/nhat-ky/{entry.pk}/" in answer.content.decode()
    assert standing(known).area == target
    assert client_of_lan.post(f"/nhat-ky/{entry.pk}/hoan-tac/").status_code == 302
    assert standing(known).area == before.area
    assert Entry.objects.get(undoes=entry)


def test_a_place_recorded_since_is_not_lost(
    client_of_lan: Client, writer: User, known: SupportPoint, tuyen_quang: TuyenQuang
) -> None:
    actions.record_place(actor=writer, point=known, area=tuyen_quang.now("02221"), from_date=MOVED, source="BB 1")
    entry = newest("points.place")
    put(known, tuyen_quang.now("02221"), village="Thôn Bản Bung", reason="nhầm")
    now = standing(known)
    answer = client_of_lan.post(f"/nhat-ky/{entry.pk}/hoan-tac/")
    assert "đã ghi mới hơn" in answer.content.decode()
    assert standing(known) == now


def test_a_paper_goes_and_comes_back(client_of_lan: Client, known: SupportPoint) -> None:
    upload = SimpleUploadedFile("bb.pdf", PDF, "application/pdf")
    answer = client_of_lan.post(f"/diem/{known.code}/tep/", {"title": "Biên bản", "file": upload}, follow=True)
    assert "Hoàn tác" in answer.content.decode()
    assert client_of_lan.post(f"/nhat-ky/{newest('points.attach').pk}/hoan-tac/").status_code == 302
    assert not PointFile.objects.filter(voided_at=None).exists()
    assert client_of_lan.post(f"/nhat-ky/{newest('points.remove_file').pk}/hoan-tac/").status_code in {302, 404}


def test_a_removed_paper_stays_out_when_it_was_added_again(
    client_of_lan: Client, writer: User, known: SupportPoint
) -> None:
    def attach() -> PointFile:
        return actions.attach_file(
            actor=writer, point=known, stream=io.BytesIO(PDF), file_name="bb.pdf", title="Biên bản"
        )

    actions.remove_file(actor=writer, file=attach(), reason="nhầm")
    entry = newest("points.remove_file")
    attach()
    assert "đã ghi mới hơn" in client_of_lan.post(f"/nhat-ky/{entry.pk}/hoan-tac/").content.decode()
    assert PointFile.objects.filter(voided_at=None).count() == 1
