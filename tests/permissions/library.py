"""The permission table of the library: read by whoever holds anything; root, tree and media by anybody."""

from __future__ import annotations

from tests.permissions.table import Case, only

_HASH = {"digest": "0" * 64}
PRODUCT = {"code": "rua_tay"}
"""Without any edition (tests/test_permissions.py, ``load_world``)."""
PUBLISHERS = only("specialist", "other_province", status=302)

CASES = [
    Case("library_api:root", 404, signed_out=404),
    Case("library_api:tree", 404, _HASH, signed_out=404),
    Case("library_api:bundle", 405, signed_out=405),
    Case("library_api:bundle", 400, method="post", signed_out=400),
    Case("media:file", 404, _HASH, signed_out=404),
    Case("library:list", 200, differ=only("no_grant", status=403)),
    Case("library:detail", 200, PRODUCT, differ=only("no_grant", status=404)),
    Case("library:detail", 404, {"code": "khong_co"}),
    Case("library:publish", 405),
    Case("library:publish", 403, method="post", differ=PUBLISHERS),
    Case("library:approve", 405, PRODUCT),
    Case("library:approve", 403, PRODUCT, "post", differ=only("no_grant", status=404)),
    Case("library:withdraw", 405, PRODUCT),
    Case(
        "library:withdraw",
        403,
        PRODUCT,
        "post",
        differ={**only("specialist", "other_province", status=422), **only("no_grant", status=404)},
    ),
]
