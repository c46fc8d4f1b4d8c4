"""Forms of lines and power. Names of filters stand in addresses, so they are Vietnamese without marks."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diemsang.core.actor import Actor
from diemsang.core.days import DayField
from diemsang.documents.forms import DecisionField
from diemsang.operations.cliffs import LABELS
from diemsang.operations.models import Fund, GridStatus, Outage, Programme, Stability, Technology
from diemsang.operations.queries.ends import CONTRACT, ENTITLEMENT
from diemsang.operations.queries.filters import UNKNOWN

ALL = ("", _("tất cả"))
LACKS = [
    ("huong", _("được hưởng: chưa ghi")),
    ("dat", _("đặt: chưa ghi hợp đồng")),
    ("noi", _("nối: chưa ghi, hoặc đã cắt")),
    ("do", _("đo: chưa ghi")),
    ("cho", _("được hưởng mà chưa bao giờ nối")),
    ("het", _("hợp đồng đã hết")),
]
Choices = Sequence[tuple[str, str]]


class LineFilter(forms.Form):
    """Narrows the list of lines; every field may be empty."""

    q = forms.CharField(
        label=_("Tìm"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("mã điểm, thôn, tên xã hay huyện mọi thời")}),
    )

    def __init__(
        self,
        *args: Any,
        areas: list[tuple[str, list[tuple[str, str]]]],
        carriers: Choices,
        payers: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choice("thieu", _("Thiếu"), LACKS)
        self._choice("dia-ban", _("Địa bàn"), areas)
        self._choice("nha-mang", _("Nhà mạng"), carriers)
        self._choice("ben-tra", _("Bên trả"), payers)
        self.fields["het-truoc"] = DayField(label=_("Hết trước ngày"), required=False)
        grids = [(code or UNKNOWN, label) for code, label in GridStatus.choices]
        self._choice("dien", _("Điện lưới"), grids)
        self._choice("dang-mat", _("Đang mất"), Outage.Kind.choices)

    def _choice(self, name: str, label: Any, choices: Any) -> None:
        self.fields[name] = forms.ChoiceField(label=label, required=False, choices=[ALL, *choices])


class EndFilter(forms.Form):
    """Narrows what ends soon."""

    def __init__(self, *args: Any, holders: Choices, months: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(CONTRACT, _("hợp đồng")), (ENTITLEMENT, _("quyền hưởng"))]
        for name, label, choices in (
            ("han", _("Hạn"), list(LABELS.items())),
            ("loai", _("Loại"), kinds),
            ("ben-giu", _("Bên giữ tài sản"), holders),
            ("thang", _("Tháng"), months),
        ):
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=[ALL, *choices])


class NumberField(forms.DecimalField):
    """A figure as people write it: 32,5 or 32.5."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_digits=options.pop("max_digits", 9), decimal_places=options.pop("decimal_places", 2), **options
        )
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        """Accept a decimal comma."""
        return super().to_python(value.strip().replace(",", ".") if isinstance(value, str) else value)


class MoneyField(forms.IntegerField):
    """Đồng, with or without dots between thousands."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        super().__init__(max_value=2**31 - 1, **options)
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        """Accept 220.000 and 220 000."""
        if isinstance(value, str):
            value = value.replace(".", "").replace(" ", "").replace("\u00a0", "")
        return super().to_python(value)


def _yes_no(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        required=False,
        choices=[("", _("chưa rõ")), ("co", _("có")), ("khong", _("không"))],
        coerce=lambda value: {"co": True, "khong": False}[value],
        empty_value=None,
    )


def _time(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, help_text=_("Bỏ trống nếu không rõ giờ."), widget=widget)


class FactForm(forms.Form):
    """Every fact has a source, and an id of its own so that a second press writes nothing new."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    source = forms.CharField(
        label=_("Nguồn"), max_length=500, help_text=_("Hợp đồng, biên bản, công văn, hoặc người xác nhận.")
    )

    def __init__(self, *args: Any, actor: Actor, offices: Choices = (), **options: Any) -> None:
        options["initial"] = {"public_id": uuid.uuid4(), **(options.get("initial") or {})}
        super().__init__(*args, **options)
        self.order_fields([name for name in self.fields if name != "source"] + ["source"])
        if "decision" in self.fields:
            self.fields["decision"].actor = actor  # type: ignore[attr-defined]
        if "office" in self.fields:
            self.fields["office"].choices = [("", _("không có trong danh sách")), *offices]  # type: ignore[attr-defined]


class EntitlementForm(FactForm):
    """The point is entitled to a line."""

    programme = forms.ChoiceField(label=_("Theo chương trình"), choices=Programme.choices)
    decision = DecisionField(label=_("Văn bản cho hưởng"), required=False)
    basis = forms.CharField(
        label=_("Căn cứ khác"), required=False, max_length=300, help_text=_("Khi văn bản chưa có trong sổ.")
    )
    from_date = DayField(label=_("Từ ngày"), required=False, help_text=_("Bỏ trống nếu chưa rõ."))
    last_day = DayField(label=_("Đến hết ngày"), required=False, help_text=_("Bỏ trống nếu chưa rõ."))


class ContractForm(FactForm):
    """A line was ordered."""

    carrier = forms.CharField(label=_("Nhà mạng"), max_length=80, help_text=_("VNPT, Viettel, FPT, MobiFone…"))
    number = forms.CharField(label=_("Số hợp đồng"), required=False, max_length=60)
    ordered_on = DayField(label=_("Ngày đặt (ký)"), required=False)
    starts_on = DayField(label=_("Hiệu lực từ ngày"), required=False)
    last_day = DayField(label=_("Đến hết ngày"), required=False, help_text=_("Ngày cuối còn hiệu lực."))
    speed_mbps = NumberField(label=_("Tốc độ cam kết, Mbps"), required=False, decimal_places=1)
    monthly_fee = MoneyField(
        label=_("Cước tháng, đồng"), required=False, help_text=_("Miễn phí ghi 0; chưa rõ để trống.")
    )
    fund = forms.ChoiceField(label=_("Nguồn kinh phí"), required=False, choices=Fund.choices)


class EndForm(forms.Form):
    """The last day of a contract."""

    last_day = DayField(label=_("Đến hết ngày"), help_text=_("Ngày cuối còn hiệu lực."))
    reason = forms.CharField(label=_("Lý do"), max_length=300)


class ConnectionForm(FactForm):
    """The line was connected."""

    on = DayField(label=_("Ngày nối"), required=False, help_text=_("Bỏ trống nếu không rõ ngày."))
    technology = forms.ChoiceField(label=_("Cách nối"), required=False, choices=Technology.choices)


class CutForm(forms.Form):
    """The line is away for good."""

    on = DayField(label=_("Cắt từ ngày"), help_text=_("Ngày đầu tiên không còn đường truyền."))
    reason = forms.CharField(label=_("Lý do"), max_length=300)


class MeasureForm(FactForm):
    """Somebody measured the line."""

    download_mbps = NumberField(label=_("Tải xuống, Mbps"), required=False)
    upload_mbps = NumberField(label=_("Tải lên, Mbps"), required=False)
    ping_ms = NumberField(label=_("Độ trễ (ping), ms"), required=False, decimal_places=1)
    on = DayField(label=_("Ngày đo"))
    by = forms.CharField(label=_("Người đo"), max_length=120)
    where = forms.CharField(
        label=_("Đo ở đâu"), required=False, max_length=200, help_text=_("Ví dụ: cạnh TV, cách bộ phát 3 m.")
    )


class PayerForm(FactForm):
    """Who pays from a day on."""

    office = forms.ChoiceField(label=_("Cơ quan trả"), required=False)
    payer = forms.CharField(
        label=_("Hoặc bên khác"),
        required=False,
        max_length=200,
        help_text=_("Bỏ trống cả hai: từ ngày ấy chưa rõ ai trả."),
    )
    from_date = DayField(label=_("Trả từ ngày"), required=False, help_text=_("Bỏ trống nếu từ đầu, không rõ ngày."))


class PowerForm(FactForm):
    """What was found of the power."""

    grid = forms.ChoiceField(label=_("Điện lưới"), required=False, choices=GridStatus.choices)
    stability = forms.ChoiceField(label=_("Độ ổn định"), required=False, choices=Stability.choices)
    ups = _yes_no(_("Bộ lưu điện (UPS)"))
    stabiliser = _yes_no(_("Ổn áp"))
    from_date = DayField(label=_("Từ ngày"), required=False, help_text=_("Ngày xem thấy; bỏ trống nếu không rõ."))
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=300)


class OutageForm(FactForm):
    """Line or power was away."""

    kind = forms.ChoiceField(label=_("Mất gì"), choices=[("", _("chọn")), *Outage.Kind.choices])
    start_on = DayField(label=_("Từ ngày"))
    start_time = _time(_("Lúc"))
    end_on = DayField(label=_("Có lại ngày"), required=False, help_text=_("Bỏ trống nếu còn mất, hoặc không rõ."))
    end_time = _time(_("Có lại lúc"))
    over = forms.BooleanField(label=_("Đã có lại nhưng không rõ từ khi nào"), required=False)
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=300)


class RestoredForm(forms.Form):
    """It is back."""

    end_on = DayField(label=_("Có lại ngày"), required=False, help_text=_("Bỏ trống nếu không rõ từ khi nào."))
    end_time = _time(_("Lúc"))


class VoidForm(forms.Form):
    """Why a row was wrong."""

    reason = forms.CharField(label=_("Lý do"), max_length=300, help_text=_("Bản ghi sai ở chỗ nào."))
