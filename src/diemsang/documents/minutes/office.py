"""Word files to PDF by LibreOffice, which may hang or die: own profile for each run, hard time-out, one retry alone."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import pikepdf
from django.conf import settings

START, EACH = 40.0, 4.0
"""Seconds granted to a run: for its start, and for each file (measured: 1.5 and 0.4)."""
NAMES = ("soffice", "libreoffice")


def program() -> str | None:
    """LibreOffice on this machine; ``None`` where PDF is not available."""
    if settings.SOFFICE:
        return str(settings.SOFFICE)
    return next(filter(None, map(shutil.which, NAMES)), None)


def to_pdf(documents: dict[str, bytes], *, start: float = START, each: float = EACH) -> dict[str, bytes]:
    """PDF by name; a name that is missing from the answer could not be made, twice.

    All files go through one run; what that run did not finish is tried once more, each file alone, so that one that
    hangs or crashes LibreOffice costs only itself. ``OSError`` when the disk is full.
    """
    with tempfile.TemporaryDirectory(prefix="diemsang-pdf-") as folder:
        made = _run(Path(folder) / "all", documents, start + each * len(documents))
        for name, content in documents.items():
            if name not in made:
                made |= _run(Path(folder) / f"alone-{name}", {name: content}, start + each)
    return made


def _run(folder: Path, documents: dict[str, bytes], patience: float) -> dict[str, bytes]:
    """One run of LibreOffice; whatever it leaves unfinished is not in the answer."""
    office = program()
    if office is None or not documents:
        return {}
    folder.mkdir()
    out = folder / "pdf"
    sources = []
    for name, content in documents.items():
        source = folder / f"{name}.docx"
        source.write_bytes(content)
        sources.append(source)
    command = [
        office,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--convert-to",
        "pdf:writer_pdf_Export",
        "--outdir",
        str(out),
        *map(str, sources),
    ]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    ) as process:
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            pass
        finally:
            # The wrapper script is not the office: the whole group goes, also what a crash left behind.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    made = {}
    for name in documents:
        whole = _whole(out / f"{name}.pdf")
        if whole is not None:
            made[name] = whole
    return made


def _whole(path: Path) -> bytes | None:
    """The PDF when it is there and complete."""
    try:
        with pikepdf.open(path) as pdf:
            return path.read_bytes() if len(pdf.pages) else None
    except (FileNotFoundError, pikepdf.PdfError):
        return None
