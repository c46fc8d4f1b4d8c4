"""A demonstration home for tests: made once for each state of the sources and each day, then copied.

Making one takes a minute of processor time, a copy a second. The copy is whole (people, secret, files), so a test may
do with it what it likes.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from pathlib import Path

from diemsang.core import clock
from tools.hub import ROOT, diemsang

KEPT = ROOT / ".venv" / "demo"
"""Where the made ones lie, the newest alone."""


def copy_demo(home: Path) -> None:
    """Have a demonstration home on SQLite at ``home``, which does not exist yet. ``HubError`` when none can be made."""
    KEPT.mkdir(parents=True, exist_ok=True)
    handle = os.open(KEPT, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)  # a second process waits for the first to make it
        kept = KEPT / f"{_digest()}-{clock.today():%Y%m%d}"
        if not kept.is_dir():
            for old in KEPT.iterdir():
                shutil.rmtree(old)
            fresh = KEPT / f"fresh-{os.getpid()}"
            diemsang(fresh, "home", "make", "--illustration", database="")
            fresh.rename(kept)
        shutil.copytree(kept, home)
    finally:
        os.close(handle)


def _digest() -> str:
    """A hash of everything that decides what lies in a demonstration home."""
    sources = [*(ROOT / "src").rglob("*.py"), *(ROOT / "docs").glob("*.csv"), *(ROOT / "examples").rglob("*")]
    total = hashlib.sha256()
    for file in sorted(path for path in sources if path.is_file() and "tests" not in path.parts):
        total.update(f"{file.relative_to(ROOT)}".encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()[:24]
