"""Forms of incidents. Names of filters stand in addresses, so they are Vietnamese without marks."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from diemsang.core import clock
from diemsang.core.days import DayField
from diemsang.operations.forms import ALL, MoneyField
from diemsang.operations.models import SYMPTOMS, AssignedTo, FaultKind, FaultState, FoundBy, Symptom, VisitResult

Choices = Sequence[tuple[str, Any]]
STATES: Choices = [
    ("chua-xong", _("chưa xong")),
    ("qua-han", _("quá hạn")),
    ("giao-qua-han", _("đã giao mà quá hạn")),
    ("giao-con-han", _("đã giao, còn hạn")),
    ("cho-xem-lai", _("bên sửa báo xong, chờ xem lại")),
    ("xong", _("đã đóng")),
    *FaultState.choices,
]
WARRANTY: Choices = [("con", _("còn bảo hành")), ("het", _("hết bảo hành")), ("chua-ro", _("chưa rõ bảo hành"))]


class FaultFilter(forms.Form):
    """Narrows the list of incidents; every field may be empty."""

    q = forms.CharField(
        label=_("Tìm"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("mã điểm, xã, SC-0001, mã tài sản")}),
    )

    def __init__(
        self, *args: Any, areas: list[tuple[str, list[tuple[str, str]]]], holders: Choices, own: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, label, choices in (
            ("tinh-trang", _("Tình trạng"), STATES),
            ("loai", _("Loại"), FaultKind.choices),
            ("bao-hanh", _("Bảo hành"), WARRANTY),
            ("dia-ban", _("Địa bàn"), areas),
            ("ben-giu", _("Bên giữ tài sản"), holders),
        ):
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=[ALL, *choices])
        if own:
            own_choices = [ALL, ("1", _("giao cho đơn vị tôi"))]
            self.fields["giao-toi"] = forms.ChoiceField(label=_("Bên xử lý"), required=False, choices=own_choices)


class CostField(MoneyField):
    """Đồng; the action says which figures are absurd."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators = [one for one in self.validators if not isinstance(one, MaxValueValidator | MinValueValidator)]


class ReportForm(forms.Form):
    """What fails, seen on a phone: one touch for the symptom, the rest has a usual answer."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    symptom = forms.ChoiceField(label=_("Biểu hiện"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Mô tả thêm"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    found_on = DayField(label=_("Phát hiện ngày"), required=False, help_text=_("Không rõ ngày nào thì xóa trống."))
    found_by = forms.ChoiceField(label=_("Ai phát hiện"), choices=FoundBy.choices)

    def __init__(self, *args: Any, kind: str, found_by: str, **options: Any) -> None:
        usual = {"public_id": uuid.uuid4(), "found_on": clock.today(), "found_by": found_by}
        options["initial"] = usual | (options.get("initial") or {})
        super().__init__(*args, **options)
        symptoms = SYMPTOMS[FaultKind(kind)]
        self.fields["symptom"].choices = [(one.value, one.label) for one in symptoms]  # type: ignore[attr-defined]


class StickerForm(forms.Form):
    """What anybody may say who stands before a piece. Nothing about the person is asked."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    symptom = forms.ChoiceField(
        label=_("Thiết bị bị làm sao?"),
        widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in SYMPTOMS[FaultKind.ITEM] if one != Symptom.MISSING],
        error_messages={"required": _("Chọn một hình."), "invalid_choice": _("Chọn một hình.")},
    )
    note = forms.CharField(
        label=_("Nói thêm, nếu muốn"),
        required=False,
        max_length=200,
        help_text=_("Đừng ghi tên hay số điện thoại."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AssignForm(forms.Form):
    """Whose turn it is."""

    to = forms.ChoiceField(label=_("Giao cho"), choices=AssignedTo.choices)
    name = forms.CharField(
        label=_("Tên nhà cung cấp hoặc nhà mạng"),
        required=False,
        max_length=200,
        help_text=_("Đã điền theo hợp đồng đã ghi, nếu có."),
    )
    office = forms.ChoiceField(label=_("Cơ quan"), required=False)

    def __init__(self, *args: Any, offices: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["office"].choices = [("", _("không phải cơ quan")), *offices]  # type: ignore[attr-defined]


class VisitForm(forms.Form):
    """Somebody came."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    on = DayField(label=_("Ngày đến"))
    who = forms.CharField(label=_("Ai đến"), max_length=120)
    result = forms.ChoiceField(label=_("Kết quả"), choices=[("", _("chọn kết quả")), *VisitResult.choices])
    parts = forms.CharField(label=_("Linh kiện thay"), required=False, max_length=300)
    cost = CostField(
        label=_("Chi phí (đồng)"), required=False, help_text=_("Miễn phí, bảo hành thì ghi 0. Chưa rõ thì để trống.")
    )
    note = forms.CharField(label=_("Đã làm gì"), required=False, max_length=500)


class PromiseForm(forms.Form):
    """When who repairs comes."""

    on = DayField(label=_("Hẹn đến ngày"))


class CloseForm(forms.Form):
    """Closed without a visit."""

    state = forms.ChoiceField(
        label=_("Kết quả"),
        choices=[(one.value, one.label) for one in (FaultState.FIXED, FaultState.NOT_FIXABLE, FaultState.DUPLICATE)],
    )
    on = DayField(label=_("Xong ngày"))
    same_as = forms.ChoiceField(label=_("Trùng với sự cố"), required=False)
    note = forms.CharField(label=_("Đã làm gì, hoặc vì sao"), required=False, max_length=500)

    def __init__(self, *args: Any, others: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["same_as"].choices = [("", _("không trùng")), *others]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """A reason, for withdrawing and for opening again."""

    reason = forms.CharField(label=_("Lý do"), max_length=300)


class TermsForm(forms.Form):
    """Days for each kind."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for kind in FaultKind:
            self.fields[kind.value] = forms.IntegerField(
                label=kind.label, widget=forms.TextInput(attrs={"inputmode": "numeric"})
            )
