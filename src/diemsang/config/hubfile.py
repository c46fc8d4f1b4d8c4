"""The file ``hub.toml`` of a home, and the locks around a home. No Django here: settings read this file.

``secret_key`` is made once and kept: sessions and second factors depend on it. ``illustration`` says what kind of
home this is; a home never changes its kind.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import secrets
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tomli_w

from diemsang.core.errors import Refused
from diemsang.core.private import write_private

FILE_NAME = "hub.toml"
DATABASE_NAME = "diemsang.sqlite3"
LOCK_NAME = "hub.lock"
MAKING_NAME = ".making.lock"
UNFINISHED_NAME = ".unfinished"
RESTORING = "restore"


def read(folder: Path) -> dict[str, Any]:
    """The contents, or an empty dictionary when the home is not made yet."""
    path = folder / FILE_NAME
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def ensure(folder: Path, *, illustration: bool | None = None) -> dict[str, Any]:
    """Make the folder and its file if needed; return the contents.

    ``illustration=None`` takes the home as it is. Refused when the home is of the other kind.
    """
    known = read(folder)
    if not known or unfinished(folder):
        with making(folder):
            refuse_half_restored(folder)
            known = read(folder) or _invent(folder, illustration=bool(illustration))
    if illustration is not None and bool(known.get("illustration")) != illustration:
        kind, wanted = ("minh họa", "dữ kiện") if known.get("illustration") else ("dữ kiện", "minh họa")
        raise Refused(
            f"{folder} đã là hub {kind}, không trộn với hub {wanted}. "
            "Hãy chọn thư mục khác bằng biến DIEMSANG_HOME, hoặc xóa thư mục này trước."
        )
    return known


def _invent(folder: Path, *, illustration: bool) -> dict[str, Any]:
    if (folder / DATABASE_NAME).exists():
        raise without_key(folder)
    made = {"secret_key": secrets.token_urlsafe(48), "illustration": illustration}
    write(folder, tomli_w.dumps(made).encode())
    return made


def without_key(folder: Path) -> Refused:
    """The sentence for a database whose ``hub.toml`` is lost: another key would not fit its second factors."""
    return Refused(
        f"{folder} có cơ sở dữ liệu nhưng thiếu tệp {FILE_NAME} (khóa bí mật và loại hub). "
        f"Hãy chép {FILE_NAME} từ bản sao lưu vào, hoặc khôi phục bản sao lưu vào một thư mục trống."
    )


def begin(folder: Path, what: str) -> None:
    """Mark the home as unfinished, on disk before anything else is: ``what`` is the work and, of a restore, its seal.

    The caller holds ``making``. The mark stays when the process dies, and goes with ``finish``.
    """
    write_private(folder / UNFINISHED_NAME, what.encode())


def finish(folder: Path) -> None:
    """The work that was begun is done."""
    (folder / UNFINISHED_NAME).unlink(missing_ok=True)


def unfinished(folder: Path) -> str:
    """The work that was begun and not finished; empty when there is none. Somebody may be doing it right now."""
    try:
        return (folder / UNFINISHED_NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def refuse_half_restored(folder: Path) -> None:
    """Refused when a restore died here; the caller holds ``making``, so none is under way."""
    if unfinished(folder).startswith(RESTORING):
        raise Refused(
            f"Hub ở {folder} khôi phục dở (lần khôi phục trước bị ngắt). Hãy chạy lại «diemsang restore» với đúng "
            "bản sao lưu đó."
        )


def write(folder: Path, content: bytes) -> None:
    """Put ``hub.toml`` in place at once, readable by its owner only; so is the folder when it is made here."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_private(folder / FILE_NAME, content)


@contextlib.contextmanager
def making(folder: Path) -> Iterator[None]:
    """One maker of a home at a time; the second waits. The lock dies with its process."""
    path = folder / MAKING_NAME
    while True:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = path.open("w")
        except FileNotFoundError:  # a failed restore took the folder away just now
            continue
        with handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if not _is_still_at(handle.fileno(), path):
                continue  # waited for a lock that its holder removed with the folder
            yield
            return


def _is_still_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def running(folder: Path) -> Iterator[None]:
    """Held, shared, by every server and worker of the home, so that nobody empties it under them."""
    path = folder / LOCK_NAME
    try:
        if not path.exists():
            path.touch(mode=0o600)
        handle = path.open()
    except OSError as error:
        if error.errno not in {errno.EROFS, errno.EACCES}:
            raise
        yield  # nobody can empty a home that cannot be written
        return
    with handle:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield


def in_use(folder: Path) -> bool:
    """Whether a server or worker runs on the home now."""
    path = folder / LOCK_NAME
    if not path.exists():
        return False
    with path.open() as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
