"""Forms of documents, and the field by which every other form chooses one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from diemsang.core.actor import Actor
from diemsang.core.days import DayField
from diemsang.documents.models import Decision, DecisionKind, DecisionRelation
from diemsang.documents.queries import MANAGE, resolve

YES_NO = (("", _l("Tất cả")), ("co", _l("có bản ký")), ("chua", _l("chưa có bản ký")))


class DecisionInput(forms.TextInput):
    """A line to type a number or words in; with script, a list of documents opens under it."""

    template_name = "documents/widgets/decision.html"
    may_add = False
    """Whether who fills the form in may record a document that is not in the register yet."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds where the list comes from."""
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}-ds"
        context["widget"]["attrs"] |= {"list": list_id, "autocomplete": "off"}
        context["choose_url"] = f"{reverse('documents:choose')}?o={name}"
        context["add_url"] = reverse("documents:add") if self.may_add else ""
        context["list_id"] = list_id
        return context


class DecisionField(forms.CharField):
    """Chooses a document of the register by its number, key or title; the value is a ``Decision``.

    The form sets ``field.actor`` when it is made. A text that fits several or none is asked back with suggestions; a
    document that is not in the register yet is recorded first (a link leads there who may record one).
    """

    widget = DecisionInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _l("Văn bản"))
        options.setdefault("help_text", _l("Gõ số, ký hiệu hoặc vài chữ của trích yếu."))
        super().__init__(max_length=options.pop("max_length", 200), **options)
        self._actor: Actor | None = None

    @property
    def actor(self) -> Actor:
        """Who chooses."""
        assert self._actor is not None, "form must set the field's actor"
        return self._actor

    @actor.setter
    def actor(self, actor: Actor) -> None:
        self._actor, self.widget.may_add = actor, actor.can(MANAGE)

    def clean(self, value: Any) -> Any:
        """The document meant, ``None`` for an empty line that may be empty."""
        text = super().clean(value)
        if not text:
            return None
        found = resolve(self.actor, text)
        if len(found) == 1:
            return found[0]
        if not found and self.actor.can(MANAGE):
            raise forms.ValidationError(_("Không có văn bản này trong sổ. Ghi văn bản mới rồi chọn lại."))
        if not found:
            raise forms.ValidationError(_("Không có văn bản này trong sổ. Nhờ cơ quan giữ sổ ghi vào, rồi chọn lại."))
        names = "; ".join(f"{row.full_name} [{row.key}]" for row in found[:5])
        raise forms.ValidationError(_("Ý bạn là văn bản nào? Gõ mã trong ngoặc: %(names)s") % {"names": names})


class DecisionFilter(forms.Form):
    """Filters of the register."""

    q = forms.CharField(label=_l("Tìm"), required=False, max_length=120)
    loai = forms.ChoiceField(label=_l("Loại"), required=False, choices=[("", _l("Tất cả")), *DecisionKind.choices])
    nam = forms.ChoiceField(label=_l("Năm"), required=False)
    ban_ky = forms.ChoiceField(label=_l("Bản ký"), required=False, choices=YES_NO)

    def __init__(self, *args: Any, years: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("Tất cả")), *((str(year), str(year)) for year in years), ("chua-ro", _("chưa rõ ngày"))]
        self.fields["nam"].choices = choices  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """Facts of a document as printed on it."""

    number = forms.CharField(
        label=_l("Số, ký hiệu"), required=False, max_length=60, help_text=_l("Ví dụ 207/KH-UBND. Bỏ trống nếu chưa rõ.")
    )
    kind = forms.ChoiceField(
        label=_l("Loại"), required=False, choices=[("", _l("theo ký hiệu")), *DecisionKind.choices]
    )
    on = DayField(label=_l("Ngày ký"), required=False)
    issuer = forms.CharField(
        label=_l("Cơ quan ban hành"), required=False, max_length=200, help_text=_l("Chép như in trên văn bản.")
    )
    title = forms.CharField(label=_l("Trích yếu"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    source = forms.CharField(
        label=_l("Nguồn"), required=False, max_length=1000, help_text=_l("Lấy văn bản từ đâu: bản giấy, cổng điện tử…")
    )


class CorrectForm(DecisionForm):
    """Facts again, with why they are corrected."""

    reason = forms.CharField(label=_l("Lý do sửa"), required=False, max_length=500)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class CopyForm(forms.Form):
    """A signed copy."""

    file = forms.FileField(
        label=_l("Bản ký"),
        help_text=_l("PDF hoặc ảnh, tối đa 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp"}),
    )
    reason = forms.CharField(label=_l("Lý do thay"), required=False, max_length=500)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class RelationForm(forms.Form):
    """Which earlier document this one changes."""

    kind = forms.ChoiceField(label=_l("Văn bản này"), choices=DecisionRelation.Kind.choices)
    earlier = DecisionField(label=_l("Văn bản trước"))
    note = forms.CharField(label=_l("Nội dung"), required=False, max_length=300)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["earlier"].actor = actor  # type: ignore[attr-defined]


def facts_of(decision: Decision) -> dict[str, Any]:
    """What the form starts with."""
    return {name: getattr(decision, name) for name in ("number", "kind", "on", "issuer", "title", "source")}
