"""Our files against the totals that the sources give (SOURCES.md of the example; anchors-programme §0.2)."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict

import pytest
from conftest import AFTER, BEFORE, TuyenQuang

from diemsang.areas.actions import load_areas
from diemsang.areas.models import AreaVersion, Kind, Level, Lineage
from diemsang.areas.queries import origins_of, successors_on
from diemsang.core.actor import SYSTEM
from diemsang.core.paths import data_path

EVE = dt.date(2025, 6, 30)
SIX_DISTRICTS = ("071", "072", "073", "074", "075", "076")


def below(tq: TuyenQuang, code: str, level: str) -> int:
    area = tq.then(code)
    return area.below.on(BEFORE).filter(descendant__level=level).count()


def test_units_of_2023(tq: TuyenQuang) -> None:
    assert below(tq, "08", Level.COMMUNE) == 138
    assert below(tq, "02", Level.COMMUNE) == 193
    assert below(tq, "08", Level.DISTRICT) + below(tq, "02", Level.DISTRICT) == 18
    counts = {code: below(tq, code, Level.COMMUNE) for code in ("070", *SIX_DISTRICTS)}
    assert counts == {"070": 15, "071": 10, "072": 12, "073": 24, "074": 18, "075": 28, "076": 31}


def test_one_merger_in_2024(tq: TuyenQuang) -> None:
    assert tq.then("08").below.on(EVE).filter(descendant__level=Level.COMMUNE).count() == 137
    formed = tq.on("02608", EVE)
    assert {link.origin_id for link in formed.came_from.all()} == {tq.then("02593").pk, tq.then("02608").pk}


def test_reform_of_2025(tq: TuyenQuang) -> None:
    now = AreaVersion.objects.on(AFTER).filter(area__level=Level.COMMUNE)
    kinds = Counter(now.values_list("kind", flat=True))
    assert kinds == {Kind.XA: 117, Kind.PHUONG: 7}
    assert now.filter(opened_by__code="tuyen-quang-2025-07-01").count() == 124
    closed = AreaVersion.objects.filter(closed_by__code="tuyen-quang-2025-07-01")
    assert closed.filter(area__level=Level.COMMUNE).count() == 330
    assert AreaVersion.objects.on(AFTER).filter(area__level=Level.DISTRICT).count() == 0
    divided = Lineage.objects.filter(whole=False).values_list("origin", flat=True)
    names = {version.name for version in closed if version.area_id in set(divided)}
    assert names == {"Kim Phú", "Thái Bình", "Quang Trung", "Yên Định", "Việt Lâm"}
    assert Lineage.objects.filter(reform__code="tuyen-quang-2025-07-01", whole=False).count() == 10


def test_thirteen_communes_keep_their_extent(tq: TuyenQuang) -> None:
    kept = [a for a in AreaVersion.objects.on(AFTER).filter(area__level=Level.COMMUNE) if a.area.versions.count() == 2]
    assert len(kept) == 13
    assert tq.now("02305") == tq.then("02305")
    assert tq.now("02302") != tq.then("02302")


def test_communes_of_the_six_districts_lie_in_fifty_units(tq: TuyenQuang) -> None:
    districts = [tq.then(code) for code in SIX_DISTRICTS]
    old = {
        row.descendant_id
        for district in districts
        for row in district.below.on(EVE).filter(descendant__level=Level.COMMUNE)
    }
    assert len(old) == 122
    sources: dict[int, set[int]] = defaultdict(set)
    for origin, places in successors_on(old, AFTER).items():
        for place in places:
            sources[place.target_id].add(origin)
    assert len(sources) == 50
    assert Counter(len(found) for found in sources.values()) == {1: 7, 2: 18, 3: 21, 4: 3, 5: 1}


def test_codes_and_names_are_reused(tq: TuyenQuang) -> None:
    """All 124 codes are old codes; 39 under another name; 25 xã bear an old name under another code, and one phường."""
    communes = AreaVersion.objects.filter(area__level=Level.COMMUNE)
    old = {row.code: row for row in communes.on(EVE)}
    now = list(communes.on(AFTER))
    codes_of: dict[str, set[str]] = defaultdict(set)
    for row in old.values():
        codes_of[row.name_marked].add(row.code)
    assert all(row.code in old for row in now)
    assert sum(old[row.code].name_marked != row.name_marked for row in now) == 39
    elsewhere = [row for row in now if codes_of[row.name_marked] and row.code not in codes_of[row.name_marked]]
    assert Counter(row.kind for row in elsewhere) == {Kind.XA: 25, Kind.PHUONG: 1}


def test_every_old_unit_is_reachable_today(tq: TuyenQuang) -> None:
    province = tq.now("08")
    assert origins_of(province.pk, AFTER).partial == set()
    every = set(AreaVersion.objects.values_list("area_id", flat=True))
    assert origins_of(province.pk, AFTER).whole == every


def test_every_commune_of_today_has_a_label_point(tq: TuyenQuang) -> None:
    now = AreaVersion.objects.on(AFTER).filter(area__level=Level.COMMUNE)
    assert not now.filter(area__label_lat=None).exists()


def test_lao_cai(db: None) -> None:
    assert load_areas(actor=SYSTEM, path=data_path("examples/lao-cai")).created == 11
    assert AreaVersion.objects.filter(parent__versions__code="10").count() == 9


@pytest.mark.slow
def test_the_country(db: None) -> None:
    load_areas(actor=SYSTEM, path=data_path("examples/viet-nam"))
    kinds = Counter(AreaVersion.objects.filter(area__level=Level.COMMUNE).values_list("kind", flat=True))
    assert kinds == {Kind.XA: 2621, Kind.PHUONG: 687, Kind.DAC_KHU: 13}
    assert AreaVersion.objects.filter(area__level=Level.PROVINCE).count() == 34
    load_areas(actor=SYSTEM, path=data_path("examples/viet-nam/areas/provinces-2004.csv"))
    assert AreaVersion.objects.filter(scheme="QD124/2004").count() == 63
