"""A home whose static files are up to date is served without writing into it."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from diemsang.config import hubfile, static


def test_static_files_up_to_date_need_no_lock(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HOME, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    assert static.collect() is True

    @contextlib.contextmanager
    def read_only(_folder: Path) -> Iterator[None]:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        yield

    monkeypatch.setattr(hubfile, "making", read_only)
    assert static.collect() is False
    (tmp_path / "static" / static.STAMP).unlink()
    with pytest.raises(OSError, match="Read-only"):
        static.collect()


def test_a_home_that_cannot_be_written_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only(*_arguments: object, **_named: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "touch", read_only)
    with hubfile.running(tmp_path):
        assert list(tmp_path.iterdir()) == []
