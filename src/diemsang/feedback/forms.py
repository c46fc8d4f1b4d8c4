"""Forms of questions. Names of filters stand in addresses, so they are Vietnamese without marks."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diemsang.feedback.models import MOST_ANSWER, MOST_REASON, MOST_WORDS, OWNERS, About, Source, State
from diemsang.library.models import LanguageVariety
from diemsang.operations.forms import ALL

Choices = Sequence[tuple[str, Any]]
STATES: Choices = [
    ("chua-xong", _("chưa xong")),
    ("qua-han", _("quá hạn")),
    ("cho-duyet", _("chưa lên màn hình")),
    ("tren-man-hinh", _("đang trên màn hình")),
    *State.choices,
]
TOO_LONG = _("Dài %(show_value)s chữ, quá %(limit_value)s. Rút gọn, hoặc tách thành hai lần ghi.")


class QuestionFilter(forms.Form):
    """Narrows the list of questions; every field may be empty."""

    q = forms.CharField(
        label=_("Tìm"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("lời hỏi, mã điểm, xã, CH-0001")}),
    )

    def __init__(self, *args: Any, areas: list[tuple[str, list[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, choices in (
            ("tinh-trang", _("Tình trạng"), STATES),
            ("ve", _("Hỏi về"), About.choices),
            ("noi-tra-loi", _("Nơi trả lời"), list(OWNERS.items())),
            ("cach", _("Cách hỏi"), Source.choices),
            ("dia-ban", _("Địa bàn"), areas),
        ):
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=[ALL, *choices])


class AskForm(forms.Form):
    """What somebody wants to know. Nothing about the person is asked."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("Bà con muốn hỏi gì?"),
        max_length=MOST_WORDS,
        help_text=_("Đừng ghi tên, số điện thoại, số giấy tờ của ai. Dãy số dài sẽ được che."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Ghi điều bà con muốn hỏi."), "max_length": TOO_LONG},
    )
    variety = forms.ModelChoiceField(
        label=_("Hỏi bằng tiếng"), required=False, queryset=LanguageVariety.objects.none(), empty_label=_("không ghi")
    )

    def __init__(self, *args: Any, varieties: Sequence[LanguageVariety], **options: Any) -> None:
        options["initial"] = {"public_id": uuid.uuid4()} | (options.get("initial") or {})
        super().__init__(*args, **options)
        rows = LanguageVariety.objects.filter(pk__in=[row.pk for row in varieties])
        self.fields["variety"].queryset = rows  # type: ignore[attr-defined]


class DoorForm(AskForm):
    """The same, by who scanned the sheet of the point: one page with everything."""

    about = forms.ChoiceField(
        label=_("Hỏi về"),
        error_messages={"required": _("Chọn một việc."), "invalid_choice": _("Chọn một việc trong danh sách.")},
    )
    field_order = ("public_id", "about", "words", "variety")

    def __init__(self, *args: Any, about: Sequence[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["about"].choices = [("", _("chọn một việc")), *about]  # type: ignore[attr-defined]
        self.fields["words"].label = _("Bạn muốn hỏi gì?")


class AnswerForm(forms.Form):
    """The office's answer."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Câu trả lời"),
        max_length=MOST_ANSWER,
        help_text=_("Lời ngắn, dễ hiểu, đọc to lên nghe được: làm gì, ở đâu, mang theo gì, hết bao nhiêu ngày."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Ghi câu trả lời."), "max_length": TOO_LONG},
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("Lý do"),
        max_length=MOST_REASON,
        error_messages={"required": _("Ghi vì sao."), "max_length": TOO_LONG},
    )


class TransferForm(ReasonForm):
    """To whom, and why."""

    owner = forms.ChoiceField(label=_("Chuyển cho"))
    field_order = ("owner", "reason")

    def __init__(self, *args: Any, owners: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].choices = list(owners)  # type: ignore[attr-defined]
