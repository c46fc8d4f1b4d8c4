"""Reasons that a change must carry once what it changes is locked (signed, approved, relied on by something else)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from diemsang.core.errors import Problem
from diemsang.core.text import nfc


def require_reason(locked: bool, reason: str, *, where: str, why: str) -> list[Problem]:
    """What is wrong when a locked thing is changed without a reason; nothing while it is open or a reason is given.

    ``where`` labels the field of the reason; ``why`` says what locks the thing, as the end of a sentence.
    """
    if not locked or nfc(reason):
        return []
    message = _("còn trống; %(why)s.") % {"why": why}
    return [Problem(where, message, _("Ghi vì sao sửa, để người sau đọc được."))]
