"""Pages of the register of documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diemsang.audit.queries import story_of
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Refused
from diemsang.core.listing import Column, Listing
from diemsang.documents import actions, queries
from diemsang.documents.actions.register import fingerprint, is_locked
from diemsang.documents.forms import CopyForm, CorrectForm, DecisionFilter, DecisionForm, RelationForm, facts_of
from diemsang.documents.models import Decision, DecisionRelation
from diemsang.documents.registry import effects_of


class DecisionListing(Listing[Decision]):
    """Search and filters in the address."""

    form_class = DecisionFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("so", _l("Số, ký hiệu"), lambda row: row.number, sort=("number_key", "on"), fixed=True),
        Column("loai", _l("Loại"), lambda row: str(row.get_kind_display()), sort=("kind", "-on"), extra=True),
        Column("ngay", _l("Ngày ký"), lambda row: row.on, sort=("on", "number_key")),
        Column("co-quan", _l("Cơ quan ban hành"), lambda row: row.issuer, sort=("issuer", "-on")),
        Column("trich-yeu", _l("Trích yếu"), lambda row: row.title),
        Column("ban-ky", _l("Bản ký"), lambda row: _("có") if row.file_id else _("chưa có")),
    )
    default_sort = "-ngay"
    name = "van-ban"
    view_name = "documents:list"

    def filter(self, rows: QuerySet[Decision], wanted: dict[str, Any]) -> QuerySet[Decision]:
        """Narrow the documents as the address says."""
        rows = rows.annotate(
            withdrawn=Exists(
                DecisionRelation.objects.filter(
                    earlier=OuterRef("pk"), kind__in=(DecisionRelation.Kind.WITHDRAWS, DecisionRelation.Kind.REPLACES)
                )
            )
        )
        if wanted.get("q"):
            rows = queries.matching(rows, wanted["q"])
        if wanted.get("loai"):
            rows = rows.filter(kind=wanted["loai"])
        if wanted.get("nam"):
            rows = rows.filter(on=None) if wanted["nam"] == "chua-ro" else rows.filter(on__year=int(wanted["nam"]))
        if wanted.get("ban_ky"):
            rows = rows.filter(file__isnull=wanted["ban_ky"] == "chua")
        return rows


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, request.user)


@require_GET
def decision_list(request: HttpRequest) -> HttpResponse:
    """The register; ``?xuat=csv|xlsx`` gives it as a file."""
    actor = _actor(request)
    require(actor, queries.VIEW)
    listing = DecisionListing(queries.visible_to(actor), request, years=queries.years(actor))
    if listing.wants_export:
        return listing.export_response(title=_("Sổ văn bản"))
    return render(request, "documents/list.html", {"listing": listing, "may": actor.can(queries.MANAGE)})


@require_GET
def decision_page(request: HttpRequest, key: str) -> HttpResponse:
    """One document: what it says of itself, its signed copy, what it changed, its story."""
    return _page(request, queries.decision_for(_actor(request), key), {})


def _page(request: HttpRequest, decision: Decision, more: dict[str, Any], status: int = 200) -> HttpResponse:
    actor = _actor(request)
    copies = list(decision.copies.select_related("blob"))
    context = {
        "decision": decision,
        "standing": next((copy for copy in copies if copy.voided_at is None), None),
        "replaced": [copy for copy in copies if copy.voided_at is not None],
        "changes": list(decision.changes.select_related("earlier")),
        "changed_by": list(decision.changed_by.select_related("later")),
        "effects": effects_of(actor, decision),
        "journal": story_of("decision", decision.key, limit=30),
        "may": actor.can(queries.MANAGE),
        "copy_form": CopyForm(initial={"seen": fingerprint(decision)}),
        "relation_form": RelationForm(actor=actor),
        **more,
    }
    return render(request, "documents/detail.html", context, status=status)


@require_http_methods(["GET", "POST"])
def add_page(request: HttpRequest) -> HttpResponse:
    """Record a document."""
    actor = _actor(request)
    require(actor, queries.MANAGE)
    form, refused = DecisionForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST" and form.is_valid():
        try:
            decision = actions.record_decision(actor=actor, **form.cleaned_data)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã ghi văn bản vào sổ. Mã để chọn: %(key)s") % {"key": decision.key})
            return redirect("documents:detail", key=decision.key)
    same = actions.duplicates(**_number(form)) if refused else []
    context = {"form": form, "refused": refused, "same": same}
    return render(request, "documents/form.html", context, status=_status(form, refused))


def _number(form: DecisionForm) -> dict[str, Any]:
    return {name: form.cleaned_data.get(name) for name in ("number", "issuer", "on")}


@require_http_methods(["GET", "POST"])
def edit_page(request: HttpRequest, key: str) -> HttpResponse:
    """Correct the facts of a document."""
    actor = _actor(request)
    decision = queries.decision_for(actor, key)
    require(actor, queries.MANAGE)
    form = CorrectForm(
        request.POST if request.method == "POST" else None,
        initial={**facts_of(decision), "seen": fingerprint(decision)},
    )
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_decision(actor=actor, decision=decision, **form.cleaned_data)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã sửa thông tin văn bản."))
            return redirect("documents:detail", key=decision.key)
    context = {"form": form, "refused": refused, "decision": decision, "locked": is_locked(decision)}
    return render(request, "documents/form.html", context, status=_status(form, refused))


@require_POST
def copy_page(request: HttpRequest, key: str) -> HttpResponse:
    """Hold a signed copy, or replace the one held."""
    actor = _actor(request)
    decision = queries.decision_for(actor, key)
    require(actor, queries.MANAGE)
    form = CopyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, decision, {"copy_form": form}, 422)
    upload = form.cleaned_data["file"]
    try:
        actions.attach_signed(
            actor=actor,
            decision=decision,
            stream=upload,
            file_name=upload.name,
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["seen"] or None,
        )
    except Refused as error:
        return _page(request, decision, {"copy_form": form, "refused": error}, _status(form, error))
    messages.success(request, _("Đã lưu bản ký."))
    return redirect("documents:detail", key=decision.key)


@require_POST
def relate_page(request: HttpRequest, key: str) -> HttpResponse:
    """Say which earlier document this one changes."""
    actor = _actor(request)
    decision = queries.decision_for(actor, key)
    require(actor, queries.MANAGE)
    form = RelationForm(request.POST, actor=actor)
    if not form.is_valid():
        return _page(request, decision, {"relation_form": form}, 422)
    try:
        actions.relate(actor=actor, later=decision, **form.cleaned_data)
    except Refused as error:
        return _page(request, decision, {"relation_form": form, "refused": error}, 422)
    messages.success(request, _("Đã ghi quan hệ giữa hai văn bản."))
    return redirect("documents:detail", key=decision.key)


@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Documents that fit what is being typed, for the list under a ``DecisionField``."""
    actor = _actor(request)
    require(actor, queries.VIEW)
    text = request.GET.get(request.GET.get("o", "q"), "")[:200]
    return render(request, "documents/_choices.html", {"found": queries.resolve(actor, text)})


def _status(form: DecisionForm | CopyForm, refused: Refused | None) -> int:
    """409 when somebody else was faster, 422 for what was typed wrong."""
    if isinstance(refused, actions.StaleDecision):
        return 409
    return 422 if refused or form.errors else 200
