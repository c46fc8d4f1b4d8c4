"""One screen, and the pages that change it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diemsang.accounts.models import User
from diemsang.audit.undo import done
from diemsang.core.errors import Problem, Refused
from diemsang.core.recent import needs_recent_sign_in
from diemsang.points.queries import visible_to as visible_points
from diemsang.screens import actions
from diemsang.screens.actions.fleet import label_screen, look_at
from diemsang.screens.agents import agent_words, size_words
from diemsang.screens.drawings import days_chart
from diemsang.screens.forms import LabelForm, LookForm, MoveForm, ReplaceForm, RevokeForm
from diemsang.screens.models import Screen
from diemsang.screens.queries.claiming import PointChoice, point_choices, row_of
from diemsang.screens.queries.detail import story_of
from diemsang.screens.queries.scope import MANAGE, point_of, require_on, screen_for
from diemsang.screens.words import KIND_LABELS


@dataclass
class Task:
    """A confirm page: what it is called, what will happen, the button."""

    title: str
    button: str
    screen: Screen
    notes: list[str] = field(default_factory=list)
    danger: bool = False
    choices: list[PointChoice] = field(default_factory=list)


Write = Callable[[dict[str, Any]], str]


@require_GET
def screen_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """All signals with what they cannot tell, and what may be done."""
    user = cast(User, request.user)
    screen = screen_for(user, public_id)
    story = story_of(user, screen)
    context = {
        "story": story,
        "screen": screen,
        "row": story.row,
        "point": point_of(screen),
        "what": agent_words(screen.agent),
        "size": size_words(screen.size),
        "drawing": days_chart(story.days),
        "kinds": [(str(KIND_LABELS.get(kind, kind or _("không đọc được"))), number) for kind, number in story.kinds],
        "look_form": LookForm(),
    }
    return render(request, "screens/detail.html", context)


def _managed(request: HttpRequest, public_id: uuid.UUID) -> tuple[User, Screen]:
    """Who acts on which screen: outsiders get 404, readers 403."""
    user = cast(User, request.user)
    screen = screen_for(user, public_id)
    require_on(user, MANAGE, screen)
    return user, screen


def _task(request: HttpRequest, task: Task, form: forms.Form, write: Write) -> HttpResponse:
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            words = write(dict(form.cleaned_data))
        except Refused as error:
            refused = error
        else:
            done(request, cast(User, request.user), words)
            return redirect("screens:detail", task.screen.public_id)
    failed = refused is not None or (request.method == "POST" and not form.is_valid())
    point = point_of(task.screen)
    context = {
        "task": task,
        "form": form,
        "refused": refused,
        "point": point,
        "place": row_of(point).place if point is not None else "",
        "back": reverse("screens:detail", args=[task.screen.public_id]),
    }
    return render(request, "screens/task.html", context, status=422 if failed else 200)


@require_http_methods(["GET", "POST"])
def move_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The TV goes to another point."""
    user, screen = _managed(request, public_id)
    form = MoveForm(request.POST or None)
    notes = [
        _("Từ lúc này số liệu của TV tính cho điểm mới; những gì đã dùng vẫn tính cho điểm cũ."),
        _("TV tự nhận cài đặt và thứ tiếng của điểm mới ở lần liên lạc tới."),
    ]
    task = Task(_("Chuyển TV sang điểm khác"), _("Chuyển TV"), screen, notes)

    def write(wanted: dict[str, Any]) -> str:
        typed = request.POST.get("chon") or wanted["point"]
        point = visible_points(user, MANAGE).filter(code=typed.strip().upper()).first()
        if point is None:
            task.choices, number = point_choices(user, typed, MANAGE)
            advice = _("Chọn một trong các điểm bên dưới.") if number else _("Thử tên xã không dấu, hoặc mã điểm.")
            raise Refused(_("Chưa rõ là điểm nào."), [Problem(_("Điểm mới"), _("chưa khớp một mã điểm."), advice)])
        actions.move_screen(actor=user, screen=screen, point=point)
        return _("Đã chuyển TV sang điểm %(code)s.") % {"code": point.code}

    return _task(request, task, form, write)


@needs_recent_sign_in
@require_http_methods(["GET", "POST"])
def revoke_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The TV is no longer used; asks for a recent proof, for it cannot be taken back."""
    user, screen = _managed(request, public_id)
    form = RevokeForm(request.POST or None)
    notes = [
        _("Việc này không hoàn tác được: muốn dùng lại, TV phải ghép lại bằng mã mới."),
        _("Số liệu đã nhận được giữ nguyên. Những gì TV chưa gửi vẫn nằm trong TV và không gửi được nữa."),
    ]
    task = Task(_("Cho TV thôi dùng"), _("Thôi dùng TV này"), screen, notes, danger=True)

    def write(wanted: dict[str, Any]) -> str:
        actions.revoke_screen(actor=user, screen=screen, reason=wanted["reason"])
        return _("TV này đã thôi dùng. TV sẽ được báo ở lần liên lạc tới.")

    return _task(request, task, form, write)


@needs_recent_sign_in
@require_http_methods(["GET", "POST"])
def replace_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Another TV takes over; this one is revoked."""
    user, screen = _managed(request, public_id)
    form = ReplaceForm(request.POST or None)
    notes = [
        _("TV mới nhận điểm và tên gọi của TV này; TV này thôi dùng ngay và không hoàn tác được."),
        _("Nếu TV cũ còn chạy, để nó có mạng vài phút trước khi thay, cho số liệu cuối cùng kịp gửi."),
    ]
    task = Task(_("Thay bằng TV khác"), _("Thay TV"), screen, notes, danger=True)

    def write(wanted: dict[str, Any]) -> str:
        new = actions.replace_screen(actor=user, screen=screen, code=wanted["code"], reason=wanted["reason"])
        task.screen = new
        return _("Đã thay TV. Đây là trang của TV mới.")

    if request.method == "POST" and screen.replaced_by is not None:  # the button was pressed twice
        return redirect("screens:detail", screen.replaced_by.public_id)
    return _task(request, task, form, write)


@require_http_methods(["GET", "POST"])
def label_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What people call the TV."""
    user, screen = _managed(request, public_id)
    form = LabelForm(request.POST or None, initial={"label": screen.label})

    def write(wanted: dict[str, Any]) -> str:
        label_screen(actor=user, screen=screen, label=wanted["label"])
        return _("Đã ghi tên gọi của TV.")

    return _task(request, Task(_("Đặt tên TV"), _("Ghi tên"), screen), form, write)


@require_POST
def look_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Faults and lost evidence were looked at."""
    user, screen = _managed(request, public_id)
    form = LookForm(request.POST)
    seen = [int(word) for word in request.POST.getlist("hong") if word.isascii() and word.isdigit() and len(word) < 16]
    if form.is_valid():
        look_at(actor=user, screen=screen, note=form.cleaned_data["note"], seen=seen)
        done(request, user, _("Đã ghi là đã xem xét."))
    return redirect("screens:detail", screen.public_id)
