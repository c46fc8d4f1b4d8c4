"""Forms of minutes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from diemsang.core.days import DayField
from diemsang.documents.actions.minutes import MAX_PAGES
from diemsang.documents.minutes.registry import office_choices
from diemsang.documents.models import MinuteKind, MinuteState

SCANS = "image/jpeg,image/png,application/pdf"
ALL = ("", _l("Tất cả"))
MISSING, WAITING = "thieu-trang", "cho-tinh"
"""Two states in between: some pages are held and others not; all are held and something stands in the way."""


class MinuteFilter(forms.Form):
    """Filters of the list."""

    q = forms.CharField(label=_l("Tìm"), required=False, max_length=120)
    tinh_trang = forms.ChoiceField(label=_l("Tình trạng"), required=False)
    loai = forms.ChoiceField(label=_l("Loại"), required=False, choices=[ALL, *MinuteKind.choices])

    def __init__(self, *args: Any, areas: Sequence[Any] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["q"].widget = forms.TextInput(
            attrs={"type": "search", "placeholder": _l("trích yếu, mã điểm, mã in")}
        )
        states = [*MinuteState.choices]
        states[2:2] = [(MISSING, _l("còn thiếu trang")), (WAITING, _l("đủ trang, chưa được tính"))]
        self.fields["tinh_trang"].choices = [ALL, *states]  # type: ignore[attr-defined]
        if areas:
            self.fields["dia_ban"] = forms.ChoiceField(label=_l("Địa bàn"), required=False, choices=[ALL, *areas])


class ManyFiles(forms.ClearableFileInput):
    """Several files; a telephone offers its camera."""

    allow_multiple_selected = True


class OwnIds(forms.Form):
    """A form that stands on a page with others: its ids are its own."""

    ids = "id_%s"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": self.ids, **options})


class SignedOnForm(OwnIds):
    """The day written on the paper."""

    ids = "ky-%s"

    signed_on = DayField(label=_l("Ngày ký ghi trên giấy"), required=False)


class ScanForm(SignedOnForm):
    """Pictures or scans of signed pages."""

    ids = "nop-%s"

    tep = forms.FileField(
        label=_l("Ảnh chụp hoặc bản quét"),
        help_text=_l("JPEG, PNG hoặc PDF; chọn nhiều tệp một lần, thứ tự và chiều nào cũng được."),
        widget=ManyFiles(attrs={"accept": SCANS, "multiple": True}),
        required=False,
    )
    field_order = ("tep", "signed_on")


class LooseForm(forms.Form):
    """Where a waiting page belongs; the code and the number stand beside the QR at the foot of the page."""

    code = forms.CharField(label=_l("Mã in"), max_length=12, widget=forms.TextInput(attrs={"placeholder": "1A2B-3C4D"}))
    number = forms.IntegerField(label=_l("Trang số"), min_value=1, max_value=MAX_PAGES)


class DropForm(OwnIds):
    """Why a page goes out again."""

    ids = "bo-%s"

    reason = forms.CharField(label=_l("Lý do bỏ"), max_length=300)


class AssignForm(OwnIds):
    """A page whose code cannot be read."""

    ids = "gan-%s"

    file = forms.FileField(
        label=_l("Ảnh một trang"),
        widget=forms.ClearableFileInput(attrs={"accept": SCANS}),
    )
    number = forms.IntegerField(label=_l("Là trang số"), min_value=1, max_value=MAX_PAGES)


class VoidForm(forms.Form):
    """Void, perhaps with a replacement."""

    reason = forms.CharField(label=_l("Lý do hủy"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    replace = forms.BooleanField(label=_l("Lập bản thay từ nội dung này"), required=False)
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("token", uuid.uuid4())


class PagesForm(forms.Form):
    """How many pages came out of Word."""

    pages = forms.IntegerField(label=_l("Bản in từ Word có mấy trang"), min_value=1, max_value=MAX_PAGES)


class TemplateForm(forms.Form):
    """An office's own template."""

    kind = forms.ChoiceField(label=_l("Loại biên bản"), choices=MinuteKind.choices)
    office_key = forms.ChoiceField(label=_l("Cơ quan"))
    file = forms.FileField(label=_l("Tệp Word (.docx)"), widget=forms.ClearableFileInput(attrs={"accept": ".docx"}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["office_key"].choices = [("", _l("chọn cơ quan")), *office_choices()]  # type: ignore[attr-defined]
