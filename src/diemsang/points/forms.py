"""Forms of the register. Names of filters stand in addresses, so they are Vietnamese without marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diemsang.core.actor import Actor
from diemsang.core.days import DayField
from diemsang.documents.forms import DecisionField
from diemsang.plans.gaps import gap_kinds
from diemsang.points.models import HostBuilding, PaperKind
from diemsang.points.queries.labels import STAGE_LABELS

NO_STAGE = "chua"
ACCEPTED = "da-nghiem-thu"
"""Accepted points whether used or not; the stages themselves part them in two."""


class PointFilter(forms.Form):
    """Narrows the list of points; every field may be empty."""

    q = forms.CharField(
        label=_("Tìm"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("mã điểm, thôn, tên xã hay huyện mọi thời")}),
    )

    def __init__(
        self,
        *args: Any,
        plans: Sequence[tuple[str, str]],
        areas: list[tuple[str, list[tuple[str, str]]]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        stages = [(key or NO_STAGE, label) for key, label in STAGE_LABELS.items()]
        stages.append((ACCEPTED, _("đã nghiệm thu, dùng hay không")))
        gaps = [(kind.kind, kind.meaning) for kind in gap_kinds().values() if kind.kind not in UNLISTED]
        self._choice("ke-hoach", _("Kế hoạch"), list(plans))
        self._choice("dia-ban", _("Địa bàn"), areas)
        self._choice("giai-doan", _("Đã đến bước"), stages)
        self._choice("thieu", _("Còn thiếu"), gaps)
        self._choice("dia-diem", _("Xã của điểm"), [("ro", _("đã rõ")), ("chua-ro", _("chưa rõ"))])
        self._choice("hoat-dong", _("14 ngày qua"), [("co", _("có hoạt động")), ("khong", _("không hoạt động"))])
        self.fields["ngay"] = DayField(label=_("Tính đến ngày"), required=False)

    def _choice(self, name: str, label: Any, choices: list[Any]) -> None:
        self.fields[name] = forms.ChoiceField(label=label, required=False, choices=[("", _("tất cả")), *choices])


UNLISTED = ("not_listed", "over_listed")
"""Gaps between a plan and its list as a whole: no single point has them."""


class DecimalField(forms.FloatField):
    """Degrees as people write them: 22,35 or 22.35."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        """Accept a decimal comma."""
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class PlaceForm(forms.Form):
    """Where a point stands. Without a day it corrects the place on record; with one the point has moved."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    area = forms.CharField(label=_("Xã, phường"), max_length=120, help_text=_("Gõ tên hoặc mã; tên cũ cũng được."))
    from_date = DayField(
        label=_("Chuyển đến từ ngày"),
        required=False,
        help_text=_("Bỏ trống nếu điểm ở đây từ đầu: bản ghi trước được đính chính, không coi là chuyển chỗ."),
    )
    village = forms.CharField(label=_("Thôn, bản, tổ dân phố"), required=False, max_length=120)
    host_building = forms.ChoiceField(label=_("Nơi đặt"), required=False, choices=HostBuilding.choices)
    building_name = forms.CharField(label=_("Tên công trình"), required=False, max_length=200)
    lat = DecimalField(label=_("Vĩ độ"), required=False, help_text=_("Ví dụ 22,3512"))
    lon = DecimalField(label=_("Kinh độ"), required=False, help_text=_("Ví dụ 105,3801"))
    source = forms.CharField(label=_("Nguồn"), max_length=500, help_text=_("Biên bản, quyết định, người xác nhận."))
    reason = forms.CharField(
        label=_("Lý do"),
        required=False,
        max_length=300,
        help_text=_("Cần khi đính chính (bỏ trống ngày chuyển) và khi điểm đã được phê duyệt."),
    )


class VoidPlaceForm(forms.Form):
    """Why a place is taken back, and which one the person saw."""

    place = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Lý do"), max_length=300)


class ApprovalForm(forms.Form):
    """Which decision does what to which points of a plan's list, from which day."""

    APPROVE, WITHDRAW = "phe-duyet", "rut"
    act = forms.ChoiceField(
        label=_("Việc"), choices=[(APPROVE, _("phê duyệt điểm")), (WITHDRAW, _("rút phê duyệt theo văn bản sau"))]
    )
    decision = DecisionField(label=_("Theo văn bản"))
    on = DayField(label=_("Từ ngày"))

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["decision"].actor = actor  # type: ignore[attr-defined]


class FileForm(forms.Form):
    """A paper or picture for the point's file."""

    title = forms.CharField(label=_("Tên"), max_length=200, help_text=_("Ví dụ: Biên bản bàn giao ngày 12/01/2024."))
    file = forms.FileField(label=_("Tệp"), help_text=_("PDF, ảnh hoặc văn bản, không quá 20 MB."))
    kind = forms.ChoiceField(label=_("Loại"), required=False, choices=PaperKind.choices)
    number = forms.CharField(label=_("Số, ký hiệu"), required=False, max_length=60)
    on = DayField(label=_("Ngày"), required=False)
    issuer = forms.CharField(label=_("Cơ quan lập"), required=False, max_length=200)
