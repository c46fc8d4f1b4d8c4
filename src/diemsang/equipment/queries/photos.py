"""Photographs of installations, and what a person should look at in them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from diemsang.core.actor import Actor
from diemsang.core.clock import VIETNAM
from diemsang.equipment.models import Checklist, ChecklistPhoto
from diemsang.equipment.rights import VIEW
from diemsang.files.models import Blob
from diemsang.files.storage import blob_path
from diemsang.points.models import SurveyPhoto
from diemsang.points.photos import PhotoFacts, UnreadablePhoto, apart_km, read_photo
from diemsang.points.queries import visible_to
from diemsang.points.queries.photos import spots_of

ENDINGS = {"image/png": ".png", "image/webp": ".webp"}


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo, what its camera wrote, and what a person should look at."""

    photo: ChecklistPhoto
    facts: PhotoFacts
    flags: list[str]


def shots_of(actor: Actor, checklist: Checklist) -> list[Shot]:
    """The photos that stand. Another point is named only to who may see it. A constant number of queries."""
    photos = list(checklist.photos.filter(voided_at=None).select_related("blob"))
    if not photos:
        return []
    point_id, shots = checklist.point_id, []
    elsewhere, surveyed = _used(actor, checklist, [photo.blob_id for photo in photos])
    near = spots_of([point_id])
    for photo in photos:
        facts, flags = _facts(photo.blob), []
        if photo.blob_id in elsewhere:
            names = ", ".join(sorted(filter(None, elsewhere[photo.blob_id])))
            words = {"names": names or _("ngoài địa bàn của bạn")}
            flags.append(_("cùng ảnh này dùng cho điểm khác: %(names)s") % words)
        if photo.blob_id in surveyed:
            flags.append(_("chính là ảnh khảo sát của điểm này"))
        if facts.lat is not None and facts.lon is not None and point_id in near:
            spots, limit = near[point_id]
            away = min(apart_km((facts.lat, facts.lon), spot) for spot in spots)
            if away > limit:
                flags.append(_("chụp cách nơi của điểm khoảng %(km)s km") % {"km": round(away)})
        taken = facts.taken_at.astimezone(VIETNAM).date() if facts.taken_at else None
        if taken is not None and taken != checklist.on:
            flags.append(_("chụp ngày %(day)s, không phải ngày lắp đặt") % {"day": f"{taken:%d/%m/%Y}"})
        shots.append(Shot(photo, facts, flags))
    return shots


def _used(actor: Actor, checklist: Checklist, blobs: list[int]) -> tuple[dict[int, set[str]], set[int]]:
    """Blob → codes of other points that show it ("" : one out of sight); and those that the point's surveys hold."""
    found: set[tuple[int, int, str]] = set()
    installed = ChecklistPhoto.objects.filter(blob__in=blobs, voided_at=None, checklist__voided_at=None)
    found |= set(installed.values_list("blob_id", "checklist__point_id", "checklist__point__code"))
    surveys = SurveyPhoto.objects.filter(blob__in=blobs, voided_at=None).values_list(
        "blob_id", "point_id", "point__code"
    )
    seen_at_survey = set(surveys)
    others = {row for row in found | seen_at_survey if row[1] != checklist.point_id}
    ids = {point_id for _blob, point_id, _code in others}
    seen = set(visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    elsewhere: dict[int, set[str]] = defaultdict(set)
    for blob_id, point_id, code in others:
        elsewhere[blob_id].add(code if point_id in seen else "")
    return elsewhere, {blob_id for blob_id, point_id, _code in seen_at_survey if point_id == checklist.point_id}


def _facts(blob: Blob) -> PhotoFacts:
    try:
        return read_photo(blob_path(blob.sha256), whole=False)
    except UnreadablePhoto:  # its bytes are gone from the disk
        return PhotoFacts()


def photo_name(actor: Actor, blob: Blob) -> str | None:
    """A name for a photo of an installation, for who may see one that it belongs to."""
    photos = ChecklistPhoto.objects.filter(blob=blob, checklist__point__in=visible_to(actor, VIEW))
    row = photos.order_by("id").values_list("checklist__point__code", "id").first()
    return f"lap-dat-{row[0]}-{row[1]}{ENDINGS.get(blob.media_type, '.jpg')}" if row else None
