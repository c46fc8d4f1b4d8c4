"""The only reads of documents for a person. Whoever holds ``documents.view`` reads every document of the hub."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404

from diemsang.core.actor import Actor
from diemsang.core.text import nfc, search_key, telex
from diemsang.documents.models import Decision, SignedCopy, number_key
from diemsang.files.models import Blob

VIEW, MANAGE = "documents.view", "documents.manage"


def visible_to(actor: Actor) -> QuerySet[Decision]:
    """Documents the actor may read: all or none."""
    return Decision.objects.all() if actor.can(VIEW) else Decision.objects.none()


def decision_for(actor: Actor, key: str) -> Decision:
    """The document, or 404 for somebody who may read none."""
    found = visible_to(actor).filter(key=key).select_related("file").first()
    if found is None:
        raise Http404
    return found


def matching(decisions: QuerySet[Decision], text: str) -> QuerySet[Decision]:
    """Documents whose number, title or issuer holds every word, with or without marks or as typed by a slip."""
    slips = search_key(telex(text)).split()
    wanted = Q()
    for place, word in enumerate(search_key(text).split()):
        one = Q(search_key__contains=word)
        if place < len(slips):
            one |= Q(search_key__contains=slips[place])
        wanted &= one
    return decisions.filter(wanted)


def resolve(actor: Actor, text: str) -> list[Decision]:
    """The documents that a person may mean by a key, a number or words of the title; exact ones stand alone."""
    text = nfc(text)
    if not text:
        return []
    seen = visible_to(actor)
    exact = list(seen.filter(Q(key=text) | (Q(number_key=number_key(text)) & ~Q(number_key=""))))
    return exact or list(matching(seen, text)[:8])


def years(actor: Actor) -> list[int]:
    """Years that documents bear, latest first."""
    return [day.year for day in visible_to(actor).filter(on__isnull=False).dates("on", "year", order="DESC")]


def copy_name(actor: Actor, blob: Blob) -> str | None:
    """The name of a signed copy, also of one that was replaced, for who may read documents."""
    if not actor.can(VIEW):
        return None
    return SignedCopy.objects.filter(blob=blob).values_list("file_name", flat=True).first()
