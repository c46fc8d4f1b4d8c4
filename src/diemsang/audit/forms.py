"""Filters of the journal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diemsang.core.days import DayField

_GROUPS: dict[str, Any] = {
    "accounts": _("người và cơ quan"),
    "areas": _("địa bàn và sắp xếp"),
    "audit": _("nhật ký"),
    "documents": _("văn bản"),
    "files": _("tệp"),
    "imports": _("nhập từ bảng tính"),
    "plans": _("kế hoạch"),
    "points": _("điểm hỗ trợ"),
    "web": _("trang chung"),
    "config": _("vận hành"),
}


class JournalFilter(forms.Form):
    """Who, what, about which thing, when."""

    q = forms.CharField(
        label=_("Tìm"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("việc, đối tượng, người làm, lý do")}),
    )
    nhom = forms.ChoiceField(label=_("Nhóm việc"), required=False)
    nguoi = forms.ChoiceField(label=_("Người làm"), required=False)
    viec = forms.ChoiceField(label=_("Việc"), required=False)
    doi_tuong = forms.CharField(label=_("Đối tượng"), required=False, max_length=120)
    tu = DayField(label=_("Từ ngày"), required=False)
    den = DayField(label=_("Đến ngày"), required=False)

    def __init__(
        self, *args: Any, actors: list[tuple[str, str]], actions: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        groups = [(app, _GROUPS[app]) for app in dict.fromkeys(a.split(".")[0] for a, _w in actions) if app in _GROUPS]
        for name, choices in (("nhom", groups), ("nguoi", actors), ("viec", actions)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("tất cả")), *choices]
