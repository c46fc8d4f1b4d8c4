"""What a person should look at in photos of surveys: the same one at two points, one from far away or another day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from diemsang.areas.models import AreaClosure, AreaSuccession, Level
from diemsang.core.actor import Actor
from diemsang.core.clock import VIETNAM
from diemsang.files.models import Blob
from diemsang.points.models import PointPlace, SiteSurvey, SurveyPhoto
from diemsang.points.photos import apart_km
from diemsang.points.queries.scope import seen_whole, visible_to

NEAR_KM, WIDE_KM = 40, 70
"""From the point's own place or commune, and from the nearest known commune of its province: farther is flagged."""

Spot = tuple[float, float]


def spots_of(point_ids: Iterable[int]) -> dict[int, tuple[list[Spot], int]]:
    """Point → positions it may lie near, and how many kilometres still are near; absent when none is known.

    Its own position at any time, else its commune's label point (or that of what the commune became), else the label
    points of all communes of its province. Three queries at most, however many points.
    """
    found: dict[int, tuple[list[Spot], int]] = {}
    areas: dict[int, set[int]] = defaultdict(set)
    close: dict[int, list[Spot]] = defaultdict(list)
    rows = PointPlace.objects.filter(point_id__in=set(point_ids), voided_at=None)
    for pk, area_id, *spots in rows.values_list(
        "point_id", "area_id", "lat", "lon", "area__label_lat", "area__label_lon"
    ):
        areas[pk].add(area_id)
        close[pk] += [*_spot(*spots[:2]), *_spot(*spots[2:])][:1]
    lost = {area_id for pk, ids in areas.items() if not close[pk] for area_id in ids}
    if lost:
        became: dict[int, list[Spot]] = defaultdict(list)
        heirs = AreaSuccession.objects.filter(
            origin_id__in=lost, target__label_lat__isnull=False, target__level=Level.COMMUNE
        )
        for origin, lat, lon in heirs.values_list("origin_id", "target__label_lat", "target__label_lon"):
            became[origin] += _spot(lat, lon)
        wide: dict[int, list[Spot]] = defaultdict(list)
        above = AreaClosure.objects.filter(
            descendant_id__in=lost, ancestor__level=Level.PROVINCE, ancestor__below__descendant__label_lat__isnull=False
        )
        for area_id, lat, lon in above.values_list(
            "descendant_id", "ancestor__below__descendant__label_lat", "ancestor__below__descendant__label_lon"
        ).distinct():
            wide[area_id] += _spot(lat, lon)
        for pk, ids in areas.items():
            close[pk] += [] if close[pk] else [spot for area_id in ids for spot in became[area_id]]
            if not close[pk] and (all_around := [spot for area_id in ids for spot in wide[area_id]]):
                found[pk] = (all_around, WIDE_KM)
    return found | {pk: (spots, NEAR_KM) for pk, spots in close.items() if spots}


def _spot(lat: float | None, lon: float | None) -> list[Spot]:
    return [(lat, lon)] if lat is not None and lon is not None else []


def photo_flags(actor: Actor, photos: Sequence[SurveyPhoto]) -> dict[int, list[str]]:
    """Id of a photo → what a person should look at, in words; photos without anything are absent.

    Another point is named only to who may see it. A constant number of queries.
    """
    flags: dict[int, list[str]] = defaultdict(list)
    blobs = {photo.blob_id for photo in photos}
    elsewhere: dict[int, set[int]] = defaultdict(set)
    codes: dict[int, str] = {}
    for blob_id, point_id, code in (
        SurveyPhoto.objects.filter(blob_id__in=blobs, voided_at=None)
        .order_by()
        .values_list("blob_id", "point_id", "point__code")
        .distinct()
    ):
        elsewhere[blob_id].add(point_id)
        codes[point_id] = code
    doubled = {pk for ids in elsewhere.values() if len(ids) > 1 for pk in ids}
    seen = set(visible_to(actor).filter(pk__in=doubled).values_list("pk", flat=True)) if doubled else set()
    near = spots_of({photo.point_id for photo in photos if photo.lat is not None})
    days = dict(
        SiteSurvey.objects.filter(public_id__in={photo.survey_key for photo in photos}).values_list("public_id", "on")
    )
    for photo in photos:
        others = sorted(elsewhere[photo.blob_id] - {photo.point_id}, key=codes.__getitem__)
        if others:
            names = ", ".join(codes[pk] for pk in others if pk in seen)
            what = _("cùng ảnh này dùng cho điểm khác: %(names)s") % {"names": names or _("ngoài địa bàn của bạn")}
            flags[photo.pk].append(what)
        if photo.lat is not None and photo.lon is not None and photo.point_id in near:
            spots, limit = near[photo.point_id]
            away = min(apart_km((photo.lat, photo.lon), spot) for spot in spots)
            if away > limit:
                flags[photo.pk].append(_("chụp cách nơi của điểm khoảng %(km)s km") % {"km": round(away)})
        on = days.get(photo.survey_key)
        if on is not None and photo.taken_at is not None and photo.taken_at.astimezone(VIETNAM).date() != on:
            day = f"{photo.taken_at.astimezone(VIETNAM):%d/%m/%Y}"
            flags[photo.pk].append(_("chụp ngày %(day)s, không phải ngày khảo sát") % {"day": day})
    return dict(flags)


def photo_name(actor: Actor, blob: Blob) -> str | None:
    """The name of a photo of a survey, for who may see a point it was taken for whole."""
    photos = SurveyPhoto.objects.filter(blob=blob, point__in=seen_whole(actor))
    return photos.order_by("id").values_list("file_name", flat=True).first()
