"""Who may see and change which minute: the scopes of the apps above decide; one's own draft is always one's own."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from diemsang.core.actor import Actor
from diemsang.core.text import search_key, telex
from diemsang.documents.minutes.registry import kinds_beyond, within
from diemsang.documents.models import LoosePage, Minute, MinutePage, MinutePrinting, MinuteState
from diemsang.files.models import Blob

VIEW, MAKE, SIGN, TEMPLATES = "minutes.view", "minutes.make", "minutes.sign", "minutes.templates"


def visible_to(actor: Actor, right: str = VIEW) -> QuerySet[Minute]:
    """Minutes within the right, to change them only of kinds that are the actor's work; and drafts that the actor made,
    which nothing links to a place yet."""
    if not actor.can(right):
        return Minute.objects.none()
    reached = within(actor, right)
    if right != VIEW and (beyond := kinds_beyond(actor)):
        reached &= ~Q(kind__in=beyond)
    own = Q(made_by_key=actor.actor_key, state=MinuteState.DRAFT)
    return Minute.objects.filter(reached | own)


def minute_for(actor: Actor, public_id: uuid.UUID) -> Minute:
    """The minute, or 404 for somebody who may not see it."""
    found = visible_to(actor).filter(public_id=public_id).select_related("docx", "pdf", "replaces").first()
    if found is None:
        raise Http404
    return found


def may(actor: Actor, right: str, minute: Minute) -> bool:
    """Whether the actor holds ``right`` over the minute."""
    return visible_to(actor, right).filter(pk=minute.pk).exists()


def require_minute(actor: Actor, right: str, minute: Minute) -> None:
    """404 for outsiders, ``PermissionDenied`` (403) for readers without the right."""
    if may(actor, right, minute):
        return
    if not may(actor, VIEW, minute):
        raise Http404
    raise PermissionDenied(f"{actor.actor_label}: thiếu quyền {right}")


def standing_pages(minute: Minute) -> QuerySet[MinutePage]:
    """Pages of the signed copy that are held."""
    return minute.held.filter(voided_at=None)


def missing_pages(minute: Minute) -> list[int]:
    """Numbers of pages not held yet; empty also while the number of pages is unknown."""
    held = set(standing_pages(minute).values_list("number", flat=True))
    return [number for number in range(1, (minute.pages or 0) + 1) if number not in held]


def with_held(minutes: QuerySet[Minute]) -> QuerySet[Any]:
    """Each with ``held_count``: how many pages of its signed copy are held."""
    pages = MinutePage.objects.filter(minute=OuterRef("pk"), voided_at=None).order_by().values("minute")
    count = Subquery(pages.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return minutes.annotate(held_count=Coalesce(count, 0))


def lacking_pages(counted: QuerySet[Any]) -> QuerySet[Any]:
    """Those of ``with_held`` of whose signed copy some pages came, and not all."""
    return counted.filter(state=MinuteState.PRINTED, held_count__gt=0, held_count__lt=F("pages"))


def loose_within(actor: Actor) -> Q:
    """Waiting pages that the actor brought in, or that came for a minute which the actor may have signed."""
    if not actor.can(SIGN):
        return Q(pk__in=())
    return Q(added_key=actor.actor_key) | Q(minute__in=visible_to(actor, SIGN))


def loose_pages(actor: Actor, minute: Minute | None = None) -> QuerySet[LoosePage]:
    """Pages that wait for a person: those of one minute, or all within the actor's reach; the newest first."""
    rows = LoosePage.objects.filter(loose_within(actor), settled_at=None).select_related("blob", "thumb", "minute")
    return (rows.filter(minute=minute) if minute is not None else rows).order_by("-recorded_at", "-id")


def by_code(actor: Actor, text: str) -> Minute | None:
    """The minute that bears the short code printed beside its QR, among those the actor may sign; spaces and hyphens
    do not count. ``None`` when there is none, or more than one."""
    bare = "".join(char for char in text.upper() if char.isalnum())
    if len(bare) != CODE_LENGTH:
        return None
    code = search_key(f"{bare[:4]}-{bare[4:]}")
    found = list(visible_to(actor, SIGN).filter(search_key__contains=code)[:2])
    return found[0] if len(found) == 1 else None


CODE_LENGTH = 8
"""Letters and digits of the short code."""


def matching(minutes: QuerySet[Minute], text: str) -> QuerySet[Minute]:
    """Minutes whose title or short code holds every word, with or without marks or as typed by a slip."""
    slips = search_key(telex(text)).split()
    wanted = Q()
    for place, word in enumerate(search_key(text).split()):
        one = Q(search_key__contains=word)
        if place < len(slips):
            one |= Q(search_key__contains=slips[place])
        wanted &= one
    return minutes.filter(wanted)


def file_name(actor: Actor, blob: Blob) -> str | None:
    """The name of a minute's file or page, for who may see the minute; of a joined print, for who asked for it."""
    seen = visible_to(actor)
    for field, ending in (("docx", "docx"), ("pdf", "pdf")):
        minute = seen.filter(**{field: blob}).first()
        if minute is not None:
            return name_of(minute, ending)
    pages = MinutePage.objects.filter(Q(blob=blob) | Q(thumb=blob), minute__in=seen).select_related("minute")
    page = pages.first()
    if page is not None:
        ending = {"application/pdf": "pdf", "image/png": "png"}.get(blob.media_type, "jpg")
        return f"{page.minute.kind}-{page.minute.code}-trang-{page.number}.{ending}"
    loose = LoosePage.objects.filter(loose_within(actor), Q(blob=blob) | Q(thumb=blob), settled_at=None).first()
    if loose is not None:
        return f"trang-cho-xem.{'pdf' if blob.media_type == 'application/pdf' else 'jpg'}"
    if actor.can(VIEW) and MinutePrinting.objects.filter(pdf=blob, made_by_key=actor.actor_key).exists():
        return "bien-ban.pdf"
    return None


def name_of(minute: Minute, ending: str) -> str:
    """The file's name: kind, day, short code."""
    return f"{minute.kind}-{minute.on:%Y%m%d}-{minute.code}.{ending}"
