"""Forms of minutes."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from diemsang.core.days import DayField
from diemsang.documents.models import MinuteKind, MinuteState

SCANS = "image/jpeg,image/png,application/pdf"
ALL = ("", _l("Tất cả"))


class MinuteFilter(forms.Form):
    """Filters of the list."""

    q = forms.CharField(label=_l("Tìm"), required=False, max_length=120)
    tinh_trang = forms.ChoiceField(label=_l("Tình trạng"), required=False, choices=[ALL, *MinuteState.choices])
    loai = forms.ChoiceField(label=_l("Loại"), required=False, choices=[ALL, *MinuteKind.choices])


class ManyFiles(forms.ClearableFileInput):
    """Several files; a telephone offers its camera."""

    allow_multiple_selected = True


class ScanForm(forms.Form):
    """Pictures or scans of signed pages."""

    tep = forms.FileField(
        label=_l("Ảnh chụp hoặc bản quét"),
        help_text=_l("JPEG, PNG hoặc PDF; nhiều tệp, nhiều trang, thứ tự và chiều nào cũng được."),
        widget=ManyFiles(attrs={"accept": SCANS, "multiple": True}),
        required=False,
    )


class AssignForm(forms.Form):
    """A page whose code cannot be read."""

    file = forms.FileField(
        label=_l("Ảnh một trang"),
        widget=forms.ClearableFileInput(attrs={"accept": SCANS}),
    )
    number = forms.IntegerField(label=_l("Là trang số"), min_value=1, max_value=300)


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

    pages = forms.IntegerField(label=_l("Bản in từ Word có mấy trang"), min_value=1, max_value=300)


class TemplateForm(forms.Form):
    """An office's own template."""

    kind = forms.ChoiceField(label=_l("Loại biên bản"), choices=MinuteKind.choices)
    office_key = forms.SlugField(label=_l("Mã cơ quan"), max_length=80, help_text=_l("Như trong danh sách cơ quan."))
    file = forms.FileField(label=_l("Tệp Word (.docx)"), widget=forms.ClearableFileInput(attrs={"accept": ".docx"}))


class SignedOnForm(forms.Form):
    """The day written on the paper."""

    signed_on = DayField(label=_l("Ngày ký ghi trên giấy"), required=False)
