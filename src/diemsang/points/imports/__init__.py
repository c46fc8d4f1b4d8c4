"""The register of points as a workbook."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from diemsang.imports.description import Column, ListDescription
from diemsang.points.actions.place import LATITUDES, LONGITUDES
from diemsang.points.imports.session import PointsSession
from diemsang.points.models import EligibilityBasis, HostBuilding
from diemsang.points.queries.scope import EDIT


def _buildings() -> list[tuple[str, str]]:
    return [(code, str(label)) for code, label in HostBuilding.choices if code]


def _bases() -> list[tuple[str, str]]:
    return [(code, str(label)) for code, label in EligibilityBasis.choices if code]


COLUMNS = (
    Column(
        "ma",
        _("Mã điểm"),
        "code",
        limit=16,
        aliases=("mã", "mã số điểm", "ký hiệu điểm"),
        help=_("Để trống nếu là điểm mới: hệ thống cấp mã."),
        example="TQ-0001",
        width=11,
    ),
    Column("ke_hoach", _("Kế hoạch"), limit=120, help=_("Mã hoặc tên ngắn; chỉ cần cho điểm mới."), width=18),
    Column("huyen", _("Huyện (khi lập danh sách)"), aliases=("huyện", "tên huyện", "huyện, thành phố"), width=20),
    Column(
        "xa",
        _("Xã, phường (khi lập danh sách)"),
        aliases=("xã", "tên xã", "xã, thị trấn", "xã, phường, thị trấn", "xã phường", "địa bàn", "mã xã"),
        help=_("Tên hoặc mã của đơn vị vào ngày điểm vào danh sách; tên không dấu hoặc viết tắt cũng được."),
        example="Xã Năng Khả",
        width=24,
    ),
    Column("thon", _("Thôn, bản"), aliases=("thôn", "bản", "tổ dân phố", "thôn bản"), limit=120, width=20),
    Column("noi_dat", _("Nơi đặt"), "choice", choices=_buildings, aliases=("nơi đặt điểm", "địa điểm"), width=22),
    Column("cong_trinh", _("Tên công trình"), aliases=("công trình", "tên nhà văn hóa"), limit=200, width=26),
    Column(
        "vi_do",
        _("Vĩ độ"),
        "decimal",
        minimum=Decimal(LATITUDES[0]),
        maximum=Decimal(LATITUDES[1]),
        aliases=("lat", "latitude"),
        example="22,35",
        width=10,
    ),
    Column(
        "kinh_do",
        _("Kinh độ"),
        "decimal",
        minimum=Decimal(LONGITUDES[0]),
        maximum=Decimal(LONGITUDES[1]),
        aliases=("lon", "long", "longitude"),
        example="105,38",
        width=10,
    ),
    Column("so", _("Số trong huyện"), "whole", minimum=1, maximum=999, help=_("Khi chưa rõ xã."), width=9),
    Column("can_cu", _("Căn cứ được hỗ trợ"), "choice", choices=_bases, aliases=("căn cứ",), width=22),
    Column("ngay", _("Ngày vào danh sách"), "date", aliases=("ngày lập danh sách",), width=13),
    Column(
        "chuyen_tu",
        _("Chuyển từ ngày"),
        "date",
        aliases=("ngày chuyển",),
        help=_("Chỉ điền khi điểm đã dời đến chỗ mới; để trống là đính chính chỗ đã ghi."),
        width=13,
    ),
    Column(
        "nguon", _("Nguồn"), limit=500, help=_("Văn bản hoặc người xác nhận; để trống thì theo lần nhập."), width=24
    ),
    Column("ly_do", _("Lý do"), limit=300, help=_("Vì sao đính chính; để trống thì theo lần nhập."), width=24),
    Column("tinh_trang", _("Tình trạng"), read_only=True, width=16),
    Column("nay", _("Địa bàn hôm nay"), read_only=True, width=24),
)

PARAMS = (
    Column("ke_hoach", _("Kế hoạch"), help=_("Của những điểm mới trong tệp."), limit=120),
    Column("ngay", _("Ngày vào danh sách"), "date", help=_("Của những điểm mới; để trống là ngày của kế hoạch.")),
    Column("nguon", _("Nguồn"), limit=500, help=_("Văn bản hoặc người cung cấp danh sách.")),
    Column("ly_do", _("Lý do"), limit=300, help=_("Vì sao đính chính những điểm đã có.")),
)

POINTS = ListDescription(
    key="points",
    title=_("Điểm hỗ trợ"),
    right=EDIT,
    columns=COLUMNS,
    open=PointsSession,
    params=PARAMS,
    help=_("Mỗi dòng một điểm. Sửa chỗ đặt, căn cứ của điểm đã có; dòng không có mã là điểm mới."),
)
