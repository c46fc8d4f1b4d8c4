"""From the upload to the undo, as people do it: once, together with others, and by pages."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from diemsang.accounts.models import User
from diemsang.audit.models import Entry
from diemsang.core.errors import Refused
from diemsang.imports import actions, jobs
from diemsang.imports.description import Column, ListDescription
from diemsang.imports.models import ImportRun, State
from diemsang.imports.tests.fake import Store, fake_list, workbook

ROWS = [[None, f"Bản {number}", "Nà Hang", "Hoạt động", number, None, None, None] for number in range(1, 4)]


@pytest.fixture(name="fake")
def made(settings: Any, tmp_path: Path) -> Iterator[tuple[ListDescription, Store]]:
    settings.FILES_ROOT = tmp_path
    with fake_list() as both:
        yield both


def start(actor: User, description: ListDescription, data: bytes, name: str = "diem.xlsx") -> ImportRun:
    run, _rows = actions.start_run(actor=actor, description=description, params={}, name=name, data=data)
    assert actions.check_run(actor=actor, run=run)
    return run


def test_apply_once_undo_once(lan: User, fake: tuple[ListDescription, Store]) -> None:
    description, store = fake
    data = workbook(ROWS)
    run = start(lan, description, data)
    assert run.counts["created"] == 3 and not store.rows
    assert actions.apply_run(actor=lan, run=run)
    assert len(store.rows) == 3
    with pytest.raises(Refused, match="đã áp dụng rồi"):
        actions.apply_run(actor=lan, run=run)
    with pytest.raises(Refused, match="đã được áp dụng lúc"):
        start(lan, description, data)
    assert len(store.rows) == 3
    actions.undo_run(actor=lan, run=run)
    assert not store.rows
    with pytest.raises(Refused, match="đã hoàn tác rồi"):
        actions.undo_run(actor=lan, run=run)
    again = start(lan, description, data)
    assert actions.apply_run(actor=lan, run=again) and len(store.rows) == 3
    told = list(Entry.objects.filter(action__startswith="imports.").order_by("id").values_list("action", flat=True))
    assert told == ["imports.apply", "imports.undo", "imports.apply"]


def test_all_or_nothing_when_one_row_fails(lan: User, fake: tuple[ListDescription, Store]) -> None:
    run = start(lan, fake[0], workbook([*ROWS, [None, "Nổ", "Nà Hang", *ROWS[0][3:]]]))
    with pytest.raises(Refused, match="Thôn Nổ"):
        actions.apply_run(actor=lan, run=run)
    run.refresh_from_db()
    assert run.state == State.CHECKED and not run.steps.exists()
    assert not Entry.objects.filter(action="imports.apply").exists()


def test_two_people_with_the_same_row(
    lan: User, make_user: Callable[..., User], fake: tuple[ListDescription, Store]
) -> None:
    description, store = fake
    store.fill(2)
    other = make_user("binh", role="SYSTEM_ADMIN")
    head = ["Mã điểm", "Tên thôn", "Xã", "Số hộ"]
    one = start(lan, description, workbook([["T-1", "Thôn 1", "Lâm Bình", 10]], head=head))
    with fake_list("points.view") as (same, theirs):
        theirs.rows = store.rows
        two = start(other, same, workbook([["T-1", "Thôn 1", "Lâm Bình", 20]], head=head))
        assert actions.apply_run(actor=lan, run=one)
        assert not actions.apply_run(actor=other, run=two)
        assert store.rows["T-1"]["houses"] == 10
        row = two.rows.get(kind="changed")
        assert row.lines[0]["before"] == "10" and two.state == State.CHECKED
        assert actions.apply_run(actor=other, run=two)
        assert store.rows["T-1"]["houses"] == 20


def test_a_row_outside_the_scope_stops_everything(lan: User, fake: tuple[ListDescription, Store]) -> None:
    description, store = fake
    run = start(lan, description, workbook(ROWS))
    store.hidden.add("T-2")
    from django.core.exceptions import PermissionDenied

    with pytest.raises(PermissionDenied):
        actions.apply_run(actor=lan, run=run)
    run.refresh_from_db()
    assert run.state == State.CHECKED


def test_undo_refuses_what_others_depend_on(lan: User, fake: tuple[ListDescription, Store]) -> None:
    run = start(lan, fake[0], workbook(ROWS))
    actions.apply_run(actor=lan, run=run)
    fake[1].used.add("T-1")
    with pytest.raises(Refused, match="lượt dùng"):
        actions.undo_run(actor=lan, run=run)
    run.refresh_from_db()
    assert run.state == State.APPLIED


def test_refused_rows_and_unconfirmed_text_cannot_be_applied(lan: User, fake: tuple[ListDescription, Store]) -> None:
    wrong = start(lan, fake[0], workbook([[None, "Bản A", "Na Hag", *ROWS[0][3:]]]))
    with pytest.raises(Refused, match="còn dòng sai"):
        actions.apply_run(actor=lan, run=wrong)
    old = start(lan, fake[0], workbook([[None, "B¶n L¸", "Nµ Hang", *ROWS[0][3:]]]))
    with pytest.raises(Refused, match="chuyển mã"):
        actions.apply_run(actor=lan, run=old)
    actions.confirm_text(actor=lan, run=old)
    old.refresh_from_db()
    assert actions.apply_run(actor=lan, run=old)


def test_a_killed_check_is_taken_again_and_a_busy_one_is_left(lan: User, fake: tuple[ListDescription, Store]) -> None:
    import datetime as dt

    from diemsang.core import clock

    run = start(lan, fake[0], workbook(ROWS))
    ImportRun.objects.filter(pk=run.pk).update(state=State.CHECKING, lease_until=clock.now() + dt.timedelta(minutes=1))
    assert not actions.check_run(actor=lan, run=run)
    with clock.fixed(clock.now() + dt.timedelta(minutes=2)):
        jobs.check(run.pk)
    run.refresh_from_db()
    assert run.state == State.CHECKED


def test_the_worker_applies_a_queued_file_once(lan: User, fake: tuple[ListDescription, Store]) -> None:
    run = start(lan, fake[0], workbook(ROWS))
    assert actions.queue_apply(actor=lan, run=run)
    run.refresh_from_db()
    assert not actions.queue_apply(actor=lan, run=run)
    jobs.apply(run.pk)
    jobs.apply(run.pk)
    run.refresh_from_db()
    assert run.state == State.APPLIED and len(fake[1].rows) == 3


def upload(client: Client, data: bytes, **more: str) -> Any:
    return client.post("/nhap/thu/", {"tep": SimpleUploadedFile("diem.xlsx", data), **more})


def test_three_steps_in_the_browser(
    lan: User, huong: User, signed_in: Callable[[User], Client], fake: tuple[ListDescription, Store]
) -> None:
    client = signed_in(lan)
    assert "Danh sách thử" in client.get("/nhap/").content.decode()
    template = client.get("/nhap/thu/mau/")
    assert openpyxl.load_workbook(io.BytesIO(template.content)).sheetnames[0] == "Danh sách"
    sent = upload(client, workbook([*ROWS, [None, "Bản 9", "Na Hag", *ROWS[0][3:]]]))
    page = client.get(sent["Location"])
    text = page.content.decode()
    assert "không có xã «Na Hag»" in text and "Nà Hang" in text and "C5" in text
    copy = client.get(f"{sent['Location']}to-mau/")
    repaired = openpyxl.load_workbook(io.BytesIO(copy.content))
    repaired["Trang 1"]["C5"] = "Nà Hang"
    out = io.BytesIO()
    repaired.save(out)
    sent = upload(client, out.getvalue())
    run = ImportRun.objects.latest("id")
    assert run.counts["created"] == 4
    address = sent["Location"]
    for _click in range(2):
        client.post(f"{address}ap-dung/", {"digest": run.digest})
    assert len(fake[1].rows) == 4
    export = client.get("/nhap/thu/xuat/")
    assert ImportRun.objects.count() == 2
    upload(client, export.content)
    assert ImportRun.objects.latest("id").counts["unchanged"] == 4
    other = signed_in(huong)
    for path in ("", "to-mau/", "tien-do/"):
        assert other.get(f"{address}{path}").status_code == 404
    for path in ("ap-dung/", "hoan-tac/", "dong-y/", "kiem-tra/"):
        assert other.post(f"{address}{path}").status_code == 404
    client.post(f"{address}hoan-tac/")
    assert not fake[1].rows


def test_a_bad_file_keeps_what_was_chosen(
    lan: User, signed_in: Callable[[User], Client], settings: Any, tmp_path: Path
) -> None:
    settings.FILES_ROOT = tmp_path
    params = (Column("plan", "Kế hoạch", "choice", required=True, choices=lambda: [("a", "Một"), ("b", "Hai")]),)
    with fake_list(params=params):
        answer = upload(signed_in(lan), b"PK\x03\x04 cut", plan="b")
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "chưa trọn" in text and '<option value="b" selected' in text
    assert not ImportRun.objects.exists()


def test_a_long_file_waits_and_says_when_no_worker_comes(
    lan: User, signed_in: Callable[[User], Client], fake: tuple[ListDescription, Store]
) -> None:
    import datetime as dt

    from diemsang.core import clock

    client = signed_in(lan)
    many = [[None, f"Bản {number}", "Nà Hang", *ROWS[0][3:]] for number in range(jobs.INLINE + 5)]
    address = upload(client, workbook(many))["Location"]
    assert "every 2s" in client.get(address).content.decode()
    with clock.fixed(clock.now() + dt.timedelta(minutes=1)):
        assert "Chạy ngay" in client.get(address).content.decode()
        client.post(f"{address}kiem-tra/")
    run = ImportRun.objects.latest("id")
    assert run.counts["created"] == jobs.INLINE + 5
    assert client.get(f"{address}tien-do/")["HX-Redirect"] == address
    client.post(f"{address}ap-dung/", {"digest": run.digest})
    assert "chờ áp dụng" in client.get(address).content.decode()
    jobs.apply(run.pk)
    assert len(fake[1].rows) == jobs.INLINE + 5
