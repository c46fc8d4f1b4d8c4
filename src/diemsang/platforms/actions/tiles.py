"""Tiles: what the points are shown of a chosen platform."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.areas.models import Area
from diemsang.areas.queries import covers_on, labels
from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.documents.models import Decision
from diemsang.platforms.actions.common import check_decision
from diemsang.platforms.models import Platform, PlatformSelection, PlatformTile, TileAudience
from diemsang.platforms.queries.scope import require_selection
from diemsang.platforms.queries.tiles import open_problems
from diemsang.platforms.registry import tell_screens
from diemsang.platforms.rights import DECIDE, MANAGE
from diemsang.points.models import SupportPoint
from diemsang.points.queries.rows import in_area

register("platforms.tile", "lập ô «{subject}» cho nền tảng {platform}")
register("platforms.tile_change", "sửa ô «{subject}» của nền tảng {platform}")
register("platforms.tile_approve", "duyệt ô «{subject}» của nền tảng {platform} theo {decision}")
register("platforms.tile_withdraw", "thu hồi ô «{subject}» của nền tảng {platform}")
State, Mode = PlatformTile.State, PlatformTile.Mode
SPOKEN = 1500
"""Most characters that are read aloud: about two minutes."""
STEPS = 40
"""Most lines, each a step on the screen."""


@dataclass(frozen=True, slots=True)
class TileWish:
    """A tile as somebody wants it. No ``areas`` and ``points``: every point of the round's area."""

    title: str
    spoken: str
    mode: str
    valid_from: dt.date
    valid_until: dt.date | None = None
    areas: Sequence[Area] = ()
    points: Sequence[SupportPoint] = ()


@transaction.atomic
def draft_tile(
    *, actor: Actor, public_id: uuid.UUID, selection: PlatformSelection, platform: Platform, wish: TileWish
) -> PlatformTile:
    """A tile that waits for approval. The same ``public_id`` again: the row that stands.

    ``Refused`` for a platform that the round did not choose or that is used no longer, for places outside the round's
    area, and for *open on TV* where that must not be.
    """
    require_selection(actor, MANAGE, selection)
    standing = PlatformTile.objects.filter(public_id=public_id, selection=selection).first()
    if standing is not None:
        return standing
    wish = _clean(wish)
    problems = _problems(selection, platform, wish)
    if not selection.candidates.filter(platform=platform, chosen=True).exists():
        words = _("%(name)s không được chọn trong đợt %(code)s.") % {"name": platform.name, "code": selection.code}
        problems.append(Problem(_("Nền tảng"), words, _("Chỉ nền tảng đã có quyết định mới lên màn hình.")))
    if problems:
        raise Refused(_("Chưa lập được ô."), problems)
    tile = PlatformTile(
        public_id=public_id,
        selection=selection,
        platform=platform,
        made_at=clock.now(),
        made_by=actor.actor_label[:200],
        made_by_key=actor.actor_key,
    )
    _put(tile, wish)
    _tell(actor, "platforms.tile", tile)
    return tile


@transaction.atomic
def change_tile(*, actor: Actor, tile: PlatformTile, wish: TileWish) -> PlatformTile:
    """Another wording, audience or time of a draft, of which the actor is the writer from now on.

    An approved tile is withdrawn and made anew.
    """
    require_selection(actor, MANAGE, tile.selection)
    tile = _locked(tile)
    message = _("Chưa sửa được ô.")
    _must_wait(tile, message)
    wish = _clean(wish)
    if problems := _problems(tile.selection, tile.platform, wish):
        raise Refused(message, problems)
    tile.made_by, tile.made_by_key = actor.actor_label[:200], actor.actor_key
    _put(tile, wish)
    _tell(actor, "platforms.tile_change", tile)
    return tile


@transaction.atomic
def approve_tile(*, actor: Actor, tile: PlatformTile, decision: Decision | None = None) -> PlatformTile:
    """The tile may be shown, by the decision of its round or another one. Again: nothing.

    ``Refused`` for who wrote it: what residents are shown is seen by two people.
    """
    require_selection(actor, DECIDE, tile.selection)
    tile = _locked(tile)
    if tile.state == State.APPROVED:
        return tile
    message = _("Chưa duyệt được ô.")
    _must_wait(tile, message)
    decision = decision or tile.selection.decision
    problems = _problems(tile.selection, tile.platform, _wish(tile))
    if decision is None:
        problems.append(Problem(_("Quyết định"), _("chưa có."), _("Chọn quyết định cho ô này.")))
    else:
        problems += check_decision(decision)
    if actor.actor_key == tile.made_by_key:
        words = _("người lập ô không tự duyệt ô của mình.")
        problems.append(Problem(_("Người duyệt"), words, _("Nhờ người khác có quyền duyệt.")))
    if problems:
        raise Refused(message, problems)
    tile.state, tile.decision = State.APPROVED, decision
    tile.approved_at, tile.approved_by = clock.now(), actor.actor_label[:200]
    tile.approved_by_key = actor.actor_key
    tile.save(update_fields=["state", "decision", "approved_at", "approved_by", "approved_by_key"])
    _tell(actor, "platforms.tile_approve", tile, data={"decision": str(decision)})
    tell_screens(actor)
    return tile


@transaction.atomic
def withdraw_tile(*, actor: Actor, tile: PlatformTile, reason: str) -> PlatformTile:
    """No longer meant to be shown. Again: nothing. ``Refused`` without a reason."""
    require_selection(actor, MANAGE, tile.selection)
    tile, reason = _locked(tile), nfc(reason)
    if tile.state == State.WITHDRAWN:
        return tile
    if not reason or len(reason) > 300:
        problem = Problem(_("Lý do"), _("còn trống hoặc dài quá 300 ký tự."), _("Ghi vì sao thu hồi."))
        raise Refused(_("Chưa thu hồi được ô."), [problem])
    tile.state, tile.withdrawn_at, tile.withdraw_reason = State.WITHDRAWN, clock.now(), reason
    tile.save(update_fields=["state", "withdrawn_at", "withdraw_reason"])
    _tell(actor, "platforms.tile_withdraw", tile, reason=reason)
    tell_screens(actor)
    return tile


def _locked(tile: PlatformTile) -> PlatformTile:
    rows = PlatformTile.objects.select_for_update(of=("self",)).select_related(
        "platform", "selection__decision", "selection__area"
    )
    return rows.get(pk=tile.pk)


def _must_wait(tile: PlatformTile, message: str) -> None:
    if tile.state != State.DRAFT:
        words = _("ô này %(state)s.") % {"state": tile.get_state_display()}
        raise Refused(message, [Problem(_("Tình trạng"), words, _("Cần khác thì thu hồi và lập ô mới."))])


def _clean(wish: TileWish) -> TileWish:
    spoken = "\n".join(line for line in (nfc(line) for line in wish.spoken.splitlines()) if line)
    return TileWish(
        nfc(wish.title),
        spoken,
        wish.mode,
        wish.valid_from,
        wish.valid_until,
        tuple(wish.areas),
        tuple(wish.points),
    )


def _wish(tile: PlatformTile) -> TileWish:
    rows = list(tile.audience.select_related("area", "point"))
    areas, points = [row.area for row in rows if row.area], [row.point for row in rows if row.point]
    return TileWish(tile.title, tile.spoken, tile.mode, tile.valid_from, tile.valid_until, areas, points)


def _problems(selection: PlatformSelection, platform: Platform, wish: TileWish) -> list[Problem]:
    problems = _outside(selection, wish)
    if selection.state == PlatformSelection.State.DECIDED and selection.review_on is None:
        words = _("rà soát đã kết luận thôi dùng các nền tảng của đợt %(code)s.") % {"code": selection.code}
        problems.append(Problem(_("Nền tảng"), words, _("Chỉ nền tảng đã có quyết định mới lên màn hình.")))
    if not wish.title or len(wish.title) > 120:
        advice = _("Ghi việc bà con muốn làm, ví dụ «Làm giấy khai sinh».")
        problems.append(Problem(_("Tên trên màn hình"), _("còn trống hoặc dài quá 120 ký tự."), advice))
    if not wish.spoken or len(wish.spoken) > SPOKEN:
        words = _("còn trống hoặc dài quá %(most)s ký tự.") % {"most": "1.500"}
        problems.append(Problem(_("Lời đọc"), words, _("Mỗi dòng một bước, câu ngắn.")))
    if len(wish.spoken.splitlines()) > STEPS:
        problems.append(Problem(_("Lời đọc"), _("nhiều hơn 40 dòng."), _("Gộp những bước ngắn.")))
    if wish.valid_until is not None and wish.valid_until <= wish.valid_from:
        problems.append(Problem(_("Hết dùng từ"), _("không sau ngày bắt đầu dùng.")))
    if not platform.address:
        advice = _("Ghi địa chỉ ở trang của nền tảng.")
        problems.append(Problem(_("Nền tảng"), _("chưa có địa chỉ để làm mã QR."), advice))
    if platform.archived_at is not None:
        problems.append(Problem(_("Nền tảng"), _("đã cất."), _("Cho dùng lại trước.")))
    if wish.mode not in Mode.values:
        problems.append(Problem(_("Cách dùng"), _("không có lựa chọn này.")))
    if wish.mode == Mode.OPEN:
        advice = _("Chọn «hướng dẫn kèm mã QR», hoặc bổ sung thông tin của nền tảng.")
        problems += [Problem(_("Mở ngay trên TV"), words, advice) for words in open_problems(platform)]
    return problems


def _outside(selection: PlatformSelection, wish: TileWish) -> list[Problem]:
    """Places that the round did not decide for."""
    today = clock.today()
    reach = covers_on([selection.area_id], None)[selection.area_id]
    strange = [area for area in wish.areas if area.pk not in reach.whole | {selection.area_id}]
    known = labels([area.pk for area in strange], today)
    names = [known[area.pk].name if area.pk in known else area.key for area in strange]
    if wish.points:
        mine = in_area(SupportPoint.objects.filter(pk__in=[point.pk for point in wish.points]), selection.area, today)
        inside = set(mine.values_list("pk", flat=True))
        names += [point.code for point in wish.points if point.pk not in inside]
    words = _("không nằm trong địa bàn của đợt %(code)s.") % {"code": selection.code}
    return [Problem(name, words) for name in names]


def _put(tile: PlatformTile, wish: TileWish) -> None:
    tile.title, tile.spoken, tile.mode = wish.title, wish.spoken, wish.mode
    tile.valid_from, tile.valid_until = wish.valid_from, wish.valid_until
    tile.save()
    tile.audience.all().delete()
    TileAudience.objects.bulk_create(
        [
            *(TileAudience(tile=tile, area=area) for area in wish.areas),
            *(TileAudience(tile=tile, point=point) for point in wish.points),
        ]
    )


def _tell(actor: Actor, action: str, tile: PlatformTile, **more: Any) -> None:
    data = {"platform": tile.platform.name, **more.pop("data", {})}
    record(
        actor=actor,
        action=action,
        subject_type="platform_tile",
        subject_key=str(tile.public_id),
        subject_label=tile.title,
        data=data,
        **more,
    )
