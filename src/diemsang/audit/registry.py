"""Named actions and the sentences that tell them to a reader.

An app registers its actions at import of its ``actions`` module, which every start of the hub imports. A sentence is
a Vietnamese text with named places filled from ``subject`` (the label) and the entry's ``data``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _noop

from diemsang.core.actor import Actor
from diemsang.core.text import search_key

if TYPE_CHECKING:
    from diemsang.audit.models import Entry

Undo = Callable[[Actor, "Entry"], None]
"""Takes an act back, or raises ``Refused`` with everything that stands in the way."""

_UNDO: dict[str, Undo] = {}
_SENTENCES: dict[str, str] = {}
_FIELDS: dict[str, str] = {
    "name": _noop("tên"),
    "area": _noop("địa bàn"),
    "valid_from": _noop("từ ngày"),
    "valid_to": _noop("đến trước ngày"),
    "status": _noop("tình trạng"),
    "version": _noop("bản"),
    "source": _noop("nguồn"),
    "points": _noop("điểm"),
    "targets": _noop("chỉ tiêu"),
    "content_hash": _noop("mã băm nội dung"),
    "slot": _noop("số trong huyện"),
    "village": _noop("thôn, bản"),
    "host_building": _noop("nơi đặt"),
    "building_name": _noop("tên công trình"),
    "lat": _noop("vĩ độ"),
    "lon": _noop("kinh độ"),
    "decision": _noop("quyết định"),
    "reason": _noop("lý do"),
    "office": _noop("cơ quan"),
    "holder": _noop("bên giữ"),
    "custody": _noop("bên giữ tài sản"),
    "funder": _noop("nguồn vốn"),
    "eligibility": _noop("căn cứ được hỗ trợ"),
    "suspended": _noop("tạm dừng"),
    "period": _noop("kỳ"),
    "quantity": _noop("số lượng"),
    "item": _noop("hạng mục"),
    "kind": _noop("loại"),
    "code": _noop("mã"),
    "parent": _noop("cấp trên"),
    "role": _noop("vai trò"),
    "title": _noop("tên văn bản"),
    "email": _noop("thư điện tử"),
    "username": _noop("tên đăng nhập"),
    "phone": _noop("điện thoại"),
    "full_name": _noop("họ tên"),
    "job_title": _noop("chức vụ"),
    "is_active": _noop("đang dùng"),
    "target": _noop("phần"),
    "target_area": _noop("địa bàn trong kế hoạch"),
    "left_on": _noop("ra khỏi danh sách ngày"),
    "listed_on": _noop("vào danh sách ngày"),
}


def register(action: str, sentence: str) -> None:
    """``register("plans.load", "nạp kế hoạch {subject}, bản {version}")``."""
    known = _SENTENCES.setdefault(action, sentence)
    if known != sentence:
        raise RuntimeError(f"action {action} registered twice with different sentences")


def name_fields(names: dict[str, str]) -> None:
    """Words for the fields that an app's entries keep before and after; fields of many apps have theirs already."""
    _FIELDS.update(names)


def field_name(field: str) -> str:
    """The field in words; its code when nobody named it."""
    named = _FIELDS.get(field)
    return gettext(named) if named else field


def register_undo(action: str, undo: Undo) -> None:
    """Say how an act of this kind is taken back. Called where the action is registered."""
    _UNDO[action] = undo


def undo_for(action: str) -> Undo | None:
    """How to take such an act back; ``None`` when it cannot be."""
    return _UNDO.get(action)


def key_of(entry: Any) -> str:
    """What an entry is found by: its Vietnamese sentence, subject, actor and reason, without marks."""
    with override("vi"):
        sentence = tell(entry.action, entry.subject_label, entry.data)
    return search_key(" ".join((sentence, entry.subject_label, entry.subject_key, entry.actor_label, entry.reason)))


def sentence_for(action: str) -> str:
    """The sentence pattern; ``KeyError`` for an action nobody registered."""
    return _SENTENCES[action]


def registered() -> dict[str, str]:
    """All actions with their sentence patterns."""
    return dict(_SENTENCES)


def tell(action: str, subject: str, data: dict[str, Any]) -> str:
    """The entry as a sentence without its actor; falls back to the action's name for an old, unknown one."""
    pattern = _SENTENCES.get(action)
    if pattern is None:
        return f"{action}: {subject}"
    pattern = gettext(pattern)
    try:
        return pattern.format(**{**data, "subject": subject})
    except (KeyError, IndexError):
        return f"{pattern} ({subject})"
