"""Filters of the pages of units."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diemsang.areas.models import Kind
from diemsang.core.days import DayField


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
