"""Photographs of a finished installation."""

from __future__ import annotations

from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.equipment.actions.install import acceptances_of
from diemsang.equipment.models import Checklist, ChecklistPhoto
from diemsang.equipment.rights import INSTALL
from diemsang.points.actions import photo_door
from diemsang.points.queries.scope import require_on

register("equipment.checklist_photo", "thêm ảnh lắp đặt ở điểm {subject}, phiếu ngày {on}")
register("equipment.drop_checklist_photo", "bỏ ảnh lắp đặt ở điểm {subject}, phiếu ngày {on}")

MOST_PHOTOS = 40
"""Photos of one installation; more is a mistake of the machine."""


@transaction.atomic
def add_checklist_photo(*, actor: Actor, checklist: Checklist, stream: IO[bytes], name: str) -> ChecklistPhoto:
    """A photograph, its bytes unchanged; the same file again changes nothing (one taken out comes back).

    ``Refused`` for HEIC (with what to do), for more than 20 MB, for what is no picture, and for a void checklist.
    """
    require_on(actor, INSTALL, checklist.point)
    shown = photo_door.shown_name(name)
    photo_door.look_at(stream, shown)
    checklist = Checklist.objects.select_for_update(of=("self",)).select_related("point").get(pk=checklist.pk)
    if checklist.voided_at is not None:
        raise photo_door.refused(shown, _("phiếu lắp đặt này đã hủy."), _("Chụp cho phiếu đang có của điểm."))
    blob = photo_door.store(actor, stream, shown)
    photo = ChecklistPhoto.objects.filter(checklist=checklist, blob=blob).first()
    if photo is not None and photo.voided_at is None:
        return photo
    if checklist.photos.filter(voided_at=None).count() >= MOST_PHOTOS:
        message = _("phiếu này đã đủ %s ảnh.") % MOST_PHOTOS
        raise photo_door.refused(shown, message, _("Bỏ bớt ảnh không cần rồi thêm."))
    photo_door.facts_of(blob, shown)
    photo = photo or ChecklistPhoto(checklist=checklist, blob=blob)
    photo.voided_at, photo.void_reason = None, ""
    photo.added_by, photo.recorded_at = actor.actor_label[:200], clock.now()
    photo.save()
    _tell(actor, "equipment.checklist_photo", photo)
    return photo


@transaction.atomic
def drop_checklist_photo(*, actor: Actor, photo: ChecklistPhoto) -> None:
    """Take a photo out; the row stays. Again changes nothing. ``Refused`` once a minute accepts what it shows."""
    require_on(actor, INSTALL, photo.checklist.point)
    photo = ChecklistPhoto.objects.select_for_update(of=("self",)).select_related("checklist__point").get(pk=photo.pk)
    if photo.voided_at is not None:
        return
    for minute in acceptances_of(photo.checklist):
        message = _("đã có biên bản nghiệm thu %s.") % minute.code
        raise photo_door.refused(_("Ảnh lắp đặt"), message, _("Hủy biên bản nghiệm thu trước khi bỏ ảnh."))
    photo.voided_at, photo.void_reason = clock.now(), _("bỏ khỏi phiếu")
    photo.save(update_fields=["voided_at", "void_reason"])
    _tell(actor, "equipment.drop_checklist_photo", photo)


def _tell(actor: Actor, action: str, photo: ChecklistPhoto) -> None:
    checklist = photo.checklist
    record(
        actor=actor,
        action=action,
        subject_type="point",
        subject_key=checklist.point.code,
        data={"on": f"{checklist.on:%d/%m/%Y}"},
        after={"photo": photo.blob.sha256},
    )
