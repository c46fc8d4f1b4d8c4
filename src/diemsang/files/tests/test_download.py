from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from diemsang.accounts.models import User
from diemsang.core.actor import SYSTEM, Actor
from diemsang.files import registry
from diemsang.files.actions import store
from diemsang.files.models import Blob

PDF = b"%PDF-1.7\nbien ban"


@pytest.fixture
def blob(db: None, settings: Any, tmp_path: Path) -> Iterator[Blob]:
    settings.FILES_ROOT = tmp_path
    stored = store(actor=SYSTEM, stream=io.BytesIO(PDF), name="a.pdf")

    def owner(actor: Actor, blob: Blob) -> str | None:
        return "Biên bản nghiệm thu.pdf" if actor.actor_key == "user:an" else None

    registry.register_owner("test", owner)
    yield stored
    del registry._checks["test"]


def address(blob: Blob) -> str:
    return reverse("files:download", args=[blob.sha256])


def test_who_may_read_an_owner_gets_an_attachment(
    blob: Blob, stranger: User, signed_in: Callable[[User], Client]
) -> None:
    answer = signed_in(stranger).get(address(blob))
    assert answer.status_code == 200
    assert answer.getvalue() == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Bi%C3%AAn")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


def test_everybody_else_gets_404(
    blob: Blob, make_user: Callable[..., User], signed_in: Callable[[User], Client]
) -> None:
    assert signed_in(make_user("binh")).get(address(blob)).status_code == 404


def test_signed_out_goes_to_sign_in(blob: Blob, client: Client) -> None:
    assert client.get(address(blob)).status_code == 302
