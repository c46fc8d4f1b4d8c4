"""Forms of equipment. Names of filters stand in addresses, so they are Vietnamese without marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diemsang.core.actor import Actor
from diemsang.core.days import DayField
from diemsang.documents.forms import DecisionField
from diemsang.equipment.models import AssetEvent, Condition
from diemsang.equipment.queries.gaps import item_choices

ALL = ("", _("tất cả"))


class AssetFilter(forms.Form):
    """Narrows the list of pieces."""

    q = forms.CharField(
        label=_("Tìm"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("số sê-ri, mã tài sản, mã điểm")}),
    )
    loai = forms.ChoiceField(label=_("Loại"), required=False)
    tinh_trang = forms.ChoiceField(label=_("Tình trạng"), required=False, choices=[ALL, *Condition.choices])
    bao_hanh = forms.ChoiceField(
        label=_("Bảo hành"),
        required=False,
        choices=[ALL, ("con", _("còn hạn")), ("het", _("hết hạn")), ("chua", _("chưa bắt đầu"))],
    )
    thieu = forms.ChoiceField(
        label=_("Còn thiếu"),
        required=False,
        choices=[ALL, ("se-ri", _("số sê-ri")), ("ben-giu", _("bên giữ")), ("trung", _("sê-ri dễ lẫn"))],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["loai"].choices = item_choices()  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """By which decision, from which day."""

    decision = DecisionField(label=_("Theo văn bản"))
    on = DayField(label=_("Từ ngày"))

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["decision"].actor = actor  # type: ignore[attr-defined]


class DeliveryForm(forms.Form):
    """The day, and that somebody looked at the labels."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    on = DayField(label=_("Ngày giao"))
    labels_seen = forms.BooleanField(label=_("Đã xem tem trên máy, các số dễ lẫn đúng là khác nhau"), required=False)


class SerialForm(forms.Form):
    """The serial on a piece."""

    serial = forms.CharField(label=_("Số sê-ri"), max_length=80)
    labels_seen = forms.BooleanField(label=_("Đã xem tem trên máy"), required=False)
    reason = forms.CharField(label=_("Lý do (khi sửa số đã ghi)"), max_length=300, required=False)


class EventForm(forms.Form):
    """Something that happened to a piece."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Việc"))
    on = DayField(label=_("Ngày"))
    condition = forms.ChoiceField(
        label=_("Tình trạng sau đó"), required=False, choices=[("", _("như cũ")), *Condition.choices[1:-1]]
    )
    note = forms.CharField(label=_("Nội dung"), max_length=500, required=False)
    cost = forms.IntegerField(label=_("Chi phí (đồng)"), min_value=0, max_value=10**12, required=False)
    replaced_by = forms.CharField(
        label=_("Thay bằng"), max_length=12, required=False, help_text=_("Khi thay thế: mã TS-… của máy thay vào.")
    )

    def __init__(self, *args: Any, kinds: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        labels = dict(AssetEvent.Kind.choices)
        self.fields["kind"].choices = [(kind, labels[kind]) for kind in kinds]  # type: ignore[attr-defined]
        if AssetEvent.Kind.REPLACE.value not in kinds:
            self.fields["replaced_by"].widget = forms.HiddenInput()


class MoveForm(forms.Form):
    """Where a piece goes."""

    point = forms.CharField(label=_("Đến điểm"), max_length=16, required=False, help_text=_("Mã điểm; hoặc ghi kho."))
    store = forms.CharField(label=_("Đến kho, nơi khác"), max_length=200, required=False)
    on = DayField(label=_("Từ ngày"))
    source = forms.CharField(
        label=_("Theo văn bản, lý do"), max_length=300, required=False, help_text=_("Ví dụ: QĐ điều chuyển số…")
    )
