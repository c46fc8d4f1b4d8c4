"""Surveys of an area: what is due, and many sheets of paper entered at once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_http_methods

from diemsang.accounts.models import User
from diemsang.accounts.scope import require_more_than_own
from diemsang.areas.models import Area
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.errors import Problem, Refused
from diemsang.core.listing import Column, Listing
from diemsang.points import actions
from diemsang.points.actions.survey import phase_of
from diemsang.points.checklists import checklist_for, checklists
from diemsang.points.models import SiteSurvey, SupportPoint, Verdict
from diemsang.points.queries import rows as shaping
from diemsang.points.queries import survey_rows as surveys
from diemsang.points.queries import visible_to
from diemsang.points.queries.choices import area_choices, plan_choices
from diemsang.points.queries.scope import SURVEY
from diemsang.points.survey_forms import QuickForm, SurveyFilter, first_values
from diemsang.points.surveys import SurveyWish

QUICK = 40
"""Most lines of the quick entry."""


class SurveyListing(Listing[Any]):
    """Listed points with their survey; filters in the address."""

    form_class = SurveyFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ma", _l("Mã điểm"), lambda line: line.code, sort=("code",), fixed=True),
        Column("noi-dat", _l("Nơi đặt"), lambda line: line.row.place, sort=("unit_sort", "code")),
        Column("khao-sat", _l("Khảo sát"), lambda line: line.state_label, sort=("survey_state", "code")),
        Column(
            "ngay",
            _l("Ngày khảo sát"),
            lambda line: line.survey.on if line.survey else None,
            sort=("survey_on", "code"),
        ),
        Column("viec", _l("Việc cần làm"), lambda line: line.due),
        Column("bien-ban", _l("Biên bản"), lambda line: line.minute_label),
        Column("canh-bao", _l("Ảnh cần xem lại"), lambda line: "; ".join(line.flags)),
        Column("nguoi", _l("Người ghi"), lambda line: line.survey.recorded_by if line.survey else "", extra=True),
    )
    default_sort = "ma"
    name = "khao-sat"
    view_name = "points:surveys"

    def __init__(self, user: User, request: HttpRequest) -> None:
        self.user = user
        super().__init__(
            surveys.listed(visible_to(user)),
            request,
            plans=plan_choices(user),
            areas=area_choices(user, request.GET.get("dia-ban", "")),
        )

    def filter(self, rows: QuerySet[SupportPoint], wanted: dict[str, Any]) -> QuerySet[SupportPoint]:
        """Narrow the points as the address says."""
        points = surveys.with_survey(shaping.with_order(rows, clock.today()))
        if wanted.get("q"):
            points = shaping.matching(self.user, points, wanted["q"])
        if wanted.get("tinh-trang"):
            state = wanted["tinh-trang"]
            points = points.filter(Q(survey_state__in=surveys.DUE if state == "viec" else [state]))
        if wanted.get("dia-ban"):
            points = shaping.in_area(points, Area.objects.get(key=wanted["dia-ban"]), clock.today())
        if wanted.get("ke-hoach"):
            points = points.filter(listings__plan__code=wanted["ke-hoach"])
        if wanted.get("anh"):
            points = surveys.with_doubled_photo(points)
        return points

    def prepare(self, rows: list[Any]) -> list[Any]:
        """Words for the page's points, all at once."""
        return surveys.survey_rows(self.user, cast("list[SupportPoint]", rows))


@require_GET
def survey_list(request: HttpRequest) -> HttpResponse:
    """Points the person may see with their survey; ``?xuat=csv|xlsx`` gives them as a file."""
    user = cast(User, request.user)
    require_more_than_own(user, "points.view")
    listing = SurveyListing(user, request)
    if listing.wants_export:
        return listing.export_response(title=str(_l("Khảo sát điểm hỗ trợ")))
    context = {"listing": listing, "rows": listing.rows, "may_survey": user.can(SURVEY)}
    return render(request, "points/surveys.html", context)


@dataclass(slots=True)
class QuickLine:
    """One sheet of paper: the point's code and a verdict for each condition, as typed."""

    key: str
    code: str = ""
    verdicts: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing but the code stands on it: no sheet came in for that point."""
        return not any(self.verdicts)


@require_http_methods(["GET", "POST"])
def quick_page(request: HttpRequest) -> HttpResponse:
    """Verdicts of several paper sheets in one table, by keyboard; all or none of them are recorded.

    ``?diem=TQ-0001&diem=…`` names the points; without it those of one's area where a survey is due.
    """
    user = cast(User, request.user)
    require(user, SURVEY)
    conditions = list(checklists().values())[-1].conditions
    lines = _sent(request, len(conditions)) if request.method == "POST" else _asked(user, request, len(conditions))
    form = QuickForm(request.POST if request.method == "POST" else None, initial=first_values(user, uuid.uuid4()))
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = _record(user, lines, form.cleaned_data, [condition.code for condition in conditions])
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã ghi %(count)s phiếu khảo sát.") % {"count": len(made)})
            return redirect("points:surveys")
    rows = [(line, list(zip(line.verdicts, conditions, strict=True))) for line in lines]
    context = {"form": form, "rows": rows, "conditions": conditions, "verdicts": Verdict.choices, "refused": refused}
    return render(request, "points/survey_quick.html", context, status=422 if refused or form.errors else 200)


def _asked(user: User, request: HttpRequest, width: int) -> list[QuickLine]:
    points = surveys.with_survey(surveys.listed(visible_to(user, SURVEY)))
    codes = [code.upper() for code in request.GET.getlist("diem")]
    points = points.filter(code__in=codes) if codes else points.filter(Q(survey_state__in=surveys.DUE))
    found = points.order_by("code").values_list("code", flat=True)[:QUICK]
    return [QuickLine(str(uuid.uuid4()), code, [""] * width) for code in found]


def _sent(request: HttpRequest, width: int) -> list[QuickLine]:
    keys = request.POST.getlist("phieu")[:QUICK]
    return [
        QuickLine(
            key,
            request.POST.get(f"ma-{key}", "").strip().upper(),
            [request.POST.get(f"v-{key}-{at}", "") for at in range(width)],
        )
        for key in keys
    ]


@transaction.atomic
def _record(user: User, lines: list[QuickLine], shared: dict[str, Any], codes: list[str]) -> list[SiteSurvey]:
    """Every line that has a verdict; all problems of all lines at once, and then nothing is written."""
    filled = [line for line in lines if not line.empty]
    points = {row.code: row for row in visible_to(user, SURVEY).filter(code__in=[line.code for line in filled])}
    made, problems = [], []
    if not filled:
        problems.append(Problem(_("Phiếu"), _("chưa có dòng nào có kết luận."), _("Chọn kết luận ở ít nhất một dòng.")))
    for line in filled:
        point = points.get(line.code)
        if point is None:
            advice = _("Xem lại mã điểm trên phiếu giấy.")
            problems.append(Problem(line.code or _("Mã điểm"), _("không có điểm này trong địa bàn của bạn."), advice))
            continue
        own = checklist_for(phase_of(point), shared["on"]).codes
        wish = SurveyWish(
            on=shared["on"],
            verdicts={code: (said, "") for code, said in zip(codes, line.verdicts, strict=True) if code in own},
            surveyors=shared["surveyors"],
            from_paper=True,
        )
        try:
            with transaction.atomic():
                made.append(actions.record_survey(actor=user, public_id=uuid.UUID(line.key), point=point, wish=wish))
        except (Refused, ValueError) as error:
            told = error.problems if isinstance(error, Refused) else [Problem("", str(error))]
            problems += [
                Problem(", ".join(dict.fromkeys((line.code, each.where))), each.message, each.advice) for each in told
            ]
    if problems:
        raise Refused(_("Chưa ghi được phiếu nào."), problems)
    return made
