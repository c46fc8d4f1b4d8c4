"""Rounds: the list, a new one, and its page from draft to decision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_http_methods

from diemsang.accounts.models import User
from diemsang.areas.models import Area
from diemsang.audit.queries import story_of
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.errors import Problem, Refused
from diemsang.core.listing import Column, Listing
from diemsang.plans.queries import visible_to as plans_visible
from diemsang.platforms import actions
from diemsang.platforms.forms import CriteriaForm, ReviewForm, SelectionFilter, SelectionForm
from diemsang.platforms.models import Platform, PlatformSelection
from diemsang.platforms.queries import (
    may,
    pages,
    platforms_visible,
    require_selection,
    selection_for,
    selections_visible,
)
from diemsang.platforms.queries.result import outcome_of
from diemsang.platforms.rights import DECIDE, MANAGE, VIEW
from diemsang.platforms.views.shown import result_rows, shift_rows

State = PlatformSelection.State
TONES = {State.DRAFT: "plain", State.OPEN: "turmeric", State.CLOSED: "indigo", State.DECIDED: "leaf"}


class SelectionListing(Listing[PlatformSelection]):
    """Rounds, latest first."""

    form_class = SelectionFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ma", _l("Mã"), lambda row: row.code, sort=("code",)),
        Column("ten", _l("Đợt"), lambda row: row.title, sort=("title", "code"), fixed=True),
        Column("dia-ban", _l("Địa bàn"), lambda row: row.area_name),
        Column("ke-hoach", _l("Kế hoạch"), lambda row: row.plan.short_title if row.plan else None),
        Column("tinh-trang", _l("Tình trạng"), lambda row: str(row.get_state_display()), sort=("state", "code")),
        Column("nen-tang", _l("Nền tảng"), lambda row: row.candidate_count, sort=("candidate_count",), number=True),
        Column("nguoi-cham", _l("Người chấm"), lambda row: row.scorer_count, sort=("scorer_count",), number=True),
        Column("phieu", _l("Phiếu đã nộp"), lambda row: row.sheet_count, sort=("sheet_count",), number=True),
        Column("quyet-dinh", _l("Quyết định"), lambda row: row.decision.number if row.decision else None),
        Column("ra-soat", _l("Rà soát trước ngày"), lambda row: row.review_on, sort=("review_on",)),
    )
    default_sort = "-ma"
    name = "dot-lua-chon-nen-tang"
    view_name = "platforms:selections"

    def filter(self, rows: QuerySet[Any], wanted: dict[str, Any]) -> QuerySet[Any]:
        """Narrow as the address says."""
        if wanted.get("q"):
            rows = rows.filter(Q(title__icontains=wanted["q"]) | Q(code__icontains=wanted["q"]))
        if wanted.get("tinh_trang"):
            rows = rows.filter(state=wanted["tinh_trang"])
        return rows

    def prepare(self, rows: list[Any]) -> list[Any]:
        """Names of the areas of the page's rows."""
        names = pages.area_names(rows)
        for row in rows:
            row.area_name = names.get(row.area_id, "")
        return rows


@require_GET
def selection_list(request: HttpRequest) -> HttpResponse:
    """The rounds; ``?xuat=csv|xlsx`` gives a file."""
    user = cast(User, request.user)
    require(user, VIEW)
    rows = pages.with_counts(selections_visible(user)).select_related("plan", "decision")
    listing = SelectionListing(rows, request)
    if listing.wants_export:
        return listing.export_response(title=_("Đợt lựa chọn nền tảng số"))
    context = {
        "listing": listing,
        "tabs": pages.tabs("selections", user),
        "may_manage": user.can(MANAGE),
        "tones": TONES,
    }
    return render(request, "platforms/selections.html", context)


@require_http_methods(["GET", "POST"])
def new_selection(request: HttpRequest) -> HttpResponse:
    """A round in draft."""
    user = cast(User, request.user)
    require(user, MANAGE)
    plans = {plan.code: plan for plan in plans_visible(user)}
    choices = [(code, plan.short_title) for code, plan in plans.items()]
    areas = pages.province_choices(user)
    form = SelectionForm(request.POST if request.method == "POST" else None, areas=areas, plans=choices)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.start_selection(
                actor=user,
                public_id=given["public_id"],
                title=given["title"],
                area=Area.objects.get(pk=given["area"]),
                plan=plans.get(given["plan"]),
            )
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã lập đợt %s. Xem lại tiêu chí rồi đưa nền tảng vào.") % made.code)
            return redirect("platforms:selection", code=made.code)
    context = {"form": form, "refused": refused, "no_area": not areas}
    return render(request, "platforms/selection_new.html", context, status=422 if request.method == "POST" else 200)


Act = Callable[[User, PlatformSelection, HttpRequest], None]


def _platform(user: User, request: HttpRequest) -> Platform:
    found = platforms_visible(user).filter(code=request.POST.get("nen-tang", "")).first()
    if found is None:
        problem = Problem(_("Nền tảng"), _("không có trong danh sách."), _("Chọn một nền tảng."))
        raise Refused(_("Chưa ghi được."), [problem])
    return found


def _person(_user: User, request: HttpRequest) -> User:
    found = User.objects.filter(username=request.POST.get("nguoi", "")).first()
    if found is None:
        problem = Problem(_("Người chấm"), _("không có người này."), _("Chọn một người trong danh sách."))
        raise Refused(_("Chưa ghi được."), [problem])
    return found


def _add(user: User, selection: PlatformSelection, request: HttpRequest) -> None:
    actions.add_candidate(actor=user, selection=selection, platform=_platform(user, request))


def _remove(user: User, selection: PlatformSelection, request: HttpRequest) -> None:
    actions.remove_candidate(actor=user, selection=selection, platform=_platform(user, request))


def _name(user: User, selection: PlatformSelection, request: HttpRequest) -> None:
    actions.name_scorer(actor=user, selection=selection, user=_person(user, request))


def _drop(user: User, selection: PlatformSelection, request: HttpRequest) -> None:
    reason = request.POST.get("reason", "")
    actions.drop_scorer(actor=user, selection=selection, user=_person(user, request), reason=reason)


def _open(user: User, selection: PlatformSelection, _request: HttpRequest) -> None:
    actions.open_selection(actor=user, selection=selection)


def _close(user: User, selection: PlatformSelection, _request: HttpRequest) -> None:
    actions.close_selection(actor=user, selection=selection)


ACTS: dict[str, Act] = {
    "them": _add,
    "bo": _remove,
    "cu": _name,
    "thoi-cu": _drop,
    "mo": _open,
    "khoa": _close,
}


@require_http_methods(["GET", "POST"])
def selection_page(request: HttpRequest, code: str) -> HttpResponse:
    """One round: what it has and lacks, its result once closed; acts of who manages it."""
    user = cast(User, request.user)
    selection = selection_for(user, code)
    act = request.POST.get("viec", "")
    criteria = CriteriaForm(
        request.POST if act == "tieu-chi" else None, criteria=list(selection.criteria.all()), label_suffix=""
    )
    review = ReviewForm(request.POST if act == "ra-soat" else None)
    refused: Refused | None = None
    if request.method == "POST":
        require_selection(user, MANAGE, selection)
        try:
            _do(user, selection, request, act, criteria, review)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã ghi."))
            return redirect("platforms:selection", code=selection.code)
        selection = selection_for(user, code)
    context = {**_context(user, selection), "criteria_form": criteria, "review_form": review, "refused": refused}
    context["act"] = act
    return render(request, "platforms/selection.html", context, status=422 if request.method == "POST" else 200)


def _do(
    user: User,
    selection: PlatformSelection,
    request: HttpRequest,
    act: str,
    criteria: CriteriaForm,
    review: ReviewForm,
) -> None:
    if act in ACTS:
        ACTS[act](user, selection, request)
    elif act == "tieu-chi" and criteria.is_valid():
        actions.set_criteria(actor=user, selection=selection, wishes=criteria.wishes())
    elif act == "ra-soat" and review.is_valid():
        actions.record_review(actor=user, selection=selection, **review.cleaned_data)
    else:
        raise Refused(_("Chưa ghi được."), [])


def _context(user: User, selection: PlatformSelection) -> dict[str, Any]:
    candidates = list(selection.candidates.select_related("platform"))
    scorers = list(selection.scorers.select_related("user__office"))
    manages = may(user, MANAGE, selection)
    outcome = outcome_of(selection)
    within = [row.platform_id for row in candidates]
    drafted = manages and selection.state == State.DRAFT
    return {
        "selection": selection,
        "area_name": pages.area_names([selection]).get(selection.area_id, ""),
        "tone": TONES[State(selection.state)],
        "criteria": list(selection.criteria.all()),
        "candidates": candidates,
        "scorers": scorers,
        "own": next((row for row in scorers if row.user_id == user.pk), None),
        "handed_in": sum(row.handed_in_at is not None for row in scorers),
        "platforms": platforms_visible(user).filter(archived_at=None).exclude(pk__in=within) if drafted else [],
        "people": pages.possible_scorers(selection) if manages and selection.state in ("draft", "open") else [],
        "may_manage": manages,
        "may_decide": may(user, DECIDE, selection) and selection.state == State.CLOSED,
        "outcome": outcome,
        "rows": result_rows(outcome) if outcome else [],
        "shifts": shift_rows(outcome) if outcome else [],
        "tiles": list(selection.tiles.select_related("platform")),
        "reviews": list(selection.reviews.all()),
        "seeded": actions.SEEDED,
        "today": clock.today(),
        "journal": story_of("platform_selection", selection.code, limit=40),
    }


def named_or_403(user: User, selection: PlatformSelection) -> None:
    """403 for a reader who is not named to score."""
    if not selection.scorers.filter(user=user).exists():
        raise PermissionDenied(f"{user.actor_label}: không được cử chấm {selection.code}")
