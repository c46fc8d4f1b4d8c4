"""The permission table of areas and reforms. They are public among those who hold anything."""

from __future__ import annotations

from tests.permissions.table import REFORM, Case, only, when_posted

# Only who holds the right over both old provinces may carry the reform of 2025 out or undo it.
REFORMERS = only("specialist", "admin")

CASES = [
    # Areas are public among those who hold anything; who changes them is the province and the administrator
    Case("areas:list", 200, differ=only("no_grant", status=403)),
    Case("areas:detail", 200, {"key": "qd124-2004-02281"}, differ=only("no_grant", status=404)),
    Case("areas:detail", 404, {"key": "khong-co"}),
    Case("areas:reforms", 200, differ=only("no_grant", status=403)),
    Case("areas:reform", 200, REFORM, differ=only("no_grant", status=403)),
    Case("areas:reform_apply", 403, REFORM, differ=REFORMERS),
    Case(
        "areas:reform_apply",
        403,
        REFORM,
        "post",
        differ=when_posted(REFORMERS, 302),
    ),
    Case("areas:reform_undo", 403, REFORM, differ=REFORMERS),
    Case("areas:reform_undo", 403, REFORM, "post", differ=when_posted(REFORMERS, 302)),
]
