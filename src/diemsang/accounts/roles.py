"""Words for the codes of roles and duties. What a role may do stands in docs/rights.csv alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ROLE_LABELS: dict[str, _StrPromise] = {
    "SYSTEM_ADMIN": _("Quản trị hệ thống"),
    "PROV_IT": _("Chuyên viên cấp tỉnh về công nghệ thông tin"),
    "PROV_ETHNIC": _("Chuyên viên cấp tỉnh về công tác dân tộc"),
    "PROV_INFO": _("Chuyên viên cấp tỉnh về thông tin cơ sở"),
    "PROV_LEAD": _("Lãnh đạo tỉnh"),
    "DISTRICT": _("Cán bộ huyện (trước 01/07/2025)"),
    "COMMUNE": _("Cán bộ xã"),
    "OPERATOR": _("Người phụ trách điểm"),
    "EDITOR": _("Biên tập, phiên dịch"),
    "LANG_REVIEW": _("Thẩm định ngôn ngữ"),
    "POLICY_REVIEW": _("Thẩm định nội dung chính sách"),
    "VOICE": _("Người đọc, thu âm"),
    "SUPPLIER": _("Nhà cung cấp, viễn thông"),
    "SURVEYOR": _("Người khảo sát"),
    "INSTALLER": _("Người lắp đặt"),
    "INSPECTOR": _("Kiểm tra, giám sát"),
    "TRAINER": _("Giảng viên tập huấn"),
}
"""Roles of domain §10.1, with those that later work needs. RESIDENT has no account."""

DUTY_LABELS: dict[str, _StrPromise] = {
    "PROV_LEAD": _("UBND tỉnh"),
    "PROV_IT": _("cơ quan quản lý công nghệ thông tin của tỉnh"),
    "PROV_INFO": _("cơ quan quản lý thông tin cơ sở của tỉnh"),
    "PROV_ETHNIC": _("cơ quan công tác dân tộc của tỉnh"),
    "DISTRICT": _("UBND huyện"),
    "COMMUNE": _("UBND xã"),
}
"""Duties of offices in the programme; domain §10.1."""


def role_label(role: str) -> str:
    """The role in words; its code when it is new."""
    return str(ROLE_LABELS.get(role, role))


def duty_label(duty: str) -> str:
    """The duty in words, for a place whose office nobody has entered yet."""
    return str(DUTY_LABELS.get(duty, duty))
