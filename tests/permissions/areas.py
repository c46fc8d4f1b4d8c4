"""The permission table of areas and reforms. They are public among those who hold anything."""

from __future__ import annotations

from tests.permissions.table import REFORM, Case, only, when_posted

# Only who holds the right over both old provinces may carry the reform of 2025 out or undo it.
REFORMERS = only("specialist", "admin")
HANDOVER = {**REFORM, "key": "qd19-2025-02221-20250701"}

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
        differ=when_posted(REFORMERS, 409),
    ),
    Case("areas:reform_undo", 403, REFORM, differ=REFORMERS),
    Case("areas:reform_undo", 403, REFORM, "post", differ=when_posted(REFORMERS, 409)),
    # The reform desk: only who holds the right anywhere begins a draft; an applied reform is no draft any more
    Case("areas:draft_new", 403, differ=only("specialist", "other_province", "admin")),
    Case(
        "areas:draft", 403, REFORM, differ=only("specialist", "admin", status=302) | only("other_province", status=404)
    ),
    Case("areas:reform_file", 200, REFORM, differ=only("no_grant", status=403)),
    # Who may carry the reform out answers what its divisions leave open
    Case("areas:questions", 403, REFORM, differ=REFORMERS),
    Case("areas:questions", 403, REFORM, "post", differ=when_posted(REFORMERS, 409)),
    Case("areas:handovers", 200, REFORM, differ=only("no_grant", status=403)),
    Case("areas:handover", 200, HANDOVER, differ=only("no_grant", status=403)),
    Case("areas:handover", 404, {**REFORM, "key": "khong-co"}, differ=only("no_grant", status=403)),
]
