"""Filling a Word template that an office made: it may read the words it is given and nothing else."""

from __future__ import annotations

import io
import re
import zipfile
from functools import lru_cache
from typing import Any, NoReturn

from django.utils.translation import gettext as _
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import ChainableUndefined, TemplateError, Undefined
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import XMLSyntaxError

from diemsang.core.errors import Problem, Refused

QR_SIDE = Mm(16)
FILTERS = ("default", "d", "escape", "e", "first", "join", "last", "length", "lower", "upper", "trim", "capitalize")
MAX_UNPACKED = 20 * 1024 * 1024
"""Bytes of all parts of a template together; a house template has 0.2 MB."""
_EXTERNAL = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>")
_FETCHES = re.compile(rb"(INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|\bDDE\b|\bLINK\b|w:altChunk|<w:object\b|o:OLEObject)")
_HYPERLINK = re.compile(rb"/relationships/hyperlink[\"']")


class _Env(SandboxedEnvironment):
    """Reads only: no call, no arithmetic that could grow without end, few filters, no other template."""

    intercepted_binops = frozenset({"*", "**", "%", "+", "//", "/", "-"})

    def is_safe_callable(self, obj: Any) -> bool:
        """Nothing may be called."""
        return False

    def compile(self, source: Any, *args: Any, **named: Any) -> Any:
        """The same template is read once for all minutes that are printed on it."""
        return _compiled(source) if isinstance(source, str) and not args and not named else super().compile(source)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> NoReturn:
        """Nothing may be computed."""
        raise SecurityError(_("mẫu không được tính toán ({operator})").format(operator=operator))


def _env(undefined: type[Undefined]) -> _Env:
    """An environment that knows few filters and nothing global."""
    env = _Env(autoescape=True, undefined=undefined)
    env.globals = {}
    env.filters = {name: env.filters[name] for name in FILTERS}
    return env


@lru_cache(maxsize=64)
def _compiled(source: str) -> Any:
    """Compiled words of a template; they refer to no environment."""
    return SandboxedEnvironment.compile(_env(Undefined), source)


class _Picture:
    """The code as a picture: it can be shown, and nothing of it can be reached."""

    __slots__ = ("_image",)

    def __init__(self, image: InlineImage) -> None:
        self._image = image

    def __html__(self) -> str:
        return str(self._image)

    __str__ = __html__


def fill(template: bytes, words: dict[str, Any], code: bytes) -> tuple[bytes, list[str]]:
    """The filled Word file, and the names of fields that the template uses and that are unknown.

    ``code`` is the picture of the QR. ``Refused`` when the template is no whole Word file or does what it may not.
    """
    unknown: dict[str, None] = {}

    class Noting(ChainableUndefined):
        """Prints nothing, and tells of itself."""

        def __init__(self, *args: Any, **named: Any) -> None:
            super().__init__(*args, **named)
            if self._undefined_name:
                unknown.setdefault(str(self._undefined_name))

        def __getattr__(self, name: str) -> ChainableUndefined:
            return self

    env = _env(Noting)
    stream = io.BytesIO()
    try:
        document = DocxTemplate(io.BytesIO(template))
        document.init_docx()
        picture = _Picture(InlineImage(document, io.BytesIO(code), width=QR_SIDE, height=QR_SIDE))
        document.render({**words, "qr": picture}, env)
        document.save(stream)
    except (TemplateError, XMLSyntaxError, zipfile.BadZipFile, KeyError, ValueError, AttributeError) as error:
        raise refused(_("không điền được: {why}").format(why=str(error)[:200])) from error
    return stream.getvalue(), list(unknown)


def check_package(template: bytes) -> None:
    """``Refused`` when the Word file is too large, carries macros or embedded things, or would fetch from elsewhere."""
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as package:
            parts = package.infolist()
            if sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise refused(_("giải nén ra lớn hơn {size} MB.").format(size=MAX_UNPACKED // 1024 // 1024))
            for part in parts:
                _check_part(part.filename, package.read(part))
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise refused(_("không phải tệp Word (.docx) nguyên vẹn.")) from error


def _check_part(name: str, content: bytes) -> None:
    lowered = name.lower()
    if "vbaproject" in lowered or "/embeddings/" in lowered or "/activex/" in lowered or "afchunk" in lowered:
        raise refused(_("có macro hoặc đối tượng nhúng ({part}).").format(part=name))
    if lowered.endswith(".rels"):
        if any(not _HYPERLINK.search(found) for found in _EXTERNAL.findall(content)):
            raise refused(_("lấy ảnh hoặc mẫu từ nơi khác ({part}).").format(part=name))
    elif lowered.endswith(".xml") and _FETCHES.search(content):
        raise refused(_("có trường lấy nội dung từ nơi khác ({part}).").format(part=name))


def refused(message: str, advice: str = "") -> Refused:
    """Why a template is not taken."""
    advice = advice or _("Sửa tệp mẫu trong Word rồi nạp lại.")
    return Refused(_("Mẫu Word không dùng được."), [Problem(_("Mẫu"), message, advice)])


def holds(docx: bytes, code: bytes) -> bool:
    """Whether the filled Word file carries the picture of the code."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return any(package.read(part) == code for part in package.infolist() if part.file_size == len(code))
