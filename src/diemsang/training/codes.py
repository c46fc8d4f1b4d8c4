"""Codes that people read aloud and type: unguessable, without letters that look like digits."""

from __future__ import annotations

import secrets

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""32 signs: no O and 0, no I and 1."""
CERTIFICATE = 12
"""Letters of a certificate's code: 60 random bits, so that nobody finds one by trying."""
ANSWER = 8
"""Letters of a code to answer with: 40 bits, and only while a check is open."""


def new_code(length: int) -> str:
    """A fresh code."""
    return "".join(secrets.choice(ALPHABET) for _each in range(length))


def show(code: str) -> str:
    """In groups of four, as it is printed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def read(text: str) -> str:
    """What was typed, without spaces, hyphens and case; signs that no code has stay, so that nothing fits."""
    return "".join(char for char in text.upper() if char.isalnum())[:40]
