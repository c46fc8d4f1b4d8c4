"""The TV app is open: it holds nothing of anybody, and a screen has no session."""

from __future__ import annotations

from tests.permissions.table import Case

CASES = [
    Case("tv:page", 200, signed_out=200),
    Case("tv:worker", 200, signed_out=200),
    Case("tv:manifest", 200, signed_out=200),
    Case("tv:opened", 404, {"code": "khong-co"}, signed_out=404),
    Case("tv:file", 404, {"name": "khong-co.js"}, signed_out=404),
]
