"""From a delivery to the signed acceptance, and back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from decimal import Decimal

import pytest
from conftest import MakeUser, TuyenQuang
from django.core.exceptions import PermissionDenied

from diemsang.accounts.actions import ensure_committee
from diemsang.areas.models import Area, Reform
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.documents.actions import finish_signing, void_minute
from diemsang.documents.models import Minute, MinuteState
from diemsang.documents.tests.support import sign
from diemsang.equipment import actions, hands
from diemsang.equipment.models import Asset, AssetCustody, AssetEvent, Checklist, Stocktake
from diemsang.equipment.queries.reform import pairs_of
from diemsang.equipment.tests.conftest import CAME, Shop
from diemsang.points.ledger import rebuild_differences
from diemsang.points.models import Milestone, PointCustody, PointPlace, SupportPoint

CODE, MERGED = "TQ-0001", "TQ-0092"
DONE = dt.date(2023, 11, 25)
LATER = dt.date(2023, 12, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def point(shop: Shop) -> Iterator[SupportPoint]:
    """A point to which everything of its bill was delivered."""
    with clock.fixed(LATER):
        shop.approve(CODE)
        found = shop.point(CODE)
        actions.deliver(
            actor=SYSTEM, public_id=uuid.uuid4(), contract=shop.contract, point=found, on=CAME, lines=shop.full()
        )
        yield found


def installed(point: SupportPoint) -> Checklist:
    checklist = actions.open_checklist(actor=SYSTEM, public_id=uuid.uuid4(), point=point)
    present = frozenset(checklist.lines.values_list("pk", flat=True))
    seen = actions.Seen(present=present, on=DONE, download=Decimal("24.5"), sound_left=True, sound_right=True)
    return actions.finish_checklist(actor=SYSTEM, checklist=checklist, seen=seen)


def accept(point: SupportPoint, on: dt.date = LATER) -> Minute:
    return actions.make_acceptance_minute(actor=SYSTEM, public_id=uuid.uuid4(), points=[point], on=on)


def standing(point: SupportPoint, kind: str) -> dict[str, int]:
    rows = Milestone.objects.filter(point=point, kind=kind, voided_at=None)
    return dict(rows.values_list("item", "quantity"))


FULL = {"point": 1, "internet_tv": 1, "amplifier": 1, "keyboard": 1, "hall_speaker": 2, "accessory_set": 1}


def test_a_finished_checklist_counts_once_and_is_voided_with_a_reason(point: SupportPoint) -> None:
    told: list[Checklist] = []
    sink = lambda actor, row: told.append(row)  # noqa: E731
    hands.register_measure_sink(sink)
    try:
        checklist = installed(point)
    finally:
        hands._sinks.remove(sink)
    assert told == [checklist]
    assert standing(point, "installed") == FULL
    again = actions.Seen(present=frozenset(), on=LATER)
    assert actions.finish_checklist(actor=SYSTEM, checklist=checklist, seen=again).on == DONE
    assert Milestone.objects.filter(point=point, kind="installed", item="point", voided_at=None).count() == 1
    with pytest.raises(Refused, match="không còn thiết bị"):
        actions.open_checklist(actor=SYSTEM, public_id=uuid.uuid4(), point=point)
    assert rebuild_differences() == []
    with pytest.raises(Refused, match="Lý do"):
        actions.void_checklist(actor=SYSTEM, checklist=checklist, reason=" ")
    actions.void_checklist(actor=SYSTEM, checklist=checklist, reason="lắp nhầm điểm")
    assert standing(point, "installed") == {} and rebuild_differences() == []


def test_an_open_checklist_is_one_and_asks_for_sense(point: SupportPoint) -> None:
    checklist = actions.open_checklist(actor=SYSTEM, public_id=uuid.uuid4(), point=point)
    assert actions.open_checklist(actor=SYSTEM, public_id=uuid.uuid4(), point=point) == checklist
    lines = frozenset(checklist.lines.values_list("pk", flat=True))
    for seen, word in (
        (actions.Seen(present=frozenset(), on=DONE), "chưa chọn"),
        (actions.Seen(present=frozenset({10**9}), on=DONE), "không thuộc phiếu"),
        (actions.Seen(present=lines, on=LATER + dt.timedelta(days=1)), "tương lai"),
        (actions.Seen(present=lines, on=CAME - dt.timedelta(days=1)), "trước ngày giao"),
        (actions.Seen(present=lines, on=DONE, download=Decimal(-1)), "Tốc độ"),
    ):
        with pytest.raises(Refused, match=word):
            actions.finish_checklist(actor=SYSTEM, checklist=checklist, seen=seen)
    assert standing(point, "installed") == {}


def test_a_signed_minute_accepts_and_its_voiding_takes_it_back(point: SupportPoint) -> None:
    checklist = installed(point)
    minute = accept(point)
    assert standing(point, "accepted") == {}
    with pytest.raises(Refused, match=f"biên bản nghiệm thu {minute.code}"):
        actions.void_checklist(actor=SYSTEM, checklist=checklist, reason="nhầm")
    assert "TV-7781" in [row[4] for row in minute.data["lines"]]
    minute = sign(SYSTEM, minute)
    assert minute.state == MinuteState.SIGNED, minute.waiting
    assert standing(point, "accepted") == FULL and rebuild_differences() == []
    tv = Asset.objects.get(item__key="internet_tv")
    assert (tv.warranty_from, tv.warranty_to) == (LATER, dt.date(2025, 11, 30))
    with pytest.raises(Refused, match="biên bản nghiệm thu"):
        actions.void_checklist(actor=SYSTEM, checklist=checklist, reason="nhầm")
    new = void_minute(actor=SYSTEM, minute=minute, reason="sai số sê-ri", replace=True)
    tv.refresh_from_db()
    assert standing(point, "accepted") == {} and tv.warranty_from is None and rebuild_differences() == []
    assert sign(SYSTEM, new).state == MinuteState.SIGNED
    assert standing(point, "accepted") == FULL and rebuild_differences() == []


def test_who_installs_hands_in_the_paper_and_who_accepts_lets_it_count(
    point: SupportPoint, make_user: MakeUser, tq: TuyenQuang
) -> None:
    """The paper is held at once; only a person with the right to accept makes the work count."""
    installed(point)
    team = make_user("doi1", role="INSTALLER", area=tq.then("08"))
    minute = sign(team, accept(point), maker=SYSTEM)
    assert minute.state == MinuteState.PRINTED and "chờ xã hoặc Sở" in minute.waiting
    assert standing(point, "accepted") == {} and minute.held.count() == 1
    with pytest.raises(Refused, match="chờ xã hoặc Sở"):
        finish_signing(actor=team, minute=minute)
    officer = make_user("xa", role="COMMUNE", area=point.places.latest("id").area)
    assert finish_signing(actor=officer, minute=minute).state == MinuteState.SIGNED
    assert standing(point, "accepted") == FULL and rebuild_differences() == []
    with pytest.raises(Refused, match="của xã hoặc Sở"):
        void_minute(actor=team, minute=minute, reason="in lại")
    inspector = make_user("kiemtra", role="INSPECTOR", area=tq.then("08"))
    with pytest.raises(PermissionDenied):
        void_minute(actor=inspector, minute=minute, reason="in lại")
    minute.refresh_from_db()
    assert minute.state == MinuteState.SIGNED and standing(point, "accepted") == FULL


def test_the_second_who_accepts_is_told_which_minute_stands(point: SupportPoint) -> None:
    with pytest.raises(Refused, match="chưa có thiết bị nào lắp đặt"):
        accept(point)
    installed(point)
    first = accept(point)
    with pytest.raises(Refused, match=first.code):
        accept(point)
    sign(SYSTEM, first)
    with pytest.raises(Refused, match=first.code):
        accept(point)
    assert Milestone.objects.filter(kind="accepted", item="point", voided_at=None).count() == 1


def test_two_papers_of_one_piece_never_both_count(point: SupportPoint) -> None:
    """Voiding and replacing crosswise: the later signature waits, with the standing minute's code."""
    installed(point)
    first = accept(point)
    void_minute(actor=SYSTEM, minute=first, reason="in lại")
    second = accept(point)
    sign(SYSTEM, second)
    third = actions.make_acceptance_minute(actor=SYSTEM, public_id=second.public_id, points=[point], on=LATER)
    assert third.pk == second.pk
    act = first.equipment_act
    type(first).objects.filter(pk=first.pk).update(state="draft", voided_at=None)
    first.refresh_from_db()
    assert act.minute_id == first.pk
    first = sign(SYSTEM, first)
    assert first.state == MinuteState.PRINTED and second.code in first.waiting


def test_a_point_whose_commune_was_merged_between_visit_and_acceptance(shop: Shop) -> None:
    with clock.fixed(dt.date(2025, 7, 20)):
        shop.approve(MERGED)
        point = shop.point(MERGED)
        actions.deliver(
            actor=SYSTEM, public_id=uuid.uuid4(), contract=shop.contract, point=point, on=CAME, lines=shop.full()
        )
        installed(point)
        minute = accept(point, dt.date(2025, 6, 20))
        facts = {label: text for label, text in minute.data["facts"]}
        assert "Năng Khả" in facts["Địa điểm"] and "nay là Xã Nà Hang" in facts["Địa điểm"]
        void_minute(actor=SYSTEM, minute=minute, reason="ghi lại ngày")
        after = accept(point, dt.date(2025, 7, 15))
        assert sign(SYSTEM, after).state == MinuteState.SIGNED
        assert standing(point, "accepted") == FULL


def test_a_handover_is_held_until_it_is_voided(point: SupportPoint, tq: TuyenQuang) -> None:
    district = ensure_committee(actor=SYSTEM, area=Area.objects.get(pk=_district(point)), duty="DISTRICT")
    minute = actions.make_handover_minute(actor=SYSTEM, public_id=uuid.uuid4(), point=point, on=LATER, office=district)
    assert not AssetCustody.objects.exists()
    minute = sign(SYSTEM, minute)
    assert minute.state == MinuteState.SIGNED, minute.waiting
    assert set(AssetCustody.objects.values_list("office", "minute")) == {(district.pk, minute.pk)}
    assert PointCustody.objects.get(point=point, voided_at=None).office == district
    void_minute(actor=SYSTEM, minute=minute, reason="sai bên nhận")
    assert not AssetCustody.objects.filter(voided_at=None).exists()
    assert not PointCustody.objects.filter(point=point, voided_at=None).exists()
    with clock.fixed(dt.date(2025, 8, 1)), pytest.raises(Refused, match="không còn ngày"):
        actions.make_handover_minute(
            actor=SYSTEM, public_id=uuid.uuid4(), point=point, on=dt.date(2025, 7, 2), office=district
        )


def _district(point: SupportPoint) -> int:
    return PointPlace.objects.get(point=point, voided_at=None, valid_to=None).area_id


def test_a_reform_hands_over_from_the_old_unit_to_the_new(shop: Shop) -> None:
    with clock.fixed(dt.date(2025, 7, 20)):
        shop.approve(MERGED, CODE)
        point = shop.point(MERGED)
        for place, code in enumerate((MERGED, CODE)):
            actions.deliver(
                actor=SYSTEM,
                public_id=uuid.uuid4(),
                contract=shop.contract,
                point=shop.point(code),
                on=CAME,
                lines=shop.full(f"TV-{place}7", f"AM-{place}7"),
            )
        reform = next(
            row for row in Reform.objects.filter(effective_on=dt.date(2025, 7, 1)) if pairs_of(SYSTEM, row)[0]
        )
        pairs, lost = pairs_of(SYSTEM, reform)
        assert [(pair.old, pair.new, pair.pieces) for pair in pairs] == [("Xã Năng Khả", "Xã Nà Hang", 5)]
        assert [row.code for row in lost] == [CODE]
        ticks: list[tuple[int, int]] = []
        minutes = actions.make_reform_minutes(
            actor=SYSTEM, reform=reform, progress=lambda done, of: ticks.append((done, of))
        )
        stale = actions.make_reform_minute(actor=SYSTEM, reform=reform, pair=pairs[0])
        assert stale == minutes[0], "a list read before the minute was made makes no second one"
        assert ticks == [(1, 1)] and actions.make_reform_minutes(actor=SYSTEM, reform=reform) == minutes
        assert not pairs_of(SYSTEM, reform)[0][0].confirmed
        assert sign(SYSTEM, minutes[0]).state == MinuteState.SIGNED
        assert pairs_of(SYSTEM, reform)[0][0].confirmed
        held = PointCustody.objects.get(point=point, voided_at=None, valid_to=None)
        assert held.office is not None and held.valid_from == dt.date(2025, 7, 1)


def test_a_stocktake_ends_in_a_minute(point: SupportPoint) -> None:
    stocktake = actions.open_stocktake(actor=SYSTEM, public_id=uuid.uuid4(), point=point)
    tv, amplifier = Asset.objects.get(item__key="internet_tv"), Asset.objects.get(item__key="amplifier")
    assert actions.scan(actor=SYSTEM, stocktake=stocktake, text=tv.code.lower()).verdict == "present"
    assert actions.scan(actor=SYSTEM, stocktake=stocktake, text=f"https://hub/t/{tv.public_id}/").verdict == "present"
    with pytest.raises(Refused, match="không có tài sản nào"):
        actions.scan(actor=SYSTEM, stocktake=stocktake, text="TS-999999")
    actions.mark_seen(actor=SYSTEM, stocktake=stocktake, asset=amplifier, verdict="missing")
    minute = actions.end_stocktake(actor=SYSTEM, stocktake=stocktake, public_id=uuid.uuid4())
    stocktake.refresh_from_db()
    assert actions.end_stocktake(actor=SYSTEM, stocktake=stocktake, public_id=uuid.uuid4()) == minute
    with pytest.raises(Refused, match="đã có biên bản"):
        actions.scan(actor=SYSTEM, stocktake=stocktake, text=tv.code)
    minute = sign(SYSTEM, minute)
    amplifier.refresh_from_db()
    assert minute.state == MinuteState.SIGNED and amplifier.condition == "lost"
    void_minute(actor=SYSTEM, minute=minute, reason="đếm lại")
    amplifier.refresh_from_db()
    assert amplifier.condition == "unknown" and Stocktake.objects.count() == 1


def test_a_piece_of_another_point_is_found_elsewhere(point: SupportPoint, shop: Shop) -> None:
    tv = Asset.objects.get(item__key="internet_tv")
    other = actions.open_stocktake(actor=SYSTEM, public_id=uuid.uuid4(), point=shop.point(MERGED))
    assert actions.scan(actor=SYSTEM, stocktake=other, text=tv.serial).verdict == "elsewhere"
    with pytest.raises(Refused, match="không ghi tài sản này ở điểm này"):
        actions.mark_seen(actor=SYSTEM, stocktake=other, asset=tv, verdict="missing")
    with pytest.raises(Refused, match="điểm khác"):
        actions.open_stocktake(actor=SYSTEM, public_id=other.public_id, point=point)


def test_a_signed_request_stands_in_the_life_of_the_piece(point: SupportPoint) -> None:
    tv = Asset.objects.get(item__key="internet_tv")
    with pytest.raises(Refused, match="Lý do"):
        request(point, tv, "")
    minute = sign(SYSTEM, request(point, tv, "màn hình vỡ"))
    event = AssetEvent.objects.get(minute=minute)
    assert event.asset == tv and "đề nghị thanh lý: màn hình vỡ" in event.note
    void_minute(actor=SYSTEM, minute=minute, reason="đã sửa được")
    event.refresh_from_db()
    assert event.voided_at is not None


def request(point: SupportPoint, asset: Asset, reason: str) -> Minute:
    return actions.make_request(
        actor=SYSTEM,
        public_id=uuid.uuid4(),
        point=point,
        assets=[asset],
        purpose="dispose",
        reason=reason,
        on=LATER,
    )


def test_one_minute_tells_of_deliveries_to_several_points(point: SupportPoint, shop: Shop) -> None:
    shop.approve(MERGED)
    second = actions.deliver(
        actor=SYSTEM,
        public_id=uuid.uuid4(),
        contract=shop.contract,
        point=shop.point(MERGED),
        on=CAME,
        lines=shop.full("TV-2227", "AM-2227"),
    )
    both = [point.deliveries.get(), second]
    minute = actions.make_delivery_minute(actor=SYSTEM, public_id=uuid.uuid4(), deliveries=both)
    assert minute.point_links.count() == 2 and len(minute.data["lines"]) == 12
    with pytest.raises(Refused, match=minute.code):
        actions.make_delivery_minute(actor=SYSTEM, public_id=uuid.uuid4(), deliveries=both[:1])
    assert sign(SYSTEM, minute).state == MinuteState.SIGNED
