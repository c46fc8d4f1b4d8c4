"""Pages that wait for a person: kept as they came, given to a minute, or let go."""

from __future__ import annotations

import io
import uuid

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from diemsang.audit import registry
from diemsang.audit.actions import record
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.text import nfc
from diemsang.documents.actions.minute_pages import Scan, require_free, take_pages
from diemsang.documents.actions.minutes import lock
from diemsang.documents.minutes import reading
from diemsang.documents.models import LoosePage, Minute, MinutePage
from diemsang.documents.queries.minutes import SIGN, loose_within, require_minute
from diemsang.files import actions as files

registry.register("minutes.drop_loose", "bỏ trang chờ xem {subject}")
registry.name_fields({"page": gettext_noop("trang")})


@transaction.atomic
def keep_loose(
    *,
    actor: Actor,
    sheet: reading.Sheet,
    minute: Minute | None = None,
    number: int | None = None,
    coded: bool = False,
    why: str = "",
) -> LoosePage:
    """Hold the bytes for a person; the same bytes again by the same person are the row that waits.

    The caller has checked that the actor may sign. ``Refused`` when the file is of no known kind or the disk is full.
    """
    blob = files.store(actor=actor, stream=io.BytesIO(sheet.content), name=sheet.file_name, limit=reading.MAX_BYTES)
    thumb = files.store(actor=actor, stream=io.BytesIO(sheet.thumb), name="nho.jpg") if sheet.thumb else None
    facts = {"minute": minute, "number": number, "coded": coded, "why": why}
    page, made = LoosePage.objects.get_or_create(
        blob=blob,
        added_key=actor.actor_key[:200],
        settled_at=None,
        defaults={
            **facts,
            "name": nfc(sheet.name)[-200:],
            "thumb": thumb,
            "added_by": actor.actor_label[:200],
            "recorded_at": clock.now(),
        },
    )
    if not made and minute is not None:
        LoosePage.objects.filter(pk=page.pk).update(**facts)
        page.refresh_from_db()
    return page


@transaction.atomic
def assign_loose(*, actor: Actor, public_id: uuid.UUID, minute: Minute, number: int) -> Minute:
    """A person says which page of which minute a waiting page is; given away already changes nothing.

    ``Refused`` when the page's own code says another minute or number, or when the minute takes no such page.
    """
    require_minute(actor, SIGN, minute)
    page = _lock(actor, public_id)
    if page is None:
        return minute
    if page.coded and page.minute_id != minute.pk:
        raise reading.refused(page.name, _("mang mã của biên bản khác."), _("Chọn đúng biên bản ghi dưới ảnh."))
    if page.coded and page.number is not None and page.number != number:
        message = _("mang mã của trang {number}.").format(number=page.number)
        raise reading.refused(page.name, message, _("Chọn đúng số trang."))
    minute = lock(minute)
    require_free(minute, number)
    how = MinutePage.How.QR if page.coded and page.number else MinutePage.How.HAND
    minute = take_pages(actor=actor, minute=minute, scans=[Scan(number, page.blob, page.thumb, how)])
    page.settled_at = clock.now()
    page.save(update_fields=["settled_at"])
    return minute


@transaction.atomic
def drop_loose(*, actor: Actor, public_id: uuid.UUID) -> None:
    """The page belongs nowhere; gone already changes nothing. The file itself stays kept."""
    page = _lock(actor, public_id)
    if page is None:
        return
    page.settled_at = clock.now()
    page.save(update_fields=["settled_at"])
    record(
        actor=actor,
        action="minutes.drop_loose",
        subject_type="minute_loose_page",
        subject_key=str(page.public_id),
        subject_label=page.name,
        data={"sha256": page.blob.sha256},
    )


def _lock(actor: Actor, public_id: uuid.UUID) -> LoosePage | None:
    """The page within the actor's reach, for this transaction alone; ``None`` when settled, 404 when out of reach."""
    found = LoosePage.objects.filter(loose_within(actor), public_id=public_id).first()
    if found is None:
        raise Http404
    page = LoosePage.objects.select_for_update(of=("self",)).select_related("blob", "thumb").get(pk=found.pk)
    return page if page.settled_at is None else None
