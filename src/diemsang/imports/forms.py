"""The upload form, made from what the list asks besides its file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diemsang.core.days import day_input
from diemsang.imports.description import ListDescription

ACCEPT = ".xlsx,.xlsm,.xls,.ods,.csv,.txt"
FILE = "tep"


class UploadForm(forms.Form):
    """A file and the list's params. Their values are checked by ``engine.check_params``, with the file's own faults."""

    tep = forms.FileField(
        label=_("Tệp Excel"),
        allow_empty_file=True,
        help_text=_("Nhận .xlsx, .xlsm, .xls, .ods, .csv, tối đa 20 MB. Chưa ghi gì cho đến khi bạn bấm «Áp dụng»."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, description: ListDescription, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(param_fields(description))
        self.order_fields([*[column.key for column in description.params], FILE])


class ExportForm(forms.Form):
    """What must be said to know which list is meant; what only new rows need is left out."""

    def __init__(self, description: ListDescription, initial: Mapping[str, Any]) -> None:
        super().__init__(auto_id="xuat_%s", initial=dict(initial))
        self.fields.update({key: field for key, field in param_fields(description).items() if field.required})


def param_fields(description: ListDescription) -> dict[str, forms.Field]:
    """One field for each param, by its key."""
    made: dict[str, forms.Field] = {}
    for column in description.params:
        common: dict[str, Any] = {"label": column.label, "required": column.required, "help_text": column.help}
        if column.choices:
            choices = [("", "—"), *column.choices()]
            made[column.key] = forms.ChoiceField(choices=choices, **common)
        elif column.kind == "date":
            made[column.key] = forms.CharField(widget=day_input(), **common)
        else:
            made[column.key] = forms.CharField(max_length=column.limit or 500, **common)
    return made
