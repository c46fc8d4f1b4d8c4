from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from diemsang.accounts.models import User
from diemsang.audit.models import Entry
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.core.paths import data_path
from diemsang.documents.actions import record_decision
from diemsang.documents.models import Decision
from diemsang.plans.actions import load_plan, reopen_anomaly, settle_anomaly
from diemsang.plans.models import Anomaly
from diemsang.plans.queries import open_anomalies

DAY = dt.date(2024, 3, 1)
PAGE = "/ke-hoach/KH-207-2023/bat-thuong/share-microphone/"


@pytest.fixture
def anomaly(tq: Any) -> Anomaly:
    load_plan(actor=SYSTEM, path=data_path("examples/tuyen-quang"))
    return Anomaly.objects.get(code="share-microphone")


@pytest.fixture
def answer(db: None) -> Decision:
    return record_decision(
        actor=SYSTEM, number="15/UBND-KGVX", kind="CV", on=dt.date(2024, 2, 20), title="Trả lời (minh họa)"
    )


def settled(anomaly: Anomaly, answer: Decision, on: dt.date = DAY, **more: Any) -> Any:
    facts = {"explanation": "micro chỉ cấp cho 18 điểm", "value": "18", **more}
    return settle_anomaly(actor=SYSTEM, anomaly=anomaly, decision=answer, on=on, **facts)


def test_settled_from_its_day_and_not_before(anomaly: Anomaly, answer: Decision) -> None:
    first = settled(anomaly, answer)
    assert settled(anomaly, answer) == first
    assert anomaly in open_anomalies(anomaly.plan, DAY - dt.timedelta(days=1))
    assert anomaly not in open_anomalies(anomaly.plan, DAY)
    assert anomaly.published == Anomaly.objects.get(pk=anomaly.pk).published


def test_reopened_with_a_reason_and_the_history_stays(anomaly: Anomaly, answer: Decision) -> None:
    settled(anomaly, answer)
    with pytest.raises(Refused, match="Lý do"):
        reopen_anomaly(actor=SYSTEM, anomaly=anomaly, reason=" ")
    with clock.fixed(dt.date(2024, 6, 1)):
        reopen_anomaly(actor=SYSTEM, anomaly=anomaly, reason="văn bản bị thu hồi")
        reopen_anomaly(actor=SYSTEM, anomaly=anomaly, reason="văn bản bị thu hồi")
        assert anomaly in open_anomalies(anomaly.plan)
    assert anomaly not in open_anomalies(anomaly.plan, dt.date(2024, 5, 31))
    assert Entry.objects.filter(action="plans.reopen").count() == 1
    settled(anomaly, answer, value="186")


@pytest.mark.parametrize("on", [dt.date(2024, 2, 19), dt.date(2999, 1, 1)])
def test_the_day_lies_between_the_document_and_today(anomaly: Anomaly, answer: Decision, on: dt.date) -> None:
    with pytest.raises(Refused, match="Từ ngày"):
        settled(anomaly, answer, on)


def test_two_people_do_not_settle_it_twice(anomaly: Anomaly, answer: Decision) -> None:
    settled(anomaly, answer)
    with pytest.raises(Refused, match="đã được giải quyết"):
        settled(anomaly, answer, value="186")


def test_loading_the_plan_again_keeps_the_settlement(anomaly: Anomaly, answer: Decision, tmp_path: Any) -> None:
    settled(anomaly, answer)
    folder = tmp_path / "v2"
    shutil.copytree(data_path("examples/tuyen-quang"), folder)
    tasks = folder / "plan" / "tasks.csv" if (folder / "plan").is_dir() else folder / "tasks.csv"
    toml = tasks.parent / "plan.toml"
    text = toml.read_text(encoding="utf-8")
    for old, new in (
        ("number = 1", "number = 2"),
        ('"kh-207-2023"', '"kh-300-2024"'),
        ('"207/KH-UBND"', '"300/KH-UBND"'),
        ("2023-09-05", "2024-05-01"),
    ):
        text = text.replace(old, new)
    toml.write_text(text, encoding="utf-8")
    rows = tasks.read_text(encoding="utf-8").splitlines()
    tasks.write_text("\n".join(rows[:-1]) + "\n", encoding="utf-8")
    load_plan(actor=SYSTEM, path=folder)
    assert anomaly.plan.versions.count() == 2
    assert anomaly not in open_anomalies(anomaly.plan)
    assert Anomaly.objects.get(pk=anomaly.pk).settled_by == answer


def test_settled_and_reopened_in_the_browser(
    anomaly: Anomaly, answer: Decision, lan: User, huong: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(lan)
    sent = {"decision": "15/UBND-KGVX", "on": "01/03/2024", "value": "18", "explanation": "chỉ 18 điểm"}
    assert client.get(PAGE).status_code == 200
    assert client.post(PAGE, {**sent, "decision": "99/XX"}).status_code == 422
    assert client.post(PAGE, sent).status_code == 302
    page = client.get("/ke-hoach/KH-207-2023/bat-thuong/").content.decode()
    assert "Số được chốt: 18" in page
    assert client.get(f"/van-ban/{answer.key}/").content.decode().count("share-microphone") == 1
    assert client.post(PAGE, {"reason": "nhầm văn bản"}).status_code == 302
    assert anomaly in open_anomalies(anomaly.plan)
    assert signed_in(huong).get(PAGE).status_code == 403
    with pytest.raises(PermissionDenied):
        settle_anomaly(actor=huong, anomaly=anomaly, decision=answer, on=DAY, explanation="x")
