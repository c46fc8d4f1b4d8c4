"""Stocktakes: piece by piece on the spot, ending in a minute."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.documents.models import Minute
from diemsang.equipment.actions.acts import make_stocktake_minute, pieces_at
from diemsang.equipment.models import ActLine, Asset, AssetPlace, Stocktake, StocktakeLine, serial_key
from diemsang.equipment.rights import STOCKTAKE
from diemsang.points.models import SupportPoint
from diemsang.points.queries.scope import require_on

register("equipment.stocktake", "mở đợt kiểm kê điểm {subject}, ngày {on}")
register("equipment.stocktake_seen", "kiểm kê điểm {subject}: {asset} {verdict}")
register("equipment.stocktake_back", "kiểm kê điểm {subject}: bỏ {asset} ghi nhầm là thấy ở đây")
register("equipment.stocktake_end", "kết thúc kiểm kê điểm {subject}, ngày {on}: {count} tài sản")


@transaction.atomic
def open_stocktake(*, actor: Actor, public_id: uuid.UUID, point: SupportPoint) -> Stocktake:
    """The open stocktake of the point; a new one lists every piece on record there as *unknown*."""
    require_on(actor, STOCKTAKE, point)
    SupportPoint.objects.select_for_update().get(pk=point.pk)
    standing = Stocktake.objects.filter(public_id=public_id).first()
    if standing is not None and standing.point_id != point.pk:
        problem = Problem(point.code, _("phiếu này đã dùng cho điểm khác."), _("Tải lại trang rồi làm lại."))
        raise Refused(_("Chưa mở được kiểm kê."), [problem])
    standing = standing or Stocktake.objects.filter(point=point, minute=None).first()
    if standing is not None:
        return standing
    made = Stocktake.objects.create(
        public_id=public_id, point=point, on=clock.today(), made_by=actor.actor_label[:200], made_at=clock.now()
    )
    StocktakeLine.objects.bulk_create(
        [StocktakeLine(stocktake=made, asset=piece) for piece in pieces_at(point, made.on)]
    )
    _tell(actor, "equipment.stocktake", made, {"on": f"{made.on:%d/%m/%Y}"})
    return made


@transaction.atomic
def mark_seen(*, actor: Actor, stocktake: Stocktake, asset: Asset, verdict: str) -> StocktakeLine:
    """What was seen of one piece. The same again changes nothing.

    ``Refused`` once the minute was made, and for anything but *elsewhere* of a piece of another place: only those who
    answer for that place may say that it is missing.
    """
    stocktake = _open(actor, stocktake)
    if verdict not in ActLine.Verdict.values:
        raise Refused(_("Chưa ghi được."), [Problem(asset.code, _("kết quả không có trong danh mục."))])
    if verdict != ActLine.Verdict.ELSEWHERE and not _on_record(stocktake, asset):
        problem = Problem(asset.code, _("sổ không ghi tài sản này ở điểm này."), _("Quét tem để ghi là thấy ở đây."))
        raise Refused(_("Chưa ghi được."), [problem])
    line, made = StocktakeLine.objects.get_or_create(stocktake=stocktake, asset=asset, defaults={"verdict": verdict})
    if not made and line.verdict == verdict:
        return line
    line.verdict = verdict
    line.save(update_fields=["verdict"])
    _tell(
        actor,
        "equipment.stocktake_seen",
        stocktake,
        {"asset": asset.code, "verdict": str(ActLine.Verdict(verdict).label)},
    )
    return line


@transaction.atomic
def scan(*, actor: Actor, stocktake: Stocktake, text: str) -> StocktakeLine:
    """A label's code, its QR's address, or a serial: the piece is here. One of another place is *elsewhere*.

    ``Refused`` when no piece, or more than one, answers to it.
    """
    text = nfc(text)
    found = None
    try:
        found = Asset.objects.filter(public_id=uuid.UUID(text.rstrip("/").rsplit("/", 1)[-1]), voided_at=None).first()
    except ValueError:
        rows = list(Asset.objects.filter(code__iexact=text, voided_at=None)[:1])
        if not rows and serial_key(text):
            rows = list(Asset.objects.filter(serial_key=serial_key(text), voided_at=None)[:2])
        found = rows[0] if len(rows) == 1 else None
    if found is None:
        message = _("không có tài sản nào mang mã hoặc số “%s”.") % text[:60]
        raise Refused(_("Chưa ghi được."), [Problem(_("Mã"), message, _("Quét lại, hoặc gõ mã TS-… trên tem."))])
    verdict = ActLine.Verdict.PRESENT if _on_record(stocktake, found) else ActLine.Verdict.ELSEWHERE
    return mark_seen(actor=actor, stocktake=stocktake, asset=found, verdict=verdict)


def _on_record(stocktake: Stocktake, asset: Asset) -> bool:
    """Whether the piece stands at the point, as far as anybody wrote down."""
    return AssetPlace.objects.filter(asset=asset, point=stocktake.point_id, voided_at=None, valid_to=None).exists()


@transaction.atomic
def take_back_seen(*, actor: Actor, stocktake: Stocktake, asset: Asset) -> bool:
    """A piece of another place was written down as found here by mistake; whether anything was taken back.

    A piece on record here stays in the list, for somebody has to say what became of it.
    """
    stocktake = _open(actor, stocktake)
    rows = StocktakeLine.objects.filter(stocktake=stocktake, asset=asset, verdict=ActLine.Verdict.ELSEWHERE)
    if not rows.delete()[0]:
        return False
    _tell(actor, "equipment.stocktake_back", stocktake, {"asset": asset.code})
    return True


@transaction.atomic
def end_stocktake(*, actor: Actor, stocktake: Stocktake, public_id: uuid.UUID) -> Minute:
    """The draft minute of what was seen; the one that stands when there is one."""
    require_on(actor, STOCKTAKE, stocktake.point)
    before = stocktake.minute_id
    minute = make_stocktake_minute(actor=actor, public_id=public_id, stocktake=stocktake)
    if minute.pk != before:
        data = {"on": f"{stocktake.on:%d/%m/%Y}", "count": str(stocktake.lines.count())}
        _tell(actor, "equipment.stocktake_end", stocktake, data)
    return minute


def _open(actor: Actor, stocktake: Stocktake) -> Stocktake:
    require_on(actor, STOCKTAKE, stocktake.point)
    stocktake = Stocktake.objects.select_for_update(of=("self",)).select_related("point").get(pk=stocktake.pk)
    if stocktake.minute_id is not None:
        problem = Problem(stocktake.point.code, _("đợt kiểm kê này đã có biên bản."), _("Mở đợt kiểm kê mới."))
        raise Refused(_("Chưa ghi được."), [problem])
    return stocktake


def _tell(actor: Actor, action: str, stocktake: Stocktake, data: dict[str, str]) -> None:
    record(actor=actor, action=action, subject_type="point", subject_key=stocktake.point.code, data=data)
