"""The only door into the journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from diemsang.audit.middleware import request_id
from diemsang.audit.models import Entry
from diemsang.audit.registry import key_of, register, sentence_for, undo_for
from diemsang.audit.undo import why_not
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused

register("audit.export", "xuất nhật ký ra tệp: {rows} mục")
register("audit.undo", "hoàn tác việc số {number}: {subject}")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of an act on many."""

    subject_key: str
    data: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    """Its own; "": the reason of the act."""
    subject_label: str = ""
    """How people call it; "": by its key."""


def record(
    *,
    actor: Actor,
    action: str,
    subject_type: str,
    subject_key: str,
    subject_label: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    data: dict[str, Any] | None = None,
    reason: str = "",
    undoes: Entry | None = None,
) -> Entry:
    """Write one entry, in the caller's transaction. ``action`` must be registered (``audit.registry``)."""
    sentence_for(action)  # an unknown action is a programmer's error, found at the first call
    entry = Entry(
        at=clock.now(),
        action=action,
        actor_key=actor.actor_key,
        actor_label=actor.actor_label,
        subject_type=subject_type,
        subject_key=subject_key,
        subject_label=subject_label or subject_key,
        before=before or {},
        after=after or {},
        data=data or {},
        reason=reason,
        request_id=request_id.get(),
        undoes=undoes,
    )
    entry.search_key = key_of(entry)
    entry.save()
    return entry


def record_many(*, actor: Actor, action: str, subject_type: str, items: Iterable[Item], reason: str = "") -> int:
    """One entry for each item, in the caller's transaction; how many."""
    sentence_for(action)
    now = clock.now()
    entries = [
        Entry(
            at=now,
            action=action,
            actor_key=actor.actor_key,
            actor_label=actor.actor_label,
            subject_type=subject_type,
            subject_key=item.subject_key,
            subject_label=item.subject_label or item.subject_key,
            before=item.before,
            after=item.after,
            data=item.data,
            reason=item.reason or reason,
            request_id=request_id.get(),
        )
        for item in items
    ]
    for entry in entries:
        entry.search_key = key_of(entry)
    Entry.objects.bulk_create(entries, batch_size=500)
    return len(entries)


@transaction.atomic
def export_taken(*, actor: Actor, rows: int, address: str) -> Entry:
    """Somebody took the journal out as a file: that stands in the journal too."""
    require(actor, "audit.export")
    return record(
        actor=actor, action="audit.export", subject_type="journal", subject_key=address[:120], data={"rows": rows}
    )


@transaction.atomic
def undo(*, actor: Actor, entry: Entry) -> Entry:
    """Take one's own act of the last day back. 404 for another's; ``Refused`` when too late or done already."""
    if entry.actor_key != actor.actor_key:
        raise Http404
    take_back = undo_for(entry.action)
    reason = why_not(entry, clock.now())
    if reason or take_back is None:
        raise Refused(_("Chưa hoàn tác được."), [Problem("", reason or _("Việc này không hoàn tác được."))])
    take_back(actor, entry)
    return record(
        actor=actor,
        action="audit.undo",
        subject_type=entry.subject_type,
        subject_key=entry.subject_key,
        subject_label=entry.subject_label,
        data={"number": entry.pk},
        undoes=entry,
    )
