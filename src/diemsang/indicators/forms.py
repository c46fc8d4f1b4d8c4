"""What people may ask of the counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diemsang.core import clock
from diemsang.core.days import DayField
from diemsang.indicators.queries import Period

USUAL_DAYS = 30
LONGEST_DAYS = 1100
"""Three years: a page draws one column for each day or month."""


class PeriodForm(forms.Form):
    """From a day to a day; empty means the last 30 days."""

    tu = DayField(label=gettext_lazy("Từ ngày"), required=False)
    den = DayField(label=gettext_lazy("Đến hết ngày"), required=False)

    def clean(self) -> dict[str, Any]:
        """Both days in order and within reach."""
        found = super().clean() or {}
        first, last = found.get("tu"), found.get("den")
        if first and last and first > last:
            self.add_error("tu", _("Ngày đầu sau ngày cuối. Đổi chỗ hai ngày."))
        elif first and ((last or clock.today()) - first).days > LONGEST_DAYS:
            self.add_error("tu", _("Kỳ dài quá ba năm. Chọn kỳ ngắn hơn."))
        return found

    @property
    def period(self) -> Period:
        """The period asked for, or the last 30 days when the form is empty or wrong."""
        wanted = self.cleaned_data if self.is_valid() else {}
        last: dt.date = wanted.get("den") or clock.today()
        return Period(wanted.get("tu") or last - dt.timedelta(days=USUAL_DAYS - 1), last)


class UseFilter(PeriodForm):
    """Filters of the lists of points and products."""

    q = forms.CharField(label=gettext_lazy("Tìm"), required=False, max_length=100)


class PointUseFilter(UseFilter):
    """Also by unit, and by how much the point's screens have told."""

    def __init__(self, *args: Any, areas: list[tuple[str, list[tuple[str, str]]]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["dia-ban"] = forms.ChoiceField(
            label=_("Địa bàn"), required=False, choices=[("", _("tất cả")), *areas]
        )
        told = [("du", _("đã báo đủ")), ("chua", _("chưa báo đủ")), ("khong", _("chưa có màn hình"))]
        self.fields["bao"] = forms.ChoiceField(label=_("Đã báo"), required=False, choices=[("", _("tất cả")), *told])
