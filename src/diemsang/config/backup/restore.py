"""Restoring a backup into an empty home: everything is checked before anything is written."""

from __future__ import annotations

import contextlib
import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    ProgrammingError,
    connection,
    transaction,
)

from diemsang.config import hubfile
from diemsang.config.backup import archive, tables
from diemsang.config.backup.write import applied_migrations
from diemsang.config.cli.common import migrate
from diemsang.core.errors import Problem, Refused
from diemsang.core.private import write_private
from diemsang.files.storage import hash_of

INCOMPLETE = "Khôi phục không trọn vẹn nên đã hủy; hub vẫn trống."

WRITTEN = (
    *(hubfile.DATABASE_NAME + suffix for suffix in ("", "-wal", "-shm", "-journal")),
    "files",
    hubfile.FILE_NAME,
    hubfile.UNFINISHED_NAME,
)
"""What a restore makes in a home; it never removes anything else."""


def restore_backup(path: Path) -> str:
    """Restore ``path`` into the home and database in use; a sentence for the screen.

    Refused, with the home left as empty as it was, when the file is damaged or foreign, belongs to another version
    of the program, when the hub holds anything or runs, or when what was written does not hash as in the backup.
    """
    source, manifest = archive.open_verified(path)
    home: Path = settings.HOME
    existed = home.is_dir()
    with source, hubfile.making(home):
        # Only who holds the lock and found the home empty may take anything away again.
        work = f"{hubfile.RESTORING} {source.comment.decode()}"
        if hubfile.unfinished(home) != work or not _is_written(source, manifest):
            _refuse_unless_empty()
            with _home_undone_on_failure(existed):
                hubfile.begin(home, work)
                _write(path, source, manifest)
        hubfile.finish(home)
    rows = sum(table.rows for table in manifest.tables.values())
    text = (
        f"Đã khôi phục {rows} dòng trong {len(manifest.tables)} bảng và {len(manifest.files)} tệp, "
        f"sao lưu lúc {manifest.made_at}; số dòng và mã băm khớp."
    )
    return "\n".join([text, *(f"  - CẢNH BÁO khi sao lưu: {warning}" for warning in manifest.warnings)])


def _write(path: Path, source: zipfile.ZipFile, manifest: archive.Manifest) -> None:
    migrate()
    _refuse_other_shape(path, manifest)
    with _files_in_place(source, manifest):
        try:
            with transaction.atomic():
                _insert_all(path, source, manifest)
                _compare(manifest)
                # Before the rows are committed: a home with rows never stands without its key and kind.
                hubfile.write(settings.HOME, source.read(hubfile.FILE_NAME))
        except IntegrityError as error:
            raise Refused(INCOMPLETE, [Problem(path.name, str(error).strip())]) from error
        except DataError as error:
            raise archive.damaged(path, str(error).strip()) from error


def _is_written(source: zipfile.ZipFile, manifest: archive.Manifest) -> bool:
    """Whether a restore that was killed had committed everything, and only did not say so."""
    hub = settings.HOME / hubfile.FILE_NAME
    if not hub.is_file() or hub.read_bytes() != source.read(hubfile.FILE_NAME):
        return False
    try:
        _compare(manifest)
    except (Refused, DatabaseError):
        return False
    return True


@contextlib.contextmanager
def _home_undone_on_failure(existed: bool) -> Iterator[None]:
    """Remove what a failed restore made; the caller holds the lock. ``existed``: the folder was there before."""
    home: Path = settings.HOME
    before = {entry.name: _content(entry) for entry in home.iterdir()}
    try:
        yield
    except BaseException:
        if not connection.in_atomic_block:
            connection.close()  # a new SQLite file is about to be removed
        for name in WRITTEN:
            entry = home / name
            if name not in before:
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink(missing_ok=True)
            elif (content := before[name]) is not None:
                write_private(entry, content)
        if not existed and [entry.name for entry in home.iterdir()] == [hubfile.MAKING_NAME]:
            shutil.rmtree(home)
        raise


def _content(entry: Path) -> bytes | None:
    """The old content of what a restore writes over."""
    return entry.read_bytes() if entry.name in {hubfile.FILE_NAME, hubfile.UNFINISHED_NAME} else None


def _refuse_unless_empty() -> None:
    if hubfile.in_use(settings.HOME):
        raise Refused(f"Hub ở {settings.HOME} đang chạy. Hãy khôi phục vào một thư mục trống (DIEMSANG_HOME).")
    try:
        existing = set(connection.introspection.table_names())
        filled = [
            model._meta.label
            for model in tables.kept_models()
            if model._meta.db_table in existing and model._base_manager.exists()
        ]
    except DatabaseError:
        filled = ["?"]
    if filled:
        raise Refused(
            f"Hub ở {settings.HOME} đã có dữ liệu ({', '.join(filled[:3])}…). "
            "Chỉ khôi phục vào hub trống: hãy chọn thư mục mới bằng DIEMSANG_HOME (và cơ sở dữ liệu trống)."
        )


def _refuse_other_shape(path: Path, manifest: archive.Manifest) -> None:
    ours, theirs = set(applied_migrations()), set(manifest.migrations)
    if theirs - ours:
        raise Refused(
            f"{path.name}: bản sao lưu do phần mềm mới hơn ({manifest.version}) ghi. Hãy nâng cấp rồi khôi phục."
        )
    shapes = {model._meta.label: tables.columns(model) for model in tables.kept_models()}
    if ours - theirs or shapes != manifest.columns:
        raise Refused(
            f"{path.name}: bản sao lưu của phần mềm cũ ({manifest.version}). Hãy khôi phục bằng đúng bản đó, "
            "rồi nâng cấp và chạy «diemsang migrate»."
        )


@contextlib.contextmanager
def _files_in_place(source: zipfile.ZipFile, manifest: archive.Manifest) -> Iterator[None]:
    """Write the files before the rows that name them are committed; take them away again on failure."""
    root: Path = settings.FILES_ROOT
    written: list[Path] = []
    try:
        for name in manifest.files:
            target = root / name
            if target.exists():  # left by a restore that was killed
                if hash_of(target) != manifest.files[name]:
                    raise Refused(f"{target} đã có với nội dung khác. Hãy khôi phục vào một thư mục trống.")
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary = target.with_name(f".{target.name}.restoring")
            written += [target, temporary]
            with source.open(archive.file_member(name)) as stream, temporary.open("wb") as out:
                shutil.copyfileobj(stream, out, 1 << 20)
                out.flush()
                os.fsync(out.fileno())
            temporary.replace(target)
        yield
    except BaseException:
        for target in written:
            target.unlink(missing_ok=True)
        raise


def _insert_all(path: Path, source: zipfile.ZipFile, manifest: archive.Manifest) -> None:
    """Rows in any order: foreign keys are deferred to the end of the transaction, and checked here."""
    kept = tables.kept_models()
    for model in kept:
        label = model._meta.label
        with source.open(archive.table_member(label)) as member:
            try:
                tables.insert(model, manifest.columns[label], member)
            except (*archive.MALFORMED, ValidationError, InterfaceError, ProgrammingError) as error:
                raise archive.damaged(path, f"{label}: {type(error).__name__}") from error
    tables.reset_sequences(kept)
    connection.check_constraints()


def _compare(manifest: archive.Manifest) -> None:
    problems = [
        Problem(model._meta.label, "nội dung sau khi ghi không khớp bản sao lưu")
        for model in tables.kept_models()
        if tables.sum_of(model) != manifest.tables[model._meta.label]
    ]
    if problems:
        raise Refused(INCOMPLETE, problems)
