"""Faults that an operator reports from the TV with three digits (kind ``fault`` of the protocol).

The first digit is the group, so that a number heard on the phone already says where to look. A code is never given
another meaning and never removed: old events keep theirs. ``clients/screen/faults.csv`` says the same to the TV app; a
test keeps both alike. A code that is not listed here is shown as a number (a newer app may know more).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class FaultCode:
    """One symptom as a person in the village would say it."""

    code: str
    text: str | Promise

    @property
    def group(self) -> str:
        """First digit: key of ``GROUPS``."""
        return self.code[0]


GROUPS: dict[str, str | Promise] = {
    "1": _("Âm thanh"),
    "2": _("Hình ảnh"),
    "3": _("Bàn phím, điều khiển"),
    "4": _("Điện"),
    "5": _("Mạng"),
    "6": _("Nội dung"),
    "7": _("Thiết bị, nơi đặt"),
    "9": _("Việc khác"),
}

FAULTS: tuple[FaultCode, ...] = (
    FaultCode("101", _("Không có tiếng")),
    FaultCode("102", _("Chỉ một loa có tiếng")),
    FaultCode("103", _("Tiếng rè, nhỏ hoặc ngắt quãng")),
    FaultCode("201", _("Màn hình đen, không có hình")),
    FaultCode("202", _("Hình sọc, nhòe hoặc đổi màu")),
    FaultCode("203", _("Hình đứng yên, không chạy tiếp")),
    FaultCode("301", _("Bàn phím không nhận phím")),
    FaultCode("302", _("Điều khiển từ xa không nhận phím")),
    FaultCode("401", _("TV không bật được")),
    FaultCode("402", _("TV tự tắt, tự khởi động lại")),
    FaultCode("403", _("Mất điện thường xuyên")),
    FaultCode("501", _("Không có mạng")),
    FaultCode("502", _("Mạng rất chậm, hay mất")),
    FaultCode("601", _("Thiếu nội dung, không mở được")),
    FaultCode("602", _("Nội dung sai hoặc đã cũ")),
    FaultCode("603", _("Không có tiếng dân tộc của bản")),
    FaultCode("701", _("TV, giá treo bị hư hỏng")),
    FaultCode("702", _("Mất thiết bị")),
    FaultCode("703", _("Nơi đặt bị dột, ẩm, không an toàn")),
    FaultCode("901", _("Việc khác, cần gọi lại")),
)

_BY_CODE = {fault.code: fault for fault in FAULTS}


def fault_text(code: str) -> str:
    """The symptom in words; the number itself for a code that this hub does not know."""
    found = _BY_CODE.get(code)
    return str(found.text) if found else gettext("mã %(code)s") % {"code": code}


def by_group() -> list[tuple[str, str, list[FaultCode]]]:
    """Groups in order: digit, name, codes."""
    return [(digit, str(name), [f for f in FAULTS if f.group == digit]) for digit, name in GROUPS.items()]
