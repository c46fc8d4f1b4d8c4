"""Filters of the pages of units."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diemsang.areas.models import Kind
from diemsang.core.days import DayField
from diemsang.documents.forms import DecisionField
from diemsang.documents.models import DecisionKind


class CommuneFilter(forms.Form):
    """Which communes of a province to list."""

    ten = forms.CharField(label=_("Tên hoặc mã xã"), required=False, max_length=120)
    loai = forms.ChoiceField(label=_("Loại"), required=False)
    thuoc = forms.ChoiceField(label=_("Trực thuộc"), required=False)
    tinh = forms.CharField(required=False, widget=forms.HiddenInput, max_length=60)
    ngay = DayField(label=_("Tính đến ngày"), required=False)

    def __init__(self, data: Any, *, parents: list[tuple[str, str]], day: dt.date, **options: Any) -> None:
        asked = {name: data[name] for name in data}
        super().__init__({**asked, "ngay": asked.get("ngay") or day.isoformat()}, **options)
        kinds = [Kind.XA, Kind.PHUONG, Kind.THI_TRAN, Kind.DAC_KHU]
        loai, thuoc = self.fields["loai"], self.fields["thuoc"]
        assert isinstance(loai, forms.ChoiceField)
        assert isinstance(thuoc, forms.ChoiceField)
        loai.choices = [("", _("mọi loại")), *[(kind.value, kind.label) for kind in kinds]]
        if parents:
            thuoc.choices = [("", _("mọi huyện")), *parents]
        else:
            del self.fields["thuoc"]


class DraftHead(forms.Form):
    """What, when, and by which document."""

    title = forms.CharField(label=_("Tên đợt sắp xếp"), max_length=300)
    effective_on = DayField(label=_("Hiệu lực từ ngày"))
    kind = forms.ChoiceField(label=_("Loại văn bản"), choices=DecisionKind.choices, initial=DecisionKind.NQ)
    number = forms.CharField(label=_("Số, ký hiệu"), required=False, max_length=60)
    signed_on = DayField(label=_("Ngày văn bản"), required=False)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), required=False, max_length=200)
    paper_title = forms.CharField(label=_("Trích yếu"), max_length=500)


class DraftEdit(forms.Form):
    """Another title or day."""

    title = forms.CharField(label=_("Tên đợt sắp xếp"), max_length=300)
    effective_on = DayField(label=_("Hiệu lực từ ngày"))


class DraftPaper(forms.Form):
    """One more document: of the register, or told here and recorded when the reform is applied."""

    chosen = DecisionField(label=_("Văn bản đã có trong sổ"), required=False)
    kind = forms.ChoiceField(label=_("Hoặc ghi mới: loại"), choices=DecisionKind.choices, initial=DecisionKind.NQ)
    number = forms.CharField(label=_("Số, ký hiệu"), required=False, max_length=60)
    signed_on = DayField(label=_("Ngày văn bản"), required=False)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), required=False, max_length=200)
    paper_title = forms.CharField(label=_("Trích yếu"), required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        """A document of the register, or at least the title of a new one."""
        told = super().clean() or self.cleaned_data
        if not self.errors and not told.get("chosen") and not told.get("paper_title"):
            self.add_error("chosen", _("Chọn văn bản trong sổ, hoặc điền trích yếu của văn bản mới."))
        return told


class DraftFile(forms.Form):
    """A reform's folder, zipped."""

    tep = forms.FileField(label=_("Tệp .zip của thư mục đợt sắp xếp"))


class MergeStep(forms.Form):
    """Several units become one."""

    wholes = forms.CharField(
        label=_("Lấy trọn các đơn vị"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi dòng một tên hoặc mã, theo ngày ngay trước ngày hiệu lực; không dấu cũng được."),
    )
    parts = forms.CharField(
        label=_("Lấy một phần của"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    kind = forms.ChoiceField(label=_("Loại"), choices=Kind.choices, initial=Kind.XA)
    name = forms.CharField(label=_("Tên mới, không kèm loại"), max_length=120)
    code = forms.CharField(label=_("Mã mới"), max_length=5)
    under = forms.CharField(label=_("Trực thuộc (tên hoặc mã)"), required=False, max_length=120)
    clause = forms.CharField(label=_("Điều khoản"), required=False, max_length=40)


class SplitStep(forms.Form):
    """One unit becomes several."""

    unit = forms.CharField(label=_("Đơn vị bị chia (tên hoặc mã)"), max_length=120)
    parts = forms.CharField(
        label=_("Các đơn vị nhận"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi dòng: mã; loại và tên. Ví dụ: 02302; xã Yên Phú"),
    )
    under = forms.CharField(label=_("Trực thuộc (để trống: như cũ)"), required=False, max_length=120)
    clause = forms.CharField(label=_("Điều khoản"), required=False, max_length=40)


class ReviseStep(forms.Form):
    """Another name, kind, code or parent; what is empty stays."""

    unit = forms.CharField(label=_("Đơn vị (tên hoặc mã)"), max_length=120)
    name = forms.CharField(label=_("Tên mới (để trống: như cũ)"), required=False, max_length=120)
    kind = forms.ChoiceField(label=_("Loại"), choices=[("", _("như cũ")), *Kind.choices], required=False)
    code = forms.CharField(label=_("Mã mới (để trống: như cũ)"), required=False, max_length=5)
    under = forms.CharField(label=_("Chuyển về trực thuộc (để trống: như cũ)"), required=False, max_length=120)
    clause = forms.CharField(label=_("Điều khoản"), required=False, max_length=40)


class AbolishStep(forms.Form):
    """A middle level ends."""

    unit = forms.CharField(label=_("Đơn vị cấp trung gian bị bỏ (tên hoặc mã)"), max_length=120)
    clause = forms.CharField(label=_("Điều khoản"), required=False, max_length=40)


STEP_FORMS: dict[str, type[forms.Form]] = {
    "merge": MergeStep,
    "split": SplitStep,
    "revise": ReviseStep,
    "abolish": AbolishStep,
}
