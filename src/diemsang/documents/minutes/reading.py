"""Codes on photographed and scanned pages: as they came, then enlarged, brightened, turned."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pikepdf
import zxingcpp
from django.utils.translation import gettext as _
from PIL import Image, ImageChops, ImageFilter, ImageOps

from diemsang.core.errors import Problem, Refused
from diemsang.documents.minutes import codes
from diemsang.documents.minutes.codes import PageCode
from diemsang.files.types import MAX_PIXELS, is_heic

MAX_BYTES = 25 * 1024 * 1024
MAX_SCAN_PAGES = 200
THUMB = 360
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
LARGE = 3400
"""Longest side, in pixels, at which a page is read: a square of the code is then some eight pixels."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as it came: its file, name, a small picture of it, and the codes of ours that stand on it."""

    name: str
    content: bytes
    thumb: bytes | None
    codes: tuple[PageCode, ...]

    @property
    def file_name(self) -> str:
        """A name that agrees with the bytes, whatever the telephone called the file."""
        if self.content.startswith(b"%PDF-"):
            return "trang.pdf"
        return "trang.png" if self.content.startswith(b"\x89PNG") else "trang.jpg"


def sheets(name: str, content: bytes) -> list[Sheet]:
    """Every page of a file. ``Refused`` for what is no JPEG, PNG or PDF, too large, or a bomb; it names the file."""
    if len(content) > MAX_BYTES:
        advice = _("Chụp lại ở cỡ thường, hoặc quét ở 150–200 dpi.")
        raise refused(name, _("lớn hơn {size} MB.").format(size=MAX_BYTES // 1024 // 1024), advice)
    if is_heic(content[:12]):
        advice = _("Trên iPhone: Cài đặt → Camera → Định dạng → Tương thích nhất, rồi chụp lại; hoặc gửi dạng JPEG.")
        raise refused(name, _("là ảnh HEIC, hub chưa đọc được."), advice)
    if content.startswith(b"%PDF-"):
        return list(_pdf_sheets(name, content))
    if not content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        raise refused(name, _("không phải ảnh JPEG, PNG hay tệp PDF."), _("Chụp hoặc quét lại tờ giấy."))
    image = _open(name, content)
    return [Sheet(name, content, _thumb(image), tuple(read(image)))]


def _open(name: str, content: bytes) -> Image.Image:
    """The picture, upright; its size is looked at before anything is unpacked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
            if image.width * image.height > MAX_PIXELS:
                raise Image.DecompressionBombError
            return ImageOps.exif_transpose(image).convert("L")
    except Image.DecompressionBombError as error:
        raise refused(name, _("ảnh quá nhiều điểm ảnh."), _("Chụp lại ở cỡ thường.")) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise refused(name, _("ảnh hỏng hoặc tải lên dở."), _("Chụp lại và nộp lại.")) from error


def read(image: Image.Image) -> list[PageCode]:
    """Codes of ours on the page, each once. The first way that finds one ends the search."""
    for picture in _ways(image):
        found = []
        for barcode in zxingcpp.read_barcodes(picture, formats=_QR):
            code = codes.read(barcode.text)
            if code is not None and code not in found:
                found.append(code)
        if found:
            return found
    return []


def _ways(image: Image.Image) -> Iterator[Image.Image]:
    """From the likeliest and cheapest on: grain smoothed away, squares enlarged, turned off the axes, shadows out."""
    yield image if max(image.size) <= LARGE else _sized(image, LARGE)
    fine = image.filter(ImageFilter.GaussianBlur(0.8))
    yield fine if max(image.size) <= LARGE else _sized(fine, LARGE)
    for side in (2200, 1600, 2800, LARGE):
        yield _sized(fine, side)
    for angle in (30, 15, 45):
        yield _turned(_sized(fine, 2800), angle)
    soft = image.filter(ImageFilter.GaussianBlur(1.2))
    for side in (2200, 2800, LARGE):
        yield _sized(soft, side)
        yield _turned(_sized(soft, side), 30)
    yield _sized(image.filter(ImageFilter.GaussianBlur(1.6)), LARGE)
    yield _sized(fine, LARGE + 800)
    yield _turned(_sized(fine, LARGE + 800), 30)
    yield _sized(image, LARGE // 2)
    yield _sized(_flattened(fine), LARGE)
    yield _turned(_sized(_flattened(soft), LARGE), 30)


def _turned(image: Image.Image, angle: int) -> Image.Image:
    """Off the axes: what lies along the grid of pixels is sometimes found only across it."""
    return image.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def _sized(image: Image.Image, side: int) -> Image.Image:
    """The longer side so many pixels; never enlarged more than threefold, since a tiny picture holds nothing."""
    factor = min(side / max(image.size), 3.0)
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Image.Resampling.BICUBIC)


def _flattened(image: Image.Image) -> Image.Image:
    """Shadows taken out and faint prints darkened: each spot against the brightness of its neighbourhood."""
    ground = image.filter(ImageFilter.BoxBlur(30))
    lighter = ImageChops.subtract(image, ground).point(lambda value: min(127, value * 4))
    darker = ImageChops.subtract(ground, image).point(lambda value: min(128, value * 4))
    return ImageChops.subtract(ImageChops.add(ImageChops.constant(image, 128), lighter), darker)


def _thumb(image: Image.Image) -> bytes:
    small = image.copy()
    small.thumbnail((THUMB, THUMB))
    stream = io.BytesIO()
    small.save(stream, "JPEG", quality=70)
    return stream.getvalue()


def _pdf_sheets(name: str, content: bytes) -> Iterator[Sheet]:
    """Each page by itself, without loss; read from the picture that fills it, or drawn where poppler is there."""
    try:
        with pikepdf.open(io.BytesIO(content)) as book:
            if len(book.pages) > MAX_SCAN_PAGES:
                raise refused(name, _("hơn {count} trang.").format(count=MAX_SCAN_PAGES), _("Chia thành nhiều tệp."))
            for number, page in enumerate(book.pages, 1):
                single = io.BytesIO()
                with pikepdf.new() as alone:
                    alone.pages.append(page)
                    alone.save(single)
                shown = name if len(book.pages) == 1 else _("{name}, trang {number}").format(name=name, number=number)
                image = _drawn(single.getvalue()) or _largest_picture(shown, page)
                found = tuple(read(image)) if image else ()
                yield Sheet(shown, single.getvalue(), _thumb(image) if image else None, found)
    except (pikepdf.PdfError, pikepdf.PasswordError) as error:
        raise refused(name, _("tệp PDF hỏng hoặc có mật khẩu."), _("Quét lại, không đặt mật khẩu.")) from error


def _largest_picture(name: str, page: pikepdf.Page) -> Image.Image | None:
    """The scan on the page, when the page is one picture; ``None`` for anything that cannot be unpacked safely."""
    best: pikepdf.PdfImage | None = None
    for stream in page.images.values():
        with suppress(Exception):  # pikepdf's errors for odd pictures have no common public base
            picture = pikepdf.PdfImage(cast(pikepdf.Stream, stream))
            area = picture.width * picture.height
            if area <= MAX_PIXELS and (best is None or area > best.width * best.height):
                best = picture
    if best is None:
        return None
    try:
        return best.as_pil_image().convert("L")
    except Exception:  # a scan that cannot be unpacked is a page without a picture, not a lost upload
        return None


def _drawn(pdf: bytes) -> Image.Image | None:
    """The page drawn by poppler, at most 2,400 pixels; ``None`` where poppler is missing or gives up."""
    program = shutil.which("pdftoppm")
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="diemsang-quet-") as folder:
        source = Path(folder) / "trang.pdf"
        source.write_bytes(pdf)
        command = [
            program,
            "-gray",
            "-scale-to",
            "2400",
            "-singlefile",
            "-png",
            str(source),
            str(Path(folder) / "trang"),
        ]
        try:
            subprocess.run(command, check=True, timeout=30, capture_output=True)
            with Image.open(Path(folder) / "trang.png") as drawn:
                return drawn.convert("L")
        except (subprocess.SubprocessError, OSError, Image.DecompressionBombError):
            return None


def refused(name: str, message: str, advice: str) -> Refused:
    """Why a file is not taken."""
    return Refused(_("Chưa đọc được tệp."), [Problem(name, message, advice)])
