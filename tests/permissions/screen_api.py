"""The permission table of the screen protocol: open to machines, by their own secret; a session means nothing."""

from __future__ import annotations

from tests.permissions.table import Case

_PAIRING = {"pk": "00000000-0000-4000-8000-000000000000"}

CASES = [
    Case("screen_api:pair", 405, signed_out=405),
    Case("screen_api:pair", 400, method="post", signed_out=400),
    Case("screen_api:pairing", 404, _PAIRING, signed_out=404),
    Case("screen_api:contact", 405, signed_out=405),
    Case("screen_api:contact", 401, method="post", signed_out=401),
    Case("screen_api:settings", 401, signed_out=401),
]
