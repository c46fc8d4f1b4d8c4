"""Words for what a screen reports."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KIND_LABELS = {
    "stream": _("bắt đầu dãy số liệu mới"),
    "boot": _("lần khởi động"),
    "on": _("đoạn bật máy"),
    "session": _("lượt dùng"),
    "play": _("lượt xem, nghe"),
    "group": _("buổi nhóm"),
    "open": _("mở ngày"),
    "close": _("đóng ngày"),
    "sound": _("thử loa"),
    "fault": _("báo hỏng"),
    "alert": _("cảnh báo hiện lên"),
    "clean": _("dọn bộ nhớ"),
    "app": _("đổi phiên bản ứng dụng"),
}
"""Kinds of events (docs/screen-protocol.md, *Events and the chain*)."""
