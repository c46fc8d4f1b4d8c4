"""The usual words of what hangs at a point; a point may have its own (``Poster``). None is a legal document."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from diemsang.operations.hours import week_rows
from diemsang.operations.models import OperatorRole, PostedHours, Poster, PosterKind
from diemsang.operations.queries.people import assignments_on
from diemsang.points.models import SupportPoint
from diemsang.points.queries import placed_rows


@dataclass(frozen=True, slots=True)
class Sheet:
    """A poster as printed. ``own``: the point wrote its own words."""

    kind: str
    title: str
    lines: list[str]
    own: bool
    place: str
    hours: list[tuple[str, str]]
    note: str
    in_charge: str


def usual_text(kind: str) -> str:
    """The words that stand until somebody writes other ones; one thought a line. In Vietnamese, as on paper."""
    with override("vi"):
        return _usual_text(kind)


def _usual_text(kind: str) -> str:
    texts = {
        PosterKind.CARD: _(
            "Mở cửa: bật điện, bật TV, bấm một phím bất kỳ để TV phát tiếng.\n"
            "Mở sổ: trên điện thoại vào «Sổ nhật ký», bấm «Mở cửa bây giờ».\n"
            "Xem chung: trên TV chọn «Xem thêm», «Xem chung cả nhóm», chọn bài, «Bắt đầu».\n"
            "Có người đến thì đếm: nữ, nam, trẻ em. Không ghi tên ai.\n"
            "Giúp được việc gì thì ghi một lượt hỗ trợ: xong, chuyển tiếp, hay không thành vì sao.\n"
            "Không tự đăng nhập thay người dân, không giữ mật khẩu, ảnh giấy tờ của ai.\n"
            "Có tiếng lạ, hình lạ: rút điện TV rồi gọi xã.\n"
            "Hết buổi: ghi số người, bấm «Ghi và đóng cửa bây giờ», tắt TV, ngắt điện, khóa cửa."
        ),
        PosterKind.RULES: _(
            "Ai cũng được vào xem, nghe, hỏi; không mất tiền.\n"
            "Nói nhỏ khi người khác đang nghe; nhường chỗ cho người già, người có con nhỏ.\n"
            "Nhờ người phụ trách mở máy; không tự tháo dây, không di chuyển thiết bị.\n"
            "Giấy tờ, mật khẩu, mã OTP của mình thì mình giữ, không đưa cho ai.\n"
            "Không hút thuốc, uống rượu, đánh bạc; không đưa chất cháy nổ vào điểm.\n"
            "Không phát tán tin chưa kiểm chứng; thấy nghi lừa đảo thì báo ngay.\n"
            "Có góp ý: nói với người phụ trách hoặc UBND xã."
        ),
        PosterKind.HOURS: _(
            "Vào xem, nghe, hỏi không mất tiền.\nNgày đóng cửa đột xuất có báo ở bảng này và nhóm của thôn."
        ),
        PosterKind.OPENING: _(
            "Mời bà con đến điểm hỗ trợ sử dụng TV, mạng Internet và loa.\n"
            "Xem và nghe tin về chính sách, sản xuất, giá cả, sức khỏe, bằng tiếng của mình.\n"
            "Có người giúp làm dịch vụ công trực tuyến, cài định danh điện tử, tránh lừa đảo.\n"
            "Không mất tiền. Đi cùng cả nhà, cả nhóm đều được."
        ),
    }
    return texts[PosterKind(kind)]


def text_of(point: SupportPoint, kind: str) -> tuple[str, bool]:
    """The words that hold, and whether they are the point's own."""
    own = Poster.objects.filter(point=point, kind=kind).values_list("text", flat=True).first()
    return (own, True) if own else (usual_text(kind), False)


def sheet(point: SupportPoint, kind: str, on: dt.date) -> Sheet:
    """Everything that is printed; the paper is Vietnamese whatever the interface speaks."""
    with override("vi"):
        return _sheet(point, kind, on)


def _sheet(point: SupportPoint, kind: str, on: dt.date) -> Sheet:
    text, own = text_of(point, kind)
    hours = PostedHours.objects.on(on).filter(point=point, voided_at=None).first()
    people = assignments_on([point.pk], on).get(point.pk, [])
    charge = [row.shown_name for row in people if row.role == OperatorRole.IN_CHARGE]
    return Sheet(
        kind=kind,
        title=str(PosterKind(kind).label),
        lines=[line for line in text.splitlines() if line.strip()],
        own=own,
        place=placed_rows([point], on)[0].place,
        hours=week_rows(hours.week) if hours is not None else [],
        note=hours.note if hours is not None else "",
        in_charge=charge[0] if charge else "",
    )
