"""What the number of a document tells: ``207/KH-UBND`` is a plan of a people's committee."""

from __future__ import annotations

import re

from diemsang.core.text import search_key
from diemsang.documents.models import DecisionKind

_SYMBOLS = {kind.value.lower(): kind.value for kind in DecisionKind if kind is not DecisionKind.OTHER}


def kind_of(number: str) -> str:
    """The kind that the symbol after the stroke stands for (Decree 30/2020, Appendix III); empty when it does not say.

    An official letter has no symbol of its own, so ``15/UBND-KGVX`` says nothing.
    """
    for part in search_key(number).split("/")[1:]:
        symbol = re.split(r"[-–\s]", part.strip())[0]
        if symbol in _SYMBOLS:
            return str(_SYMBOLS[symbol])
    return ""
