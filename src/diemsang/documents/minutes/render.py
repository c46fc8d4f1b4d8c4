"""A minute as a Word file, and that file ready to become the PDF."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.utils.translation import gettext as _

from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.documents.minutes import codes, layout, sandbox
from diemsang.documents.minutes.registry import spec_of
from diemsang.documents.minutes.words import clean, words_of
from diemsang.documents.models import Minute, MinuteTemplate
from diemsang.files import actions as files
from diemsang.files.models import Blob
from diemsang.files.storage import blob_path

__all__ = ["clean", "docx_of", "house_template", "store_docx", "without_code"]
FOLDER = Path(__file__).resolve().parent.parent / "minute_templates"


def house_template(kind: str) -> bytes:
    """The Word template that ships with the hub for this kind."""
    return (FOLDER / spec_of(kind).template).read_bytes()


def template_of(minute: Minute) -> bytes:
    """The office's own template when it has one for this kind, else the house's."""
    own = None
    if minute.office_key:
        own = MinuteTemplate.objects.filter(kind=minute.kind, office_key=minute.office_key, voided_at=None).first()
    return blob_path(own.blob.sha256).read_bytes() if own else house_template(minute.kind)


def docx_of(minute: Minute) -> bytes:
    """The Word file: the template filled with the minute's words and its code. ``Refused`` when it does not fit."""
    words = words_of(minute)
    code = codes.picture(codes.write(codes.PageCode(minute.public_id)))
    content, unknown = sandbox.fill(template_of(minute), cast(dict[str, Any], words), code)
    if unknown:
        raise sandbox.refused(unknown_fields(unknown))
    return layout.finish(content, words["columns"], illustration=settings.ILLUSTRATION)


def unknown_fields(names: list[str]) -> str:
    """The sentence that names the fields a template asks for and the hub does not know."""
    return _("có trường hub không biết: {names}.").format(names=", ".join(names))


def store_docx(actor: Actor, minute: Minute) -> Blob:
    """The Word file of the minute, kept. A full disk is refused in words by ``files``."""
    return files.store(actor=actor, stream=io.BytesIO(docx_of(minute)), name="bien-ban.docx")


def without_code(content: bytes, minute: Minute) -> bytes:
    """The kept Word file with white in place of its code: the PDF gets one with the page's number instead."""
    code, white = codes.picture(codes.write(codes.PageCode(minute.public_id))), codes.blank()
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part, white if data == code else data)
    return made.getvalue()


def read_docx(minute: Minute) -> bytes:
    """The kept Word file. ``Refused`` while it is a draft; ``OSError`` when its bytes are gone from the disk."""
    if minute.docx is None:
        raise Refused(_("Chưa có bản in."), [Problem(minute.title, _("còn là bản nháp."), _("In biên bản trước."))])
    return blob_path(minute.docx.sha256).read_bytes()
