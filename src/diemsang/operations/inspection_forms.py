"""Forms of inspections. Names of filters stand in addresses, so they are Vietnamese without marks."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from diemsang.core import clock
from diemsang.core.days import DayField
from diemsang.operations.checklists import Checklist, Line
from diemsang.operations.forms import ALL
from diemsang.operations.models import Verdict

Choices = Sequence[tuple[str, Any]]
DONE: Choices = [("chua-xong", _("chưa xong")), ("qua-han", _("quá hạn")), ("xong", _("đã xong"))]


class PlaceFilter(forms.Form):
    """Narrows inspections by words and unit."""

    q = forms.CharField(
        label=_("Tìm"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("mã điểm, thôn, tên xã hay huyện mọi thời")}),
    )

    def __init__(self, *args: Any, areas: list[tuple[str, list[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dia-ban"] = forms.ChoiceField(label=_("Địa bàn"), required=False, choices=[ALL, *areas])


class FindingFilter(PlaceFilter):
    """Narrows findings also by whether they are done, and by office."""

    def __init__(self, *args: Any, offices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, choices in (("tinh-trang", _("Tình trạng"), DONE), ("co-quan", _("Ai làm"), offices)):
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=[ALL, *choices])


@dataclass(frozen=True, slots=True)
class LineFields:
    """One line of the checklist as the page draws it."""

    line: Line
    first_of_area: bool
    verdict: BoundField
    note: BoundField
    text: BoundField
    due_on: BoundField
    office: BoundField
    responsible: BoundField

    @property
    def opened(self) -> bool:
        """Whether the part about what must be put right stands open."""
        return self.verdict.value() == Verdict.BAD or bool(self.text.value() or self.due_on.value())


class InspectionForm(forms.Form):
    """The whole checklist on one page; the action tells what is missing, so that nothing typed is lost."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    on = DayField(label=_("Ngày kiểm tra"))
    members = forms.CharField(label=_("Đoàn kiểm tra"), max_length=300, help_text=_("Tên in trên biên bản."))
    conclusion = forms.CharField(
        label=_("Kết luận, kiến nghị"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, *args: Any, checklist: Checklist, offices: Choices, usual_office: str, members: str, **options: Any
    ) -> None:
        self.checklist = checklist
        usual: dict[str, Any] = {"public_id": uuid.uuid4(), "on": clock.today(), "members": members}
        usual |= {f"{line.key}-office": usual_office for line in checklist.lines}
        options["initial"] = usual | (options.get("initial") or {})
        super().__init__(*args, **options)
        for line in checklist.lines:
            self.fields |= {
                f"{line.key}-verdict": forms.ChoiceField(
                    label=line.text, required=False, choices=Verdict.choices, widget=forms.RadioSelect
                ),
                f"{line.key}-note": forms.CharField(label=_("Ghi chú"), required=False, max_length=300),
                f"{line.key}-text": forms.CharField(label=_("Phải khắc phục"), required=False, max_length=300),
                f"{line.key}-due_on": DayField(label=_("Hạn"), required=False),
                f"{line.key}-office": forms.ChoiceField(
                    label=_("Cơ quan chịu trách nhiệm"),
                    required=False,
                    choices=[*offices, ("", _("người khác, ghi tên"))],
                ),
                f"{line.key}-responsible": forms.CharField(label=_("Tên người khác"), required=False, max_length=200),
            }

    def lines(self) -> Iterator[LineFields]:
        """In the order of the checklist."""
        area = ""
        for line in self.checklist.lines:
            parts = {
                name: self[f"{line.key}-{name}"]
                for name in ("verdict", "note", "text", "due_on", "office", "responsible")
            }
            yield LineFields(line, line.area != area, **parts)
            area = line.area


class DoneForm(forms.Form):
    """A finding was put right."""

    on = DayField(label=_("Xong ngày"))
    note = forms.CharField(label=_("Đã làm gì"), max_length=300)
