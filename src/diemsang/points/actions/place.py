"""Where a point stands: a move closes the place before, a correction voids it, voiding brings it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from diemsang.areas.actions import drop_answers
from diemsang.areas.models import Area, AreaVersion, Level
from diemsang.areas.queries import labels
from diemsang.audit.actions import Item, record
from diemsang.audit.reasons import require_reason
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc, search_key
from diemsang.documents.models import Decision
from diemsang.points.models import Approval, HostBuilding, PlanPoint, PointPlace, SupportPoint
from diemsang.points.queries.scope import EDIT, may_at, require_on, subject_key

MOVE, CORRECT = "points.place", "points.correct_place"
register(MOVE, "chuyển điểm {subject} đến {place} từ ngày {from}")
register(CORRECT, "đính chính địa điểm của điểm {subject}: {place}")
register("points.void_place", "hủy địa điểm {place} của điểm {subject}; trở lại {back}")

LATITUDES, LONGITUDES = (6.0, 24.0), (102.0, 118.0)
"""Degrees that hold all of Vietnam: the mainland, Hoàng Sa and Trường Sa."""


class Known:
    """What checking and naming places asks of other tables; each thing is asked once, however many places."""

    def __init__(self) -> None:
        self._stood: dict[dt.date, set[int]] = {}
        self._names: dict[tuple[int, dt.date], str] = {}
        self._listed: dict[int, dt.date] = {}
        self._approved: dict[int, bool] = {}

    def stood(self, area_id: int, day: dt.date) -> bool:
        """Whether the unit existed on the day."""
        if day not in self._stood:
            self._stood[day] = set(AreaVersion.objects.on(day).values_list("area_id", flat=True))
        return area_id in self._stood[day]

    def name(self, area_id: int, day: dt.date) -> str:
        """The unit's name on the day."""
        if (area_id, day) not in self._names:
            self.look_up({area_id}, day)
        return self._names[area_id, day]

    def look_up(self, area_ids: set[int], day: dt.date) -> None:
        """Names of many units of one day."""
        self._names |= {(pk, day): label.name for pk, label in labels(area_ids, day).items()}

    def list_days(self, point_ids: Collection[int]) -> None:
        """``listed_on`` and ``approved`` of many points."""
        held = Approval.objects.filter(point_id__in=point_ids, voided_at=None, ends_on=None)
        approved = set(held.values_list("point_id", flat=True))
        self._approved |= {pk: pk in approved for pk in point_ids}
        rows = PlanPoint.objects.filter(point_id__in=point_ids).values("point_id").order_by("point_id")
        found = {row["point_id"]: row["first"] for row in rows.annotate(first=Min("listed_on"))}
        self._listed |= {pk: found.get(pk) or clock.today() for pk in point_ids}

    def listed_on(self, point_id: int) -> dt.date:
        """The first day that the point is known to have had a place: when a plan first listed it; today without one."""
        if point_id not in self._listed:
            self.list_days([point_id])
        return self._listed[point_id]

    def approved(self, point_id: int) -> bool:
        """Whether a decision's approval of the point stands."""
        if point_id not in self._approved:
            self.list_days([point_id])
        return self._approved[point_id]


class StalePlace(Refused):
    """Somebody recorded another place since the writer looked. The message says what stands now."""


@transaction.atomic
def record_place(
    *,
    actor: Actor,
    point: SupportPoint,
    area: Area,
    source: str,
    from_date: dt.date | None = None,
    village: str = "",
    host_building: str = "",
    building_name: str = "",
    lat: float | None = None,
    lon: float | None = None,
    decision: Decision | None = None,
    reason: str = "",
    seen: int | None = None,
) -> PointPlace:
    """Say where the point stands.

    With ``from_date`` the point moved that day: the place before ends. Without it, the place on record was wrong or
    less exact from the start: it is voided with ``reason`` and this one stands in its stead, for the same time.
    Needs the right over the point where it stands and over ``area``. ``Refused`` with every problem at once.
    ``seen`` is the id of the place that the writer saw (0: none stood): ``StalePlace`` when another stands by now.
    """
    require_on(actor, EDIT, point)
    require(actor, EDIT, area.pk)
    before = _lock(point)
    if seen is not None and seen != (before.pk if before else 0):
        raise stale_place(_("Chưa ghi được địa điểm."), point, before)
    wanted = PointPlace(
        point=point,
        area=area,
        village=nfc(village),
        host_building=host_building,
        building_name=nfc(building_name),
        lat=lat,
        lon=lon,
        decision=decision,
        source=nfc(source),
        valid_from=from_date if from_date is not None else before.valid_from if before else None,
        recorded_at=clock.now(),
        replaces=before,
    )
    reason = nfc(reason)
    known = Known()
    problems = place_problems(wanted, before, from_date, reason, known)
    if problems:
        raise Refused(_("Chưa ghi được địa điểm."), problems)
    if before is not None:
        if from_date is None:
            before.voided_at, before.void_reason = clock.now(), reason
        else:
            before.valid_to = from_date
        before.save(update_fields=["voided_at", "void_reason", "valid_to"])
        drop_answer(actor, before)
    return _stand(actor, wanted, before, CORRECT if from_date is None else MOVE, reason, known)


@transaction.atomic
def correct_place(
    *, actor: Actor, place: PointPlace, area_id: int, slot: int | None, source: str, reason: str
) -> PointPlace:
    """A new version of a plan places a listed point elsewhere. The loader has checked the right."""
    standing = _lock(place.point)
    if standing is None or standing.pk != place.pk:
        raise stale_place(_("Chưa ghi được địa điểm."), place.point, standing)
    place.voided_at, place.void_reason = clock.now(), reason
    place.save(update_fields=["voided_at", "void_reason"])
    drop_answer(actor, place)
    wanted = PointPlace(
        point=place.point,
        area_id=area_id,
        slot=slot,
        decision_id=place.decision_id,
        source=source,
        valid_from=place.valid_from,
        recorded_at=clock.now(),
        replaces=place,
    )
    return _stand(actor, wanted, place, CORRECT, reason, Known())


@transaction.atomic
def void_place(*, actor: Actor, place: PointPlace, reason: str) -> PointPlace:
    """The newest place was recorded by mistake: what stood before stands again. Returns the place that now stands.

    Needs the right over both places. ``StalePlace`` when ``place`` no longer stands, so that the same wish sent twice
    takes back one place only.
    """
    point = place.point
    require_on(actor, EDIT, point)
    standing = _lock(point)
    if standing is None or standing.pk != place.pk:
        raise stale_place(_("Chưa hủy được địa điểm."), point, standing)
    place, back = standing, standing.replaces
    if back is not None and not may_at(actor, EDIT, back):
        raise PermissionDenied(f"{actor.actor_label}: thiếu quyền {EDIT}")
    reason = nfc(reason)
    problems = []
    if not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao hủy, để người sau đọc được.")))
    if back is None:
        message = _("đây là địa điểm đầu tiên của điểm, không có gì để trở lại.")
        problems.append(Problem(point.code, message, _("Ghi địa điểm đúng và bỏ trống ngày: đó là đính chính.")))
    elif not AreaVersion.objects.filter(area_id=back.area_id).exists():
        message = _("địa điểm trước ghi ở một đơn vị không còn, vì đợt lập ra nó đã hoàn tác.")
        problems.append(Problem(point.code, message, _("Ghi địa điểm đúng và bỏ trống ngày: đó là đính chính.")))
    if problems or back is None:
        raise Refused(_("Chưa hủy được địa điểm."), problems)
    place.voided_at, place.void_reason = clock.now(), reason
    place.save(update_fields=["voided_at", "void_reason"])
    drop_answer(actor, place)
    if back.voided_at is None:
        back.valid_to = None
        back.save(update_fields=["valid_to"])
    else:
        # A voided row is never revived: its content stands again in a new one.
        back.pk, back._state.adding = None, True
        back.recorded_at, back.voided_at, back.void_reason, back.valid_to = clock.now(), None, "", None
        back.save()
    names = labels([place.area_id, back.area_id], clock.today())
    record(
        actor=actor,
        action="points.void_place",
        subject_type="point",
        subject_key=point.code,
        data={"place": _words(place, names[place.area_id].name), "back": _words(back, names[back.area_id].name)},
        before=facts(place),
        after=facts(back),
        reason=reason,
    )
    return back


def _lock(point: SupportPoint) -> PointPlace | None:
    """Make other writers of this point's places wait (SQLite: BEGIN IMMEDIATE did); the place that stands now."""
    list(SupportPoint.objects.select_for_update().filter(pk=point.pk))
    return PointPlace.objects.select_related("area").filter(point=point, voided_at=None, valid_to=None).first()


def stale_place(message: str, point: SupportPoint, standing: PointPlace | None) -> StalePlace:
    what = _("điểm chưa có địa điểm nào")
    if standing is not None:
        what = _words(standing, labels([standing.area_id], clock.today())[standing.area_id].name)
    now = _("địa điểm đã được thay từ lúc bạn mở trang; nay đang ghi: %(place)s.") % {"place": what}
    return StalePlace(message, [Problem(point.code, now, _("Xem lại; nếu vẫn cần thì gửi lần nữa."))])


def drop_answer(actor: Actor, place: PointPlace) -> None:
    """Where the point lies in a divided unit is no longer asked when no record places it there any more."""
    if not PointPlace.objects.filter(point_id=place.point_id, area_id=place.area_id, voided_at=None).exists():
        code = place.point.code
        drop_answers(actor=actor, subject_key=subject_key(code), subject=code, origin_id=place.area_id)


def _stand(
    actor: Actor, wanted: PointPlace, before: PointPlace | None, action: str, reason: str, known: Known
) -> PointPlace:
    wanted.search_key = place_key(wanted)
    wanted.save()
    item = place_entry(wanted, before, reason, known)
    record(
        actor=actor,
        action=action,
        subject_type="point",
        subject_key=item.subject_key,
        data=item.data,
        before=item.before,
        after=item.after,
        reason=reason,
    )
    return wanted


def place_key(place: PointPlace) -> str:
    """What a place is found by."""
    return search_key(f"{place.village} {place.building_name}")[:400]


def place_entry(wanted: PointPlace, before: PointPlace | None, reason: str, known: Known) -> Item:
    """What the journal says of a place that stands from now."""
    since = wanted.valid_from
    return Item(
        wanted.point.code,
        data={
            "place": _words(wanted, known.name(wanted.area_id, since or clock.today())),
            "from": f"{since:%d/%m/%Y}" if since else _("chưa rõ"),
        },
        before=facts(before) if before else {},
        after=facts(wanted),
        reason=reason,
    )


def place_problems(
    wanted: PointPlace, before: PointPlace | None, from_date: dt.date | None, reason: str, known: Known
) -> list[Problem]:
    """Everything wrong with a place that somebody wants to record; ``before`` is the one that stands."""
    found = []
    if not wanted.source:
        found.append(Problem(_("Nguồn"), _("còn trống."), _("Ghi biên bản, quyết định hoặc người xác nhận.")))
    if from_date is None and before is not None and not reason:
        advice = _("Ghi vì sao đính chính; nếu điểm đã chuyển chỗ thì ghi ngày chuyển.")
        found.append(Problem(_("Lý do"), _("còn trống."), advice))
    if from_date is not None and before is not None and wanted.decision_id is None:
        why = _("điểm đã được phê duyệt theo văn bản")
        found += require_reason(known.approved(wanted.point_id), reason, where=_("Lý do"), why=why)
    if wanted.host_building and wanted.host_building not in HostBuilding.values:
        found.append(Problem(_("Nơi đặt"), _("không có trong danh mục.")))
    found += _date_problems(wanted, before, from_date, known)
    found += coordinate_problems(wanted.lat, wanted.lon)
    if before is not None and _same(wanted, before):
        message = _("giống hệt địa điểm đang ghi.")
        found.append(Problem(_("Địa điểm"), message, _("Không cần ghi lại.")))
    return found


def _date_problems(
    wanted: PointPlace, before: PointPlace | None, from_date: dt.date | None, known: Known
) -> list[Problem]:
    found = []
    if wanted.area.level != Level.COMMUNE:
        message = _("là cả tỉnh.") if wanted.area.level == Level.PROVINCE else _("là cả huyện.")
        return [Problem(_("Địa bàn"), message, _("Chọn xã, phường."))]
    if from_date is not None and from_date > clock.today():
        found.append(Problem(_("Từ ngày"), _("ở tương lai."), _("Ghi khi việc chuyển đã xong.")))
    if (
        from_date is not None
        and before is not None
        and before.valid_from is not None
        and from_date <= before.valid_from
    ):
        message = _("không sau ngày của địa điểm trước (%(day)s).") % {"day": f"{before.valid_from:%d/%m/%Y}"}
        found.append(Problem(_("Từ ngày"), message, _("Hủy địa điểm trước nếu nó ghi sai.")))
    first = wanted.valid_from or known.listed_on(wanted.point_id)
    if not known.stood(wanted.area_id, first):
        name = known.name(wanted.area_id, first)
        message = _("%(unit)s không tồn tại ngày %(day)s.") % {"unit": name, "day": f"{first:%d/%m/%Y}"}
        advice = _("Chọn đơn vị của ngày đó.")
        if from_date is None:
            advice = _("Chọn đơn vị của ngày đó (tên cũ cũng tìm được), hoặc ghi ngày điểm bắt đầu thuộc đơn vị này.")
        found.append(Problem(_("Địa bàn"), message, advice))
    return found


def coordinate_problems(lat: float | None, lon: float | None) -> list[Problem]:
    """What is wrong with a place's degrees: one missing, or outside Vietnam."""
    if lat is None and lon is None:
        return []
    if lat is None or lon is None:
        return [Problem(_("Tọa độ"), _("mới có một nửa."), _("Ghi cả vĩ độ và kinh độ, hoặc bỏ trống cả hai."))]
    inside = LATITUDES[0] <= lat <= LATITUDES[1] and LONGITUDES[0] <= lon <= LONGITUDES[1]
    if inside:
        return []
    swapped = LATITUDES[0] <= lon <= LATITUDES[1] and LONGITUDES[0] <= lat <= LONGITUDES[1]
    advice = _("Có lẽ vĩ độ và kinh độ bị đổi chỗ.") if swapped else _("Ví dụ ở Nà Hang: 22,35 và 105,38.")
    return [Problem(_("Tọa độ"), _("nằm ngoài Việt Nam."), advice)]


def _same(a: PointPlace, b: PointPlace) -> bool:
    def key(place: PointPlace) -> tuple[object, ...]:
        return (place.area_id, place.village, place.host_building, place.building_name, place.lat, place.lon)

    return key(a) == key(b)


def _words(place: PointPlace, area: str) -> str:
    slot = _("điểm số %(slot)s") % {"slot": place.slot} if place.slot else ""
    return ", ".join(part for part in (place.building_name, place.village, area, slot) if part)


def facts(place: PointPlace) -> dict[str, object]:
    """What the journal keeps of a place."""
    return {
        "area": place.area.key,
        "slot": place.slot,
        "village": place.village,
        "host_building": place.host_building,
        "building_name": place.building_name,
        "lat": place.lat,
        "lon": place.lon,
        "valid_from": place.valid_from.isoformat() if place.valid_from else None,
        "source": place.source,
    }
