"""A list of people gives rights: an unlocked desk is not enough to apply one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from conftest import PASSWORD
from django.test import Client

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.imports.actions import check_run, start_run
from diemsang.imports.lists.people import PEOPLE
from diemsang.imports.models import ImportRun, State
from diemsang.imports.tests.fake import workbook


@pytest.fixture
def run(quan: User) -> ImportRun:
    data = workbook([["bia", "Người Bịa", "SYSTEM_ADMIN"]], head=["Tên đăng nhập", "Họ và tên", "Vai trò"])
    made, _rows = start_run(actor=quan, description=PEOPLE, params={}, name="nguoi.xlsx", data=data)
    check_run(actor=quan, run=made)
    made.refresh_from_db()
    return made


def test_late_the_page_and_the_api_ask_again_before_people_are_applied(quan: User, run: ImportRun) -> None:
    client, sent = Client(), {"digest": run.digest}
    client.force_login(quan)
    with clock.fixed(clock.now() + dt.timedelta(minutes=16)):
        told: Any = client.post(f"/api/v1/imports/runs/{run.pk}/apply?digest={run.digest}")
        assert told.status_code == 403 and "chứng tỏ" in told.json()["message"]
        page = f"/nhap/lan/{run.pk}/ap-dung/"
        assert "Xác nhận là bạn" in client.post(page, sent).content.decode()
        assert not User.objects.filter(username="bia").exists()
        assert client.post(page, {**sent, "chinh_toi": PASSWORD}).status_code == 302
        # Still sixteen minutes later, which late in the evening is tomorrow: the role begins there.
        assert User.objects.get(username="bia").can("accounts.view")
        assert ImportRun.objects.get(pk=run.pk).state == State.APPLIED
