"""Forms of training. Names of filters stand in addresses, so they are Vietnamese without marks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from diemsang.accounts.models import Office, User
from diemsang.core.days import DayField
from diemsang.library.models import Topic
from diemsang.points.models import SupportPoint
from diemsang.training.models import Audience, ClassState, Trainee
from diemsang.training.queries.coverage import STATES
from diemsang.training.queries.pages import office_choices, trainer_choices
from diemsang.training.queries.scope import ATTEND, points_within

ALL = ("", _("tất cả"))
SLUGS = {"chua": "never", "da-thoi": "left", "het-han": "expired", "co": "trained"}
"""Words of the address for what can be said of a point."""
Choices = Sequence[tuple[str, str]]
MANY = forms.CheckboxSelectMultiple


def search_box(hint: Any) -> forms.CharField:
    """The box of a list."""
    widget = forms.TextInput(attrs={"type": "search", "placeholder": hint})
    return forms.CharField(label=_("Tìm"), required=False, max_length=120, widget=widget)


class CoverageFilter(forms.Form):
    """Narrows the points."""

    q = search_box(_("mã điểm, thôn, tên xã hay huyện mọi thời"))

    def __init__(self, *args: Any, areas: list[tuple[str, list[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [(slug, STATES[state]) for slug, state in SLUGS.items()]
        for name, label, choices in (
            ("dia-ban", _("Địa bàn"), areas),
            ("tap-huan", _("Tập huấn"), [*states, ("chua-co", _("chưa có người được tập huấn còn hiệu lực"))]),
        ):
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=[ALL, *choices])


class ClassFilter(forms.Form):
    """Narrows the classes."""

    def __init__(self, *args: Any, courses: Choices, years: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, choices in (
            ("tinh-trang", _("Tình trạng"), ClassState.choices),
            ("khoa", _("Khóa"), courses),
            ("nam", _("Năm"), years),
        ):
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=[ALL, *choices])


class TraineeFilter(forms.Form):
    """Narrows the people."""

    q = search_box(_("họ tên, mã điểm"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [ALL, *Trainee.Role.choices]
        self.fields["vai"] = forms.ChoiceField(label=_("Vai trò"), required=False, choices=choices)


class IdForm(forms.Form):
    """An act with an id of its own, so that a second press writes nothing new."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)


class CourseForm(IdForm):
    """A course."""

    title = forms.CharField(label=_("Tên khóa"), max_length=200)
    audience = forms.ChoiceField(label=_("Đối tượng"), choices=Audience.choices)
    topics = forms.MultipleChoiceField(
        label=_("Nội dung"), choices=[pair for pair in Topic.choices if pair[0]], widget=MANY
    )
    hours = forms.DecimalField(label=_("Số giờ"), max_digits=4, decimal_places=1, localize=True)
    pass_mark = forms.IntegerField(
        label=_("Điểm đạt, %"), required=False, help_text=_("Để trống nếu khóa không kiểm tra: dự đủ là đạt.")
    )
    min_attendance = forms.IntegerField(label=_("Dự ít nhất, % số ngày"), initial=80)
    validity_months = forms.IntegerField(
        label=_("Chứng nhận có hạn, tháng"), required=False, help_text=_("Để trống nếu không hết hạn.")
    )
    valid_from = DayField(label=_("Dạy từ ngày"), required=False)
    last_day = DayField(label=_("Dạy đến hết ngày"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hours"].widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})


class QuestionsForm(IdForm):
    """All questions as text."""

    text = forms.CharField(
        label=_("Câu hỏi"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
        help_text=_(
            "Từ 3 đến 10 câu, cách nhau một dòng trống. Dòng đầu là câu hỏi, mỗi dòng sau một câu trả lời; "
            "đánh dấu * trước câu đúng. Thêm [2] cuối câu hỏi nếu câu đó tính hệ số 2."
        ),
    )


class MaterialForm(IdForm):
    """A file for the people of the course."""

    file = forms.FileField(label=_("Tệp"))
    title = forms.CharField(label=_("Tên tài liệu"), max_length=200, required=False)


class ClassForm(IdForm):
    """A class."""

    place = forms.CharField(label=_("Nơi học"), max_length=200)
    office = forms.ChoiceField(label=_("Cơ quan tổ chức"))
    starts_on = DayField(label=_("Từ ngày"))
    ends_on = DayField(label=_("Đến hết ngày"))
    starts_at = forms.TimeField(
        label=_("Giờ bắt đầu"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    capacity = forms.IntegerField(label=_("Số chỗ"), initial=30)
    trainer_user = forms.ChoiceField(
        label=_("Giảng viên có tài khoản"),
        required=False,
        help_text=_("Người này thấy lớp, điểm danh, ghi điểm và kết thúc lớp được."),
    )
    trainer = forms.CharField(
        label=_("Giảng viên, báo cáo viên"),
        max_length=200,
        required=False,
        help_text=_("Tên in trên giấy tờ của lớp. Để trống thì lấy tên giảng viên đã chọn."),
    )
    point_code = forms.CharField(
        label=_("Học tại điểm"), max_length=12, required=False, help_text=_("Mã điểm, nếu lớp mở ngay tại một điểm.")
    )

    def __init__(
        self, *args: Any, user: User, kept: Office | None = None, trainer: User | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        office, trainers = self.fields["office"], self.fields["trainer_user"]
        assert isinstance(office, forms.ChoiceField) and isinstance(trainers, forms.ChoiceField)
        office.choices = office_choices(user, kept)
        trainers.choices = [("", _("không có")), *trainer_choices(user, trainer)]
        if user.office_id and not self.initial.get("office"):
            self.initial["office"] = str(user.office_id)

    def clean_office(self) -> Office:
        """The office itself."""
        return Office.objects.get(pk=int(self.cleaned_data["office"]))

    def clean_trainer_user(self) -> User | None:
        """The person."""
        chosen = self.cleaned_data["trainer_user"]
        return User.objects.get(pk=int(chosen)) if chosen else None

    def clean_point_code(self) -> SupportPoint | None:
        """The point itself, among those within reach."""
        return point_of(self.user, self.cleaned_data["point_code"])


def point_of(
    user: User, code: str, points: QuerySet[SupportPoint] | None = None, *, advice: str = ""
) -> SupportPoint | None:
    """The point of a typed code, among ``points`` (those of the person); an error in words when it is none of them,
    with ``advice`` in place of the list of points."""
    code = code.strip().upper()
    if not code:
        return None
    point = (points_within(user, ATTEND) if points is None else points).filter(code=code).first()
    if point is None:
        message = _g("Không có điểm «%(code)s» trong địa bàn của bạn.") % {"code": code}
        raise forms.ValidationError(f"{message} {advice or _g('Xem mã ở danh sách điểm, dạng TQ-0001.')}")
    return point


class ReasonForm(forms.Form):
    """An act that needs a reason."""

    reason = forms.CharField(
        label=_("Lý do"), max_length=300, help_text=_("Nhật ký giữ lý do mãi: không ghi tên người.")
    )


class ResidentsForm(forms.Form):
    """How many residents came."""

    women = forms.IntegerField(label=_("Phụ nữ"), required=False, min_value=0)
    men = forms.IntegerField(label=_("Nam giới"), required=False, min_value=0)
    children = forms.IntegerField(label=_("Trẻ em"), required=False, min_value=0)


class NameForm(forms.Form):
    """Who sits in a seat; only what the class needs (domain §8.1)."""

    name = forms.CharField(label=_("Họ và tên"), max_length=120)
    phone = forms.CharField(
        label=_("Điện thoại"), max_length=20, required=False, help_text=_("Chỉ ghi khi cần gọi. Không hỏi số giấy tờ.")
    )


class PersonForm(IdForm, NameForm):
    """A person who is put on the list by hand. ``choices``: the points by group, to choose from in place of typing a
    code, for who has no list of points to look it up."""

    role = forms.ChoiceField(label=_("Vai trò"), choices=Trainee.Role.choices)
    point_code = forms.CharField(
        label=_("Làm việc tại điểm"), max_length=12, required=False, help_text=_("Mã điểm, dạng TQ-0001.")
    )
    office = forms.ChoiceField(
        label=_("Hoặc cơ quan"), required=False, help_text=_("Cho người quản lý không phụ trách một điểm.")
    )
    from_date = DayField(label=_("Phụ trách điểm từ ngày"), required=False, help_text=_("Để trống nếu chưa rõ."))
    field_order = ["public_id", "name", "role", "point_code", "office", "phone", "from_date"]

    def __init__(
        self,
        *args: Any,
        user: User,
        points: QuerySet[SupportPoint],
        choices: Sequence[tuple[str, Choices]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.points, self.chosen = user, points, choices is not None
        if choices is not None:
            point = self.fields["point_code"]
            point.widget, point.help_text = forms.Select(choices=[("", _("chưa chọn")), *choices]), ""
        office = self.fields["office"]
        assert isinstance(office, forms.ChoiceField)
        office.choices = [("", _("không chọn")), *office_choices(user, right=ATTEND)]
        if len(office.choices) == 1:
            del self.fields["office"]

    def clean_office(self) -> Office | None:
        """The office itself."""
        chosen = self.cleaned_data["office"]
        return Office.objects.get(pk=int(chosen)) if chosen else None

    def clean_point_code(self) -> SupportPoint | None:
        """The point itself, among those within reach."""
        advice = _g("Chọn một điểm trong danh sách.") if self.chosen else ""
        return point_of(self.user, self.cleaned_data["point_code"], self.points, advice=advice)


class PostForm(IdForm):
    """Where a person works."""

    point_code = forms.CharField(label=_("Điểm"), max_length=12, help_text=_("Mã điểm, dạng TQ-0001."))
    from_date = DayField(label=_("Từ ngày"), required=False, help_text=_("Để trống nếu chưa rõ."))
    source = forms.CharField(label=_("Nguồn"), max_length=500, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_point_code(self) -> SupportPoint | None:
        """The point itself."""
        return point_of(self.user, self.cleaned_data["point_code"])


class PostEndForm(forms.Form):
    """Since when a person no longer works at a point."""

    on = DayField(label=_("Thôi phụ trách từ ngày"))


class ForgetForm(forms.Form):
    """Said twice, for it cannot be taken back."""

    sure = forms.BooleanField(label=_("Tôi hiểu: tên và điện thoại mất hẳn, không lấy lại được"))


def score_of(text: str) -> int | None:
    """A typed score; ``ValueError`` for what is no whole number. Empty is none."""
    text = text.strip().removesuffix("%").strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > 4:
        raise ValueError(text)
    return int(text)


def day_of(text: str, days: Sequence[dt.date], today: dt.date) -> dt.date:
    """The asked day of a class, else today when it is one, else the last day that has come, else the first."""
    asked = next((day for day in days if day.isoformat() == text), None)
    past = [day for day in days if day <= today]
    return asked or (past[-1] if past else days[0])
