"""A person with a phone in front of a TV: which TV, which point, done."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.errors import Problem, Refused
from diemsang.points.models import SupportPoint
from diemsang.screens import actions
from diemsang.screens.actions.fleet import look_up_code
from diemsang.screens.agents import agent_words, size_words
from diemsang.screens.health import ago
from diemsang.screens.models import Pairing, Screen
from diemsang.screens.queries.claiming import point_choices, row_of, screens_at
from diemsang.screens.queries.scope import CLAIM, MANAGE, may, point_of, point_with, screen_for, visible_to

ADD, REPLACE = "them", "thay"


class ClaimForm(forms.Form):
    """What is asked once the TV and the point are chosen. ``old``: the TV that goes; empty adds a second one."""

    pairing = forms.UUIDField(required=False, widget=forms.HiddenInput)
    how = forms.CharField(required=False, max_length=60)
    label = forms.CharField(
        label=gettext_lazy("Tên gọi của TV"), max_length=80, required=False, help_text=gettext_lazy("Không bắt buộc.")
    )
    reason = forms.CharField(
        label=gettext_lazy("Vì sao thay"), max_length=300, required=False, help_text=gettext_lazy("Cần khi thay TV cũ.")
    )


@require_http_methods(["GET", "POST"])
def claim_page(request: HttpRequest) -> HttpResponse:
    """Code → point → confirm, each an address of its own: ``?ma=``, ``&diem=``."""
    user = cast(User, request.user)
    require(user, CLAIM)
    typed = request.GET.get("ma", "")[:40]
    if not typed.strip():
        return render(request, "screens/claim.html", {"step": 1, "typed": ""})
    point = point_with(user, CLAIM, request.GET["diem"]) if request.GET.get("diem") else None
    if request.method == "POST" and point is not None:
        return _claim(request, user, typed, point)
    try:
        pairing = look_up_code(actor=user, code=typed)
    except Refused as refused:
        return render(request, "screens/claim.html", {"step": 1, "typed": typed, "refused": refused}, status=422)
    if point is not None:
        return render(request, "screens/claim.html", _confirm(user, pairing, typed, point, ClaimForm()))
    return render(request, "screens/claim.html", _choose(request, user, pairing, typed))


def _television(pairing: Pairing) -> dict[str, Any]:
    code = pairing.code or ""
    return {
        "code": f"{code[:4]} {code[4:]}",
        "what": agent_words(pairing.agent),
        "size": size_words(pairing.size),
        "asked": ago(clock.now() - pairing.asked_at),
        "pairing": pairing,
    }


def _choose(request: HttpRequest, user: User, pairing: Pairing, typed: str) -> dict[str, Any]:
    text = request.GET.get("q", "")[:120]
    choices, number = point_choices(user, text)
    return {
        "step": 2,
        "typed": typed,
        "tv": _television(pairing),
        "text": text,
        "choices": choices,
        "more": max(0, number - len(choices)),
    }


def _confirm(user: User, pairing: Pairing | None, typed: str, point: SupportPoint, form: ClaimForm) -> dict[str, Any]:
    return {
        "step": 3,
        "typed": typed,
        "tv": _television(pairing) if pairing is not None else None,
        "point": point,
        "row": row_of(point),
        "here": screens_at(point),
        "may_replace": may(user, MANAGE, point),
        "form": form,
        "pairing_id": pairing.pk if pairing is not None else None,
    }


def _claim(request: HttpRequest, user: User, typed: str, point: SupportPoint) -> HttpResponse:
    form = ClaimForm(request.POST)
    refused: Refused | None = None
    if form.is_valid():
        wanted = form.cleaned_data
        before = _already(user, wanted["pairing"], point)
        if before is not None:  # the button was pressed twice, or the answer was lost
            return redirect("screens:claimed", before.public_id)
        try:
            screen = _write(user, typed, point, wanted)
        except Refused as error:
            refused = error
        else:
            return redirect("screens:claimed", screen.public_id)
    pairing_id = form.cleaned_data["pairing"] if form.is_valid() else None
    pairing = Pairing.objects.filter(pk=pairing_id).first() if pairing_id is not None else None
    if pairing is not None and (pairing.code is None or pairing.code_expires_at <= clock.now()):
        return render(request, "screens/claim.html", {"step": 1, "typed": typed, "refused": refused}, status=409)
    context = {**_confirm(user, pairing, typed, point, form), "refused": refused}
    return render(request, "screens/claim.html", context, status=422)


def _write(user: User, typed: str, point: SupportPoint, wanted: dict[str, Any]) -> Screen:
    here = screens_at(point)
    how = wanted["how"]
    if here and not how:
        advice = _("Chọn thay TV cũ, hoặc thêm TV thứ hai.")
        raise Refused(_("Chưa ghép."), [Problem(_("TV đang có ở điểm"), _("chưa nói làm gì với TV cũ."), advice)])
    if how in ("", ADD):
        return actions.claim_screen(actor=user, code=typed, point=point, label=wanted["label"])
    old = next((screen for screen in here if str(screen.public_id) == how), None)
    if old is None:
        advice = _("Xem lại các TV đang có rồi chọn lại.")
        raise Refused(_("Chưa ghép."), [Problem(_("TV cũ"), _("không còn ở điểm này."), advice)])
    return actions.replace_screen(actor=user, screen=old, code=typed, reason=wanted["reason"])


def _already(user: User, pairing_id: uuid.UUID | None, point: SupportPoint) -> Screen | None:
    """The screen that this very request has made before, at this very point."""
    if pairing_id is None:
        return None
    pairing = Pairing.objects.filter(pk=pairing_id, screen__isnull=False).select_related("screen").first()
    screen = pairing.screen if pairing is not None else None
    if screen is None or not visible_to(user).filter(pk=screen.pk).exists():
        return None
    return screen if point_of(screen) == point else None


@require_GET
def claimed_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Done: what to do now at the TV."""
    user = cast(User, request.user)
    require(user, CLAIM)
    screen = screen_for(user, public_id)
    point = point_of(screen)
    context = {"screen": screen, "point": point, "row": row_of(point) if point is not None else None}
    return render(request, "screens/claimed.html", context)
