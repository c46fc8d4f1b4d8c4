"""Forms of people, offices and grants. Names of filters stand in addresses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diemsang.accounts.models import Office
from diemsang.accounts.roles import DUTY_LABELS, ROLE_LABELS
from diemsang.core.days import DayField

ALL = ("", _("tất cả"))


def _search(hint: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Tìm"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": hint}),
    )


def _reason(label: Any = None) -> forms.CharField:
    words = _("Ghi vào nhật ký, người sau đọc được.")
    return forms.CharField(label=label or _("Lý do"), max_length=300, help_text=words)


class PeopleFilter(forms.Form):
    """Narrows the list of people."""

    q = _search(_("họ tên, tên đăng nhập, chức danh"))

    def __init__(self, *args: Any, offices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [ALL, ("dang-dung", _("đang dùng")), ("da-ngung", _("đã ngừng"))]
        held = [ALL, ("co", _("đang giữ vai")), ("chua", _("chưa có vai")), ("het", _("vai đã hết hạn"))]
        self.fields["co-quan"] = forms.ChoiceField(label=_("Cơ quan"), required=False, choices=[ALL, *offices])
        self.fields["vai"] = forms.ChoiceField(label=_("Vai"), required=False, choices=[ALL, *ROLE_LABELS.items()])
        self.fields["tai-khoan"] = forms.ChoiceField(label=_("Tài khoản"), required=False, choices=states)
        self.fields["giao-vai"] = forms.ChoiceField(label=_("Giao vai"), required=False, choices=held)


class OfficeFilter(forms.Form):
    """Narrows the list of offices."""

    q = _search(_("tên cơ quan, tên đơn vị"))
    loai = forms.ChoiceField(label=_("Loại"), required=False, choices=[ALL, *Office.Kind.choices])


class GrantFields(forms.Form):
    """A role over a unit for a period."""

    role = forms.ChoiceField(label=_("Vai"), choices=[("", _("chọn vai")), *ROLE_LABELS.items()])
    area = forms.CharField(
        label=_("Địa bàn"),
        required=False,
        max_length=120,
        help_text=_(
            "Gõ tên hoặc mã; tên cũ cũng được. Vai cũ chỉ gồm phần đến từ đơn vị cũ. Quản trị hệ thống: bỏ trống."
        ),
    )
    valid_from = DayField(label=_("Từ ngày"), required=False, help_text=_("Bỏ trống là từ hôm nay."))
    valid_to = DayField(
        label=_("Đến trước ngày"), required=False, help_text=_("Ngày đầu tiên không còn vai; bỏ trống là chưa định.")
    )


class OfficeField(forms.Form):
    """The office a person works in."""

    office = forms.ChoiceField(label=_("Cơ quan"), required=False)

    def __init__(self, *args: Any, offices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["office"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("chưa thuộc cơ quan nào")), *offices]


class PersonFields(forms.Form):
    """Who the person is."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    phone = forms.CharField(
        label=_("Điện thoại"), required=False, max_length=30, help_text=_("Cũng dùng để đăng nhập.")
    )
    job_title = forms.CharField(label=_("Chức danh"), required=False, max_length=120)


class NewPerson(GrantFields, OfficeField, PersonFields):
    """A new person with office and first role on one page."""

    username = forms.CharField(label=_("Tên đăng nhập"), max_length=30, help_text=_("Chữ thường không dấu: “lan.ht”."))
    field_order = ["full_name", "username", "phone", "job_title", "office", "role", "area", "valid_from", "valid_to"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].required = False


class MovePerson(OfficeField):
    """Another office, and why."""

    reason = _reason()


class Reason(forms.Form):
    """Why."""

    reason = _reason()


class EndGrant(forms.Form):
    """The first day without the role, and why."""

    on = DayField(
        label=_("Không còn vai từ ngày"),
        help_text=_(
            "Ngày đầu tiên không còn vai. Chọn hôm nay: vai hết ngay bây giờ; chọn ngày mai: còn làm hết hôm nay."
        ),
    )
    reason = _reason()


class NewOffice(forms.Form):
    """A new office."""

    name = forms.CharField(label=_("Tên cơ quan"), max_length=200)
    code = forms.CharField(
        label=_("Mã"), max_length=79, help_text=_("Chữ thường không dấu, gạch nối: “tq-khcn”. Không đổi.")
    )
    kind = forms.ChoiceField(label=_("Loại"), choices=Office.Kind.choices)
    duty = forms.ChoiceField(
        label=_("Vai trong chương trình"), required=False, choices=[("", _("không có")), *DUTY_LABELS.items()]
    )
    area = forms.CharField(label=_("Địa bàn"), max_length=120, help_text=_("Gõ tên hoặc mã; tên cũ cũng được."))
    valid_from = DayField(label=_("Từ ngày"), required=False, help_text=_("Bỏ trống nếu chưa rõ."))
    source = forms.CharField(label=_("Nguồn"), required=False, max_length=500)


class RenameOffice(forms.Form):
    """A new name from a day."""

    name = forms.CharField(label=_("Tên mới"), max_length=200)
    on = DayField(label=_("Từ ngày"))
    source = forms.CharField(label=_("Căn cứ"), required=False, max_length=500)


class MergeOffice(OfficeField):
    """The successor, the day and the ground."""

    on = DayField(label=_("Kết thúc từ ngày"), help_text=_("Ngày đầu tiên cơ quan này không còn."))
    reason = _reason(_("Căn cứ"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].label = _("Cơ quan kế tiếp")
        self.fields["office"].required = True
