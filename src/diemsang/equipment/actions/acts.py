"""Minutes of equipment are made here: each with the rows that its signature is to move (``Act``)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from diemsang.accounts.models import Office, User
from diemsang.accounts.queries import office_names
from diemsang.areas.models import AreaVersion
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.documents.actions import make_minute
from diemsang.documents.models import Minute, MinuteKind, MinuteState
from diemsang.equipment import papers
from diemsang.equipment.actions.assets import record_event
from diemsang.equipment.models import (
    Act,
    ActLine,
    Asset,
    AssetEvent,
    AssetPlace,
    Checklist,
    ChecklistLine,
    Delivery,
    Stocktake,
)
from diemsang.equipment.rights import ACCEPT, DELIVER
from diemsang.points.actions import link_minute
from diemsang.points.models import SupportPoint
from diemsang.points.queries.scope import require_on


@transaction.atomic
def make_delivery_minute(*, actor: Actor, public_id: uuid.UUID, deliveries: Sequence[Delivery]) -> Minute:
    """Draft BB_GN of these deliveries, of one day and contract or several; one paper for them all.

    ``Refused`` for a void delivery or one that another standing minute tells of.
    """
    for delivery in deliveries:
        require_on(actor, DELIVER, delivery.point)
    if (standing := standing_minute(public_id, MinuteKind.BB_GN)) is not None:
        return standing
    rows = list(
        Delivery.objects.select_for_update(of=("self",))
        .filter(pk__in=[row.pk for row in deliveries])
        .select_related("point", "contract__supplier", "contract__investor", "minute")
        .order_by("on", "id")
    )
    problems = [] if rows else [Problem(_("Đợt giao"), _("chưa chọn."))]
    for row in rows:
        if row.state == Delivery.State.VOID:
            problems.append(Problem(row.point.code, _("đợt giao này đã hủy.")))
        elif row.minute is not None and row.minute.state != MinuteState.VOID:
            problems.append(taken(row.point.code, row.minute))
    refuse_minute(problems)
    lines = []
    for row in rows:
        pieces = row.assets.filter(voided_at=None).select_related("item", "lot").order_by("item__position", "code")
        lines += [ActLine(point=row.point, asset=piece, item=piece.item) for piece in pieces]
        for supply in row.lines.filter(lot__item__kind="SUPPLY").select_related("lot__item"):
            lines.append(ActLine(point=row.point, item=supply.lot.item, quantity=supply.quantity))
    on, contract = rows[-1].on, rows[-1].contract
    minute = make_act(
        actor,
        public_id,
        MinuteKind.BB_GN,
        on,
        lines,
        offices=(contract.supplier.name, papers.office_words(contract.investor, on)),
        facts=[("Hợp đồng", ", ".join(dict.fromkeys(row.contract.number for row in rows))), *papers.results(lines)],
    )
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(minute=minute)
    return minute


@transaction.atomic
def make_acceptance_minute(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    points: Sequence[SupportPoint],
    on: dt.date,
    conditions: Mapping[int, str] | None = None,
    findings: str = "",
) -> Minute:
    """Draft BB_NT of everything installed at these points and not accepted yet. Its signature is the acceptance.

    ``conditions`` (id of a piece → ``Condition``) is how pieces were seen; what differs from the record is written to
    the piece's life at once, for it is so whether or not anybody signs. ``findings`` is printed, a paragraph a line.
    ``Refused`` where nothing installed waits; the second person is told which minute stands or waits.
    """
    lines: list[ActLine] = []
    problems: list[Problem] = []
    for point in points:
        require_on(actor, ACCEPT, point)
    if (standing := standing_minute(public_id, MinuteKind.BB_NT)) is not None:
        return standing
    list(SupportPoint.objects.select_for_update().filter(pk__in=[point.pk for point in points]).order_by("pk"))
    for point in points:
        waiting = acceptable(point)
        lines += waiting
        if waiting:
            late = Checklist.objects.filter(point=point, state="finished", voided_at=None, on__gt=on).first()
            if late:
                words = _("nghiệm thu trước ngày lắp đặt (%s).") % f"{late.on:%d/%m/%Y}"
                problems.append(Problem(point.code, words, _("Ghi ngày nghiệm thu từ ngày lắp đặt trở đi.")))
            continue
        other = _minute_of(point)
        if other is not None:
            problems.append(taken(point.code, other))
        else:
            problems.append(Problem(point.code, _("chưa có thiết bị nào lắp đặt xong."), _("Ghi phiếu lắp đặt trước.")))
    if not points:
        problems.append(Problem(_("Điểm"), _("chưa chọn.")))
    refuse_minute(problems)
    _see(actor, public_id, lines, on, conditions or {})
    lots = [line.asset.lot for line in lines if line.asset and line.asset.lot]
    contract = lots[0].contract if lots else None
    return make_act(
        actor,
        public_id,
        MinuteKind.BB_NT,
        on,
        lines,
        offices=(
            papers.office_words(contract.investor if contract else None, on),
            contract.supplier.name if contract else "",
        ),
        facts=[("Hợp đồng", ", ".join(dict.fromkeys(lot.contract.number for lot in lots))), *papers.results(lines)],
        conclusion=[
            *(text for line in findings.splitlines() if (text := nfc(line))),
            "Các bên thống nhất nghiệm thu thiết bị nêu trên, đưa vào sử dụng kể từ ngày nghiệm thu.",
        ],
    )


def _see(actor: Actor, key: uuid.UUID, lines: list[ActLine], on: dt.date, conditions: Mapping[int, str]) -> None:
    for line in lines:
        wanted = conditions.get(line.asset_id or 0, "")
        if line.asset is not None and wanted and wanted != line.asset.condition:
            record_event(
                actor=actor,
                public_id=uuid.uuid5(key, f"condition:{line.asset_id}"),
                asset=line.asset,
                kind=AssetEvent.Kind.CONDITION,
                on=on,
                note=_("xem khi nghiệm thu"),
                condition=wanted,
            )
            line.asset.condition = wanted


def acceptable(point: SupportPoint) -> list[ActLine]:
    """Lines, not stored, for what is installed here and neither accepted nor in a minute that waits."""
    done = ChecklistLine.objects.filter(
        checklist__point=point, checklist__state="finished", checklist__voided_at=None, present=True
    ).select_related("item", "asset__item", "asset__lot__contract__supplier", "asset__lot__contract__investor")
    told = ActLine.objects.filter(point=point, act__kind=MinuteKind.BB_NT).exclude(act__minute__state=MinuteState.VOID)
    pieces = set(told.filter(asset__isnull=False).values_list("asset_id", flat=True))
    used = dict(told.filter(asset=None).values_list("item").annotate(total=Sum("quantity")))
    lines = []
    supplies: dict[int, ActLine] = {}
    for row in done.order_by("item__position", "id"):
        if row.asset is not None:
            if row.asset_id not in pieces and row.asset.voided_at is None:
                lines.append(ActLine(point=point, asset=row.asset, item=row.item))
        elif row.item_id in supplies:
            supplies[row.item_id].quantity += row.quantity
        else:
            supplies[row.item_id] = ActLine(point=point, item=row.item, quantity=row.quantity)
    for item_id, line in supplies.items():
        line.quantity = max(0, line.quantity - used.get(item_id, 0))
    return lines + [line for line in supplies.values() if line.quantity]


@transaction.atomic
def make_handover_minute(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    point: SupportPoint,
    on: dt.date,
    office: Office,
    person: User | None = None,
    giver: Office | None = None,
    others: Sequence[SupportPoint] = (),
) -> Minute:
    """Draft BB_BG: every piece at the point goes to ``office`` (and a person of it) from the day on.

    ``others`` are points handed over by the same paper. ``Refused`` when nothing stands there, the office no longer
    exists on the day, or the person is not of the office.
    """
    points = [point, *others]
    for each in points:
        require_on(actor, ACCEPT, each)
    if (standing := standing_minute(public_id, MinuteKind.BB_BG)) is not None:
        return standing
    problems = office_problems(office, on)
    if person is not None and person.office_id != office.pk:
        problems.append(Problem(str(person), _("không thuộc cơ quan nhận."), _("Chọn người của cơ quan nhận.")))
    lines: list[ActLine] = []
    for each in points:
        pieces = pieces_at(each, on)
        lines += [ActLine(point=each, asset=piece, item=piece.item) for piece in pieces]
        if not pieces:
            problems.append(Problem(each.code, _("không có tài sản nào ở đây ngày ấy."), _("Ghi giao hàng trước.")))
    refuse_minute(problems)
    return make_act(
        actor,
        public_id,
        MinuteKind.BB_BG,
        on,
        lines,
        offices=(papers.office_words(giver, on), papers.office_words(office, on)),
        people=("", str(person) if person else ""),
        conclusion=["Bên nhận quản lý, giữ gìn và sử dụng tài sản đúng mục đích kể từ ngày bàn giao."],
        act={"office": office, "person": person, "giver": giver},
    )


@transaction.atomic
def make_stocktake_minute(*, actor: Actor, public_id: uuid.UUID, stocktake: Stocktake) -> Minute:
    """Draft BB_KK of what was seen; closes the stocktake. Called by ``actions.stocktake``, which asked the right."""
    stocktake = Stocktake.objects.select_for_update(of=("self",)).select_related("point", "minute").get(pk=stocktake.pk)
    if stocktake.minute is not None and stocktake.minute.state != MinuteState.VOID:
        return stocktake.minute
    point = stocktake.point
    lines = [
        ActLine(point=point, asset=row.asset, item=row.asset.item, verdict=row.verdict)
        for row in stocktake.lines.select_related("asset__item", "asset__lot")
    ]
    if not lines:
        refuse_minute([Problem(point.code, _("chưa ghi tài sản nào."), _("Quét hoặc đánh dấu trước."))])
    counts = [
        f"{papers.VERDICTS[verdict]}: {sum(line.verdict == verdict for line in lines)}"
        for verdict in ActLine.Verdict.values
    ]
    held = papers.holder_of(point, stocktake.on)
    minute = make_act(
        actor,
        public_id,
        MinuteKind.BB_KK,
        stocktake.on,
        lines,
        offices=("", papers.office_words(held.office if held else None, stocktake.on)),
        conclusion=["Kết quả: " + "; ".join(counts) + "."],
    )
    stocktake.minute = minute
    stocktake.save(update_fields=["minute"])
    return minute


def pieces_at(point: SupportPoint, on: dt.date) -> list[Asset]:
    """Pieces that stood at the point on the day, disposed ones left out."""
    rows = Asset.objects.filter(
        pk__in=AssetPlace.objects.on(on).filter(point=point, voided_at=None).values("asset"),
        voided_at=None,
        disposed_on=None,
    )
    return list(rows.select_related("item", "lot__contract").order_by("item__position", "code"))


def office_problems(office: Office, on: dt.date) -> list[Problem]:
    """An office of a unit that no longer stands on the day receives nothing."""
    if AreaVersion.objects.on(on).filter(area_id=office.area_id).exists():
        return []
    name = office_names([office.pk], on)[office.pk]
    words = {"name": name, "day": f"{on:%d/%m/%Y}"}
    message = _("%(name)s không còn ngày %(day)s.") % words
    return [Problem(_("Bên nhận"), message, _("Chọn cơ quan của đơn vị hành chính sau sắp xếp."))]


def standing_minute(public_id: uuid.UUID, kind: MinuteKind) -> Minute | None:
    """What an earlier press of the same button made; ``Refused`` when the id is another sort of minute's."""
    found = Minute.objects.filter(public_id=public_id).first()
    if found is not None and found.kind != kind:
        refuse_minute([Problem(_("Biên bản"), _("mã này là của biên bản khác."), _("Tải lại trang rồi lập lại."))])
    return found


def make_act(
    actor: Actor,
    public_id: uuid.UUID,
    kind: MinuteKind,
    on: dt.date,
    lines: list[ActLine],
    *,
    offices: tuple[str, str],
    people: tuple[str, str] = ("", ""),
    facts: Iterable[tuple[str, str]] = (),
    conclusion: Sequence[str] = (),
    act: dict[str, Any] | None = None,
    title: str = "",
) -> Minute:
    """The draft, its points, and the rows that its signature is to move; the caller asked the right."""
    points = list({line.point_id: line.point for line in lines}.values())
    codes = [point.code for point in points]
    named = ", ".join(codes[: papers.SHOWN_POINTS])
    if len(codes) > papers.SHOWN_POINTS:
        named += f" và {len(codes) - papers.SHOWN_POINTS} điểm khác"
    if on > clock.today():
        refuse_minute([Problem(_("Ngày"), _("ở phía trước."), _("Ghi ngày đã diễn ra."))])
    minute = make_minute(
        actor=actor,
        public_id=public_id,
        kind=kind,
        title=title or f"{papers.TITLES[kind]} – điểm {named}",
        on=on,
        data=papers.data_of(
            kind=kind,
            on=on,
            lines=lines,
            offices=offices,
            people=people,
            facts=list(facts),
            conclusion=conclusion,
        ),
    )
    link_minute(minute=minute, points=points)
    made = Act.objects.create(minute=minute, kind=kind, on=on, **(act or {}))
    for line in lines:
        line.act = made
    ActLine.objects.bulk_create(lines)
    return minute


def _minute_of(point: SupportPoint) -> Minute | None:
    told = ActLine.objects.filter(point=point, act__kind=MinuteKind.BB_NT).exclude(act__minute__state=MinuteState.VOID)
    line = told.select_related("act__minute").order_by("-act_id").first()
    return line.act.minute if line else None


def taken(where: str, minute: Minute) -> Problem:
    """Another minute tells of it already: which, of when, whose, how far."""
    words = {
        "code": minute.code,
        "state": minute.get_state_display(),
        "who": minute.made_by,
        "day": f"{minute.on:%d/%m/%Y}",
    }
    message = _("đã có biên bản %(code)s ngày %(day)s do %(who)s lập (%(state)s).") % words
    return Problem(where, message, _("Dùng biên bản ấy, hoặc hủy nó kèm lý do."))


def refuse_minute(problems: Collection[Problem]) -> None:
    """``Refused`` with these reasons, when there are any."""
    if problems:
        raise Refused(_("Chưa lập được biên bản."), list(problems))
