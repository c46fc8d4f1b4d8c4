"""The API at its interface: what it answers, to whom, and in which form."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from diemsang.accounts.models import User
from diemsang.config.api import api
from diemsang.config.cli.plan import plan as plan_command
from diemsang.core.actor import SYSTEM
from diemsang.core.paths import data_path
from diemsang.imports.tests.fake import fake_list, workbook
from diemsang.plans.actions import load_plan

ROW = [None, "Nà Kham", "Nà Hang", "Hoạt động", 120, 105.25, None, None]
SignIn = Callable[[User], Client]


@pytest.fixture
def plan(tq: Any) -> None:
    load_plan(actor=SYSTEM, path=data_path("examples/tuyen-quang"))


def test_the_committed_description_is_the_one_served(client: Client, lan: User, signed_in: SignIn) -> None:
    served = signed_in(lan).get("/api/v1/openapi.json").json()
    kept = json.loads((data_path("examples").parent / "docs" / "api.json").read_text(encoding="utf-8"))
    assert served == kept, "run: ./dev docs"
    assert client.get("/api/v1/openapi.json").status_code == 401


def test_operations_keep_their_names(db: None) -> None:
    schema = api.get_openapi_schema()
    names = {line["operationId"] for path in schema["paths"].values() for line in path.values()}
    assert {"points", "point", "areas", "area", "area_by_code", "plans", "reconciliation"} <= names


def test_points_are_those_of_the_page(lan: User, huong: User, plan: None, signed_in: SignIn) -> None:
    every = signed_in(lan).get("/api/v1/points", {"plan": "KH-207-2023", "size": "500"}).json()
    mine = signed_in(huong).get("/api/v1/points").json()
    assert every["count"] == len(every["items"]) == 93
    assert 0 < mine["count"] < 93
    assert {item["place"]["today"]["name"] for item in mine["items"]} == {"Xã Nà Hang"}


def test_an_unchanged_list_is_not_sent_again(lan: User, plan: None, signed_in: SignIn) -> None:
    client = signed_in(lan)
    tag = client.get("/api/v1/points")["ETag"]
    again = client.get("/api/v1/points", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert client.get("/api/v1/points", {"page": "2"}, headers={"If-None-Match": tag}).status_code == 200


def test_a_point_tells_its_story(lan: User, plan: None, signed_in: SignIn) -> None:
    told = signed_in(lan).get("/api/v1/points/TQ-0092").json()
    assert told["place"]["recorded"]["name"] == "Xã Năng Khả"
    assert told["place"]["today"]["name"] == "Xã Nà Hang"
    assert told["listings"][0]["plan"] == "KH-207-2023"
    assert told["needs"][0]["owner"]


@pytest.mark.parametrize("geography", ["plan", "today"])
def test_reconciliation_is_the_same_as_on_the_command_line(
    geography: str, lan: User, plan: None, signed_in: SignIn
) -> None:
    words = {"on": "2023-12-31", "geography": geography}
    over_api = signed_in(lan).get("/api/v1/plans/KH-207-2023/reconcile", words).json()
    command = ["reconcile", "KH-207-2023", "--on", "2023-12-31", "--geography", geography, "--json", "--as", "lan"]
    result = CliRunner().invoke(plan_command, command, catch_exceptions=False)
    assert over_api == json.loads(result.stdout)
    assert over_api["totals"]["point"]["planned"] == 83


def test_a_unit_is_found_by_its_old_name(lan: User, signed_in: SignIn) -> None:
    found = signed_in(lan).get("/api/v1/areas", {"q": "năng khả"}).json()
    assert found["items"][0]["name"] == "Xã Năng Khả"
    assert [unit["name"] for unit in found["items"][0]["today"]] == ["Xã Nà Hang"]
    unit = signed_in(lan).get("/api/v1/areas/qd124-2004-02281").json()
    assert unit["ended"] == "2025-07-01"
    assert "Xã Nà Hang" in {line["target"]["name"] for line in unit["lineage"]}


def test_a_code_belongs_to_another_unit_on_another_day(lan: User, signed_in: SignIn) -> None:
    client = signed_in(lan)
    before = client.get("/api/v1/areas/resolve", {"code": "02221", "on": "2023-12-31"}).json()
    after = client.get("/api/v1/areas/resolve", {"code": "02221", "on": "2025-07-01"}).json()
    assert before["key"] != after["key"]
    nothing = client.get("/api/v1/areas/resolve", {"code": "99999"})
    assert nothing.status_code == 422
    assert nothing.json()["problems"][0]["advice"]


def test_all_that_is_wrong_is_told_at_once_in_vietnamese(lan: User, signed_in: SignIn) -> None:
    answer = signed_in(lan).get("/api/v1/points", {"on": "31/12/2023", "size": "501", "stage": "xong"})
    assert answer.status_code == 422
    told = answer.json()
    assert told["message"] == "Yêu cầu chưa đúng."
    assert {line["where"] for line in told["problems"]} == {"on", "size", "stage"}
    assert {line["where"]: line["message"] for line in told["problems"]}["size"] == "không được quá 500."


def test_a_plan_one_may_not_see_is_told_like_one_that_is_not_there(huong: User, plan: None, signed_in: SignIn) -> None:
    answer = signed_in(huong).get("/api/v1/points", {"plan": "KHONG-CO", "area": "khong-co"})
    assert answer.status_code == 422
    assert [line["where"] for line in answer.json()["problems"]] == ["plan", "area"]


@pytest.mark.parametrize("address", ["/api/v1/", "/api/v1/khong-co", "/api/v1/points", "/api/v1/points/TQ-0092"])
def test_the_signed_out_get_401_and_no_page(address: str, client: Client, db: None) -> None:
    answer = client.get(address)
    assert answer.status_code == 401
    assert answer["Content-Type"].startswith("application/json")
    assert answer.json()["message"] == "Chưa đăng nhập."


def test_no_refusal_is_a_page(lan: User, stranger: User, signed_in: SignIn) -> None:
    refused = signed_in(stranger).get("/api/v1/points")
    missing = signed_in(lan).get("/api/v1/khong-co")
    method = signed_in(lan).delete("/api/v1/points")
    assert [refused.status_code, missing.status_code, method.status_code] == [403, 404, 405]
    assert all(set(answer.json()) == {"message", "problems"} for answer in (refused, missing, method))
    assert method["Allow"] == "GET"


def test_a_workbook_is_tried_applied_and_taken_back(
    lan: User, huong: User, signed_in: SignIn, settings: Any, tmp_path: Path
) -> None:
    settings.FILES_ROOT = tmp_path
    client = signed_in(lan)
    with fake_list() as (description, store):
        good = SimpleUploadedFile("a.xlsx", workbook([ROW]))
        run = client.post(f"/api/v1/imports/{description.key}", {"file": good}).json()
        assert (run["state"], run["counts"]["created"], run["errors"]) == ("checked", 1, [])
        address = f"/api/v1/imports/runs/{run['run']}"
        assert signed_in(huong).get(address).status_code == 404
        assert client.post(f"{address}/apply?digest=khac").status_code == 409
        assert client.post(f"{address}/apply?digest={run['digest']}").json()["state"] == "applied"
        assert len(store.rows) == 1
        again = client.post(f"{address}/apply")
        assert again.status_code == 409
        assert again.json()["problems"]
        assert client.post(f"{address}/undo").json()["state"] == "undone"
        assert not store.rows


def test_writing_needs_the_token(lan: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(lan)
    answer = strict.post("/api/v1/imports/runs/1/apply")
    assert answer.status_code == 403
    assert answer.json()["message"] == "Thiếu mã CSRF."


def test_our_own_fault_is_logged_and_told_without_a_trace(
    lan: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*words: Any) -> None:
        raise ZeroDivisionError("bí mật")

    monkeypatch.setattr("diemsang.plans.queries.plan_cards", broken)
    answer = signed_in(lan).get("/api/v1/plans")
    assert answer.status_code == 500
    assert "bí mật" not in answer.content.decode()
    assert "bí mật" in caplog.text
