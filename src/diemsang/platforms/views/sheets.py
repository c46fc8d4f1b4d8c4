"""A scorer's own sheet."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from diemsang.accounts.models import User
from diemsang.core.errors import Problem, Refused
from diemsang.platforms import actions
from diemsang.platforms.models import Candidate, PlatformSelection, Scorer
from diemsang.platforms.queries import require_selection, selection_for
from diemsang.platforms.rights import SCORE
from diemsang.platforms.views.rounds import named_or_403

SCALE = range(6)


@require_http_methods(["GET", "POST"])
def sheet_page(request: HttpRequest, code: str) -> HttpResponse:
    """The sheet of the person who asks: figures 0–5, what they rest on, interests; a draft, then handed in."""
    user = cast(User, request.user)
    selection = selection_for(user, code)
    require_selection(user, SCORE, selection)
    named_or_403(user, selection)
    typed: dict[tuple[str, int], tuple[str, str]] = {}
    refused: Refused | None = None
    if request.method == "POST":
        act = request.POST.get("viec", "")
        if act not in ("khai", "rut"):
            typed = _typed(request, selection)
        try:
            _do(user, selection, request, act, typed)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã nộp phiếu.") if act == "nop" else _("Đã lưu."))
            return redirect("platforms:selection" if act == "nop" else "platforms:sheet", code=selection.code)
    scorer = selection.scorers.get(user=user)
    context = {
        "selection": selection,
        "scorer": scorer,
        "parts": _parts(selection, scorer, typed),
        "refused": refused,
        "scale": SCALE,
        "extremes": ", ".join(str(one) for one in actions.EXTREMES),
        "writable": selection.state == PlatformSelection.State.OPEN and scorer.handed_in_at is None,
        "declarable": selection.state == PlatformSelection.State.OPEN,
    }
    return render(request, "platforms/sheet.html", context, status=422 if request.method == "POST" else 200)


def _do(
    user: User,
    selection: PlatformSelection,
    request: HttpRequest,
    act: str,
    typed: dict[tuple[str, int], tuple[str, str]],
) -> None:
    if act == "khai":
        candidate = _candidate(selection, request)
        reason = request.POST.get("reason", "")
        actions.declare_interest(actor=user, selection=selection, candidate=candidate, reason=reason)
    elif act == "rut":
        actions.withdraw_interest(actor=user, selection=selection, candidate=_candidate(selection, request))
    elif act in ("luu", "nop"):
        given = _given(typed, selection)
        (actions.hand_in if act == "nop" else actions.save_sheet)(actor=user, selection=selection, given=given)
    else:
        raise Refused(_("Chưa ghi được."), [])


def _candidate(selection: PlatformSelection, request: HttpRequest) -> Candidate:
    rows = selection.candidates.select_related("platform")
    found = rows.filter(platform__code=request.POST.get("nen-tang", "")).first()
    if found is None:
        raise Http404
    return found


def _typed(request: HttpRequest, selection: PlatformSelection) -> dict[tuple[str, int], tuple[str, str]]:
    """Figure and evidence as typed, of those boxes that were sent."""
    found = {}
    for candidate in selection.candidates.select_related("platform"):
        for criterion in selection.criteria.all():
            name = f"{candidate.platform.code}-{criterion.pk}"
            if f"d-{name}" in request.POST or f"c-{name}" in request.POST:
                key = (candidate.platform.code, criterion.pk)
                found[key] = request.POST.get(f"d-{name}", "").strip(), request.POST.get(f"c-{name}", "")
    return found


def _given(typed: dict[tuple[str, int], tuple[str, str]], selection: PlatformSelection) -> dict[Any, actions.Given]:
    names = dict(selection.criteria.values_list("pk", "text"))
    given, problems = {}, []
    for key, (points, evidence) in typed.items():
        try:
            given[key] = actions.Given(int(points) if points else None, evidence)
        except ValueError:
            words = _("«%(typed)s» không phải số nguyên.") % {"typed": points[:20]}
            problems.append(Problem(f"{key[0]}, {names[key[1]]}", words, _("Ghi số nguyên từ 0 đến 5.")))
    if problems:
        raise Refused(_("Chưa lưu được phiếu."), problems)
    return given


def _parts(
    selection: PlatformSelection, scorer: Scorer, typed: dict[tuple[str, int], tuple[str, str]]
) -> list[dict[str, Any]]:
    """Each candidate with its lines: what was just typed, else what is kept."""
    kept = {(row.candidate_id, row.criterion_id): row for row in scorer.scores.all()}
    interests = {row.candidate_id: row for row in scorer.interests.all()}
    criteria = list(selection.criteria.all())
    parts = []
    for candidate in selection.candidates.select_related("platform"):
        lines = []
        for criterion in criteria:
            row, just = kept.get((candidate.pk, criterion.pk)), typed.get((candidate.platform.code, criterion.pk))
            points = str(row.points) if row is not None and row.points is not None else ""
            lines.append(
                {
                    "criterion": criterion,
                    "name": f"{candidate.platform.code}-{criterion.pk}",
                    "points": just[0] if just else points,
                    "evidence": just[1] if just else row.evidence if row else "",
                }
            )
        parts.append({"candidate": candidate, "interest": interests.get(candidate.pk), "lines": lines})
    return parts
