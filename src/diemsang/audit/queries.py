"""Reading the journal."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from diemsang.audit.models import Entry
from diemsang.audit.registry import field_name, tell
from diemsang.core.actor import Actor, require
from diemsang.core.text import sort_key

_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, as text; empty = there was nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """An entry for a reader: who, when, the sentence, and what changed."""

    at: dt.datetime
    who: str
    sentence: str
    reason: str
    changes: tuple[Change, ...]
    entry: Entry


def journal(actor: Actor, *, subject: tuple[str, str] | None = None) -> QuerySet[Entry]:
    """The whole journal, latest first, for who holds ``audit.view``; narrowed to one ``(type, key)`` if asked."""
    require(actor, "audit.view")
    entries = Entry.objects.order_by("-at", "-id")
    return entries.filter(subject_type=subject[0], subject_key=subject[1]) if subject else entries


EXPORT = "audit.export"
"""The right to take the journal out as a file; reading it on the page is ``audit.view``."""


def entry_for(actor: Actor, pk: int) -> Entry:
    """One entry, for who holds ``audit.view`` or did it; 404 for anybody else."""
    entries = Entry.objects.select_related("undoes", "undone_by")
    if not actor.can("audit.view"):
        entries = entries.filter(actor_key=actor.actor_key)
    return get_object_or_404(entries, pk=pk)


def story_of(subject_type: str, subject_key: str, limit: int = 50) -> list[Told]:
    """What happened to one thing, latest first. For a page whose caller has shown that the reader may see the thing."""
    entries = Entry.objects.filter(subject_type=subject_type, subject_key=subject_key).order_by("-at", "-id")
    return told(entries[:limit])


def actors(actor: Actor) -> list[tuple[str, str]]:
    """Everybody who ever acted: key and a name they bore, for a filter."""
    found = journal(actor).order_by().values_list("actor_key").annotate(name=Max("actor_label"))
    return sorted(found, key=lambda pair: sort_key(pair[1]))


def told(entries: Iterable[Entry]) -> list[Told]:
    """Entries as sentences."""
    return [
        Told(
            at=entry.at,
            who=entry.actor_label,
            sentence=tell(entry.action, entry.subject_label, entry.data),
            reason=entry.reason,
            changes=tuple(_changes(entry.before, entry.after)),
            entry=entry,
        )
        for entry in entries
    ]


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Fields that differ, in the order the action named them."""
    names = list(dict.fromkeys([*before, *after]))
    return [
        Change(field_name(name), _text(before.get(name)), _text(after.get(name)))
        for name in names
        if before.get(name) != after.get(name) or name not in before
    ]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, str):
        return _ISO_DAY.sub(r"\3/\2/\1", value) if _ISO_DAY.fullmatch(value) else value
    return json.dumps(value, ensure_ascii=False)
