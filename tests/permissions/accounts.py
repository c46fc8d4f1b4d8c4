"""The permission table of accounts: signing in, people, offices, grants."""

from __future__ import annotations

from tests.permissions.table import Case, only

PERSON = {"username": "commune"}
ADMIN_SEES = only("admin")
ADMIN_DOES = only("admin", status=302)

CASES = [
    Case("account_login", 302, signed_out=200),
    Case("account_logout", 405, signed_out=405),
    Case("account_logout", 302, method="post"),
    Case("account_change_password", 200),
    Case("accounts:me", 200),
    Case("mfa_authenticate", 302),
    Case("mfa_index", 200),
    Case("mfa_activate_totp", 200),
    Case("mfa_deactivate_totp", 404),
    Case("mfa_view_recovery_codes", 404),
    Case("mfa_generate_recovery_codes", 200),
    Case("openid_connect_login", 404, {"provider_id": "chung"}, signed_out=404),
    Case("openid_connect_callback", 404, {"provider_id": "chung"}, signed_out=404),
    Case("accounts:link", 404, {"secret": "khong-co"}, signed_out=404),
    Case("accounts:link", 404, {"secret": "khong-co"}, method="post", signed_out=404),
    Case("accounts:devices", 200),
    Case("accounts:device-end", 302, {"pk": "1"}, method="post"),
    Case("accounts:devices-end", 302, method="post"),
    Case("accounts:factor-recoveries", 403, differ=ADMIN_SEES),
    Case("accounts:door", 403, PERSON, differ=ADMIN_SEES),
    Case("accounts:link-make", 403, PERSON, method="post", differ=only("admin")),
    Case("accounts:link-revoke", 403, PERSON, method="post", differ=ADMIN_DOES),
    Case("accounts:factor-recovery", 403, PERSON, method="post", differ=only("admin", status=404)),
    Case("accounts:identity", 403, PERSON, method="post", differ=ADMIN_DOES),
]
