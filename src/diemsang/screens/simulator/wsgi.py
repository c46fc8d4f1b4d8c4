"""The hub as the simulator runs it: the same application, at the moment that the caller names.

Never served to anybody but the simulator on this machine: granian is told this module by ``serving.py`` alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from diemsang.core import clock

HEADER = "HTTP_X_SIMULATED_NOW"
product = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer under a clock that stands at the header's Unix milliseconds; without it, as the hub always does."""
    said = environ.get(HEADER, "")
    if not said:
        return product(environ, start_response)
    with clock.fixed(dt.datetime.fromtimestamp(int(said) / 1000, clock.VIETNAM)):
        return product(environ, start_response)
