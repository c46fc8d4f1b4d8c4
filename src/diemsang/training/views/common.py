"""What the pages share: tabs, who is signed in, a page with one form."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from diemsang.accounts.models import User
from diemsang.accounts.queries import office_names
from diemsang.audit.undo import done
from diemsang.core.errors import Refused
from diemsang.core.parts import Tab
from diemsang.training.models import TrainingClass
from diemsang.training.queries.scope import MANAGE, may, only_teaches

Text = str | Promise


def person(request: HttpRequest) -> User:
    """Who is signed in."""
    return cast(User, request.user)


def tabs(active: str, user: User) -> list[Tab]:
    """The lists of training; who only teaches sees no needs of points."""
    words = {
        "training:list": _("Nhu cầu"),
        "training:classes": _("Lớp"),
        "training:courses": _("Khóa"),
        "training:trainees": _("Học viên"),
    }
    if only_teaches(user):
        del words["training:list"]
    return [Tab(words[name], reverse(name), name == active) for name in words]


def fresh() -> dict[str, Any]:
    """The id of an act that is about to be asked for."""
    return {"public_id": uuid.uuid4()}


def ended(request: HttpRequest, one: TrainingClass, title: Text) -> HttpResponse | None:
    """Instead of a form of a class that takes nothing more: a page that says so. ``None`` while the class is open, and
    for what is sent: the refusal of the action keeps what was typed."""
    if one.open_to_change or request.method == "POST":
        return None
    context = {
        "title": title,
        "one": one,
        "may_manage": may(person(request), MANAGE, one),
        "office": office_names([one.office_id], one.starts_on)[one.office_id],
    }
    return render(request, "training/ended.html", context)


def task(
    request: HttpRequest,
    *,
    title: Text,
    form: forms.Form,
    write: Callable[[dict[str, Any]], object],
    back: str,
    said: Text,
    note: Text = "",
    subject: Text = "",
    verb: Text = "",
    danger: bool = False,
    target: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """A page with one form: shown, written, or shown again with everything that was typed and what is wrong with it.

    ``target(result)``: where to go after writing; ``back`` otherwise.
    """
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            result = write(dict(form.cleaned_data))
        except Refused as error:
            refused = error
        else:
            done(request, person(request), str(said))
            return redirect(target(result) if target else back)
    context = {
        "title": title,
        "form": form,
        "refused": refused,
        "back": back,
        "note": note,
        "subject": subject,
        "verb": verb or _("Ghi"),
        "danger": danger,
        "multipart": form.is_multipart(),
    }
    return render(request, "training/form.html", context, status=422 if request.method == "POST" else 200)
