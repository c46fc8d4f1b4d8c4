"""Recording the documents that cause changes."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit import registry
from diemsang.audit.actions import record
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.documents.models import Decision

registry.register("documents.record", "ghi văn bản {subject}")
registry.register("documents.remove", "bỏ văn bản {subject} không còn ai dẫn")


@transaction.atomic
def ensure_decision(
    *,
    actor: Actor,
    key: str,
    kind: str,
    title: str,
    number: str = "",
    on: dt.date | None = None,
    issuer: str = "",
    source: str = "",
) -> tuple[Decision, bool]:
    """The decision of that key, and whether it was made now.

    The right is checked by the action that needs the decision. ``Refused`` when the key already names a document
    with another number, day or kind: two documents must not share a key.
    """
    facts = {"kind": kind, "number": nfc(number), "on": on}
    rest = {"title": nfc(title), "issuer": nfc(issuer), "source": nfc(source)}
    decision, made = Decision.objects.get_or_create(key=key, defaults={**facts, **rest})
    if not made:
        differ = [name for name, value in facts.items() if getattr(decision, name) != value]
        if differ:
            message = _("khóa «%(key)s» đã dùng cho văn bản %(other)s.") % {"key": key, "other": decision}
            raise Refused(_("Văn bản mâu thuẫn."), [Problem(key, message, _("Đặt khóa khác hoặc sửa cho khớp."))])
        return decision, False
    record(
        actor=actor, action="documents.record", subject_type="decision", subject_key=key, subject_label=str(decision)
    )
    return decision, True


@transaction.atomic
def remove_decision(*, actor: Actor, key: str) -> None:
    """Remove a decision that an undone change had recorded. ``ProtectedError`` while anything still refers to it."""
    decision = Decision.objects.get(key=key)
    decision.delete()
    record(
        actor=actor, action="documents.remove", subject_type="decision", subject_key=key, subject_label=str(decision)
    )
