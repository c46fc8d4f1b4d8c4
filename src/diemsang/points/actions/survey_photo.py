"""Photos of a survey: taken in one by one before the survey itself is recorded, and taken out again until then."""

from __future__ import annotations

import hashlib
import io
import uuid
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.files import actions as files
from diemsang.files.storage import blob_path
from diemsang.files.types import JPEG, PNG, WEBP, ending_of, safe_name
from diemsang.points.models import SiteSurvey, SupportPoint, SurveyPhoto
from diemsang.points.photos import UnreadablePhoto, is_heic, read_photo
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
    shown = safe_name(file_name) or _("ảnh không tên")
    _look_at(stream, shown)
    list(SupportPoint.objects.select_for_update().filter(pk=point.pk))
    others = SurveyPhoto.objects.filter(survey_key=survey_key, voided_at=None)
    if SiteSurvey.objects.filter(public_id=survey_key).exists():
        held = others.filter(point=point, criterion=criterion[:40], blob__sha256=_sha256(stream)).first()
        if held is not None:
            return held  # the form was sent twice
        message = _("phiếu khảo sát này đã ghi xong.")
        raise _refused(shown, message, _("Muốn thêm ảnh thì thay phiếu kèm lý do."))
    if others.exclude(point=point).exists() or others.count() >= MOST_PHOTOS:
        raise _refused(shown, _("phiếu này không nhận thêm ảnh."), _("Mở lại trang khảo sát của điểm rồi chụp."))
    blob = files.store(actor=actor, stream=stream, name=_named(stream, shown), kinds=(JPEG, PNG, WEBP))
    standing = others.filter(blob=blob).first()
    if standing is not None:
        if standing.criterion != criterion[:40]:
            message = _("ảnh này đã có ở một mục khác của phiếu.")
            raise _refused(shown, message, _("Chụp cho mỗi điều kiện một ảnh riêng."))
        return standing
    try:
        said = read_photo(blob_path(blob.sha256))
    except UnreadablePhoto as error:
        advice = _("Gửi lại; nếu vẫn lỗi thì chụp lại ở cỡ ảnh thường.")
        raise _refused(shown, _("ảnh không mở được (gửi dở dang hoặc quá nhiều điểm ảnh)."), advice) from error
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
        raise _refused(photo.file_name, message, _("Muốn bỏ ảnh thì thay phiếu kèm lý do."))
    photo.voided_at, photo.void_reason = clock.now(), _("bỏ trước khi ghi phiếu")
    photo.save(update_fields=["voided_at", "void_reason"])
    _journal(actor, "points.drop_survey_photo", photo)


def _look_at(stream: IO[bytes], shown: str) -> None:
    """Refuse at the door what the surveyor's phone can be told to do otherwise."""
    if is_heic(stream, shown):
        advice = _(
            "Trên iPhone: Cài đặt → Camera → Định dạng → chọn «Tương thích nhất» rồi chụp lại; "
            "ảnh đã chụp thì mở trong Ảnh, chọn Chia sẻ → Tùy chọn → «Tương thích nhất» để lưu thành JPG."
        )
        raise _refused(shown, _("là ảnh HEIC, hub không mở được."), advice)
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if size > files.LIMIT:
        words = {"size": round(size / 1024 / 1024), "limit": files.LIMIT // 1024 // 1024}
        message = _("nặng %(size)s MB, lớn hơn %(limit)s MB.") % words
        raise _refused(shown, message, _("Trong máy ảnh chọn cỡ ảnh thường (khoảng 12 MP), tắt RAW, rồi chụp lại."))


def _named(stream: IO[bytes], shown: str) -> str:
    """A photo whose name has no known ending (jfif, none) gets the one of its bytes, which the store insists on."""
    stream.seek(0)
    head = stream.read(3)
    stream.seek(0)
    return f"{shown[:115]}.jpg" if head == b"\xff\xd8\xff" and ending_of(shown) not in JPEG.endings else shown


def _refused(where: str, message: str, advice: str) -> Refused:
    return Refused(_("Chưa nhận được ảnh."), [Problem(where, message, advice)])


def _journal(actor: Actor, action: str, photo: SurveyPhoto) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="point",
        subject_key=photo.point.code,
        data={"what": nfc(photo.file_name)},
        after={"photo": photo.blob.sha256},
    )
