"""Forms of the library."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from diemsang.core.days import DayField
from diemsang.library.models import Edition, LanguageVariety, ProductKind, Review, Topic


class ProductFilter(forms.Form):
    """Filters of the list."""

    q = forms.CharField(label=_l("Tìm"), required=False, max_length=120)
    dang = forms.ChoiceField(label=_l("Dạng"), required=False, choices=[("", _l("Tất cả")), *ProductKind.choices])
    chu_de = forms.ChoiceField(
        label=_l("Chủ đề"),
        required=False,
        choices=[("", _l("Tất cả")), *((value, label) for value, label in Topic.choices if value)],
    )
    tinh_trang = forms.ChoiceField(
        label=_l("Tình trạng"), required=False, choices=[("", _l("Tất cả")), *Edition.State.choices]
    )
    han = forms.ChoiceField(
        label=_l("Hạn dùng"),
        required=False,
        choices=[
            ("", _l("Tất cả")),
            ("con", _l("đang trong hạn")),
            ("sap", _l("hết hạn trong 30 ngày tới")),
            ("het", _l("đã hết hạn")),
            ("chua", _l("chưa đến ngày dùng")),
        ],
    )
    tieng = forms.ChoiceField(label=_l("Có tiếng"), required=False)
    thieu = forms.ChoiceField(
        label=_l("Chưa có tiếng"), required=False, help_text=_l("Chưa thu tiếng, hoặc chỉ có chữ.")
    )

    def __init__(self, *args: Any, varieties: list[LanguageVariety], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("Tất cả")), *((row.tag, row.name) for row in varieties)]
        for name in ("tieng", "thieu"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class ApproveForm(forms.Form):
    """One approval. ``seen``: the content that the page showed."""

    kind = forms.ChoiceField(choices=Review.Kind.choices, widget=forms.HiddenInput)
    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    on = DayField(label=_l("Ngày duyệt"))
    decision = forms.CharField(
        label=_l("Căn cứ"), required=False, max_length=300, help_text=_l("Số văn bản hay biên bản duyệt, nếu có.")
    )


class WithdrawForm(forms.Form):
    """Why a product is taken back."""

    reason = forms.CharField(label=_l("Lý do thu hồi"), max_length=300)
