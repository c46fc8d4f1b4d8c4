"""The permission table of accounts: signing in, people, offices, grants."""

from __future__ import annotations

from tests.permissions.table import Case

CASES = [
    Case("account_login", 302, signed_out=200),
    Case("account_logout", 405, signed_out=405),
    Case("account_logout", 302, method="post"),
    Case("account_change_password", 200),
    Case("accounts:me", 200),
]
