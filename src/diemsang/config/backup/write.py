"""Writing a backup: one consistent moment of the database, and the files it refers to."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from diemsang import __version__
from diemsang.config.backup import archive, tables
from diemsang.config.hubfile import FILE_NAME
from diemsang.core import clock
from diemsang.core.errors import Refused


def write_backup(path: Path) -> str:
    """Write the hub to ``path`` (or, when that is a folder, to a dated file in it); a sentence for the screen.

    The file appears whole or not at all, and only its owner may read it: it holds the hub's secret and the hashes
    of passwords. Refused when the file exists.
    """
    if path.is_dir():
        path = path / f"diemsang-{clock.now():%Y%m%d-%H%M%S}.zip"
    if path.exists():
        raise Refused(f"{path} đã có; hãy đặt tên khác hoặc chuyển tệp cũ đi.")
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        manifest = _write(temporary)
        archive.seal(temporary)
        _sync(temporary)
        temporary.rename(path)
        _sync(path.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    rows = sum(table.rows for table in manifest.tables.values())
    text = f"Đã sao lưu {rows} dòng trong {len(manifest.tables)} bảng và {len(manifest.files)} tệp vào {path}."
    return "\n".join([text, *(f"  - CẢNH BÁO: {warning}" for warning in manifest.warnings)])


def applied_migrations() -> list[str]:
    """What defines the shape of the kept tables: applied migrations as ``app.name``, sorted."""
    loader = MigrationLoader(connection)
    return sorted(f"{app}.{name}" for app, name in loader.applied_migrations if app not in tables.LEFT_OUT_APPS)


@contextmanager
def one_moment() -> Iterator[None]:
    """Read one state of the database while others go on writing."""
    if connection.in_atomic_block:  # the caller's transaction already is one state
        yield
    elif connection.vendor == "sqlite":
        # A plain BEGIN, because the settings' IMMEDIATE would keep writers out for the whole backup.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def _write(target: Path) -> archive.Manifest:
    manifest = archive.Manifest(
        archive.PRODUCT, archive.FORMAT, __version__, clock.now().isoformat(), applied_migrations()
    )
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        out.comment = b"0" * archive.SEAL
        with one_moment():
            for model in tables.kept_models():
                label = model._meta.label
                total, rows = hashlib.sha256(), 0
                with out.open(archive.table_member(label), "w", force_zip64=True) as member:
                    for line in tables.lines(model):
                        member.write(line)
                        total.update(line)
                        rows += 1
                manifest.columns[label] = tables.columns(model)
                manifest.tables[label] = tables.TableSum(rows, total.hexdigest())
            _write_files(out, manifest)
        hub = (settings.HOME / FILE_NAME).read_bytes()
        manifest.hub_sha256 = hashlib.sha256(hub).hexdigest()
        out.writestr("hub.toml", hub)
        out.writestr("manifest.json", manifest.as_bytes())
    return manifest


def _write_files(out: zipfile.ZipFile, manifest: archive.Manifest) -> None:
    """Add every stored file of the snapshot; a missing or damaged one is told, and does not stop the backup."""
    from diemsang.files.models import Blob
    from diemsang.files.storage import blob_path

    for blob in Blob.objects.order_by("sha256").iterator():
        source = blob_path(blob.sha256)
        name = source.relative_to(settings.FILES_ROOT).as_posix()
        if not source.is_file():
            manifest.warnings.append(f"thiếu tệp {blob.sha256}")
            continue
        total = hashlib.sha256()
        with source.open("rb") as stream, out.open(archive.file_member(name), "w", force_zip64=True) as member:
            while block := stream.read(1 << 20):
                member.write(block)
                total.update(block)
        manifest.files[name] = total.hexdigest()
        if total.hexdigest() != blob.sha256:
            manifest.warnings.append(f"tệp {blob.sha256} đã hỏng (nội dung không còn khớp mã băm)")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
