"""Forms of visits, installations, acceptance and handover. Names of filters stand in addresses."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diemsang.core import clock
from diemsang.core.days import DayField
from diemsang.equipment.models import Condition, Team, WorkOrder
from diemsang.equipment.queries.acceptance import STATES

HEARD = (("co", _("nghe rõ")), ("khong", _("không nghe rõ")))
YES_NO = {"co": True, "khong": False}
Groups = Sequence[tuple[str, Sequence[tuple[str, str]]]]


class SpeedField(forms.DecimalField):
    """Mbit/s; a decimal comma too."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=7, decimal_places=2, required=False, **options)
        self.widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        """Accept a comma."""
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


def _choice(label: Any, choices: Iterable[Any]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", _("tất cả")), *choices])


class WorkFilter(forms.Form):
    """Which visits a calendar shows."""

    def __init__(self, *args: Any, areas: Groups, **options: Any) -> None:
        super().__init__(*args, **options)
        teams = Team.objects.values_list("public_id", "name")
        self.fields["doi"] = _choice(_("Đội"), [(str(key), name) for key, name in teams])
        self.fields["dia-ban"] = _choice(_("Địa bàn"), areas)


class WorkListFilter(WorkFilter):
    """Narrows the list of visits."""

    def __init__(self, *args: Any, areas: Groups, **options: Any) -> None:
        super().__init__(*args, areas=areas, **options)
        self.fields["tinh-trang"] = _choice(_("Tình trạng"), WorkOrder.State.choices)
        self.fields["tu"] = DayField(label=_("Từ ngày"), required=False)
        self.fields["den"] = DayField(label=_("Đến hết ngày"), required=False)


class TeamForm(forms.Form):
    """Which team goes on which day."""

    team = forms.ChoiceField(label=_("Đội"), required=False)
    new_team = forms.CharField(
        label=_("Hoặc lập đội mới"), required=False, max_length=120, help_text=_("Ví dụ: Đội lắp đặt số 1")
    )
    on = DayField(label=_("Ngày đi"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        teams = [(str(key), name) for key, name in Team.objects.values_list("public_id", "name")]
        self.fields["team"].choices = [("", _("chọn đội")), *teams]  # type: ignore[attr-defined]
        if not teams:
            self.fields["team"].widget = forms.HiddenInput()
            self.fields["new_team"].label = _("Tên đội")

    def clean(self) -> dict[str, Any]:
        """One of the two names a team."""
        data = super().clean() or {}
        if not data.get("team") and not (data.get("new_team") or "").strip():
            self.add_error("new_team" if self.fields["team"].widget.is_hidden else "team", _("Chọn đội, hoặc ghi tên."))
        return data


class PlanForm(TeamForm):
    """Also a word to the team; the points are ticked below."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    note = forms.CharField(label=_("Ghi chú cho đội"), required=False, max_length=300)


class MoveVisitForm(TeamForm):
    """Where a planned visit goes, and where it was when the person looked."""

    seen_team = forms.UUIDField(widget=forms.HiddenInput)
    seen_on = DayField(widget=forms.HiddenInput)


class InstallForm(forms.Form):
    """What installers measured and heard; nothing is preselected but the day."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    on = DayField(label=_("Ngày lắp đặt"))
    download = SpeedField(label=_("Tải xuống (Mbit/giây)"))
    upload = SpeedField(label=_("Tải lên (Mbit/giây)"))
    sound_left = forms.ChoiceField(label=_("Loa trái"), required=False, choices=HEARD, widget=forms.RadioSelect)
    sound_right = forms.ChoiceField(label=_("Loa phải"), required=False, choices=HEARD, widget=forms.RadioSelect)
    code = forms.CharField(
        label=_("Mã ghép đang hiện trên TV"),
        required=False,
        max_length=20,
        help_text=_("8 chữ số. TV chưa hiện mã thì để trống, ghép sau ở phần Màn hình."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    note = forms.CharField(
        label=_("Ghi chú, vướng mắc"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


SEEN = [pair for pair in Condition.choices if pair[0] in {"good", "faulty", "broken"}]


class AcceptForm(forms.Form):
    """When, and what was found."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    on = DayField(label=_("Ngày nghiệm thu"))
    findings = forms.CharField(
        label=_("Ý kiến, kiến nghị"),
        required=False,
        max_length=2000,
        help_text=_("In vào phần kết luận của biên bản, mỗi dòng một ý."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AcceptFilter(forms.Form):
    """Narrows the list of acceptances."""

    q = forms.CharField(
        label=_("Tìm"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("mã điểm, thôn, tên xã mọi thời")}),
    )

    def __init__(self, *args: Any, areas: Groups, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["tinh-trang"] = _choice(_("Nghiệm thu"), STATES.items())
        self.fields["dia-ban"] = _choice(_("Địa bàn"), areas)


class HandoverForm(forms.Form):
    """Who gives, who receives, from which day."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    on = DayField(label=_("Ngày bàn giao"))
    giver = forms.ChoiceField(label=_("Bên giao"), required=False)
    office = forms.ChoiceField(label=_("Bên nhận"))
    person = forms.ChoiceField(
        label=_("Người giữ (không bắt buộc)"), required=False, help_text=_("Chỉ chọn người của cơ quan nhận.")
    )

    def __init__(self, *args: Any, offices: Sequence[tuple[str, str]], people: Groups, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["giver"].choices = [("", _("ghi tay trên bản in")), *offices]  # type: ignore[attr-defined]
        self.fields["office"].choices = [("", _("chọn cơ quan")), *offices]  # type: ignore[attr-defined]
        self.fields["person"].choices = [("", _("không ghi")), *people]  # type: ignore[attr-defined]


PURPOSES = (("transfer", _("điều chuyển")), ("dispose", _("thanh lý")))


class RequestForm(forms.Form):
    """What is asked for pieces of a point, and why; nothing is preselected but the day."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    purpose = forms.ChoiceField(
        label=_("Đề nghị"),
        choices=PURPOSES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn điều chuyển hoặc thanh lý.")},
    )
    reason = forms.CharField(label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    value = forms.IntegerField(
        label=_("Giá trị còn lại (đồng)"),
        required=False,
        min_value=0,
        max_value=10**12,
        help_text=_("Theo sổ tài sản, của mọi cái đã đánh dấu. Chưa rõ thì để trống, ghi tay trên bản in."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    receiver = forms.CharField(
        label=_("Bên nhận đề xuất"), required=False, max_length=200, help_text=_("Ví dụ: UBND xã, trường học.")
    )
    target = forms.CharField(
        label=_("Đến điểm"), required=False, max_length=16, help_text=_("Mã như TQ-0001, khi chuyển đến điểm khác.")
    )
    on = DayField(label=_("Ngày đề nghị"))


def fresh(**more: Any) -> dict[str, Any]:
    """What an empty form begins with: an id of its own, and today."""
    return {"public_id": uuid.uuid4(), "on": clock.today(), **more}
