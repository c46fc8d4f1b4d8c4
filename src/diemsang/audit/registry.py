"""Named actions and the sentences that tell them to a reader.

An app registers its actions at import of its ``actions`` module, which every start of the hub imports. A sentence is
a Vietnamese text with named places filled from ``subject`` (the label) and the entry's ``data``.
"""

from __future__ import annotations

from typing import Any

_SENTENCES: dict[str, str] = {}
_FIELDS: dict[str, str] = {
    "name": "tên",
    "area": "địa bàn",
    "valid_from": "từ ngày",
    "valid_to": "đến trước ngày",
    "status": "tình trạng",
    "version": "bản",
    "source": "nguồn",
    "points": "điểm",
    "targets": "chỉ tiêu",
    "content_hash": "mã băm nội dung",
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
    return _FIELDS.get(field, field)


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
    try:
        return pattern.format(**{**data, "subject": subject})
    except (KeyError, IndexError):
        return f"{pattern} ({subject})"
