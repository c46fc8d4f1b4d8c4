"""What the points are shown of platforms on a day, and what stands in the way of opening one on a television."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from diemsang.core import clock
from diemsang.platforms.models import AllowedHost, OnTv, Platform, PlatformTile, SelectionReview


@dataclass(frozen=True, slots=True)
class TileFact:
    """An approved tile that is valid. ``areas`` (ids): all points below them; a tile for nowhere in particular names
    the area of its round.

    ``mode`` is what holds that day: ``open`` falls back to ``guide`` once a condition of opening is gone.
    """

    public_id: uuid.UUID
    platform: str
    title: str
    spoken: str
    address: str
    mode: str
    valid_from: dt.date
    valid_until: dt.date | None
    areas: tuple[int, ...]
    points: tuple[str, ...]
    decision: str
    approved_by: str
    platform_name: str
    topic: str
    owner: str
    made_by: str
    made_by_key: str
    approved_by_key: str
    approved_on: dt.date


def tiles(on: dt.date) -> list[TileFact]:
    """Approved tiles valid on a day, in order of title. Three queries.

    Not of rounds whose last review said that what they chose is used no longer.
    """
    ended = SelectionReview.objects.filter(
        selection=OuterRef("selection"), selection__review_on=None, next_on=None, on__lte=on
    )
    rows = (
        PlatformTile.objects.filter(state=PlatformTile.State.APPROVED, valid_from__lte=on)
        .filter(Q(valid_until=None) | Q(valid_until__gt=on))
        .exclude(Exists(ended))
        .select_related("platform", "decision", "selection")
        .prefetch_related("audience__point")
        .order_by("title", "id")
    )
    hosts = allowed_hosts()
    return [_fact(tile, hosts) for tile in rows]


def approved_once() -> list[uuid.UUID]:
    """Tiles that were approved, whatever became of them."""
    rows = PlatformTile.objects.exclude(state=PlatformTile.State.DRAFT)
    return list(rows.order_by("pk").values_list("public_id", flat=True))


def _fact(tile: PlatformTile, hosts: Iterable[str]) -> TileFact:
    opens = tile.mode == PlatformTile.Mode.OPEN and not open_problems(tile.platform, hosts)
    audience = list(tile.audience.all())
    areas = sorted(row.area_id for row in audience if row.area_id is not None)
    return TileFact(
        public_id=tile.public_id,
        platform=tile.platform.code,
        title=tile.title,
        spoken=tile.spoken,
        address=tile.platform.address,
        mode=PlatformTile.Mode.OPEN if opens else PlatformTile.Mode.GUIDE,
        valid_from=tile.valid_from,
        valid_until=tile.valid_until,
        areas=tuple(areas if audience else [tile.selection.area_id]),
        points=tuple(sorted(row.point.code for row in audience if row.point is not None)),
        decision=str(tile.decision) if tile.decision else "",
        approved_by=tile.approved_by,
        platform_name=tile.platform.name,
        topic=next(iter(tile.platform.topics), ""),
        owner=tile.platform.owner,
        made_by=tile.made_by,
        made_by_key=tile.made_by_key,
        approved_by_key=tile.approved_by_key,
        approved_on=(tile.approved_at.astimezone(clock.VIETNAM).date() if tile.approved_at else tile.valid_from),
    )


def allowed_hosts() -> frozenset[str]:
    """Hosts that televisions may open today."""
    return frozenset(AllowedHost.objects.filter(removed_at=None).values_list("host", flat=True))


def open_problems(platform: Platform, hosts: Iterable[str] | None = None) -> list[str]:
    """Why a television must not open the platform itself (domain §8.5); empty: it may."""
    found = []
    if platform.works_on_tv == OnTv.NO:
        found.append(_("đã thử: không dùng được trên TV của điểm."))
    elif platform.works_on_tv != OnTv.YES:
        found.append(_("chưa ai thử trên TV của điểm."))
    if platform.login_needed:
        found.append(_("phải đăng nhập: không đăng nhập tài khoản cá nhân trên TV dùng chung."))
    elif platform.login_needed is None:
        found.append(_("chưa rõ có phải đăng nhập không."))
    host = urlsplit(platform.address).hostname or ""
    if host not in (allowed_hosts() if hosts is None else hosts):
        found.append(
            _("tên miền %(host)s chưa nằm trong danh sách được mở trên TV.") % {"host": host or _("(chưa có địa chỉ)")}
        )
    return found
