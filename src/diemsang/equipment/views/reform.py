"""Custody through a reform: from which old unit to which new one, and whose signed handover is still missing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods

from diemsang.accounts.models import User
from diemsang.accounts.scope import require_more_than_own
from diemsang.areas.formats import reform_from_content
from diemsang.areas.models import Reform
from diemsang.areas.queries import may_reform
from diemsang.core.actor import require
from diemsang.core.errors import Refused
from diemsang.core.listing import Column, Listing
from diemsang.core.text import search_key
from diemsang.documents.minutes import office
from diemsang.equipment import actions
from diemsang.equipment.queries.reform import Pair, pairs_of
from diemsang.equipment.rights import ACCEPT, VIEW
from diemsang.equipment.supply_forms import ReformFilter

STATES = {"chua": _l("chưa lập biên bản"), "cho": _l("đã lập, chờ bản ký"), "ky": _l("đã có bản ký")}


def state_of(pair: Pair) -> str:
    """How far the handover of a pair is."""
    if pair.minute is None:
        return "chua"
    return "ky" if pair.confirmed else "cho"


class PairListing(Listing[Pair]):
    """Pairs of old and new units of one reform."""

    form_class = ReformFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("cu", _l("Đơn vị cũ"), lambda row: row.old, sortable=True, fixed=True),
        Column("moi", _l("Về đơn vị mới"), lambda row: row.new, sortable=True),
        Column("diem", _l("Điểm"), lambda row: ", ".join(point.code for point in row.points)),
        Column("tai-san", _l("Tài sản"), lambda row: row.pieces, sortable=True, number=True),
        Column("tinh-trang", _l("Bàn giao"), lambda row: str(STATES[state_of(row)])),
        Column("chiu-trach-nhiem", _l("Ai phải xác nhận"), lambda row: row.owner, sortable=True),
    )
    default_sort = "cu"
    name = "ban-giao-tai-san"

    def filter(self, rows: Sequence[Pair], wanted: dict[str, Any]) -> list[Pair]:
        """Narrow as the address says."""
        text = search_key(wanted.get("q") or "")
        return [
            row
            for row in rows
            if text in search_key(f"{row.old} {row.new}")
            and (not wanted.get("tinh_trang") or state_of(row) == wanted["tinh_trang"])
        ]


@require_http_methods(["GET", "POST"])
def reform_page(request: HttpRequest, code: str) -> HttpResponse:
    """Lists from old units to new ones; a press makes the minutes that are missing."""
    user = cast(User, request.user)
    require_more_than_own(user, VIEW)
    reform = Reform.objects.filter(code=code, status=Reform.Status.APPLIED).first()
    if reform is None:
        raise Http404
    if request.method == "POST":
        require(user, ACCEPT)
        try:
            made = actions.make_reform_minutes(actor=user, reform=reform)
        except Refused as error:
            messages.error(request, f"{error} " + " ".join(str(problem) for problem in error.problems))
        else:
            messages.success(request, _("%s biên bản bàn giao đã có; in, ký rồi nộp trang đã ký.") % len(made))
        return redirect("equipment:reform", code=code)
    pairs, lost = pairs_of(user, reform)
    listing = PairListing(pairs, request)
    if listing.wants_export:
        return listing.export_response(title=_("Bàn giao tài sản, %s") % reform.title)
    context = {
        "reform": reform,
        "listing": listing,
        "rows": [(row, state_of(row), STATES[state_of(row)]) for row in listing.rows],
        "lost": lost,
        "may_answer": bool(lost) and may_reform(user, reform_from_content(reform.content)),
        "open": sum(not pair.confirmed for pair in pairs),
        "unmade": sum(pair.minute is None for pair in pairs),
        "token": uuid.uuid4(),
        "may_make": user.can(ACCEPT),
        "printable": [pair.minute.public_id for pair in listing.rows if pair.minute] if office.program() else [],
    }
    return render(request, "equipment/reform.html", context)
