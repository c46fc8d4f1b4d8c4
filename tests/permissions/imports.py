"""The permission table of workbooks in and out. A run belongs to whoever brought the file: 404 for everybody else."""

from __future__ import annotations

from tests.permissions.table import Case, only

RUN = {"pk": "1"}
LIST = {"key": "khong-co"}
POINTS = {"key": "points"}
# Whoever may change a point somewhere; the file then shows and takes only the points of their own area.
WRITERS = only("specialist", "commune", "other_commune", "former_commune", "other_province")

CASES = [
    Case("imports:home", 200),  # shows only what one may import, and one's own files
    Case("imports:list", 404, LIST),
    Case("imports:template", 404, LIST),
    Case("imports:export", 404, LIST),
    *(Case(f"imports:{name}", 403, POINTS, differ=WRITERS) for name in ("list", "template", "export")),
    Case("imports:list", 403, POINTS, "post", differ=WRITERS),
    *(Case(f"imports:{name}", 404, RUN) for name in ("run", "progress", "coloured")),
    *(Case(f"imports:{name}", 404, RUN, "post") for name in ("confirm", "recheck", "apply", "undo")),
]
