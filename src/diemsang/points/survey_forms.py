"""Forms of surveys: the phone's form, the quick entry from paper, the filter of the list."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.days import DayField
from diemsang.documents.forms import DecisionField
from diemsang.points.checklists import Checklist, Condition, varieties
from diemsang.points.forms import DecimalField
from diemsang.points.models import Carrier, Grid, Signal, SiteSurvey, Stability, Verdict
from diemsang.points.queries.survey_rows import STATES
from diemsang.points.surveys import EquipmentWish, SurveyWish

THINGS, PEOPLE = 4, 3
"""Lines for what stands there already, and for candidates."""
WORKING = (("", _l("chưa rõ")), ("co", _l("còn dùng được")), ("khong", _l("đã hỏng")))
YES_NO = {"co": True, "khong": False}


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


@dataclass(frozen=True, slots=True)
class ConditionFields:
    """The fields of one condition, for the template; ``photo`` names its camera."""

    condition: Condition
    verdict: Any
    note: Any
    photo: str


class SurveyForm(forms.Form):
    """One visit. No verdict is preselected; radios, so that one touch answers."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    on = DayField(label=_l("Ngày khảo sát"))
    surveyors = forms.CharField(
        label=_l("Người khảo sát"),
        max_length=1000,
        widget=_area(2),
        help_text=_l("Mỗi người một dòng: họ và tên, chức danh."),
    )
    grid = forms.ChoiceField(label=_l("Nguồn điện"), required=False, choices=Grid.choices[1:], widget=forms.RadioSelect)
    power = forms.ChoiceField(
        label=_l("Điện có ổn định không"), required=False, choices=Stability.choices[1:], widget=forms.RadioSelect
    )
    room_area = DecimalField(label=_l("Diện tích phòng (m²)"), required=False)
    seats = forms.IntegerField(label=_l("Số chỗ ngồi"), required=False, min_value=0)
    varieties = forms.MultipleChoiceField(
        label=_l("Tiếng nói chính của bà con"), required=False, widget=forms.CheckboxSelectMultiple
    )
    varieties_note = forms.CharField(label=_l("Tiếng nói khác"), required=False, max_length=200)
    note = forms.CharField(label=_l("Nhận xét chung"), required=False, max_length=4000, widget=_area(3))
    reason = forms.CharField(label=_l("Lý do thay phiếu"), required=False, max_length=300)

    def __init__(self, *args: Any, checklist: Checklist, replaces: SiteSurvey | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.checklist = checklist
        self.from_paper = bool(replaces and replaces.from_paper)
        self.fields["varieties"].choices = list(varieties().items())  # type: ignore[attr-defined]
        for name in ("room_area", "seats"):
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal"})
        if replaces is None:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = True
        asked = {"required": _l("Chọn đạt, không đạt, hoặc chưa rõ.")}
        for condition in checklist.conditions:
            self.fields[f"verdict-{condition.code}"] = forms.ChoiceField(
                label=condition.title, choices=Verdict.choices, widget=forms.RadioSelect, error_messages=asked
            )
            self.fields[f"note-{condition.code}"] = forms.CharField(
                label=_l("Ghi chú"), required=False, max_length=1000, widget=_area(2)
            )
        for carrier in Carrier:
            self.fields[f"signal-{carrier}"] = forms.ChoiceField(
                label=carrier.label, required=False, choices=Signal.choices, widget=forms.RadioSelect
            )
        for at in range(THINGS):
            self._text(f"thing-{at}", _l("Tên thiết bị"), 200)
            self.fields[f"count-{at}"] = forms.IntegerField(label=_l("Số lượng"), required=False, min_value=1)
            self.fields[f"works-{at}"] = forms.ChoiceField(label=_l("Tình trạng"), required=False, choices=WORKING)
            self._text(f"money-{at}", _l("Mua bằng nguồn vốn nào"), 200)
        for at in range(PEOPLE):
            self._text(f"name-{at}", _l("Họ và tên"), 120)
            self._text(f"post-{at}", _l("Chức danh"), 200)

    def _text(self, name: str, label: Any, length: int) -> None:
        self.fields[name] = forms.CharField(label=label, required=False, max_length=length)

    @property
    def conditions(self) -> list[ConditionFields]:
        """One line a condition."""
        return [
            ConditionFields(
                condition, self[f"verdict-{condition.code}"], self[f"note-{condition.code}"], f"photo-{condition.code}"
            )
            for condition in self.checklist.conditions
        ]

    @property
    def signals(self) -> list[Any]:
        """One field a network."""
        return [self[f"signal-{carrier}"] for carrier in Carrier]

    @property
    def things(self) -> list[list[Any]]:
        """Lines of what stands there already."""
        return [[self[f"{name}-{at}"] for name in ("thing", "count", "works", "money")] for at in range(THINGS)]

    @property
    def people(self) -> list[list[Any]]:
        """Lines of candidates."""
        return [[self[f"{name}-{at}"] for name in ("name", "post")] for at in range(PEOPLE)]

    def wish(self) -> SurveyWish:
        """What the form says, once it is valid."""
        data = self.cleaned_data
        things = [
            EquipmentWish(
                name=data[f"thing-{at}"],
                quantity=data[f"count-{at}"],
                working=YES_NO.get(data[f"works-{at}"]),
                funding=data[f"money-{at}"],
            )
            for at in range(THINGS)
            if any(data[f"{name}-{at}"] for name in ("thing", "count", "works", "money"))
        ]
        return SurveyWish(
            on=data["on"],
            verdicts={code: (data[f"verdict-{code}"], data[f"note-{code}"]) for code in self.checklist.codes},
            surveyors=data["surveyors"],
            signal={carrier.value: data[f"signal-{carrier}"] for carrier in Carrier if data[f"signal-{carrier}"]},
            grid=data["grid"],
            power=data["power"],
            room_area=data["room_area"],
            seats=data["seats"],
            varieties=data["varieties"],
            varieties_note=data["varieties_note"],
            equipment=things,
            candidates=[(data[f"name-{at}"], data[f"post-{at}"]) for at in range(PEOPLE)],
            note=data["note"],
            from_paper=self.from_paper,
        )


def first_values(actor: Actor, key: uuid.UUID) -> dict[str, Any]:
    """What an empty form begins with: today, and who holds the phone."""
    job = getattr(actor, "job_title", "")
    return {
        "public_id": key,
        "on": clock.today(),
        "surveyors": ", ".join(part for part in (actor.actor_label, job) if part),
    }


def values_of(survey: SiteSurvey, key: uuid.UUID) -> dict[str, Any]:
    """What a form that replaces a survey begins with: all of it."""
    values: dict[str, Any] = {
        name: getattr(survey, name)
        for name in ("on", "surveyors", "grid", "power", "room_area", "seats", "varieties", "varieties_note", "note")
    }
    if survey.room_area is not None and survey.room_area.is_integer():
        values["room_area"] = int(survey.room_area)
    values["public_id"] = key
    for row in survey.verdicts.all():
        values |= {f"verdict-{row.criterion}": row.verdict, f"note-{row.criterion}": row.note}
    values |= {f"signal-{carrier}": signal for carrier, signal in survey.signal.items()}
    works = {True: "co", False: "khong", None: ""}
    for at, thing in enumerate(survey.equipment.all()):
        values |= {
            f"thing-{at}": thing.name,
            f"count-{at}": thing.quantity,
            f"works-{at}": works[thing.working],
            f"money-{at}": thing.funding,
        }
    for at, person in enumerate(survey.candidates.all()):
        values |= {f"name-{at}": person.name, f"post-{at}": person.post}
    return values


class WaiverForm(forms.Form):
    """Which decision lets a failed condition pass, from which day."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    criterion = forms.CharField(widget=forms.HiddenInput, max_length=40)
    decision = DecisionField(label=_l("Miễn theo văn bản"))
    on = DayField(label=_l("Từ ngày"))

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["decision"].actor = actor  # type: ignore[attr-defined]


class SurveyFilter(forms.Form):
    """Narrows the list of surveys; every field may be empty."""

    q = forms.CharField(
        label=_l("Tìm"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _l("mã điểm, thôn, tên xã mọi thời")}),
    )

    def __init__(
        self,
        *args: Any,
        plans: Sequence[tuple[str, str]],
        areas: list[tuple[str, list[tuple[str, str]]]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        states = [("viec", _("còn việc phải làm")), *STATES.items()]
        self._choice("tinh-trang", _l("Khảo sát"), states)
        self._choice("dia-ban", _l("Địa bàn"), areas)
        self._choice("ke-hoach", _l("Kế hoạch"), plans)
        self._choice("anh", _l("Ảnh"), [("trung", _l("dùng cho hai điểm"))])

    def _choice(self, name: str, label: Any, choices: Iterable[Any]) -> None:
        self.fields[name] = forms.ChoiceField(label=label, required=False, choices=[("", _l("tất cả")), *choices])


class QuickForm(forms.Form):
    """What all lines of a stack of paper sheets share."""

    on = DayField(label=_l("Ngày khảo sát"))
    surveyors = forms.CharField(
        label=_l("Người khảo sát"), max_length=1000, widget=_area(2), help_text=_l("Mỗi người một dòng.")
    )
