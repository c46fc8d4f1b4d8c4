"""Photos of a survey: taken in one by one before the survey itself is recorded, and taken out again until then."""

from __future__ import annotations

import hashlib
import uuid
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.text import nfc
from diemsang.points.actions import photo_door
from diemsang.points.actions.photo_door import refused
from diemsang.points.models import SiteSurvey, SupportPoint, SurveyPhoto
from diemsang.points.queries.scope import SURVEY, require_on

register("points.survey_photo", "thêm ảnh {what} cho khảo sát điểm {subject}")
register("points.drop_survey_photo", "bỏ ảnh {what} của khảo sát điểm {subject} trước khi ghi phiếu")

MOST_PHOTOS = 40
"""Photos of one survey; more is a mistake of the machine."""


@transaction.atomic
def add_photo(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    point: SupportPoint,
    survey_key: uuid.UUID,
    stream: IO[bytes],
    file_name: str,
    criterion: str = "",
) -> SurveyPhoto:
    """Keep a photo for the survey that will be recorded under ``survey_key``; the bytes are not changed.

    The same bytes again for the same condition return the row that stands, also once the survey is recorded.
    ``Refused`` for those bytes under another condition, for HEIC (with what to do), for more than 20 MB, for what is
    no picture, and for a new photo of a recorded survey (then it is replaced).
    """
    require_on(actor, SURVEY, point)
    shown = photo_door.shown_name(file_name)
    photo_door.look_at(stream, shown)
    list(SupportPoint.objects.select_for_update().filter(pk=point.pk))
    others = SurveyPhoto.objects.filter(survey_key=survey_key, voided_at=None)
    if SiteSurvey.objects.filter(public_id=survey_key).exists():
        held = others.filter(point=point, criterion=criterion[:40], blob__sha256=_sha256(stream)).first()
        if held is not None:
            return held  # the form was sent twice
        message = _("phiếu khảo sát này đã ghi xong.")
        raise refused(shown, message, _("Muốn thêm ảnh thì thay phiếu kèm lý do."))
    if others.exclude(point=point).exists() or others.count() >= MOST_PHOTOS:
        raise refused(shown, _("phiếu này không nhận thêm ảnh."), _("Mở lại trang khảo sát của điểm rồi chụp."))
    blob = photo_door.store(actor, stream, shown)
    standing = others.filter(blob=blob).first()
    if standing is not None:
        if standing.criterion != criterion[:40]:
            message = _("ảnh này đã có ở một mục khác của phiếu.")
            raise refused(shown, message, _("Chụp cho mỗi điều kiện một ảnh riêng."))
        return standing
    said = photo_door.facts_of(blob, shown)
    photo = SurveyPhoto.objects.create(
        public_id=public_id,
        point=point,
        survey_key=survey_key,
        criterion=criterion[:40],
        blob=blob,
        file_name=shown[-200:],
        taken_at=said.taken_at,
        lat=said.lat,
        lon=said.lon,
        added_by=actor.actor_label[:200],
        added_key=actor.actor_key[:80],
        recorded_at=clock.now(),
    )
    _journal(actor, "points.survey_photo", photo)
    return photo


def _sha256(stream: IO[bytes]) -> str:
    stream.seek(0)
    found = hashlib.sha256(stream.read()).hexdigest()
    stream.seek(0)
    return found


@transaction.atomic
def drop_photo(*, actor: Actor, photo: SurveyPhoto) -> None:
    """Take a photo out before the survey is recorded; the row stays. Again changes nothing."""
    require_on(actor, SURVEY, photo.point)
    list(SupportPoint.objects.select_for_update().filter(pk=photo.point_id))
    photo.refresh_from_db()
    if photo.voided_at is not None:
        return
    if SiteSurvey.objects.filter(public_id=photo.survey_key).exists():
        message = _("phiếu khảo sát này đã ghi xong.")
        raise refused(photo.file_name, message, _("Muốn bỏ ảnh thì thay phiếu kèm lý do."))
    photo.voided_at, photo.void_reason = clock.now(), _("bỏ trước khi ghi phiếu")
    photo.save(update_fields=["voided_at", "void_reason"])
    _journal(actor, "points.drop_survey_photo", photo)


def _journal(actor: Actor, action: str, photo: SurveyPhoto) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="point",
        subject_key=photo.point.code,
        data={"what": nfc(photo.file_name)},
        after={"photo": photo.blob.sha256},
    )
