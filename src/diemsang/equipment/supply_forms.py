"""Forms of the catalogue, contracts, bills and stocktakes. Names of filters stand in addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diemsang.core.actor import Actor
from diemsang.core.days import DayField
from diemsang.documents.forms import DecisionField
from diemsang.equipment.forms import ALL
from diemsang.equipment.models import Bill, Delivery, Item
from diemsang.equipment.queries.gaps import item_choices

Choices = Sequence[tuple[str, str]]


def _search(words: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"type": "search", "placeholder": words})
    return forms.CharField(label=_("Tìm"), required=False, max_length=80, widget=widget)


class ItemFilter(forms.Form):
    """Narrows the catalogue."""

    q = _search(_("tên, cấu hình"))
    loai = forms.ChoiceField(label=_("Loại"), required=False, choices=[ALL, *Item.Kind.choices])
    cau_hinh = forms.ChoiceField(
        label=_("Cấu hình"), required=False, choices=[ALL, ("co", _("đã có")), ("chua", _("chưa có"))]
    )


class ItemForm(forms.Form):
    """What a sort of equipment is called and how it is counted."""

    name = forms.CharField(label=_("Tên"), max_length=200, help_text=_("Như trong kế hoạch, hợp đồng."), required=False)
    unit = forms.CharField(label=_("Đơn vị"), max_length=20, help_text=_("Ví dụ: cái, bộ."), required=False)
    kind = forms.ChoiceField(label=_("Loại"), choices=Item.Kind.choices)
    serialised = forms.BooleanField(label=_("Mỗi cái có số sê-ri của hãng"), required=False)


class ConfigurationForm(forms.Form):
    """What a decision asks of a sort of equipment."""

    decision = DecisionField(label=_("Theo văn bản"))
    on = DayField(label=_("Từ ngày"))
    text = forms.CharField(
        label=_("Cấu hình kỹ thuật"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Mỗi dòng một yêu cầu, chép như trong văn bản."),
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["decision"].actor = actor  # type: ignore[attr-defined]


class ContractFilter(forms.Form):
    """Narrows the list of contracts."""

    q = _search(_("số hợp đồng, nhà cung cấp"))
    ke_hoach = forms.ChoiceField(label=_("Kế hoạch"), required=False)

    def __init__(self, *args: Any, plans: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ke_hoach"].choices = [ALL, *plans, ("khong", _("không thuộc kế hoạch nào"))]  # type: ignore[attr-defined]


class LotFilter(forms.Form):
    """Narrows the list of lots."""

    q = _search(_("số hợp đồng, nhà cung cấp, kiểu máy"))
    loai = forms.ChoiceField(label=_("Thiết bị"), required=False)
    giao = forms.ChoiceField(
        label=_("Giao hàng"), required=False, choices=[ALL, ("con", _("còn phải giao")), ("du", _("đã giao đủ"))]
    )
    gia = forms.ChoiceField(
        label=_("Đơn giá"), required=False, choices=[ALL, ("co", _("đã ghi")), ("chua", _("chưa ghi"))]
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["loai"].choices = item_choices()  # type: ignore[attr-defined]


class ContractForm(forms.Form):
    """A purchase as printed on its contract. What is not known stays empty."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    number = forms.CharField(label=_("Số hợp đồng"), max_length=80)
    on = DayField(label=_("Ngày ký"), required=False)
    supplier = forms.CharField(
        label=_("Nhà cung cấp"), max_length=200, widget=forms.TextInput(attrs={"list": "nha-cung-cap"})
    )
    tax_code = forms.CharField(
        label=_("Mã số thuế"), max_length=20, required=False, help_text=_("10 hoặc 13 chữ số; bỏ trống nếu chưa biết.")
    )
    plan = forms.ChoiceField(label=_("Mua cho kế hoạch"), required=False)
    investor = forms.ChoiceField(label=_("Chủ đầu tư"), required=False)
    fund_source = forms.CharField(
        label=_("Nguồn vốn"),
        max_length=200,
        required=False,
        help_text=_("Ví dụ: vốn sự nghiệp, Tiểu dự án 2 – Dự án 10."),
    )
    decision = DecisionField(label=_("Theo văn bản"), required=False)
    warranty = forms.CharField(
        label=_("Điều khoản bảo hành"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, actor: Actor, plans: Choices, offices: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["decision"].actor = actor  # type: ignore[attr-defined]
        self.fields["plan"].choices = [("", _("không thuộc kế hoạch nào")), *plans]  # type: ignore[attr-defined]
        self.fields["investor"].choices = [("", _("chưa rõ")), *offices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A contract for no plan belongs to whoever buys."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("plan") and not data.get("investor") and "plan" in data:
            self.add_error("plan", _("Chọn kế hoạch, hoặc chủ đầu tư: hợp đồng phải thuộc một địa bàn."))
        return data


class FirmFilter(forms.Form):
    """Narrows the list of suppliers and carriers."""

    q = _search(_("tên, mã số thuế"))
    nguoi = forms.ChoiceField(
        label=_("Người"), required=False, choices=[ALL, ("co", _("đã gắn người")), ("chua", _("chưa gắn ai"))]
    )


class FirmForm(forms.Form):
    """A firm without a contract so far, such as a carrier. The action says what is missing."""

    name = forms.CharField(label=_("Tên"), max_length=200, help_text=_("Như trong hợp đồng, hóa đơn."))
    tax_code = forms.CharField(
        label=_("Mã số thuế"), max_length=20, required=False, help_text=_("10 hoặc 13 chữ số; bỏ trống nếu chưa biết.")
    )


class FirmPersonForm(forms.Form):
    """Who speaks for the firm, from when."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    username = forms.CharField(
        label=_("Tên đăng nhập"), max_length=150, help_text=_("Người ấy phải đã có vai Nhà cung cấp, viễn thông.")
    )
    since = DayField(label=_("Từ ngày"), required=False)


class EndFirmPersonForm(forms.Form):
    """The first day on which somebody no longer speaks for the firm."""

    link = forms.UUIDField(widget=forms.HiddenInput)
    on = DayField(label=_("Thôi từ ngày"), required=False)


class LotForm(forms.Form):
    """So many of one item and model under a contract."""

    item = forms.ChoiceField(label=_("Thiết bị"))
    model = forms.CharField(label=_("Kiểu, mã hàng"), max_length=120, required=False)
    origin = forms.CharField(label=_("Xuất xứ"), max_length=120, required=False)
    quantity = forms.IntegerField(label=_("Số lượng"), min_value=1, max_value=1_000_000)
    unit_price = forms.IntegerField(
        label=_("Đơn giá (đồng)"), min_value=0, max_value=10**12, required=False, help_text=_("Chỉ ghi chữ số.")
    )
    price_on = DayField(label=_("Ngày của đơn giá"), required=False)
    warranty_months = forms.IntegerField(
        label=_("Bảo hành (tháng)"), min_value=0, max_value=240, required=False, help_text=_("Tính từ ngày nghiệm thu.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["item"].choices = [("", _("chọn")), *item_choices()[1:]]  # type: ignore[attr-defined]


class BillFilter(forms.Form):
    """Narrows the bills of a plan."""

    q = _search(_("mã điểm"))
    tinh_trang = forms.ChoiceField(label=_("Tình trạng"), required=False, choices=[ALL, *Bill.State.choices[:2]])
    khong_co = forms.ChoiceField(label=_("Không có"), required=False)
    khac = forms.ChoiceField(label=_("Định mức"), required=False, choices=[ALL, ("khac", _("khác định mức"))])

    def __init__(self, *args: Any, items: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["khong_co"].choices = [ALL, *items]  # type: ignore[attr-defined]


class LineForm(forms.Form):
    """How many of an item a point is due, by which document, why."""

    item = forms.ChoiceField(label=_("Thiết bị"))
    quantity = forms.IntegerField(label=_("Số lượng"), min_value=0, max_value=1000, help_text=_("0: điểm không có."))
    decision = DecisionField(label=_("Theo văn bản"), required=False)
    reason = forms.CharField(label=_("Lý do"), max_length=300, required=False)

    def __init__(self, *args: Any, actor: Actor, items: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["decision"].actor = actor  # type: ignore[attr-defined]
        self.fields["item"].choices = [("", _("chọn")), *items]  # type: ignore[attr-defined]


class DeliveryFilter(forms.Form):
    """Narrows the list of deliveries."""

    q = _search(_("mã điểm, số hợp đồng"))
    tinh_trang = forms.ChoiceField(label=_("Tình trạng"), required=False, choices=[ALL, *Delivery.State.choices])
    bien_ban = forms.ChoiceField(
        label=_("Biên bản"), required=False, choices=[ALL, ("co", _("đã lập")), ("chua", _("chưa lập"))]
    )


class StocktakeFilter(forms.Form):
    """Narrows the list of points to count."""

    q = _search(_("mã điểm"))
    giu = forms.ChoiceField(label=_("Bên giữ"), required=False)
    lan = forms.ChoiceField(
        label=_("Kiểm kê"),
        required=False,
        choices=[ALL, ("mo", _("đang kiểm kê")), ("chua", _("chưa lần nào")), ("cu", _("hơn một năm trước"))],
    )

    def __init__(self, *args: Any, holders: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["giu"].choices = [ALL, *holders]  # type: ignore[attr-defined]


class ReformFilter(forms.Form):
    """Narrows the pairs of old and new units."""

    q = _search(_("tên đơn vị"))
    tinh_trang = forms.ChoiceField(
        label=_("Tình trạng"),
        required=False,
        choices=[
            ALL,
            ("chua", _("chưa lập biên bản")),
            ("cho", _("đã lập, chờ bản ký")),
            ("ky", _("đã có bản ký")),
        ],
    )
