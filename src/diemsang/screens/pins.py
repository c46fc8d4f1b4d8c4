"""The operator's PIN: kept only as PBKDF2-HMAC-SHA-256 (docs/screen-protocol.md, *Settings*), never shown again."""

from __future__ import annotations

import hashlib
import itertools
import secrets

from django.utils.translation import gettext as _

ROUNDS = 100_000
"""What a TV of 2018 works out in about half a second."""


def pin_problem(pin: str) -> str:
    """What is wrong with a PIN; empty when it will do: 4–8 digits, neither one digit repeated nor a straight row."""
    if not (pin.isascii() and pin.isdigit()) or not 4 <= len(pin) <= 8:
        return _("phải có 4 đến 8 chữ số.")
    steps = {int(after) - int(before) for before, after in itertools.pairwise(pin)}
    if len(steps) == 1 and steps <= {-1, 0, 1}:
        return _("quá dễ đoán: đừng dùng một chữ số lặp lại hoặc dãy liền nhau.")
    return ""


def pin_hash(pin: str) -> tuple[str, int, str]:
    """Salt (hex), rounds, hash (hex, 32 bytes) of a PIN that ``pin_problem`` found nothing wrong with."""
    salt = secrets.token_bytes(16)
    made = hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, ROUNDS, 32)
    return salt.hex(), ROUNDS, made.hex()
