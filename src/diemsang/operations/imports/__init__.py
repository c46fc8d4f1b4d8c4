"""The lines of all points as a workbook: bulk entry of contracts, connections, payers and measurements."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from diemsang.imports.description import Column, ListDescription
from diemsang.operations.imports.session import LinesSession
from diemsang.operations.limits import DEAREST, FASTEST_MBPS, LONGEST_MS, SLOWEST_MBPS
from diemsang.operations.models import Fund, Programme, Technology
from diemsang.operations.queries.scope import MANAGE


def _programmes() -> list[tuple[str, str]]:
    return [(code, str(label)) for code, label in Programme.choices]


def _funds() -> list[tuple[str, str]]:
    return [(code, str(label)) for code, label in Fund.choices if code]


def _ways() -> list[tuple[str, str]]:
    return [(code, str(label)) for code, label in Technology.choices if code]


def _speed(key: str, label: Any, *aliases: str) -> Column:
    return Column(
        key,
        label,
        "decimal",
        minimum=SLOWEST_MBPS,
        maximum=FASTEST_MBPS,
        aliases=aliases,
        help=_("Mbps. Chưa đo thì để trống, không ghi 0."),
        example="32,5",
        width=12,
    )


COLUMNS = (
    Column("ma", _("Mã điểm"), "code", required=True, limit=16, aliases=("mã", "điểm"), example="TQ-0001", width=11),
    Column("noi_dat", _("Nơi đặt"), read_only=True, width=30),
    Column("chuong_trinh", _("Được hưởng theo"), "choice", choices=_programmes, aliases=("chương trình",), width=26),
    Column("can_cu", _("Căn cứ được hưởng"), limit=300, aliases=("căn cứ",), width=22),
    Column("huong_tu", _("Hưởng từ ngày"), "date", width=13),
    Column("huong_den", _("Hưởng đến hết ngày"), "date", width=13),
    Column("nha_mang", _("Nhà mạng"), limit=80, aliases=("đơn vị cung cấp",), example="VNPT", width=12),
    Column("so_hop_dong", _("Số hợp đồng"), limit=60, aliases=("hợp đồng",), width=18),
    Column("ngay_dat", _("Ngày đặt (ký)"), "date", aliases=("ngày ký",), width=13),
    Column("hieu_luc_tu", _("Hợp đồng từ ngày"), "date", aliases=("hiệu lực từ",), width=13),
    Column("hieu_luc_den", _("Hợp đồng đến hết ngày"), "date", aliases=("ngày hết hạn", "hết hạn"), width=13),
    _speed("cam_ket", _("Tốc độ cam kết, Mbps"), "tốc độ cam kết"),
    Column(
        "cuoc", _("Cước tháng, đồng"), "whole", minimum=0, maximum=DEAREST, aliases=("cước", "cước tháng"), width=13
    ),
    Column("kinh_phi", _("Nguồn kinh phí"), "choice", choices=_funds, width=18),
    Column("ngay_noi", _("Ngày nối"), "date", aliases=("ngày lắp đặt đường truyền",), width=13),
    Column("cach_noi", _("Cách nối"), "choice", choices=_ways, width=16),
    Column("ngay_do", _("Ngày đo"), "date", width=13),
    _speed("tai_xuong", _("Tải xuống, Mbps"), "tải xuống", "download"),
    _speed("tai_len", _("Tải lên, Mbps"), "tải lên", "upload"),
    Column("ping", _("Độ trễ, ms"), "decimal", minimum=Decimal("0.1"), maximum=LONGEST_MS, aliases=("ping",), width=10),
    Column("nguoi_do", _("Người đo"), limit=120, width=18),
    Column("noi_do", _("Đo ở đâu"), limit=200, width=18),
    Column("ben_tra", _("Bên trả cước"), limit=200, aliases=("bên trả", "đơn vị trả cước"), width=24),
    Column("tra_tu", _("Trả từ ngày"), "date", width=13),
    Column(
        "nguon", _("Nguồn"), limit=500, help=_("Văn bản hoặc người xác nhận; để trống thì theo lần nhập."), width=24
    ),
)

LINES = ListDescription(
    key="lines",
    title=_("Đường truyền của điểm"),
    right=MANAGE,
    columns=COLUMNS,
    open=LinesSession,
    params=(Column("nguon", _("Nguồn"), limit=500, help=_("Văn bản hoặc người cung cấp danh sách.")),),
    help=_(
        "Mỗi dòng một điểm. Ô để trống không đổi gì. Excel chỉ ghi thêm: hợp đồng mới, lần đo mới, bên trả từ ngày mới;"
        " ghi sai thì hủy trên trang của điểm rồi nhập lại."
    ),
)
