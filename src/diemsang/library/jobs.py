"""What the worker does for the library."""

from __future__ import annotations

from diemsang.core.actor import SYSTEM
from diemsang.library import actions
from diemsang.library.models import Edition


def voice_note(pk: int) -> None:
    """Let a machine read a note; again, or when the note has changed since: nothing."""
    edition = Edition.objects.select_related("product").filter(pk=pk).first()
    if edition is not None:
        actions.voice_note(actor=SYSTEM, edition=edition)
