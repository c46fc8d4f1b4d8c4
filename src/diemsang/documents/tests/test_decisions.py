from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from diemsang.audit.models import Entry
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.documents.actions import ensure_decision, remove_decision
from diemsang.documents.models import Decision

PLAN: dict[str, Any] = {
    "key": "kh-207-2023",
    "kind": "KH",
    "number": "207/KH-UBND",
    "on": dt.date(2023, 9, 5),
    "issuer": "UBND tỉnh Tuyên Quang",
    "title": "Kế hoạch thiết lập các điểm hỗ trợ",
}


def test_a_decision_is_recorded_once(db: None) -> None:
    first, made = ensure_decision(actor=SYSTEM, **PLAN)
    again, made_again = ensure_decision(actor=SYSTEM, **PLAN)
    assert first == again
    assert (made, made_again) == (True, False)
    assert str(first) == "207/KH-UBND"
    assert Entry.objects.filter(action="documents.record").count() == 1


@pytest.mark.parametrize("other", [{"number": "208/KH-UBND"}, {"on": dt.date(2023, 9, 6)}, {"kind": "QD"}])
def test_one_key_never_names_two_documents(db: None, other: dict[str, Any]) -> None:
    ensure_decision(actor=SYSTEM, **PLAN)
    with pytest.raises(Refused, match="kh-207-2023"):
        ensure_decision(actor=SYSTEM, **{**PLAN, **other})
    assert Decision.objects.count() == 1


def test_an_unknown_day_and_number_stay_unknown(db: None) -> None:
    decision, _made = ensure_decision(actor=SYSTEM, key="nq-2024", kind="NQ", title="Nghị quyết sắp xếp năm 2024")
    assert (decision.on, decision.number) == (None, "")
    assert str(decision) == "Nghị quyết sắp xếp năm 2024"


def test_a_decision_that_an_undone_change_had_recorded_goes_and_the_journal_stays(db: None) -> None:
    ensure_decision(actor=SYSTEM, **PLAN)
    remove_decision(actor=SYSTEM, key=PLAN["key"])
    assert not Decision.objects.exists()
    assert [entry.action for entry in Entry.objects.order_by("id")] == ["documents.record", "documents.remove"]
