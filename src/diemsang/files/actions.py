"""Taking files in, and making sure they are still there."""

from __future__ import annotations

import errno
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from diemsang.audit.actions import record
from diemsang.audit.registry import name_fields, register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.files import storage
from diemsang.files.models import Blob
from diemsang.files.types import TAKEN, FileType, ending_of, safe_name, type_of

register("files.store", "nhận tệp {subject}")
name_fields({"size": gettext_noop("cỡ (byte)"), "media_type": gettext_noop("loại tệp")})

LIMIT = 20 * 1024 * 1024
"""Largest file taken unless the caller says otherwise, bytes (20 MiB: a scanned minute of 40 pages)."""


@transaction.atomic
def store(
    *, actor: Actor, stream: IO[bytes], name: str, limit: int = LIMIT, kinds: tuple[FileType, ...] = TAKEN
) -> Blob:
    """Keep the bytes of ``stream`` once, whoever sends them again; the caller keeps the name and checks the right.

    ``Refused`` when the file is empty, longer than ``limit`` bytes, of none of the ``kinds``, when its name
    says another kind than its bytes, or when the disk is full. After a refusal nothing is left behind.
    """
    shown = safe_name(name) or _("tệp không tên")
    try:
        with storage.incoming(stream, limit) as found:
            media_type = _media_type(found, shown, kinds)
            blob, made = Blob.objects.get_or_create(
                sha256=found.sha256,
                defaults={"size": found.size, "media_type": media_type, "created_at": clock.now()},
            )
            if not storage.blob_path(found.sha256).is_file():
                storage.keep(found)
    except storage.TooLarge as error:
        message = _("lớn hơn {limit} MB.").format(limit=limit // 1024 // 1024)
        raise _refused(shown, message, _("Giảm cỡ ảnh hoặc quét lại ở 150–200 dpi.")) from error
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        raise _refused(shown, _("ổ đĩa của hub đã đầy."), _("Báo quản trị hệ thống.")) from error
    if made:
        record(
            actor=actor,
            action="files.store",
            subject_type="blob",
            subject_key=blob.sha256,
            subject_label=shown,
            after={"size": blob.size, "media_type": blob.media_type},
        )
    return blob


def verify() -> list[str]:
    """Every stored file that is missing or whose bytes changed, as a sentence; for ``diemsang check``."""
    problems = []
    for blob in Blob.objects.order_by("sha256").iterator():
        path = storage.blob_path(blob.sha256)
        if not path.is_file():
            problems.append(_("thiếu tệp {sha}; khôi phục từ bản sao lưu").format(sha=blob.sha256))
        elif storage.hash_of(path) != blob.sha256:
            problems.append(_("tệp {sha} đã bị đổi nội dung; khôi phục từ bản sao lưu").format(sha=blob.sha256))
    return problems


def _media_type(found: storage.Incoming, shown: str, kinds: tuple[FileType, ...]) -> str:
    """The kind by content, which the name must confirm."""
    if found.size == 0:
        raise _refused(shown, _("tệp rỗng."), _("Chọn lại tệp."))
    kind = type_of(found.path)
    if kind is None or kind not in kinds:
        endings = ", ".join(ending for taken in kinds for ending in taken.endings)
        raise _refused(shown, _("loại tệp này không nhận."), _("Dùng một trong: {kinds}.").format(kinds=endings))
    if ending_of(shown) not in kind.endings:
        message = _("tên tệp không hợp với nội dung ({kind}).").format(kind=kind.media_type)
        raise _refused(shown, message, _("Đặt đuôi tên là .{ending}.").format(ending=kind.endings[0]))
    return kind.media_type


def _refused(where: str, message: str, advice: str) -> Refused:
    return Refused(_("Chưa nhận được tệp."), [Problem(where, message, advice)])
