"""The only place that writes screens and what they said."""

from diemsang.screens.actions.claim import claim_screen, move_screen, replace_screen, revoke_screen
from diemsang.screens.actions.pairing import ask_pairing

__all__ = [
    "ask_pairing",
    "claim_screen",
    "move_screen",
    "replace_screen",
    "revoke_screen",
]
