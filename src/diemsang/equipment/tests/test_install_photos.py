"""Photos of an installation as the installer sends them from a phone."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from diemsang.audit.models import Entry
from diemsang.core.actor import SYSTEM
from diemsang.equipment import actions
from diemsang.equipment.actions import photos as rules
from diemsang.equipment.models import Checklist, ChecklistPhoto
from diemsang.equipment.tests.test_work_pages import CODE, SECOND, accept, install, installer, officer, stocked
from diemsang.points.actions import add_photo
from diemsang.points.models import SupportPoint
from diemsang.points.tests.survey_support import jpeg

__all__ = ["installer", "officer", "stocked"]
HANOI, NA_HANG = (21.0285, 105.8542), (22.345, 105.39)
THAT_DAY = "2025:08:01 09:30:00"
HEIC = b"\0\0\0\x18ftypheic" + bytes(32)


@pytest.fixture
def checklist(installer: Client, settings: Any, tmp_path: Path) -> Checklist:
    settings.FILES_ROOT = tmp_path / "files"
    return install(installer)


def send(client: Client, checklist: Checklist, *photos: bytes, name: str = "IMG_1.jpg", htmx: bool = True) -> Any:
    files = [SimpleUploadedFile(name, photo) for photo in photos]
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(f"/thiet-bi/phieu/{checklist.public_id}/anh/", {"anh": files}, headers=headers)


def test_photos_are_kept_shown_small_and_readable_in_full(
    installer: Client, officer: Client, checklist: Checklist
) -> None:
    page = send(installer, checklist, jpeg(10, at=NA_HANG, when=THAT_DAY), jpeg(90, when=THAT_DAY)).content.decode()
    assert page.count("<img") == 2 and "22,345" in page and "105,39" in page and "không có vị trí" in page
    assert "ds-error-text" not in page
    first = ChecklistPhoto.objects.first()
    assert first is not None
    whole = officer.get(f"/thiet-bi/phieu/{checklist.public_id}/").content.decode()
    assert whole.count("<img src") >= 2 and "Chụp ảnh" not in whole and "Bỏ ảnh" not in whole
    picture = officer.get(f"/thiet-bi/phieu/{checklist.public_id}/anh/{first.pk}/")
    assert picture.status_code == 200 and picture["Content-Type"] == "image/jpeg"
    blob = officer.get(f"/tep/{first.blob.sha256}/")
    assert b"".join(blob) == jpeg(10, at=NA_HANG, when=THAT_DAY)
    assert blob.status_code == 200 and f"lap-dat-{CODE}" in blob["Content-Disposition"]


def test_the_same_photo_twice_is_one_and_one_taken_out_comes_back(installer: Client, checklist: Checklist) -> None:
    for _press in range(2):
        page = send(installer, checklist, jpeg(3, when=THAT_DAY), jpeg(3, when=THAT_DAY)).content.decode()
        assert page.count("<img") == 1
    photo = ChecklistPhoto.objects.get()
    assert Entry.objects.filter(action="equipment.checklist_photo").count() == 1
    drop = f"/thiet-bi/phieu/{checklist.public_id}/anh/{photo.pk}/bo/"
    for _press in range(2):
        assert "Chưa có ảnh nào." in installer.post(drop, headers={"HX-Request": "true"}).content.decode()
    assert Entry.objects.filter(action="equipment.drop_checklist_photo").count() == 1
    assert send(installer, checklist, jpeg(3, when=THAT_DAY)).content.decode().count("<img") == 1
    photo.refresh_from_db()
    assert photo.voided_at is None and ChecklistPhoto.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("anh.heic", HEIC, "ảnh HEIC"),
        ("anh.pdf", b"%PDF-1.7 x", "anh.pdf"),
        ("anh.svg", b"<svg onload='x'>", "anh.svg"),
        ("anh.jpg", b"<script>alert(1)</script>", "anh.jpg"),
        ("anh.jpg", jpeg(9)[:400], "không mở được"),
        ("anh.jpg", b"", "anh.jpg"),
    ],
)
def test_what_is_no_photo_is_named_and_the_others_are_kept(
    name: str, data: bytes, words: str, installer: Client, checklist: Checklist
) -> None:
    page = send(installer, checklist, jpeg(4), data, name=name if name != "anh.heic" else "anh.jpg").content.decode()
    assert "ds-error-text" in page and words in page
    assert ChecklistPhoto.objects.count() == 1


def test_without_scripts_the_reason_stands_on_the_page(installer: Client, checklist: Checklist) -> None:
    answer = send(installer, checklist, HEIC, htmx=False)
    assert answer.status_code == 302
    assert "ảnh HEIC" in installer.get(answer["Location"]).content.decode()


def test_what_a_person_should_look_at_is_said(installer: Client, checklist: Checklist) -> None:
    point = SupportPoint.objects.get(code=CODE)
    other = install(installer, SECOND)
    shared, surveyed = jpeg(50, when=THAT_DAY), jpeg(100, when=THAT_DAY)
    send(installer, other, shared)
    add_photo(
        actor=SYSTEM,
        public_id=uuid.uuid4(),
        point=point,
        survey_key=uuid.uuid4(),
        stream=SimpleUploadedFile("a.jpg", surveyed),
        file_name="a.jpg",
    )
    photos = (shared, surveyed, jpeg(150, at=HANOI, when=THAT_DAY), jpeg(200))
    page = send(installer, checklist, *photos).content.decode()
    assert f"Cùng ảnh này dùng cho điểm khác: {SECOND}" in page
    assert "Chính là ảnh khảo sát của điểm này" in page
    assert "Chụp cách nơi của điểm khoảng" in page and "Chụp ngày 20/02/2026, không phải ngày lắp đặt" in page
    assert page.count("ds-error-text") == 4


def test_photos_stop_at_the_most_and_stay_once_accepted(
    installer: Client, officer: Client, checklist: Checklist, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_PHOTOS", 2)
    page = send(installer, checklist, jpeg(10), jpeg(90), jpeg(170)).content.decode()
    assert page.count("<img") == 2 and "đã đủ 2 ảnh" in page
    minute = accept(officer, CODE)
    drop = f"/thiet-bi/phieu/{checklist.public_id}/anh/{ChecklistPhoto.objects.first().pk}/bo/"  # type: ignore[union-attr]
    assert minute.code in installer.post(drop, headers={"HX-Request": "true"}).content.decode()
    assert not ChecklistPhoto.objects.exclude(voided_at=None).exists()


def test_a_void_installation_takes_no_photo(installer: Client, checklist: Checklist) -> None:
    actions.void_checklist(actor=SYSTEM, checklist=checklist, reason="nhầm điểm")
    page = send(installer, checklist, jpeg(1)).content.decode()
    assert "đã hủy" in page and "Chụp ảnh" not in page and not ChecklistPhoto.objects.exists()
