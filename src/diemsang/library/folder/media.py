"""Media files that a folder names: where they lie, what they are, how the protocol describes them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from diemsang.files.actions import LIMIT
from diemsang.files.types import MEDIA, ending_of, type_of
from diemsang.library.probe import facts_of
from diemsang.library.tree import pieces_of

MS_APART = 100
"""A length that is given may differ from the file's by so many milliseconds."""
Bad = Callable[[str, str], None]
"""Takes what is wrong and what to do."""
Media = dict[str, Any]


class MediaFiles:
    """Every file named so far, read once; ``paths`` by hash."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.paths: dict[str, Path] = {}
        self._read: dict[Path, Media | str] = {}

    def take(self, folder: Path, value: Any, family: str, bad: Bad) -> Media | None:
        """The protocol's *media* for what a field says; ``None`` when empty or after telling ``bad`` why not.

        ``family``: ``audio``, ``image`` or ``video``.
        """
        given = {"file": value} if isinstance(value, str) else value
        if not isinstance(given, dict) or not isinstance(given.get("file", ""), str):
            bad(_('phải là tên tệp, hoặc {{ file = "…", ms = … }}.').format(), "")
            return None
        unknown = sorted(set(given) - {"file", "ms", "w", "h"})
        numbers = [given.get(name) for name in ("ms", "w", "h")]
        if unknown:
            bad(_("không biết mục «{name}».").format(name=unknown[0]), _("Dùng: file, ms, w, h."))
        if any(not isinstance(one, int) or isinstance(one, bool) or one < 1 for one in numbers if one is not None):
            bad(_("ms, w, h phải là số nguyên dương."), "")
            return None
        if not given.get("file"):
            return None
        found = self._found(folder, given["file"])
        if isinstance(found, str):
            bad(found, _("Kiểm tra tên và nội dung tệp «{name}».").format(name=given["file"]))
            return None
        if not found["t"].startswith(f"{family}/"):
            words = {"audio": _("tệp tiếng (.ogg)"), "image": _("ảnh"), "video": _("phim (.mp4, .webm)")}
            bad(_("«{name}» không phải {kind}.").format(name=given["file"], kind=words[family]), "")
            return None
        return self._checked(dict(found), given, bad)

    def _checked(self, media: Media, given: dict[str, Any], bad: Bad) -> Media | None:
        ms = given.get("ms")
        if ms is not None and "ms" in media and abs(ms - media["ms"]) > MS_APART:
            bad(_("ghi {ms} ms, tệp dài {real} ms.").format(ms=ms, real=media["ms"]), _("Bỏ ms hoặc ghi đúng."))
        if ms is not None and not media["t"].startswith("image/"):
            media["ms"] = ms
        if media["t"].startswith("video/") and "ms" not in media:
            bad(_("phim cần ghi độ dài."), _("Thêm ms = số mili giây."))
            return None
        for name, key in (("w", "w"), ("h", "h_px")):
            if given.get(name) is not None and media.get(key, given[name]) != given[name]:
                bad(
                    _("ghi {name} = {said}, tệp có {real}.").format(name=name, said=given[name], real=media[key]),
                    _("Bỏ w, h hoặc ghi đúng."),
                )
            if given.get(name) is not None and media["t"].startswith(("image/", "video/")):
                media[key] = given[name]
        return media

    def _found(self, folder: Path, name: str) -> Media | str:
        try:
            path = (folder / name).resolve()
        except (OSError, ValueError):
            return _("tên tệp không dùng được.")
        if not path.is_relative_to(self.root):
            return _("tệp nằm ngoài thư mục được nạp.")
        if path not in self._read:
            self._read[path] = self._facts(path)
        return self._read[path]

    def _facts(self, path: Path) -> Media | str:
        try:
            if not path.is_file():
                return _("không có tệp này.")
            size = path.stat().st_size
            if not 0 < size <= LIMIT:
                return _("tệp rỗng hoặc lớn hơn {limit} MB.").format(limit=LIMIT // 1024 // 1024)
            kind = type_of(path)
            data = path.read_bytes()
        except OSError as error:
            return _("không đọc được tệp ({reason}).").format(reason=error.strerror)
        if kind is None or kind not in MEDIA or ending_of(path.name) not in kind.endings:
            return _("nội dung không phải loại tệp được nhận, hoặc đuôi tên không hợp với nội dung.")
        try:
            facts = facts_of(data, kind.media_type)
        except ValueError:
            return _("tệp hỏng hoặc bị cắt, không đọc được độ dài hay cỡ ảnh; phim phải là H.264.")
        digest = hashlib.sha256(data).hexdigest()
        media: Media = {"h": digest, "n": len(data), "t": kind.media_type}
        for key, value in (("ms", facts.ms), ("w", facts.width), ("h_px", facts.height)):
            if value is not None:
                media[key] = value
        if pieces := pieces_of(data):
            media["pieces"] = pieces
        self.paths[digest] = path
        return media
