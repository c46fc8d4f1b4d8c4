"""How often a server process looks for rings of dead objects."""

from __future__ import annotations

import gc
from importlib import import_module

from django.conf import settings

YOUNG = 20_000
"""New objects before the collector looks. A page of thousands of points makes a hundred thousand and drops them all."""


def settle() -> None:
    """Once everything is loaded: leave what stays for the life of the process alone, and look seldom.

    Half a second of a page over thousands of points was up to a quarter the collector's, which walked each time
    through the quarter of a million objects of code and models (bench/attention.py).
    """
    import_module(settings.ROOT_URLCONF)  # and with it every view
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
