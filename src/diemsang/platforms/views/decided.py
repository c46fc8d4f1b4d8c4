"""The decision of a round, its minute for printing, reviews that are due."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.errors import Refused
from diemsang.platforms import actions
from diemsang.platforms.forms import DecideForm
from diemsang.platforms.models import PlatformSelection
from diemsang.platforms.queries import pages, require_selection, selection_for
from diemsang.platforms.queries.result import outcome_of
from diemsang.platforms.rights import DECIDE, VIEW
from diemsang.platforms.views.shown import result_rows, shift_rows


@require_http_methods(["GET", "POST"])
def decide_page(request: HttpRequest, code: str) -> HttpResponse:
    """Write down the decision."""
    user = cast(User, request.user)
    selection = selection_for(user, code)
    require_selection(user, DECIDE, selection)
    outcome = outcome_of(selection)
    rows = result_rows(outcome) if outcome else []
    choices = [(row.candidate.platform.code, _choice(row)) for row in rows if not row.knocked_out]
    first = [row.candidate.platform.code for row in rows if row.rank == 1]
    form = DecideForm(
        request.POST if request.method == "POST" else None,
        actor=user,
        candidates=choices,
        initial={"chosen": first if len(first) == 1 else []},
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide(actor=user, selection=selection, **form.cleaned_data)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã ghi quyết định."))
            return redirect("platforms:selection", code=selection.code)
    context = {"selection": selection, "form": form, "refused": refused, "closed": outcome is not None}
    context["decided"] = selection.state == PlatformSelection.State.DECIDED
    return render(request, "platforms/decide.html", context, status=422 if request.method == "POST" else 200)


def _choice(row: object) -> str:
    from diemsang.core.vietnamese import number
    from diemsang.platforms.views.shown import ResultRow

    assert isinstance(row, ResultRow)
    name = row.candidate.platform.name
    if row.rank is None or row.score is None:
        return _("%(name)s (chưa có phiếu)") % {"name": name}
    words = {"name": name, "rank": row.rank, "score": number(row.score, 2)}
    return _("%(name)s: hạng %(rank)s, %(score)s điểm") % words


@require_GET
def minute_page(request: HttpRequest, code: str) -> HttpResponse:
    """The minute of the round, for printing and signing. It says what stands now; while scoring, no figures."""
    user = cast(User, request.user)
    selection = selection_for(user, code)
    outcome = outcome_of(selection)
    context = {
        "selection": selection,
        "area_name": pages.area_names([selection]).get(selection.area_id, ""),
        "criteria": list(selection.criteria.all()),
        "scorers": list(selection.scorers.select_related("user__office")),
        "candidates": list(selection.candidates.select_related("platform")),
        "outcome": outcome,
        "rows": result_rows(outcome) if outcome else [],
        "shifts": shift_rows(outcome) if outcome else [],
        "chosen": [row.platform for row in selection.candidates.select_related("platform") if row.chosen],
    }
    return render(request, "platforms/minute.html", context)


@require_GET
def review_list(request: HttpRequest) -> HttpResponse:
    """Decisions that are to be looked at again, the next first."""
    user = cast(User, request.user)
    require(user, VIEW)
    rows = pages.reviews_due(user, clock.today())
    context = {"rows": rows, "soon": sum(row.soon for row in rows), "tabs": pages.tabs("reviews", user)}
    return render(request, "platforms/reviews.html", context)
