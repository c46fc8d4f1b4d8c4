"""Invented people for a demonstration home (*minh họa*). A home with real data never calls this."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diemsang.accounts.actions import create_user, ensure_committee, grant
from diemsang.accounts.models import Office, User
from diemsang.accounts.queries import office_for
from diemsang.accounts.roles import role_label
from diemsang.areas.models import Area
from diemsang.areas.queries import resolve
from diemsang.core import clock
from diemsang.core.actor import Actor

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MARK = "nhân vật minh họa"
PROVINCE_CODE = "08"
SUPPLIER = "cung"
"""Speaks for the firm of the demonstration (``equipment.illustration.speak_for``)."""
TRAINER = "giang"
"""Holds the classes of the demonstration that are not over (``training.illustration.teach_now``)."""
OPERATOR_CODE = "02281"  # the former xã Năng Khả, one point of Plan 207
BEFORE_THE_REFORMS = dt.date(2023, 12, 31)
COMMUNE_CODE = "02221"  # xã Nà Hang of today: three former communes of Na Hang district, three points of Plan 207


@dataclass(frozen=True, slots=True)
class CastMember:
    """One invented person and the password made for this home; the password is shown once and kept nowhere."""

    user: User
    role: str
    password: str
    first_try: str


@dataclass(frozen=True, slots=True)
class _Part:
    username: str
    full_name: str
    job_title: str
    phone: str
    role: str
    first_try: _StrPromise


# No carrier has numbers that begin with 0300: nobody is called by trying the demonstration.
_PARTS = (
    _Part(
        "lan", "Hoàng Thị Lan", "Chuyên viên", "0300 000 001", "PROV_IT", _("mở kế hoạch, kéo ngày, mở điểm còn thiếu")
    ),
    _Part(
        "huong", "Ma Thị Hường", "Công chức văn hóa – xã hội", "0300 000 002", "COMMUNE", _("xem các điểm của xã mình")
    ),
    _Part("minh", "Nguyễn Văn Minh", "Phó Chủ tịch", "0300 000 003", "PROV_LEAD", _("mở trang lãnh đạo")),
    _Part(
        "quan",
        "Trần Anh Quân",
        "Quản trị hệ thống",
        "0300 000 004",
        "SYSTEM_ADMIN",
        _("xem nhật ký, xem trước sắp xếp"),
    ),
    _Part("son", "Lý Văn Sơn", "Đội trưởng lắp đặt", "0300 000 007", "INSTALLER", _("mở lịch lắp đặt bằng điện thoại")),
    _Part(
        "dung", "Bàn Văn Dũng", "Người phụ trách điểm", "0300 000 008", "OPERATOR", _("ghi sổ hôm nay bằng điện thoại")
    ),
    _Part(
        SUPPLIER,
        "Phạm Văn Cung",
        "Kỹ thuật viên của nhà cung cấp",
        "0300 000 010",
        "SUPPLIER",
        _("xem sự cố được giao, ghi lần đến sửa bằng điện thoại"),
    ),
    _Part(
        TRAINER,
        "Lê Thu Giang",
        "Giảng viên tập huấn",
        "0300 000 011",
        "TRAINER",
        _("mở lớp hôm nay, điểm danh bằng điện thoại"),
    ),
)

_REVIEWERS = (
    _Part(
        "hien",
        "Nông Thị Hiền",
        "Người thẩm định ngôn ngữ",
        "0300 000 005",
        "LANG_REVIEW",
        _("nghe và duyệt ngôn ngữ của sản phẩm thông tin"),
    ),
    _Part(
        "tho",
        "Triệu Văn Thọ",
        "Người thẩm định nội dung",
        "0300 000 006",
        "POLICY_REVIEW",
        _("đọc và duyệt nội dung của sản phẩm thông tin"),
    ),
)
"""They approve the illustrated products; W5 asks for two people, neither of whom loaded them."""


@transaction.atomic
def create_cast(*, actor: Actor) -> list[CastMember]:
    """Make the eight people of the demonstration who are not there yet, each with a generated password."""
    return _create(actor, _PARTS)


@transaction.atomic
def create_reviewers(*, actor: Actor) -> list[CastMember]:
    """Make the two who approve the illustrated products, when they are not there yet."""
    return _create(actor, _REVIEWERS)


def _create(actor: Actor, parts: tuple[_Part, ...]) -> list[CastMember]:
    today = clock.today()
    province = resolve(PROVINCE_CODE, on=today, level="PROVINCE")
    commune = resolve(COMMUNE_CODE, on=today, level="COMMUNE")
    village = resolve(OPERATOR_CODE, on=BEFORE_THE_REFORMS, level="COMMUNE")
    members = []
    for part in parts:
        if User.objects.filter(username=part.username).exists():
            continue
        area: Area | None = {"COMMUNE": commune, "SYSTEM_ADMIN": None, "SUPPLIER": None, "OPERATOR": village}.get(
            part.role, province
        )
        office: Office | None = office_for("PROV_IT" if part.role == "SYSTEM_ADMIN" else part.role, province.pk, today)
        if part.role == "COMMUNE":
            office = ensure_committee(actor=actor, area=commune, duty="COMMUNE")
        password = secrets.token_urlsafe(9)
        user = create_user(
            actor=actor,
            username=part.username,
            full_name=part.full_name,
            password=password,
            phone=part.phone,
            office=office,
            job_title=f"{part.job_title} ({MARK})",
        )
        grant(actor=actor, user=user, role=part.role, area=area, office=office)
        members.append(CastMember(user, role_label(part.role), password, str(part.first_try)))
    return members
