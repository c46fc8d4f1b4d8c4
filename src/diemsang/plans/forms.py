"""Forms of plans."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from diemsang.core.actor import Actor
from diemsang.core.days import DayField
from diemsang.documents.forms import DecisionField


class SettleForm(forms.Form):
    """How a document answers a contradiction."""

    decision = DecisionField(label=_l("Văn bản trả lời"))
    on = DayField(label=_l("Từ ngày"))
    value = forms.CharField(
        label=_l("Số được chốt"), required=False, max_length=60, help_text=_l("Ví dụ 18. Bỏ trống nếu không chốt số.")
    )
    explanation = forms.CharField(label=_l("Giải thích"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["decision"].actor = actor  # type: ignore[attr-defined]


class ReopenForm(forms.Form):
    """Why a settled contradiction is open again."""

    reason = forms.CharField(label=_l("Lý do mở lại"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
