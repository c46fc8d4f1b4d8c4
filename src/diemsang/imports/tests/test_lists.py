"""Offices and people through the importer. Names are invented."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from conftest import MakeUser, TuyenQuang
from django.core.exceptions import PermissionDenied
from django.db.models import F
from openpyxl import Workbook

from diemsang.accounts.actions import deactivate_user, rename_office
from diemsang.accounts.models import Office, User
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.imports.actions import apply_run, check_run, start_run, undo_run
from diemsang.imports.engine import Outcome, dry_run
from diemsang.imports.lists.offices import OFFICES
from diemsang.imports.lists.people import PEOPLE
from diemsang.imports.models import ImportRun
from diemsang.imports.reading import Source
from diemsang.imports.tests.fake import workbook
from diemsang.imports.workbook import write_list


def dry(description: Any, head: list[str], rows: list[Any], actor: Any = SYSTEM) -> Outcome:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in [head, *rows]:
        sheet.append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    return dry_run(actor, description, {}, Source("x.xlsx", buffer.getvalue()))


@pytest.mark.parametrize("description", [OFFICES, PEOPLE])
def test_an_export_comes_back_unchanged(tq: TuyenQuang, lan: User, huong: User, description: Any) -> None:
    rows = description.open(SYSTEM, {}).standing()
    outcome = dry_run(SYSTEM, description, {}, Source("x.xlsx", write_list(description, rows, {})))
    assert outcome.counts == {"created": 0, "changed": 0, "unchanged": len(rows), "refused": 0}, outcome.errors


def test_an_office_is_made_and_taken_back(tq: TuyenQuang) -> None:
    head = ["Mã cơ quan", "Tên cơ quan", "Loại", "Địa bàn"]
    outcome = dry(OFFICES, head, [["so-bia", "Sở bịa", "Sở, ban cấp tỉnh", "Tỉnh Tuyên Quang"]])
    assert outcome.counts["created"] == 1, outcome.errors
    step = outcome.session.write(outcome.created[0])
    assert Office.objects.get(code="so-bia").area == tq.now("08")
    outcome.session.undo(step)
    assert not Office.objects.filter(code="so-bia").exists()


def test_a_person_comes_without_a_password_and_is_switched_off_again(tq: TuyenQuang, lan: User) -> None:
    head = ["Tên đăng nhập", "Họ và tên", "Cơ quan", "Vai trò", "Địa bàn"]
    outcome = dry(
        PEOPLE,
        head,
        [["bia", "Người Bịa", "tq-khcn", "COMMUNE", "xã Nà Hang"], ["lan", "Hoàng Thị Lan Bịa", None, None, None]],
    )
    assert (outcome.counts["created"], outcome.counts["changed"]) == (1, 1), outcome.errors
    steps = [outcome.session.write(change) for change in outcome.changes]
    user = User.objects.get(username="bia")
    assert not user.has_usable_password()
    assert user.can("points.edit", tq.now("02221").pk)
    for step in reversed(steps):
        outcome.session.undo(step)
    user.refresh_from_db()
    lan.refresh_from_db()
    assert not user.is_active
    assert lan.full_name == "Hoàng Thị Lan"


def through_a_run(actor: User, description: Any, head: list[str], rows: list[Any]) -> ImportRun:
    data = workbook(rows, head=head)
    run, _rows = start_run(actor=actor, description=description, params={}, name="x.xlsx", data=data)
    check_run(actor=actor, run=run)
    run.refresh_from_db()
    assert apply_run(actor=actor, run=run)
    return run


@pytest.fixture
def admin(tq: TuyenQuang, make_user: MakeUser) -> User:
    return make_user("quan-bia", role="SYSTEM_ADMIN", area=None, full_name="Quản trị Bịa")


def test_people_undone_come_again_from_the_same_file(tq: TuyenQuang, admin: User) -> None:
    head = ["Tên đăng nhập", "Họ và tên", "Cơ quan", "Vai trò", "Địa bàn", "Từ ngày"]
    rows = [["bia", "Người Bịa", "tq-khcn", "COMMUNE", "xã Nà Hang", "01/09/2025"]]
    for _time in range(2):
        run = through_a_run(admin, PEOPLE, head, rows)
        user = User.objects.get(username="bia")
        assert user.is_active
        assert user.can("points.edit", tq.now("02221").pk)
        undo_run(actor=admin, run=run)
        user = User.objects.get(username="bia")
        assert not user.is_active
        assert not any(held.in_force(clock.today()) for held in user.grants.all())
    through_a_run(admin, PEOPLE, head, rows)
    deactivate_user(actor=admin, user=User.objects.get(username="bia"), reason="nghỉ việc")
    User.objects.filter(username="bia").update(last_login=clock.now())
    assert dry(PEOPLE, head, rows).errors[0]["code"] == "taken", "somebody's real account is not opened by a file"


def test_a_new_name_is_taken_back(tq: TuyenQuang, admin: User) -> None:
    head = ["Mã cơ quan", "Tên cơ quan", "Từ ngày"]
    office = Office.objects.get(code="tq-khcn")
    before = list(
        office.versions.order_by(F("valid_from").asc(nulls_first=True)).values_list(
            "name", "valid_from", "valid_to", "note"
        )
    )
    run = through_a_run(admin, OFFICES, head, [["tq-khcn", "Sở Bịa", "01/11/2025"]])
    assert office.versions.order_by(F("valid_from").asc(nulls_first=True)).last().name == "Sở Bịa"  # type: ignore[union-attr]
    undo_run(actor=admin, run=run)
    assert (
        list(
            office.versions.order_by(F("valid_from").asc(nulls_first=True)).values_list(
                "name", "valid_from", "valid_to", "note"
            )
        )
        == before
    )
    run = through_a_run(admin, OFFICES, head, [["tq-khcn", "Sở Bịa", "01/11/2025"]])
    rename_office(actor=admin, office=office, name="Sở Bịa Hai", on=dt.date(2025, 12, 1))
    with pytest.raises(Refused, match="tq-khcn"):
        undo_run(actor=admin, run=run)


def test_only_administrators_read_or_bring_people(tq: TuyenQuang, huong: User) -> None:
    with pytest.raises(PermissionDenied):
        dry(PEOPLE, ["Tên đăng nhập"], [["x"]], huong)
    with pytest.raises(PermissionDenied):
        PEOPLE.open(huong, {}).standing()
