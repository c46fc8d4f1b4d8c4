"""The only door into the journal."""

from __future__ import annotations

from typing import Any

from diemsang.audit.middleware import request_id
from diemsang.audit.models import Entry
from diemsang.audit.registry import sentence_for
from diemsang.core import clock
from diemsang.core.actor import Actor


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
) -> Entry:
    """Write one entry, in the caller's transaction. ``action`` must be registered (``audit.registry``)."""
    sentence_for(action)  # an unknown action is a programmer's error, found at the first call
    return Entry.objects.create(
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
    )
