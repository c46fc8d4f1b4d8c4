"""The door for photographs that people take on the spot: which are kept, and what to do about the others."""

from __future__ import annotations

import io
from typing import IO

from django.utils.translation import gettext as _

from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.files import actions as files
from diemsang.files.models import Blob
from diemsang.files.storage import blob_path
from diemsang.files.types import JPEG, PNG, WEBP, ending_of, safe_name
from diemsang.points.photos import PhotoFacts, UnreadablePhoto, is_heic, read_photo


def shown_name(file_name: str) -> str:
    """The name as people read it; a photo without one has words for it."""
    return safe_name(file_name) or _("ảnh không tên")


def look_at(stream: IO[bytes], shown: str) -> None:
    """``Refused`` for what the phone can be told to do otherwise: HEIC, more than 20 MB."""
    if is_heic(stream, shown):
        advice = _(
            "Trên iPhone: Cài đặt → Camera → Định dạng → chọn «Tương thích nhất» rồi chụp lại; "
            "ảnh đã chụp thì mở trong Ảnh, chọn Chia sẻ → Tùy chọn → «Tương thích nhất» để lưu thành JPG."
        )
        raise refused(shown, _("là ảnh HEIC, hub không mở được."), advice)
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if size > files.LIMIT:
        words = {"size": round(size / 1024 / 1024), "limit": files.LIMIT // 1024 // 1024}
        message = _("nặng %(size)s MB, lớn hơn %(limit)s MB.") % words
        raise refused(shown, message, _("Trong máy ảnh chọn cỡ ảnh thường (khoảng 12 MP), tắt RAW, rồi chụp lại."))


def store(actor: Actor, stream: IO[bytes], shown: str) -> Blob:
    """Keep the bytes unchanged; ``Refused`` for what is no JPEG, PNG or WebP."""
    return files.store(actor=actor, stream=stream, name=_named(stream, shown), kinds=(JPEG, PNG, WEBP))


def facts_of(blob: Blob, shown: str) -> PhotoFacts:
    """What the camera wrote in a kept photo; ``Refused`` for one that does not open."""
    try:
        return read_photo(blob_path(blob.sha256))
    except UnreadablePhoto as error:
        advice = _("Gửi lại; nếu vẫn lỗi thì chụp lại ở cỡ ảnh thường.")
        raise refused(shown, _("ảnh không mở được (gửi dở dang hoặc quá nhiều điểm ảnh)."), advice) from error


def refused(where: str, message: str, advice: str) -> Refused:
    """One reason, about one photo."""
    return Refused(_("Chưa nhận được ảnh."), [Problem(where, message, advice)])


def _named(stream: IO[bytes], shown: str) -> str:
    """A photo whose name has no known ending (jfif, none) gets the one of its bytes, which the store insists on."""
    stream.seek(0)
    head = stream.read(3)
    stream.seek(0)
    return f"{shown[:115]}.jpg" if head == b"\xff\xd8\xff" and ending_of(shown) not in JPEG.endings else shown
