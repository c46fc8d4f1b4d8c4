"""Filters of the list, and the two things people write. Names of filters stand in addresses."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diemsang.attention.rule import MILD, PLAIN, SERIOUS
from diemsang.core.days import DayField

ALL = ("", _("tất cả"))
SEVERITIES = ((SERIOUS, _("nghiêm trọng")), (PLAIN, _("cần làm")), (MILD, _("nhắc")))


class AttentionFilter(forms.Form):
    """Narrows the list of points that need somebody."""

    q = forms.CharField(
        label=_("Tìm"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("mã điểm, thôn, tên xã hay huyện mọi thời")}),
    )

    def __init__(
        self,
        *args: Any,
        areas: list[tuple[str, list[tuple[str, str]]]],
        reasons: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        shown = [("", _("điểm có việc")), ("het", _("mọi điểm đã nghiệm thu")), ("ben", _("có việc đã để sang bên"))]
        for name, label, choices in (
            ("dia-ban", _("Địa bàn"), [ALL, *areas]),
            ("ly-do", _("Việc"), [ALL, *reasons]),
            ("muc", _("Mức"), [ALL, *((str(key), words) for key, words in SEVERITIES)]),
            ("hien", _("Hiện"), shown),
        ):
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=choices)


class DismissForm(forms.Form):
    """Why nothing has to be done yet, and until when."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Vì sao chưa phải làm gì"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    until = DayField(label=_("Để sang bên đến hết ngày"), help_text=_("Nhiều nhất 90 ngày. Hết hạn thì việc hiện lại."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"public_id": uuid.uuid4()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)


class RuleForm(forms.Form):
    """How this hub reads one rule."""

    days = forms.IntegerField(label=_("Sau bao nhiêu ngày"), min_value=0, max_value=730)
    severity = forms.TypedChoiceField(label=_("Mức"), coerce=int, choices=SEVERITIES)
    on = forms.BooleanField(label=_("Đang dùng"), required=False)
