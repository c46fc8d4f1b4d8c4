"""The files of the tree, for tests about the house itself."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "diemsang"


@cache
def tracked() -> tuple[Path, ...]:
    """Files that git knows or would add (not ignored), still present."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    return tuple(path for name in sorted(names) if name and (path := ROOT / name).is_file())


def with_suffix(*suffixes: str, under: Path = ROOT) -> list[Path]:
    """Tracked files with one of the suffixes below a folder."""
    return [path for path in tracked() if path.suffix in suffixes and path.is_relative_to(under)]


def short(path: Path) -> str:
    """The path as a reader of the tree writes it."""
    return path.relative_to(ROOT).as_posix()


def is_test(path: Path) -> bool:
    """Whether the file belongs to the tests."""
    return "tests" in path.parts or path.name == "conftest.py"
