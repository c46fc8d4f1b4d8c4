"""Forms of platforms. Names of filters stand in addresses, so they are Vietnamese without marks."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from diemsang.accounts.models import User
from diemsang.areas.models import Area
from diemsang.areas.queries import resolve
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.days import DayField
from diemsang.core.errors import Refused
from diemsang.documents.forms import DecisionField
from diemsang.platforms.actions import CriterionWish, PlatformFacts, TileWish
from diemsang.platforms.models import Cost, Criterion, Maturity, OnTv, Platform, PlatformSelection, PlatformTile
from diemsang.points.forms import DecimalField
from diemsang.points.models import SupportPoint
from diemsang.points.queries import visible_to as points_visible
from diemsang.points.topics import Topic

ALL = ("", _("tất cả"))
UNKNOWN = "chua-ro"
TOPICS = [(value, label) for value, label in Topic.choices if value]
LEVELS = [(str(level), str(level)) for level in range(1, 6)]
Choices = Sequence[tuple[str, Any]]


def _search(hint: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"type": "search", "placeholder": hint})
    return forms.CharField(label=_("Tìm"), required=False, max_length=120, widget=widget)


def _pick(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[ALL, *choices])


def _long(label: Any, most: int, rows: int = 3, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options)


def _yes_no(label: Any, **options: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        required=False,
        choices=[("", _("chưa rõ")), ("co", _("có")), ("khong", _("không"))],
        coerce=lambda value: {"co": True, "khong": False}[value],
        empty_value=None,
        **options,
    )


class PlatformFilter(forms.Form):
    """Narrows the register."""

    q = _search(_("tên, cơ quan chủ quản, địa chỉ"))
    chu_de = _pick(_("Chủ đề"), TOPICS)
    muc = _pick(_("Mức hoàn thiện"), [*Maturity.choices, (UNKNOWN, _("chưa rõ"))])
    dia_phuong = _pick(_("Địa phương quản lý"), [("co", _("có")), ("khong", _("không")), (UNKNOWN, _("chưa rõ"))])
    cap_do = _pick(_("Cấp độ an toàn"), [*LEVELS, (UNKNOWN, _("chưa rõ"))])
    tv = _pick(_("Trên TV"), [*OnTv.choices, (UNKNOWN, _("chưa thử"))])
    chon = _pick(_("Lựa chọn"), [("da", _("đã được chọn")), ("chua", _("chưa được chọn"))])
    cat = forms.ChoiceField(
        label=_("Đã cất"),
        required=False,
        choices=[("", _("không hiện")), ("ca", _("hiện cả")), ("chi", _("chỉ đã cất"))],
    )


class SelectionFilter(forms.Form):
    """Narrows the rounds."""

    q = _search(_("tên đợt, mã"))
    tinh_trang = _pick(_("Tình trạng"), PlatformSelection.State.choices)


class TileFilter(forms.Form):
    """Narrows the tiles."""

    q = _search(_("tên trên màn hình, nền tảng"))
    tinh_trang = _pick(_("Tình trạng"), PlatformTile.State.choices)


class PlatformForm(forms.Form):
    """What is known of a platform; a box left empty means that nobody knows."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Tên"), max_length=200)
    owner = forms.CharField(label=_("Cơ quan chủ quản"), required=False, max_length=200)
    address = forms.CharField(
        label=_("Địa chỉ"),
        required=False,
        max_length=500,
        help_text=_("Chỉ nhận https://. Đang phát triển, chưa có thì để trống."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "placeholder": "https://"}),
    )
    purpose = _long(_("Mục đích"), 2000, required=False, help_text=_("Bà con dùng vào việc gì."))
    maturity = forms.ChoiceField(
        label=_("Mức hoàn thiện"), required=False, choices=[("", _("chưa rõ")), *Maturity.choices]
    )
    is_local = _yes_no(_("Thuộc phạm vi quản lý của địa phương"))
    security_level = forms.TypedChoiceField(
        label=_("Cấp độ an toàn hệ thống thông tin"),
        required=False,
        choices=[("", _("chưa rõ")), *LEVELS],
        coerce=int,
        empty_value=None,
        help_text=_("Theo quyết định phê duyệt cấp độ của chủ quản (NĐ 85/2016)."),
    )
    personal_data = _yes_no(_("Xử lý dữ liệu cá nhân của người dùng"))
    personal_data_what = forms.CharField(
        label=_("Dữ liệu cá nhân nào"), required=False, max_length=500, help_text=_("Ví dụ: họ tên, số điện thoại.")
    )
    cost = forms.ChoiceField(
        label=_("Người dân phải trả tiền"), required=False, choices=[("", _("chưa rõ")), *Cost.choices]
    )
    cost_note = forms.CharField(label=_("Mức thu"), required=False, max_length=200)
    login_needed = _yes_no(_("Phải đăng nhập"))
    works_on_tv = forms.ChoiceField(
        label=_("Trên TV của điểm"), required=False, choices=[("", _("chưa thử")), *OnTv.choices]
    )
    tested_on = DayField(label=_("Thử ngày"), required=False)
    tested_by = forms.CharField(label=_("Người thử"), required=False, max_length=120)
    languages = forms.CharField(
        label=_("Thứ tiếng"),
        required=False,
        max_length=200,
        help_text=_("Ví dụ: Việt, Tày, Mông. Chưa rõ thì để trống."),
    )
    topics = forms.MultipleChoiceField(
        label=_("Chủ đề"), required=False, choices=TOPICS, widget=forms.CheckboxSelectMultiple
    )
    notes = _long(_("Ghi chú"), 4000, required=False)

    def facts(self) -> PlatformFacts:
        """What was typed, as the action takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("public_id", "seen")}
        return PlatformFacts(**{**given, "topics": tuple(given["topics"])})


def initial_of(facts: PlatformFacts) -> dict[str, Any]:
    """What the form starts with."""
    words = {True: "co", False: "khong", None: ""}
    values = asdict(facts)
    for name in ("is_local", "personal_data", "login_needed"):
        values[name] = words[values[name]]
    return {**values, "topics": list(facts.topics)}


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Lý do"), max_length=300)


class HostForm(forms.Form):
    """A host that televisions may open."""

    host = forms.CharField(label=_("Tên miền"), max_length=253, help_text=_("Ví dụ tuyenquang.gov.vn."))
    note = forms.CharField(label=_("Vì sao được mở"), required=False, max_length=300)


class SelectionForm(forms.Form):
    """A new round."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Tên đợt"), max_length=200)
    area = forms.ChoiceField(label=_("Cho các điểm của"))
    plan = forms.ChoiceField(label=_("Theo kế hoạch"), required=False)

    def __init__(self, *args: Any, areas: Choices, plans: Choices, **options: Any) -> None:
        options["initial"] = {"public_id": uuid.uuid4(), **(options.get("initial") or {})}
        super().__init__(*args, **options)
        self.fields["area"].choices = areas  # type: ignore[attr-defined]
        self.fields["plan"].choices = [("", _("không theo kế hoạch nào")), *plans]  # type: ignore[attr-defined]


SPARE = 2
"""Empty lines below the criteria that stand."""


class CriteriaForm(forms.Form):
    """All criteria of a round, a line each; an empty line counts for nothing, also one that was emptied."""

    MOST = 20

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **options: Any) -> None:
        super().__init__(*args, **options)
        posted = sum(1 for name in self.data if name.startswith("text-")) if self.is_bound else 0
        self.count = min(max(posted, len(criteria) + SPARE), self.MOST)
        for place in range(self.count):
            row = criteria[place] if place < len(criteria) else None
            words = {"place": place + 1}
            self.fields[f"text-{place}"] = forms.CharField(
                label=_g("Tiêu chí %(place)s") % words,
                required=False,
                max_length=300,
                initial=row.text if row else "",
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            for name, label, value in (
                ("weight", _g("Trọng số của tiêu chí %(place)s, phần trăm") % words, row.weight if row else None),
                ("minimum", _g("Loại nếu điểm tiêu chí %(place)s dưới") % words, row.minimum if row else None),
            ):
                field = DecimalField(label=label, required=False, initial=_typed(value))
                field.widget.attrs |= {"size": 5}
                self.fields[f"{name}-{place}"] = field

    @property
    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Text, weight, minimum of each line."""
        return [(self[f"text-{at}"], self[f"weight-{at}"], self[f"minimum-{at}"]) for at in range(self.count)]

    def wishes(self) -> list[CriterionWish]:
        """The lines that say something."""
        found = []
        for at in range(self.count):
            text, weight = self.cleaned_data.get(f"text-{at}", ""), self.cleaned_data.get(f"weight-{at}")
            minimum = self.cleaned_data.get(f"minimum-{at}")
            if text or weight is not None or minimum is not None:
                low = None if minimum is None else Decimal(str(minimum))
                found.append(CriterionWish(text, Decimal(str(weight or 0)), low))
        return found


def _typed(value: Decimal | None) -> str:
    return "" if value is None else format(value.normalize(), "f").replace(".", ",")


class DecideForm(forms.Form):
    """What the decision says."""

    decision = DecisionField(label=_("Quyết định lựa chọn nền tảng số"))
    chosen = forms.MultipleChoiceField(
        label=_("Nền tảng được chọn"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = _long(_("Lý do lựa chọn"), 2000, required=False, help_text=_("Cần khi không chọn nền tảng có điểm cao hơn."))
    review_on = DayField(label=_("Rà soát lại trước ngày"))

    def __init__(self, *args: Any, actor: Actor, candidates: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["decision"].actor = actor  # type: ignore[attr-defined]
        self.fields["chosen"].choices = candidates  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    """The decision was looked at again."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    on = DayField(label=_("Rà soát ngày"))
    finding = _long(_("Kết luận"), 2000)
    next_on = DayField(
        label=_("Rà soát lại trước ngày"), required=False, help_text=_("Để trống nếu thôi dùng các nền tảng này.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"public_id": uuid.uuid4(), "on": clock.today(), **(options.get("initial") or {})}
        super().__init__(*args, **options)


class TileForm(forms.Form):
    """A tile: what residents see and hear, where, from when until when."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    platform = forms.ChoiceField(label=_("Nền tảng"))
    title = forms.CharField(
        label=_("Tên trên màn hình"),
        max_length=120,
        help_text=_("Việc bà con muốn làm, ví dụ «Làm giấy khai sinh»."),
    )
    spoken = _long(_("Lời đọc tiếng Việt"), 1500, rows=6, help_text=_("Mỗi dòng một bước, câu ngắn."))
    mode = forms.ChoiceField(label=_("Cách dùng"), choices=PlatformTile.Mode.choices)
    valid_from = DayField(label=_("Dùng từ ngày"))
    valid_until = DayField(label=_("Hết dùng từ ngày"), required=False, help_text=_("Để trống nếu chưa định."))
    areas = forms.CharField(
        label=_("Chỉ ở địa bàn"),
        required=False,
        max_length=500,
        help_text=_("Mã xã, cách nhau dấu phẩy. Trống: mọi điểm."),
    )
    points = forms.CharField(
        label=_("Chỉ ở điểm"), required=False, max_length=1000, help_text=_("Mã điểm, cách nhau dấu phẩy.")
    )

    def __init__(self, *args: Any, actor: User, platforms: Sequence[Platform], **options: Any) -> None:
        options["initial"] = {"public_id": uuid.uuid4(), "valid_from": clock.today(), **(options.get("initial") or {})}
        super().__init__(*args, **options)
        self.actor = actor
        choices = [(row.code, f"{row.code} {row.name}") for row in platforms]
        self.fields["platform"].choices = choices  # type: ignore[attr-defined]

    def clean_areas(self) -> list[Area]:
        """Units that bear these codes today."""
        found, unknown = [], []
        for code in _codes(self.cleaned_data["areas"]):
            try:
                found.append(resolve(code, on=clock.today()))
            except (Refused, LookupError):
                unknown.append(code)
        if unknown:
            raise forms.ValidationError(_("Không có địa bàn mã %(codes)s hôm nay.") % {"codes": ", ".join(unknown)})
        return list({area.pk: area for area in found}.values())

    def clean_points(self) -> list[SupportPoint]:
        """Points of these codes that the person may see."""
        codes = [code.upper() for code in _codes(self.cleaned_data["points"])]
        found = {point.code: point for point in points_visible(self.actor).filter(code__in=codes)}
        unknown = [code for code in codes if code not in found]
        if unknown:
            raise forms.ValidationError(_("Không có điểm mã %(codes)s.") % {"codes": ", ".join(unknown)})
        return list(found.values())

    def wish(self) -> TileWish:
        """As the action takes it."""
        names = ("title", "spoken", "mode", "valid_from", "valid_until", "areas", "points")
        return TileWish(**{name: self.cleaned_data[name] for name in names})


def _codes(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in text.replace(";", ",").split(",") if part.strip()))
