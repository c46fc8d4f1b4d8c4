"""Settings by level: the hub, a province or commune, a point."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diemsang.accounts.models import User
from diemsang.accounts.scope import covered_ids
from diemsang.audit.undo import done
from diemsang.core.actor import require
from diemsang.core.errors import Refused
from diemsang.library.actions.points import EDIT as LANGUAGES
from diemsang.library.actions.points import StaleVarieties, set_point_varieties
from diemsang.library.queries import own_varieties
from diemsang.screens.actions.settings import StaleSettings, change_settings
from diemsang.screens.queries.claiming import point_choices
from diemsang.screens.queries.languages import in_order, known_tags, language_lines
from diemsang.screens.queries.levels import (
    Levels,
    area_with,
    levels_of_area,
    levels_of_hub,
    levels_of_point,
    require_level,
    writable_areas,
)
from diemsang.screens.queries.scope import SETTINGS, may, point_with, require_right_at
from diemsang.screens.setting_fields import FIELDS


@require_GET
def settings_page(request: HttpRequest) -> HttpResponse:
    """Where settings can be written: the hub, units, points."""
    user = cast(User, request.user)
    require(user, SETTINGS)
    text = request.GET.get("q", "")[:120]
    choices, number = point_choices(user, text, SETTINGS)
    areas = writable_areas(user)
    context = {
        "everywhere": covered_ids(user, SETTINGS).everywhere,
        "provinces": [label for label in areas if label.level == "PROVINCE"],
        "communes": [label for label in areas if label.level != "PROVINCE"],
        "choices": choices,
        "more": max(0, number - len(choices)),
        "text": text,
    }
    return render(request, "screens/settings.html", context)


@require_http_methods(["GET", "POST"])
def hub_settings_page(request: HttpRequest) -> HttpResponse:
    """The whole hub."""
    user = cast(User, request.user)
    require(user, SETTINGS)
    if not covered_ids(user, SETTINGS).everywhere:
        raise PermissionDenied
    return _level_page(request, user, levels_of_hub())


@require_http_methods(["GET", "POST"])
def area_settings_page(request: HttpRequest, key: str) -> HttpResponse:
    """A province or a commune."""
    user = cast(User, request.user)
    return _level_page(request, user, levels_of_area(area_with(user, key)))


@require_http_methods(["GET", "POST"])
def point_settings_page(request: HttpRequest, code: str) -> HttpResponse:
    """One point."""
    user = cast(User, request.user)
    return _level_page(request, user, levels_of_point(point_with(user, SETTINGS, code)))


@require_POST
def point_languages_page(request: HttpRequest, code: str) -> HttpResponse:
    """Which languages the point's screen offers, in which order: a number beside each, empty for none."""
    user = cast(User, request.user)
    point = point_with(user, SETTINGS, code)
    require_right_at(user, LANGUAGES, point)
    levels = levels_of_point(point)
    typed = {tag: request.POST[f"thu-tu-{tag}"][:10].strip() for tag in known_tags() if f"thu-tu-{tag}" in request.POST}
    try:
        tags = in_order(typed)
        seen = request.POST.get("seen")
        changed = set_point_varieties(
            actor=user, point=point, tags=tags, seen=seen.split() if seen is not None else None
        )
    except Refused as error:
        context = {**_context(levels, {}, None, user), "language_refused": error}
        context["languages"] = language_lines(point, typed)
        status = 409 if isinstance(error, StaleVarieties) else 422
        return render(request, "screens/level.html", context, status=status)
    words = _("Đã ghi thứ tiếng của điểm. TV nhận ở lần liên lạc tới.") if changed else _("Không có gì thay đổi.")
    done(request, user, words)
    return redirect("screens:settings-point", point.code)


def _level_page(request: HttpRequest, user: User, levels: Levels) -> HttpResponse:
    require_level(user, levels.here)
    refused: Refused | None = None
    typed: dict[str, str] = {}
    if request.method == "POST":
        typed = {field.key: request.POST[field.key][:2000] for field in FIELDS if field.key in request.POST}
        dropped = request.POST.getlist("bo")
        texts = {key: "" if key in dropped else text for key, text in typed.items()}
        try:
            changed = change_settings(
                actor=user,
                level=levels.here,
                texts=texts,
                pin=request.POST.get("pin", "")[:40],
                drop_pin="pin" in dropped,
                seen=request.POST.get("seen"),
            )
        except Refused as error:
            refused = error
        else:
            words = _("Đã ghi cài đặt. TV nhận ở lần liên lạc tới.") if changed else _("Không có gì thay đổi.")
            done(request, user, words)
            return redirect(request.path)
    status = 409 if isinstance(refused, StaleSettings) else 422 if refused is not None else 200
    return render(request, "screens/level.html", _context(levels, typed, refused, user), status=status)


def _context(levels: Levels, typed: dict[str, str], refused: Refused | None, user: User) -> dict[str, Any]:
    wrong = {problem.where for problem in refused.problems} if refused is not None else set()
    lines = [
        (line, typed.get(line.field.key, line.own_text), str(line.field.label) in wrong) for line in levels.lines()
    ]
    point = levels.here.point
    return {
        "levels": levels,
        "lines": lines,
        "refused": refused,
        "languages": language_lines(point) if point is not None else [],
        "own_languages": own_varieties(point) if point is not None else [],
        "may_set_languages": may(user, LANGUAGES, point),
    }
