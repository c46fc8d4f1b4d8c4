"""Filters of the journal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diemsang.core.days import DayField


class JournalFilter(forms.Form):
    """Who, what, about which thing, when."""

    nguoi = forms.ChoiceField(label=_("Người làm"), required=False)
    viec = forms.ChoiceField(label=_("Việc"), required=False)
    doi_tuong = forms.CharField(label=_("Đối tượng"), required=False, max_length=120)
    tu = DayField(label=_("Từ ngày"), required=False)
    den = DayField(label=_("Đến ngày"), required=False)

    def __init__(
        self, *args: Any, actors: list[tuple[str, str]], actions: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("nguoi", actors), ("viec", actions)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("tất cả")), *choices]
