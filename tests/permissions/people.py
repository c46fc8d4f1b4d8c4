"""The permission table of people, offices and grants."""

from __future__ import annotations

from tests.permissions.table import Case, only, when_posted

READERS = only("specialist", "leader", "inspector", "admin")
"""They see who works in Tuyên Quang; another province's specialist sees only its own."""
LIST_READERS = {**READERS, **only("other_province")}
MANAGERS = {**only("specialist", "leader", "inspector", status=403), **only("admin")}
SENT = when_posted(MANAGERS, 422)
PERSON = {"username": "commune"}
OFFICE = {"code": "tq-khcn"}

_OF_A_PERSON = ("person-edit", "person-office", "person-state", "grant-new")
_OF_AN_OFFICE = ("office-rename", "office-merge", "office-remove")

CASES = [
    Case("accounts:people", 403, differ=LIST_READERS),
    Case("accounts:offices", 403, differ=LIST_READERS),
    Case("accounts:person-new", 403, differ=only("admin")),
    Case("accounts:person-new", 403, method="post", differ=only("admin", status=422)),
    Case("accounts:office-new", 403, differ=only("admin")),
    Case("accounts:office-new", 403, method="post", differ=only("admin", status=422)),
    Case("accounts:reassign", 403, differ=LIST_READERS),
    Case("accounts:reassign", 403, method="post", differ=only("admin")),
    Case("accounts:grant-end", 404, {"pk": "0"}),
    Case("accounts:person", 404, PERSON, differ=READERS),
    Case("accounts:person", 404, {"username": "khong-co"}),
    Case("accounts:office", 404, OFFICE, differ=READERS),
    Case("accounts:office", 404, {"code": "khong-co"}),
    *(Case(f"accounts:{name}", 404, PERSON, differ=MANAGERS) for name in _OF_A_PERSON),
    *(Case(f"accounts:{name}", 404, PERSON, "post", differ=SENT) for name in _OF_A_PERSON),
    *(Case(f"accounts:{name}", 404, OFFICE, differ=MANAGERS) for name in _OF_AN_OFFICE),
    *(Case(f"accounts:{name}", 404, OFFICE, "post", differ=SENT) for name in _OF_AN_OFFICE),
]
