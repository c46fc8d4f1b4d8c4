"""A minute as Word and PDF. Stub until the templates stand: the draft's words as a text file in Word's form."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from docx import Document

from diemsang.core.actor import Actor
from diemsang.core.text import nfc
from diemsang.documents.models import Minute
from diemsang.files import actions as files
from diemsang.files.models import Blob


def clean(data: Any) -> Any:
    """The same structure with every text as it is stored (NFC)."""
    if isinstance(data, dict):
        return {str(key): clean(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [clean(value) for value in data]
    return nfc(data) if isinstance(data, str) else data


def store_docx(actor: Actor, minute: Minute) -> Blob:
    """The Word file of the minute, kept."""
    document = Document()
    document.add_paragraph(minute.title)
    document.add_paragraph(str(minute.public_id))
    stream = io.BytesIO()
    document.save(stream)
    stream.seek(0)
    return files.store(actor=actor, stream=stream, name="bien-ban.docx")


def ask_pdf(ids: Iterable[int]) -> None:
    """Ask the worker for the PDF of these minutes."""
