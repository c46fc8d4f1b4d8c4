"""The permission table of screens."""

from __future__ import annotations

from tests.permissions.table import INSIDE, POINT_READERS, Case, only

SCREEN = {"public_id": "00000000-0000-4000-8000-00000000f1ee"}
"""Stands at the point of ``INSIDE`` (tests/test_permissions.py, ``load_world``)."""
CLAIMERS = only("specialist", "commune", "other_commune", "former_commune", "other_province", "admin")
VIEWERS_ANYWHERE = {**CLAIMERS, **only("leader", "inspector")}
MANAGERS = {**only("specialist", "commune", "former_commune", "admin"), **only("leader", "inspector", status=403)}


def _posted(status: int) -> dict[str, int]:
    """Who manages the screen gets ``status`` for an empty form."""
    return {viewer: status if answer == 200 else answer for viewer, answer in MANAGERS.items()}


CASES = [
    Case("screens:list", 403, differ=VIEWERS_ANYWHERE),
    Case("screens:arrival", 403, differ=VIEWERS_ANYWHERE),
    Case("screens:card", 403, differ=VIEWERS_ANYWHERE),
    Case("screens:claim", 403, differ=CLAIMERS),
    Case("screens:claimed", 404, SCREEN, differ={**MANAGERS, **only("no_grant", status=403)}),
    Case("screens:detail", 404, SCREEN, differ=POINT_READERS),
    Case("screens:move", 404, SCREEN, differ=MANAGERS),
    Case("screens:move", 404, SCREEN, "post", differ=_posted(422)),
    Case("screens:replace", 404, SCREEN, differ=MANAGERS),
    Case("screens:replace", 404, SCREEN, "post", differ=_posted(422)),
    Case("screens:revoke", 404, SCREEN, differ=MANAGERS),
    Case("screens:revoke", 404, SCREEN, "post", differ=_posted(422)),
    Case("screens:label", 404, SCREEN, differ=MANAGERS),
    Case("screens:label", 404, SCREEN, "post", differ=_posted(422)),
    Case("screens:look", 405, SCREEN),
    Case("screens:look", 404, SCREEN, "post", differ=_posted(302)),
    Case("screens:settings", 403, differ=CLAIMERS),
    Case("screens:settings-hub", 403, differ=only("admin")),
    Case("screens:settings-area", 404, {"key": "khong-co"}),
    Case("screens:settings-point", 404, INSIDE, differ={**MANAGERS}),
    Case("screens:settings-point", 404, INSIDE, "post", differ=_posted(302)),
    Case("screens:settings-languages", 405, INSIDE),
    Case("screens:settings-languages", 404, INSIDE, "post", differ={**_posted(302), **only("admin", status=403)}),
]
