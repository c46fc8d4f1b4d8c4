"""The four facts of a line, who pays, and what is refused."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from conftest import TuyenQuang
from django.core.exceptions import PermissionDenied
from django.http import Http404

from diemsang.accounts.actions import ensure_committee
from diemsang.accounts.models import User
from diemsang.audit.actions import undo
from diemsang.audit.models import Entry
from diemsang.audit.registry import tell
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.operations import actions
from diemsang.operations.models import (
    LineConnection,
    LineContract,
    LineEntitlement,
    LineMeasure,
    LinePayer,
    Programme,
)
from diemsang.operations.queries.state import line_rows
from diemsang.operations.tests.conftest import PAPER, TODAY, contract
from diemsang.points.models import SupportPoint

D = dt.date


def entitle(actor: Any, point: SupportPoint, **more: Any) -> LineEntitlement:
    given = {"programme": Programme.UNIVERSAL_SERVICE, "source": PAPER, "public_id": uuid.uuid4(), **more}
    return actions.record_entitlement(actor=actor, point=point, **given)


def connect(actor: Any, point: SupportPoint, on: dt.date | None, **more: Any) -> LineConnection:
    given = {"public_id": uuid.uuid4(), "source": PAPER, **more}
    return actions.record_connection(actor=actor, point=point, on=on, **given)


def measure(actor: Any, point: SupportPoint, **more: Any) -> LineMeasure:
    given = {"public_id": uuid.uuid4(), "on": TODAY, "by": "Ma Thị Hường", "source": PAPER, **more}
    return actions.record_measure(actor=actor, point=point, **given)


def pay(actor: Any, point: SupportPoint, **more: Any) -> LinePayer:
    return actions.record_payer(actor=actor, point=point, **{"public_id": uuid.uuid4(), "source": PAPER, **more})


def told(error: pytest.ExceptionInfo[Refused]) -> str:
    return str(error.value)


def row(point: SupportPoint) -> Any:
    return line_rows([point], clock.today())[0]


def test_entitled_for_years_and_never_connected(known: SupportPoint, officer: User) -> None:
    """Rào Tre (domain §4, P5): one fact says nothing of the others, and a programme that ended is said to have."""
    entitle(officer, known, from_date=D(2023, 9, 5))
    found = row(known)
    assert found.never_connected
    assert [state.known for _name, state in found.states] == [True, False, False, False]
    assert found.entitled.label == "đã hết 31/12/2025" and found.entitled.tone == "madder"
    assert found.connected.label == "chưa ghi" and found.measured.label == "chưa ghi"
    with clock.fixed(D(2025, 12, 31)):
        assert row(known).entitled.label == "đến hết 31/12/2025"


def test_a_line_works_that_nobody_recorded_as_ordered(known: SupportPoint, officer: User) -> None:
    measure(officer, known, download_mbps=Decimal("32.50"), ping_ms=Decimal(12))
    found = row(known)
    assert [state.known for _name, state in found.states] == [False, False, False, True]
    assert found.measured.label == "↓ 32,5 Mbps, 12 ms"
    assert LineMeasure.objects.get().upload_mbps is None
    assert not found.never_connected


def test_a_slow_line_is_held_against_its_contract(known: SupportPoint, officer: User) -> None:
    contract(officer, known, D(2026, 1, 1), None, speed_mbps=Decimal(100))
    measure(officer, known, download_mbps=Decimal(40), on=D(2026, 1, 5))
    measure(officer, known, download_mbps=Decimal(60), on=D(2026, 2, 5))
    found = row(known).measured
    assert (found.label, found.tone) == ("↓ 60 Mbps", "turmeric")
    assert found.detail == "05/02/2026 · thấp hơn cam kết 100 Mbps"


def test_a_second_press_writes_nothing_new(known: SupportPoint, officer: User) -> None:
    key = uuid.uuid4()
    first = measure(officer, known, public_id=key, download_mbps=Decimal(5))
    assert measure(officer, known, public_id=key, download_mbps=Decimal(5)).pk == first.pk
    other = SupportPoint.objects.exclude(pk=known.pk).first()
    assert other is not None
    with pytest.raises(Refused, match="điểm khác"):
        measure(SYSTEM, other, public_id=key, download_mbps=Decimal(5))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"download_mbps": Decimal(0)}, "bằng 0"),
        ({"download_mbps": Decimal(10_000)}, "10.000 Mbps nằm ngoài khoảng"),
        ({"upload_mbps": Decimal("-1")}, "bằng 0 hoặc âm"),
        ({"ping_ms": Decimal(0)}, "lớn hơn 0"),
        ({}, "Ghi ít nhất tốc độ tải xuống"),
        ({"download_mbps": Decimal(5), "on": D(2026, 3, 3)}, "ở tương lai"),
        ({"download_mbps": Decimal(5), "by": " "}, "Người đo: còn trống"),
        ({"download_mbps": Decimal(5), "source": ""}, "Nguồn: còn trống"),
    ],
)
def test_bad_measurements(known: SupportPoint, officer: User, wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused) as error:
        measure(officer, known, **wrong)
    assert words in told(error)
    assert not LineMeasure.objects.exists()


def test_all_that_is_wrong_is_said_at_once(known: SupportPoint, officer: User) -> None:
    with pytest.raises(Refused) as error:
        measure(officer, known, download_mbps=Decimal(0), on=D(2026, 3, 3), by="", source="")
    assert len(error.value.problems) == 4


def test_a_contract_that_ends_before_it_starts(known: SupportPoint, officer: User) -> None:
    with pytest.raises(Refused) as error:
        contract(officer, known, D(2026, 2, 1), D(2026, 1, 31))
    assert "Đến hết ngày: trước ngày bắt đầu" in told(error)
    contract(officer, known, D(2026, 2, 1), D(2026, 2, 1))  # a single day is a period


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"carrier": ""}, "Nhà mạng: còn trống"),
        ({"ordered_on": D(2026, 3, 3)}, "Ngày đặt: ở tương lai"),
        ({"speed_mbps": Decimal(0)}, "Tốc độ cam kết: bằng 0"),
        ({"speed_mbps": Decimal(10_000)}, "nằm ngoài khoảng"),
        ({"monthly_fee": 60_000_000}, "50.000.000"),
        ({"fund": "GOLD"}, "Nguồn kinh phí"),
    ],
)
def test_bad_contracts(known: SupportPoint, officer: User, wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused) as error:
        contract(officer, known, D(2026, 1, 1), None, **wrong)
    assert words in told(error)


def test_two_open_contracts_are_refused_and_the_standing_one_is_named(known: SupportPoint, officer: User) -> None:
    first = contract(officer, known, D(2025, 1, 1), None)
    with pytest.raises(Refused) as error:
        contract(officer, known, D(2026, 1, 1), None, carrier="Viettel")
    assert "đã có hợp đồng VNPT 12/HĐ, từ 01/01/2025 đến hết ngày chưa rõ" in told(error)
    assert first.carrier == "VNPT"


def test_a_renewal_keeps_the_chain_and_can_be_taken_back(known: SupportPoint, officer: User) -> None:
    first = contract(officer, known, D(2025, 1, 1), None)
    facts = actions.ContractFacts(carrier="VNPT", number="13/HĐ", starts_on=D(2026, 1, 1), last_day=D(2026, 12, 31))
    key = uuid.uuid4()
    second = actions.renew_contract(actor=officer, public_id=key, contract=first, facts=facts, source=PAPER)
    assert actions.renew_contract(actor=officer, public_id=key, contract=first, facts=facts, source=PAPER) == second
    first.refresh_from_db()
    assert (second.renews, first.valid_to) == (first, D(2026, 1, 1))
    assert row(known).contract == second
    with pytest.raises(Refused, match="đã gia hạn"):
        actions.renew_contract(actor=officer, public_id=uuid.uuid4(), contract=first, facts=facts, source=PAPER)
    with pytest.raises(Refused, match="đã gia hạn"):
        actions.void_fact(actor=officer, fact=first, reason="nhầm")
    actions.void_fact(actor=officer, fact=second, reason="chưa ký")
    first.refresh_from_db()
    assert first.valid_to is None, "its end was only known from the renewal"
    actions.unvoid_fact(actor=officer, fact=second, reason="đã ký rồi")
    first.refresh_from_db()
    assert first.valid_to == D(2026, 1, 1) and row(known).contract == second
    actions.void_fact(actor=officer, fact=second, reason="chưa ký")
    actions.void_fact(actor=officer, fact=first, reason="nhầm điểm")
    assert not LineContract.objects.filter(voided_at=None).exists()


def test_a_renewal_begins_after_the_contract_it_renews(known: SupportPoint, officer: User) -> None:
    first = contract(officer, known, D(2025, 1, 1), D(2025, 12, 31))
    for start, words in ((None, "còn trống"), (D(2025, 6, 1), "còn hiệu lực đến hết 31/12/2025")):
        facts = actions.ContractFacts(carrier="VNPT", starts_on=start)
        with pytest.raises(Refused) as error:
            actions.renew_contract(actor=officer, public_id=uuid.uuid4(), contract=first, facts=facts, source=PAPER)
        assert words in told(error)


def test_a_contract_ends_early_but_is_not_stretched(known: SupportPoint, officer: User) -> None:
    first = contract(officer, known, D(2025, 1, 1), D(2026, 12, 31))
    ended = actions.end_contract(actor=officer, contract=first, last_day=D(2026, 2, 28), reason="xã đổi nhà mạng")
    assert ended.last_day == D(2026, 2, 28)
    assert actions.end_contract(actor=officer, contract=first, last_day=D(2026, 2, 28), reason="").pk == first.pk
    with pytest.raises(Refused, match="ghi gia hạn"):
        actions.end_contract(actor=officer, contract=first, last_day=D(2026, 3, 1), reason="nhầm")
    assert row(known).ordered.label == "hết hạn 28/02/2026"


def test_connected_cut_and_connected_again(known: SupportPoint, officer: User) -> None:
    first = connect(officer, known, None)
    assert row(known).connected.label == "đã nối, chưa rõ ngày"
    with pytest.raises(Refused, match="đã ghi là nối"):
        connect(officer, known, D(2026, 1, 1))
    actions.cut_connection(actor=officer, connection=first, on=D(2026, 1, 1), reason="hết hợp đồng")
    assert row(known).connected.label == "đã cắt 01/01/2026"
    with pytest.raises(Refused, match="đã ghi cắt"):
        actions.cut_connection(actor=officer, connection=first, on=D(2026, 2, 1), reason="nhầm")
    connect(officer, known, D(2026, 2, 1))
    assert row(known).connected.label == "nối từ 01/02/2026"
    with pytest.raises(Refused, match="ở tương lai"):
        connect(officer, SupportPoint.objects.get(code="TQ-0092"), D(2026, 3, 3))


def test_nobody_is_entitled_by_a_programme_after_it_ended(known: SupportPoint, officer: User) -> None:
    for wrong in ({"from_date": D(2026, 1, 1)}, {"last_day": D(2026, 12, 31)}):
        with pytest.raises(Refused, match="sau khi chương trình kết thúc"):
            entitle(officer, known, **wrong)
    with pytest.raises(Refused, match="Căn cứ"):
        entitle(officer, known, programme=Programme.OTHER)
    entitle(officer, known)
    with pytest.raises(Refused, match="đã ghi theo cùng chương trình"):
        entitle(officer, known)
    other = entitle(
        officer, known, programme=Programme.OTHER, basis="Nghị quyết của HĐND tỉnh", from_date=D(2026, 1, 1)
    )
    assert row(known).entitlement == other
    actions.void_fact(actor=officer, fact=other, reason="nhầm")
    entitle(officer, known, programme=Programme.OTHER, basis="Nghị quyết của HĐND tỉnh", from_date=D(2026, 2, 1))
    with pytest.raises(Refused, match="đã ghi theo cùng chương trình"):
        actions.unvoid_fact(actor=officer, fact=other, reason="không nhầm")


def test_a_payer_whose_office_was_dissolved_is_said_to_be(
    known: SupportPoint, officer: User, tuyen_quang: TuyenQuang
) -> None:
    district = ensure_committee(actor=SYSTEM, area=tuyen_quang.then("072"), duty="DISTRICT")
    pay(officer, known, office=district, from_date=D(2024, 1, 1))
    found = row(known).payer
    assert found.ended and found.name.startswith("UBND huyện")
    assert "đơn vị đã kết thúc" in row(known).payer_words
    with clock.fixed(D(2025, 6, 30)):
        assert not row(known).payer.ended
    pay(officer, known, from_date=D(2025, 7, 1))
    found = row(known).payer
    assert (found.name, found.known, found.ended) == ("chưa rõ ai trả", False, False)
    pay(officer, known, office=officer.office, from_date=D(2026, 1, 1))
    assert row(known).payer.name == "UBND xã Nà Hang"


def test_a_payer_between_two_and_one_taken_out(known: SupportPoint, officer: User) -> None:
    pay(officer, known, payer="Sở", from_date=None)
    pay(officer, known, payer="UBND xã", from_date=D(2026, 1, 1))
    middle = pay(officer, known, payer="UBND huyện", from_date=D(2025, 1, 1))
    chain = LinePayer.objects.filter(voided_at=None).order_by("id").values_list("payer", "valid_from", "valid_to")
    assert set(chain) == {
        ("Sở", None, D(2025, 1, 1)),
        ("UBND huyện", D(2025, 1, 1), D(2026, 1, 1)),
        ("UBND xã", D(2026, 1, 1), None),
    }
    with pytest.raises(Refused, match="đã có bên trả từ 01/01/2025"):
        pay(officer, known, payer="ai đó", from_date=D(2025, 1, 1))
    actions.void_fact(actor=officer, fact=middle, reason="nhầm")
    assert LinePayer.objects.get(payer="Sở").valid_to == D(2026, 1, 1)


def test_a_correction_needs_a_reason_and_stays_readable(known: SupportPoint, officer: User) -> None:
    made = connect(officer, known, D(2026, 1, 1))
    with pytest.raises(Refused, match="Lý do"):
        actions.void_fact(actor=officer, fact=made, reason=" ")
    actions.void_fact(actor=officer, fact=made, reason="ghi nhầm điểm")
    actions.void_fact(actor=officer, fact=made, reason="bấm lần hai")
    made.refresh_from_db()
    assert made.void_reason == "ghi nhầm điểm" and row(known).connection is None
    undo(actor=officer, entry=Entry.objects.filter(action="operations.void").latest("id"))
    assert row(known).connection == made
    actions.void_fact(actor=officer, fact=made, reason="nhầm thật")
    connect(officer, known, D(2025, 1, 1))
    with pytest.raises(Refused, match="bản ghi khác cùng thời gian"):
        undo(actor=officer, entry=Entry.objects.filter(action="operations.void").latest("id"))


def test_who_may_write(known: SupportPoint, unknown: SupportPoint, officer: User, leader: User) -> None:
    with pytest.raises(PermissionDenied):
        measure(leader, known, download_mbps=Decimal(5))
    with pytest.raises(Http404):
        measure(officer, unknown, download_mbps=Decimal(5))
    assert not LineMeasure.objects.exists()


def test_the_journal_tells_the_story(known: SupportPoint, officer: User) -> None:
    entitle(officer, known)
    first = contract(officer, known, D(2025, 1, 1), D(2025, 12, 31))
    made = connect(officer, known, D(2025, 2, 1))
    measure(officer, known, download_mbps=Decimal("32.5"))
    pay(officer, known, payer="UBND xã Nà Hang", from_date=D(2026, 1, 1))
    actions.cut_connection(actor=officer, connection=made, on=D(2026, 1, 1), reason="hết hợp đồng")
    actions.void_fact(actor=officer, fact=first, reason="nhầm")
    entries = Entry.objects.filter(action__startswith="operations.").order_by("id")
    assert [tell(entry.action, entry.subject_label, entry.data) for entry in entries] == [
        "ghi điểm TQ-0092 được hưởng đường truyền theo viễn thông công ích (QĐ 2269/QĐ-TTg), "
        "từ ngày chưa rõ đến hết 31/12/2025",
        "ghi hợp đồng đường truyền của điểm TQ-0092: VNPT 12/HĐ, từ 01/01/2025 đến hết 31/12/2025",
        "ghi đường truyền của điểm TQ-0092 đã nối: 01/02/2025",
        "ghi kết quả đo đường truyền của điểm TQ-0092: 32,5 Mbps xuống ngày 02/03/2026",
        "ghi bên trả cước đường truyền của điểm TQ-0092: UBND xã Nà Hang từ 01/01/2026",
        "ghi đường truyền của điểm TQ-0092 đã cắt từ 01/01/2026",
        "hủy bản ghi của điểm TQ-0092: hợp đồng đường truyền",
    ]
