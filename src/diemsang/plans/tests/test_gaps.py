"""Readings of a reconciliation."""

from __future__ import annotations

from diemsang.plans.gaps import gap_groups, gap_kinds, lacks_by_point, owner_lines
from diemsang.plans.reconcile import AreaRef, Gap

HAM_YEN = AreaRef("hy", "074", "Huyện Hàm Yên")
SON_DUONG = AreaRef("sd", "076", "Huyện Sơn Dương")


def gap(kind: str, owner: str, count: int, points: tuple[str, ...] = (), *, due: bool = False) -> Gap:
    return Gap(kind, HAM_YEN, "2023", "point", 15, 15 - count, count, points, owner, due)


GAPS = [
    gap("not_accepted", "Sở KH&CN", 2, ("TQ-0001", "TQ-0002")),
    gap("not_listed", "Sở KH&CN", 1, due=True),
    gap("not_working", "UBND xã A", 4, ("TQ-0003", "TQ-0004", "TQ-0005", "TQ-0006", "TQ-0007")),
    gap("place_unknown", "Sở KH&CN", 9, ("TQ-0001",)),
    gap("not_accepted", "UBND xã A", 1, ("TQ-0008",)),
]


def test_groups_follow_the_chain_and_add_up() -> None:
    groups = gap_groups(GAPS)
    assert [(group.kind.kind, group.due, group.count) for group in groups] == [
        ("not_listed", True, 1),
        ("not_accepted", False, 3),
        ("not_working", False, 4),
        ("place_unknown", False, 9),
    ]
    assert groups[1].points == ("TQ-0001", "TQ-0002", "TQ-0008")
    assert groups[1].owners == (("Sở KH&CN", 2), ("UBND xã A", 1))
    assert [group.tone for group in groups] == ["turmeric", "madder", "madder", "turmeric"]


def test_owners_worst_first_and_doubts_are_not_counted_twice() -> None:
    lines = owner_lines(GAPS)
    assert [(line.owner, line.late, line.others) for line in lines] == [("UBND xã A", 5, 0), ("Sở KH&CN", 2, 1)]
    assert [(kind.kind, count) for kind, count in lines[0].kinds] == [("not_working", 4), ("not_accepted", 1)]


def test_what_a_point_lacks_says_when_it_is_only_a_candidate() -> None:
    lacks = lacks_by_point(GAPS)
    assert [lack.kind.kind for lack in lacks["TQ-0001"]] == ["not_accepted", "place_unknown"]
    assert lacks["TQ-0001"][0].certain
    assert not lacks["TQ-0003"][0].certain


def test_every_kind_has_words() -> None:
    assert all(kind.meaning and kind.next_step and kind.duty for kind in gap_kinds().values())
