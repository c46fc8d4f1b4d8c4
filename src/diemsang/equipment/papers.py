"""Words that minutes of equipment print: from rows, as they were called on the day of the act. Unknown stays empty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import override

from diemsang.accounts.models import Office
from diemsang.accounts.queries import office_names
from diemsang.core import clock
from diemsang.core.vietnamese import number
from diemsang.documents.models import MinuteKind
from diemsang.equipment.models import ActLine, Asset, AssetCustody, AssetPlace, Checklist, ChecklistLine
from diemsang.points.models import PointPlace, SupportPoint
from diemsang.points.queries import where

VERDICTS = {"present": "có", "missing": "thiếu", "elsewhere": "thấy ở nơi khác", "unknown": "chưa rõ"}
TITLES = {
    MinuteKind.BB_GN: "Giao nhận, lắp đặt thiết bị",
    MinuteKind.BB_NT: "Nghiệm thu thiết bị",
    MinuteKind.BB_BG: "Bàn giao tài sản",
    MinuteKind.BB_KK: "Kiểm kê tài sản",
    MinuteKind.BB_BGSN: "Bàn giao tài sản khi sắp xếp đơn vị hành chính",
    MinuteKind.DN_TL: "Đề nghị điều chuyển, thanh lý tài sản",
}
PARTIES = {
    MinuteKind.BB_GN: (("Bên giao", "ĐẠI DIỆN BÊN GIAO"), ("Bên nhận", "ĐẠI DIỆN BÊN NHẬN")),
    MinuteKind.BB_NT: (("Chủ đầu tư", "ĐẠI DIỆN CHỦ ĐẦU TƯ"), ("Nhà cung cấp", "ĐẠI DIỆN NHÀ CUNG CẤP")),
    MinuteKind.BB_BG: (("Bên giao", "ĐẠI DIỆN BÊN GIAO"), ("Bên nhận", "ĐẠI DIỆN BÊN NHẬN")),
    MinuteKind.BB_KK: (("Tổ kiểm kê", "ĐẠI DIỆN TỔ KIỂM KÊ"), ("Bên giữ tài sản", "ĐẠI DIỆN BÊN GIỮ TÀI SẢN")),
    MinuteKind.BB_BGSN: (("Bên giao", "ĐẠI DIỆN BÊN GIAO"), ("Bên nhận", "ĐẠI DIỆN BÊN NHẬN")),
    MinuteKind.DN_TL: (("Đơn vị đề nghị", "ĐẠI DIỆN ĐƠN VỊ ĐỀ NGHỊ"), ("Nơi nhận", "")),
}
SHOWN_POINTS = 3


def place_words(points: Iterable[SupportPoint], on: dt.date, *, building: bool = True) -> dict[int, str]:
    """Point → where it stood on the day, in that day's words, and the unit of today when it is another.

    Without ``building`` its typed name is left out, in which somebody's name may stand; its sort stays.
    """
    rows = PointPlace.objects.on(on).filter(point__in=list(points), voided_at=None).select_related("point")
    places = {row.point.code: row for row in rows}
    spots = where({code: row.area_id for code, row in places.items()}, on, clock.today())
    found = {}
    for code, row in places.items():
        spot = spots[code]
        sort = row.get_host_building_display() if row.host_building else ""
        named = str((row.building_name if building else "") or sort)
        parts = [part for part in (named, row.village, spot.then.name) if part]
        if spot.today is not None and not spot.same:
            parts.append(f"nay là {spot.today.name}")
        found[row.point_id] = ", ".join(parts)
    return found


def data_of(
    *,
    kind: str,
    on: dt.date,
    lines: Sequence[ActLine],
    offices: tuple[str, str] = ("", ""),
    people: tuple[str, str] = ("", ""),
    facts: Sequence[tuple[str, str]] = (),
    bases: Sequence[str] = (),
    conclusion: Sequence[str] = (),
) -> dict[str, Any]:
    """What the template prints (see ``documents.actions.make_minute``)."""
    with override("vi"):  # the paper is Vietnamese whatever the interface speaks
        points = {line.point_id: line.point for line in lines}
        places = place_words(points.values(), on)
        one = len(points) == 1
        told = [("Mã điểm", point.code) for point in points.values()] if one else [("Số điểm", str(len(points)))]
        if one:
            told += [("Địa điểm", next(iter(places.values()), ""))]
        names = PARTIES[MinuteKind(kind)]
        columns, rows = _table(MinuteKind(kind), lines, places, one)
        return {
            "office_parent": "",
            "office": offices[0] if kind == MinuteKind.DN_TL else "",
            "place": "",
            "parties": [
                {"role": role, "office": office, "people": [{"name": person, "post": ""}]}
                for (role, _title), office, person in zip(names, offices, people, strict=True)
            ],
            "bases": list(bases),
            "facts": [[label, text] for label, text in (*told, *facts)],
            "columns": columns,
            "lines": rows,
            "conclusion": list(conclusion),
            "signers": [{"title": title} for _role, title in names if title],
        }


def _table(
    kind: MinuteKind, lines: Sequence[ActLine], places: Mapping[int, str], one: bool
) -> tuple[list[str], list[list[str]]]:
    columns = ["STT", *([] if one else ["Điểm"]), "Thiết bị", "Mã tài sản", "Kiểu", "Số sê-ri", "Số lượng"]
    extra: list[str] = []
    if kind == MinuteKind.BB_KK:
        extra = ["Kết quả"]
    elif kind in {MinuteKind.BB_BG, MinuteKind.BB_BGSN, MinuteKind.DN_TL}:
        extra = ["Nguyên giá (đồng)", "Tình trạng"]
    elif kind == MinuteKind.BB_GN:
        extra = ["Xuất xứ"]
    elif kind == MinuteKind.BB_NT:
        extra = ["Tình trạng"]
    rows = []
    for at, line in enumerate(lines, 1):
        asset, lot = line.asset, line.asset.lot if line.asset else None
        spot = f"{line.point.code}: {places.get(line.point_id, '')}".rstrip(": ")
        row = [str(at), *([] if one else [spot]), line.item.name, asset.code if asset else ""]
        row += [lot.model if lot else "", asset.serial if asset else "", f"{line.quantity} {line.item.unit}"]
        if kind == MinuteKind.BB_KK:
            row.append(VERDICTS.get(line.verdict, ""))
        elif kind == MinuteKind.BB_GN:
            row.append(lot.origin if lot else "")
        elif kind == MinuteKind.BB_NT:
            row.append(_condition(asset))
        elif extra:
            worth = number(asset.original_value) if asset and asset.original_value is not None else ""
            row += [worth, _condition(asset)]
        rows.append(row)
    return [*columns, *extra], rows


def _condition(asset: Asset | None) -> str:
    return "" if asset is None or asset.condition == "unknown" else str(asset.get_condition_display())


def results(lines: Iterable[ActLine]) -> list[tuple[str, str]]:
    """What installers measured and heard when they put up these pieces; what nobody noted stays empty.

    One installation is told line by line, several in one line each, with their points.
    """
    pieces = [line.asset_id for line in lines if line.asset_id]
    held = ChecklistLine.objects.filter(
        asset__in=pieces, present=True, checklist__state=Checklist.State.FINISHED, checklist__voided_at=None
    )
    checks = list(
        Checklist.objects.filter(pk__in=held.values("checklist")).select_related("point").order_by("point__code", "on")
    )
    if len(checks) == 1:
        return [("Lắp đặt ngày", f"{checks[0].on:%d/%m/%Y}"), *_told(checks[0])]
    return [
        (
            f"{row.point.code}, lắp đặt ngày {row.on:%d/%m/%Y}",
            "; ".join(f"{label}: {text}" for label, text in _told(row) if text),
        )
        for row in checks
    ]


def _told(row: Checklist) -> list[tuple[str, str]]:
    heard = {True: "nghe rõ", False: "không nghe rõ", None: ""}
    return [
        ("Tốc độ tải xuống (Mbit/giây)", _speed(row.download)),
        ("Tốc độ tải lên (Mbit/giây)", _speed(row.upload)),
        ("Loa trái", heard[row.sound_left]),
        ("Loa phải", heard[row.sound_right]),
        ("TV ghép với hệ thống", {True: "đã ghép", False: "chưa ghép", None: ""}[row.paired]),
    ]


def _speed(mbps: Decimal | None) -> str:
    return number(float(mbps)) if mbps is not None else ""


def office_words(office: Office | None, on: dt.date) -> str:
    """What the office was called on the day; "" when none is known."""
    return office_names([office.pk], on)[office.pk] if office else ""


def holder_of(point: SupportPoint, on: dt.date) -> AssetCustody | None:
    """Who held the newest piece at the point on the day."""
    here = AssetPlace.objects.on(on).filter(point=point, voided_at=None)
    rows = AssetCustody.objects.on(on).filter(asset__in=here.values("asset"), voided_at=None)
    return rows.select_related("office", "person").order_by("-valid_from", "-id").first()
