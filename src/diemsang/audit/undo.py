"""Whether an act can still be taken back, and the bar that offers it."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from diemsang.audit.middleware import request_id
from diemsang.audit.models import Entry
from diemsang.audit.registry import undo_for
from diemsang.core import clock
from diemsang.core.actor import Actor

KEPT = dt.timedelta(hours=24)
TAG = "undo-"


def why_not(entry: Entry, now: dt.datetime) -> str:
    """Why the entry cannot be taken back now; empty when it can be tried."""
    if undo_for(entry.action) is None:
        return _("Việc này không hoàn tác được.")
    if Entry.objects.filter(undoes=entry).exists():
        return _("Việc này đã được hoàn tác rồi.")
    if now - entry.at > KEPT:
        return _("Đã quá 24 giờ: hãy ghi một thay đổi mới thay vì hoàn tác.")
    return ""


def done(request: HttpRequest, actor: Actor, words: str) -> None:
    """Say what was done, with a button that takes it back when this request's last act has an inverse."""
    mine = Entry.objects.filter(request_id=request_id.get(), actor_key=actor.actor_key) if request_id.get() else None
    entry = mine.order_by("-id").first() if mine is not None else None
    offered = entry is not None and not why_not(entry, clock.now())
    messages.success(request, words, extra_tags=f"{TAG}{entry.pk}" if entry is not None and offered else "")
