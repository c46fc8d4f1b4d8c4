"""A home that can keep a signing key and files, and small folders of products."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http.response import HttpResponseBase

from diemsang.core import clock
from diemsang.core.actor import SYSTEM, SystemActor
from diemsang.core.paths import data_path
from diemsang.library.actions import approve, load_library
from diemsang.library.models import Edition, Review

EXAMPLES = data_path("examples/thu-vien")
EDITOR, LINGUIST, LAWYER = (SystemActor(f"user:{name}", name) for name in ("bien-tap", "ngon-ngu", "chinh-sach"))
VARIETIES = """
[[varieties]]
tag = "vi"
name = "Tiếng Việt"
machine_voice = true
greeting = "chao.ogg"

[[varieties]]
tag = "tyz"
name = "Tiếng Tày"
fallback = "vi"
"""
PRODUCT = """
code = "{code}"
kind = "story"
topic = "HEALTH_EDU"
edition = {edition}
valid_from = 2026-01-01
made_by = "Nhóm biên tập (minh họa)"
source = "Kiến thức chung"
rights = "Tự làm"
picture = "../hinh.webp"
{more}
"""
TRACK = """
title = "{title}"
spoken = "../chao.ogg"
[[parts]]
text = "Một."
audio = "../chao.ogg"
picture = "../hinh.webp"
"""
Write = Callable[..., Path]


@pytest.fixture
def library_home(tmp_path: Path, settings: object, db: None) -> Path:
    """An empty home."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "hub.toml").write_text('made = "test"\n', encoding="utf-8")
    settings.HOME, settings.FILES_ROOT = home, home / "files"  # type: ignore[attr-defined]
    return home


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two languages and no product."""
    path = tmp_path / "thu-vien"
    path.mkdir()
    (path / "varieties.toml").write_text(VARIETIES, encoding="utf-8")
    shutil.copy(EXAMPLES / "ngon-ngu/vi.ogg", path / "chao.ogg")
    shutil.copy(EXAMPLES / "hinh/ca_nha.webp", path / "hinh.webp")
    return path


def write_product(folder: Path, code: str, *, title: str = "Rửa tay", edition: int = 1, more: str = "") -> Path:
    """A story of one part in Vietnamese; a file of its own, so that each product has one."""
    own = folder / code
    own.mkdir(exist_ok=True)
    (own / "product.toml").write_text(PRODUCT.format(code=code, edition=edition, more=more), encoding="utf-8")
    (own / "vi.toml").write_text(TRACK.format(title=title), encoding="utf-8")
    return own


def approve_all() -> None:
    """Both approvals of every draft, by two people."""
    for edition in Edition.objects.filter(state=Edition.State.DRAFT):
        approve(actor=LINGUIST, edition=edition, kind=Review.Kind.LANGUAGE, on=clock.today())
        approve(actor=LAWYER, edition=edition, kind=Review.Kind.POLICY, on=clock.today())


def load_and_approve(folder: Path) -> None:
    """Load by the system, approve by two people."""
    load_library(actor=SYSTEM, path=folder)
    approve_all()


def give_back(answer: HttpResponseBase) -> None:
    """Close an answer and its file as the test client does: without closing the database's connection."""
    request_finished.disconnect(close_old_connections)
    try:
        answer.close()
    finally:
        request_finished.connect(close_old_connections)
