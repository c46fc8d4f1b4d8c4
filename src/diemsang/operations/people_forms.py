"""Forms of people, handovers, hours and posters."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diemsang.accounts.models import User
from diemsang.core.actor import Actor
from diemsang.core.days import DayField
from diemsang.documents.forms import DecisionField
from diemsang.library.models import LanguageVariety
from diemsang.operations.actions import Given, Who
from diemsang.operations.hours import WEEKDAYS
from diemsang.operations.models import OperatorRole

SPANS = 2
"""Morning and afternoon."""


class WhoForm(forms.Form):
    """Somebody with an account, or a name."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    person = forms.ChoiceField(label=_("Tài khoản"), required=False)
    name = forms.CharField(
        label=_("Hoặc họ và tên"),
        required=False,
        max_length=120,
        help_text=_("Khi người ấy chưa có tài khoản. Không ghi số căn cước, địa chỉ."),
    )
    phone = forms.CharField(
        label=_("Điện thoại"), required=False, max_length=20, help_text=_("Không bắt buộc; chỉ cán bộ nhìn thấy.")
    )
    languages = forms.MultipleChoiceField(
        label=_("Nói được tiếng"), required=False, widget=forms.CheckboxSelectMultiple
    )
    decision = DecisionField(label=_("Văn bản phân công"), required=False)
    source = forms.CharField(
        label=_("Nguồn"), max_length=500, help_text=_("Thông báo, quyết định, hoặc người xác nhận.")
    )

    def __init__(self, *args: Any, actor: Actor, people: list[User], **options: Any) -> None:
        options["initial"] = {"public_id": uuid.uuid4(), **(options.get("initial") or {})}
        super().__init__(*args, **options)
        self._people = {str(user.pk): user for user in people}
        names = [(key, _person(user)) for key, user in self._people.items()]
        self.fields["person"].choices = [("", _("không có tài khoản")), *names]  # type: ignore[attr-defined]
        varieties = LanguageVariety.objects.values_list("tag", "name")
        self.fields["languages"].choices = list(varieties)  # type: ignore[attr-defined]
        self.fields["decision"].actor = actor  # type: ignore[attr-defined]

    @property
    def who(self) -> Who:
        """The person meant."""
        wanted = self.cleaned_data
        person = self._people.get(wanted["person"])
        return Who(person, "" if person else wanted["name"], "" if person else wanted["phone"], wanted["languages"])


def _person(user: User) -> str:
    return f"{user.full_name} ({user.job_title})" if user.job_title else str(user)


class AssignForm(WhoForm):
    """Who looks after the point from a day on."""

    role = forms.ChoiceField(label=_("Vai"), choices=OperatorRole.choices)
    from_date = DayField(label=_("Từ ngày"), required=False, help_text=_("Bỏ trống nếu không rõ từ khi nào."))
    last_day = DayField(label=_("Đến hết ngày"), required=False, help_text=_("Bỏ trống nếu chưa có hạn."))

    field_order = [
        "public_id",
        "role",
        "person",
        "name",
        "phone",
        "languages",
        "from_date",
        "last_day",
        "decision",
        "source",
    ]


class HandoverForm(WhoForm):
    """From the person in charge to the next. Lines are ``what | number | condition``."""

    on = DayField(label=_("Ngày bàn giao"))
    lines = forms.CharField(
        label=_("Bàn giao những gì"),
        required=False,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Mỗi dòng một thứ: tên | số hiệu | tình trạng. Đã điền sẵn thiết bị đang ghi ở điểm."),
    )
    keys = forms.CharField(
        label=_("Chìa khóa"), required=False, max_length=200, help_text=_("Ví dụ: 2 chìa cửa chính.")
    )
    faults = forms.CharField(
        label=_("Hỏng hóc còn lại"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    pin_told = forms.BooleanField(
        label=_("Đã nói mã PIN của màn hình trực tiếp cho người nhận"),
        required=False,
        help_text=_("Không viết mã PIN vào bất cứ ô nào, kể cả trên giấy."),
    )
    with_minute = forms.BooleanField(label=_("Lập biên bản bàn giao để in và ký"), required=False, initial=True)

    field_order = [
        "public_id",
        "person",
        "name",
        "phone",
        "languages",
        "on",
        "lines",
        "keys",
        "faults",
        "pin_told",
        "with_minute",
        "decision",
        "source",
    ]

    @property
    def given(self) -> Given:
        """What is handed over."""
        wanted = self.cleaned_data
        rows = [[part.strip() for part in line.split("|")] for line in wanted["lines"].splitlines()]
        lines = [[*row, "", ""][:3] for row in rows if any(row)]
        return Given(lines, wanted["keys"], wanted["faults"], wanted["pin_told"])


class LastDayForm(forms.Form):
    """The person stops."""

    last_day = DayField(label=_("Ngày làm cuối cùng"))
    reason = forms.CharField(label=_("Lý do"), max_length=300)


class ReasonForm(forms.Form):
    """Why a row was wrong."""

    reason = forms.CharField(label=_("Lý do"), max_length=300, help_text=_("Bản ghi sai ở chỗ nào."))


class HoursForm(forms.Form):
    """Seven days, two spans each."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    from_date = DayField(label=_("Áp dụng từ ngày"), required=False, help_text=_("Bỏ trống nếu không rõ từ khi nào."))
    note = forms.CharField(
        label=_("Ghi chú"), required=False, max_length=300, help_text=_("Ví dụ: mùa vụ mở buổi tối.")
    )
    source = forms.CharField(label=_("Nguồn"), max_length=500, help_text=_("Thông báo của xã, hoặc người xác nhận."))

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"public_id": uuid.uuid4(), **(options.get("initial") or {})}
        super().__init__(*args, **options)
        attrs = {"inputmode": "numeric", "autocomplete": "off"}
        for day, name in enumerate(WEEKDAYS):
            for span in range(SPANS):
                for end, word in (("tu", _("từ")), ("den", _("đến"))):
                    label = f"{name}, {_('buổi')} {span + 1}, {word}"
                    self.fields[f"d{day}-{span}-{end}"] = forms.CharField(
                        label=label, required=False, max_length=10, widget=forms.TextInput(attrs)
                    )

    @property
    def week(self) -> list[list[list[str]]]:
        """What was typed."""
        wanted = self.cleaned_data
        return [
            [[wanted[f"d{day}-{span}-tu"], wanted[f"d{day}-{span}-den"]] for span in range(SPANS)] for day in range(7)
        ]

    @property
    def days(self) -> list[tuple[Any, list[Any]]]:
        """For the page: the day's name and its fields."""
        return [
            (name, [self[f"d{day}-{span}-{end}"] for span in range(SPANS) for end in ("tu", "den")])
            for day, name in enumerate(WEEKDAYS)
        ]


class PosterForm(forms.Form):
    """The point's own words."""

    text = forms.CharField(
        label=_("Nội dung"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 14}),
        help_text=_("Mỗi dòng một ý. Xóa hết để trở lại lời mẫu."),
    )


class PeopleFilter(forms.Form):
    """Narrows the list of people."""

    q = forms.CharField(label=_("Tìm"), required=False, max_length=120, widget=forms.TextInput({"type": "search"}))

    def __init__(self, *args: Any, areas: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("tất cả"))
        for name, label, choices in (
            ("co", _("Người phụ trách"), [("khong", _("chưa có")), ("co", _("đã có"))]),
            ("dia-ban", _("Địa bàn"), areas),
            ("co-quan", _("Bên giữ tài sản"), offices),
        ):
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=[everything, *choices])
