from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from diemsang.accounts.models import User
from diemsang.core.actor import SYSTEM
from diemsang.core.paths import data_path
from diemsang.plans.actions import load_plan
from diemsang.points.actions import record_milestone
from diemsang.points.models import PointFile, SupportPoint

PDF = b"%PDF-1.7 x"
PAGE = "/diem/TQ-0001/ho-so/"


@pytest.fixture
def client(tq: Any, lan: User, signed_in: Callable[[User], Client], settings: Any, tmp_path: Path) -> Client:
    settings.FILES_ROOT = tmp_path / "files"
    load_plan(actor=SYSTEM, path=data_path("examples/tuyen-quang"))
    return signed_in(lan)


def add(client: Client, name: str, data: bytes, **more: str) -> int:
    upload = SimpleUploadedFile(name, data)
    return client.post("/diem/TQ-0001/tep/", {"title": "Biên bản", "file": upload, **more}).status_code


def test_papers_stand_in_the_order_of_the_life_cycle_and_the_missing_say_so(client: Client) -> None:
    assert add(client, "nt.pdf", PDF + b"1", kind="BB_NT", number="02/BB", on="12/01/2024", issuer="Sở KH&CN") == 302
    assert add(client, "ks.pdf", PDF + b"2", kind="BB_KS") == 302
    page = client.get(PAGE).content.decode()
    assert page.index("/tep/" + PointFile.objects.get(kind="BB_KS").blob.sha256) < page.index("02/BB")
    assert "còn thiếu</span>" not in page  # only listed: nothing is due yet
    point = SupportPoint.objects.get(code="TQ-0001")
    record_milestone(actor=SYSTEM, point=point, item="point", kind="accepted", on=dt.date(2024, 2, 1), source="thu:1")
    page = client.get(PAGE).content.decode()
    assert page.count("còn thiếu</span>") == 7
    assert "Biên bản kiểm kê" not in page


def test_papers_of_one_kind_are_ordered_by_hand(client: Client) -> None:
    for letter in "abc":
        add(client, f"{letter}.pdf", PDF + letter.encode(), kind="BB_KTr", title=letter)
    last = PointFile.objects.get(title="c")
    for _time in range(3):
        assert client.post(f"{PAGE}{last.pk}/", {"viec": "len"}).status_code == 302
    assert list(PointFile.objects.order_by("position").values_list("title", flat=True)) == ["c", "a", "b"]
    assert client.post(f"{PAGE}{last.pk}/", {"viec": "xuong"}).status_code == 302
    assert list(PointFile.objects.order_by("position").values_list("title", flat=True)) == ["a", "c", "b"]


def test_putting_back_twice_takes_nothing_out(client: Client) -> None:
    add(client, "ks.pdf", PDF)
    paper = PointFile.objects.get()
    assert client.post(f"{PAGE}{paper.pk}/", {"viec": "tra-lai", "reason": "x"}).status_code == 302
    assert PointFile.objects.get().voided_at is None


def test_everything_as_an_archive_with_an_index_and_safe_names(client: Client) -> None:
    assert add(client, "../../=cmd|a.pdf", PDF, kind="BB_KS") == 302
    answer = client.get(f"{PAGE}zip/")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as package:
        names = package.namelist()
        assert all("/" not in name and ".." not in name for name in names)
        assert "Biên bản" in package.read("00-muc-luc.csv").decode()
        assert package.read(names[0]) == PDF


def test_the_file_is_bound_as_one_pdf_with_an_index_that_leads_to_each_paper(client: Client) -> None:
    scan, photo = io.BytesIO(), io.BytesIO()
    with pikepdf.new() as book:
        book.add_blank_page()
        book.add_blank_page()
        book.save(scan)
    Image.new("RGB", (900, 600), "grey").save(photo, "JPEG")
    assert add(client, "nt.pdf", scan.getvalue(), kind="BB_NT", title="Nghiệm thu") == 302
    assert add(client, "anh.jpg", photo.getvalue(), title="Ảnh nhà văn hóa") == 302
    assert add(client, "hong.pdf", PDF, title="Tệp hỏng") == 302
    answer = client.get(f"{PAGE}pdf/")
    assert answer["Content-Type"] == "application/pdf" and "ho-so-TQ-0001.pdf" in answer["Content-Disposition"]
    with pikepdf.open(io.BytesIO(b"".join(answer))) as bound:
        assert len(bound.pages) == 4  # the index, two pages of the scan, the photo; the broken file is only named
        assert all([round(float(x)) for x in page.mediabox][2:] in ([595, 842], [842, 595]) for page in bound.pages[3:])
        with bound.open_outline() as outline:
            named = [item.title for part in outline.root for item in part.children]
        assert named == ["Biên bản nghiệm thu: Nghiệm thu", "Ảnh nhà văn hóa"]
        targets = [link.Dest[0].objgen for link in bound.pages[0].Annots]
        assert targets == [bound.pages[1].obj.objgen, bound.pages[3].obj.objgen]


def test_a_paper_is_taken_out_with_a_reason_and_put_back(client: Client) -> None:
    add(client, "ks.pdf", PDF)
    paper = PointFile.objects.get()
    assert client.post(f"{PAGE}{paper.pk}/", {"reason": " "}).status_code == 422
    assert client.post(f"{PAGE}{paper.pk}/", {"reason": "nhầm điểm"}).status_code == 302
    assert PointFile.objects.get().void_reason == "nhầm điểm"
    assert client.post(f"{PAGE}{paper.pk}/").status_code == 302
    assert PointFile.objects.get().voided_at is None
    assert client.post(f"/diem/TQ-0002/ho-so/{paper.pk}/", {"reason": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("name", "data"), [("a.html", b"<script>"), ("a.svg", b"<svg onload='x'>"), ("a.pdf", b"MZ\0")]
)
def test_nothing_that_could_run_is_taken(client: Client, name: str, data: bytes) -> None:
    assert add(client, name, data) == 422
    assert not PointFile.objects.exists()
