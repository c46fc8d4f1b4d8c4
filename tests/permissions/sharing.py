"""The permission table of sharing: made by who sees the thing and may share, read by anybody who has the link."""

from __future__ import annotations

from tests.permissions.minutes import MINUTE
from tests.permissions.table import POINT_WRITERS, Case, when_posted

POINT = {"kind": "diem", "key": "TQ-0092"}
NO_LINK = {"token": "khong-co-lien-ket"}

CASES = [
    Case("sharing:subject", 404, POINT, differ=POINT_WRITERS),
    Case("sharing:subject", 404, POINT, "post", differ=when_posted(POINT_WRITERS, 422)),
    Case("sharing:subject", 404, {"kind": "bien-ban", "key": MINUTE["public_id"]}, differ=POINT_WRITERS),
    Case("sharing:subject", 404, {"kind": "lich", "key": MINUTE["public_id"]}),
    Case("sharing:revoke", 404, {"public_id": "00000000-0000-4000-8000-000000005a4e"}, "post"),
    Case("sharing:public", 404, NO_LINK, signed_out=404),
    Case("sharing:picture", 404, {**NO_LINK, "shape": "the"}, signed_out=404),
]
