"""What the task pages of people, offices and grants share: one form, all problems at once, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from diemsang.accounts.models import Office, User
from diemsang.accounts.queries import office_names
from diemsang.areas.models import Area
from diemsang.areas.queries import find
from diemsang.areas.queries import visible_to as visible_areas
from diemsang.core.errors import Problem, Refused

CHOICES = 12


@dataclass
class Act:
    """A task page: what it is called, what it means, where it leads back to."""

    title: str
    button: str
    back: str
    up: tuple[str, str]
    intro: list[str] = field(default_factory=list)
    danger: bool = False


class Unclear(Refused):
    """The unit typed fits several, or none."""

    def __init__(self, choices: list[Any]) -> None:
        advice = _("Chọn một trong các đơn vị bên dưới.") if choices else _("Thử tên không dấu, hoặc mã.")
        problem = Problem(_("Địa bàn"), _("chưa khớp một đơn vị duy nhất."), advice)
        super().__init__(_("Chưa rõ là đơn vị nào."), [problem])
        self.choices = choices


def actor_of(request: HttpRequest) -> User:
    """The person signed in; the middleware lets nobody else in."""
    return cast(User, request.user)


def run_act(
    request: HttpRequest, act: Act, form: forms.Form, write: Callable[[dict[str, Any]], tuple[str, str]]
) -> HttpResponse:
    """Show the form; when it is sent and valid, ``write(data)`` acts and gives the message and the next address."""
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            words, address = write(dict(form.cleaned_data))
        except Refused as error:
            refused = error
        else:
            messages.success(request, words)
            return redirect(address)
    failed = refused is not None or (request.method == "POST" and not form.is_valid())
    choices = refused.choices if isinstance(refused, Unclear) else []
    context = {"act": act, "form": form, "refused": refused, "choices": choices}
    return render(request, "accounts/act.html", context, status=422 if failed else 200)


def chosen_area(request: HttpRequest, text: str) -> Area | None:
    """The unit meant: the one chosen, or the only hit; nothing typed is no unit. ``Unclear`` asks back."""
    key = request.POST.get("area_key", "")
    actor = actor_of(request)
    if key:
        area = visible_areas(actor).filter(key=key).first()
        if area is not None:
            return area
    if not text.strip():
        return None
    hits = find(actor, text, limit=CHOICES)
    if len(hits) == 1:
        return Area.objects.get(pk=hits[0].id)
    raise Unclear(sorted(hits, key=lambda hit: hit.ended is not None))


def office_choices(*, without: Office | None = None) -> list[tuple[str, str]]:
    """Offices that have not ended, by name."""
    offices = Office.objects.filter(became=None).exclude(pk__in=[without.pk] if without else [])
    codes = dict(offices.values_list("pk", "code"))
    names = office_names(codes, None)
    return sorted(((code, names[pk]) for pk, code in codes.items()), key=lambda pair: pair[1])
