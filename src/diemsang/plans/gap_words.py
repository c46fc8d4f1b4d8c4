"""The words of docs/gap-owners.csv once more, so that they are found for translation; a test holds the two together."""

from django.utils.translation import gettext_noop as _

WORDS = (
    _("kế hoạch có nhưng chưa có điểm trong danh sách"),
    _("Lập và trình danh sách điểm"),
    _("danh sách nhiều hơn kế hoạch"),
    _("Rà lại danh sách hoặc điều chỉnh kế hoạch"),
    _("chưa có kết quả khảo sát đạt bốn điều kiện"),
    _("Khảo sát bốn điều kiện và gửi biên bản"),
    _("đã khảo sát, chưa phê duyệt"),
    _("Trình quyết định phê duyệt danh sách"),
    _("chưa giao thiết bị"),
    _("Đôn đốc nhà cung cấp giao hàng"),
    _("chưa lắp đặt"),
    _("Lên lịch lắp đặt"),
    _("đã lắp, chưa nghiệm thu"),
    _("Nghiệm thu và ký biên bản"),
    _("đã nghiệm thu nhưng 14 ngày qua không hoạt động"),
    _("Liên hệ người phụ trách điểm"),
    _("đang tạm dừng"),
    _("Theo dõi ngày mở lại"),
    _("chưa rõ điểm đặt ở xã nào"),
    _("Đối chiếu phụ lục kế hoạch rồi ghi xã của điểm"),
    _("bên giữ tài sản đã chấm dứt hoạt động mà chưa có bàn giao"),
    _("Lập biên bản bàn giao"),
)
