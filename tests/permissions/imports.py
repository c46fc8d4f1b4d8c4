"""The permission table of workbooks in and out. A run belongs to whoever brought the file: 404 for everybody else."""

from __future__ import annotations

from tests.permissions.table import Case

RUN = {"pk": "1"}
LIST = {"key": "khong-co"}  # a list's own right is tested in imports/tests; which lists exist depends on the apps above

CASES = [
    Case("imports:home", 200),  # shows only what one may import, and one's own files
    Case("imports:list", 404, LIST),
    Case("imports:template", 404, LIST),
    Case("imports:export", 404, LIST),
    *(Case(f"imports:{name}", 404, RUN) for name in ("run", "progress", "coloured")),
    *(Case(f"imports:{name}", 404, RUN, "post") for name in ("confirm", "recheck", "apply", "undo")),
]
