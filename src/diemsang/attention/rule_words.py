"""The words of docs/attention-rules.csv once more, to be found for translation; a test holds the two together."""

from django.utils.translation import gettext_noop as _

WORDS = (
    _("đã nghiệm thu, chưa ghi ngày sử dụng nào"),
    _("Liên hệ người phụ trách, hẹn ngày mở điểm"),
    _("không có hoạt động"),
    _("Gọi người phụ trách, ghi vì sao điểm không mở"),
    _("chưa phân công người phụ trách"),
    _("Phân công người phụ trách và ghi quyết định"),
    _("người phụ trách chưa được tập huấn hoặc chứng nhận hết hạn"),
    _("Mời vào lớp tập huấn gần nhất"),
    _("đường truyền hết hạn hợp đồng hoặc hết hỗ trợ"),
    _("Gia hạn, hoặc ghi ai trả cước"),
    _("đường truyền sắp hết hạn"),
    _("Chuẩn bị gia hạn hoặc tìm nguồn trả cước"),
    _("chưa ghi đường truyền đã nối"),
    _("Hỏi nhà mạng, ghi ngày nối"),
    _("mất mạng hoặc mất điện kéo dài"),
    _("Báo nhà mạng hoặc điện lực và theo dõi"),
    _("chưa có điện lưới quốc gia"),
    _("Ghi nguồn điện khác, đề xuất phương án"),
    _("sự cố thiết bị chưa xử lý"),
    _("Đôn đốc bên sửa, hẹn ngày xong"),
    _("màn hình không liên lạc"),
    _("Kiểm tra nguồn điện, đường truyền của TV"),
    _("chưa ghép màn hình TV nào"),
    _("Ghép TV với điểm bằng mã trên màn hình"),
    _("chưa có sản phẩm bằng tiếng nói chính của điểm"),
    _("Đặt làm bản tiếng này"),
    _("không có sản phẩm mới đến điểm"),
    _("Phát hành sản phẩm mới"),
)
