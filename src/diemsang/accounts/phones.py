"""Vietnamese telephone numbers: many ways to write one, one way to keep it (E.164, such as ``+84912345678``)."""

from __future__ import annotations

import re

from diemsang.core.text import nfc

_SEPARATORS = re.compile(r"[\s.\-()/]+")
_NATIONAL = re.compile(r"(?:\+84|0084|84|0)(?P<rest>[35789][0-9]{8}|2[0-9]{9})")


def parse_phone(text: str) -> str | None:
    """E.164 form of a Vietnamese mobile or landline number however it was typed; ``None`` when it is not one."""
    match = _NATIONAL.fullmatch(_SEPARATORS.sub("", nfc(text)))
    return f"+84{match['rest']}" if match else None


def show_phone(stored: str) -> str:
    """As people read it aloud: ``+84912345678`` → ``0912 345 678``."""
    national = "0" + stored.removeprefix("+84")
    return f"{national[:4]} {national[4:7]} {national[7:]}"
