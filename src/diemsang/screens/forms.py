"""Forms of the fleet. Names of filters stand in addresses, so they are Vietnamese without marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diemsang.screens.health import State, state_label


class FleetFilter(forms.Form):
    """Narrows the list of screens; every field may be empty."""

    q = forms.CharField(
        label=_("Tìm"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("mã điểm, thôn, xã, tên gọi của TV")}),
    )

    def __init__(self, *args: Any, communes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choice("tinh-trang", _("Tình trạng"), [(state.value, state_label(state)) for state in State])
        self._choice("dia-ban", _("Xã, phường"), list(communes))
        self._choice("noi-dung", _("Nội dung"), [("du", _("đủ")), ("thieu", _("còn thiếu")), ("chua-ro", _("chưa rõ"))])
        self._choice(
            "tieng", _("Tiếng"), [("armed", _("sẵn sàng")), ("silent", _("chưa bật")), ("unknown", _("chưa rõ"))]
        )
        self._choice(
            "bo-nho",
            _("Bộ nhớ"),
            [("ok", _("ghi được")), ("full", _("đầy")), ("failing", _("ghi lỗi")), ("unknown", _("chưa rõ"))],
        )
        self._choice(
            "van-de",
            _("Vấn đề"),
            [("hong", _("có báo hỏng")), ("trung", _("trùng máy")), ("mat", _("mất hoặc không đọc được số liệu"))],
        )

    def _choice(self, name: str, label: Any, choices: list[Any]) -> None:
        self.fields[name] = forms.ChoiceField(label=label, required=False, choices=[("", _("tất cả")), *choices])


class MoveForm(forms.Form):
    """Where a screen goes."""

    point = forms.CharField(
        label=_("Điểm mới"),
        max_length=120,
        help_text=_("Mã điểm, ví dụ TQ-0085; hoặc tên thôn, xã để chọn."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RevokeForm(forms.Form):
    """Why a screen is no longer used."""

    reason = forms.CharField(
        label=_("Lý do"),
        max_length=300,
        help_text=_("Ví dụ: TV hỏng màn, trả nhà cung cấp; TV bị mất ngày 12/11/2026."),
    )


class LabelForm(forms.Form):
    """What people call the TV."""

    label = forms.CharField(
        label=_("Tên gọi"), max_length=80, required=False, help_text=_("Ví dụ: TV hội trường, TV 65 inch.")
    )


class LookForm(forms.Form):
    """What was found when somebody looked at faults and lost evidence."""

    note = forms.CharField(label=_("Đã làm gì"), max_length=300, required=False)


class ReplaceForm(forms.Form):
    """Which TV takes over, and why."""

    code = forms.CharField(
        label=_("Mã đang hiện trên TV mới"),
        max_length=20,
        help_text=_("Tám chữ số."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    reason = forms.CharField(label=_("Lý do"), max_length=300)
