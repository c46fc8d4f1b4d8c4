"""Pages of the reform desk: composing a draft, its file, and the list to hand over by."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from diemsang.areas import actions, queries
from diemsang.areas.composing import draft_problems, step_lines
from diemsang.areas.folders import MAX_ZIP, reform_from_zip, zip_of
from diemsang.areas.formats import DecisionFacts, ReformDoc, reform_from_content
from diemsang.areas.forms import STEP_FORMS, DraftEdit, DraftFile, DraftHead, DraftPaper
from diemsang.areas.models import Lineage, Reform
from diemsang.areas.preview import Question, Split, decision_line, preview_stored
from diemsang.areas.registry import HandoverRow, handover_rows
from diemsang.core import export
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.parts import Tab

TASKS = (
    ("merge", gettext_lazy("Nhập")),
    ("split", gettext_lazy("Chia")),
    ("revise", gettext_lazy("Đổi tên, mã, loại, cấp trên")),
    ("abolish", gettext_lazy("Bỏ cấp")),
)


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, request.user)


@require_http_methods(["GET", "POST"])
def draft_new(request: HttpRequest) -> HttpResponse:
    """Begin a draft: by its head, or from its file."""
    actor = _actor(request)
    require(actor, "areas.reform")
    from_file = request.method == "POST" and "tep" in request.FILES
    form = DraftHead(request.POST if request.method == "POST" and not from_file else None)
    refused: Refused | None = None
    try:
        if from_file:
            return redirect("areas:draft", code=_from_file(actor, request).code)
        if form.is_bound and form.is_valid():
            told = form.cleaned_data
            paper = DecisionFacts(
                "", told["kind"], told["paper_title"], told["number"], told["signed_on"], told["issuer"]
            )
            made = actions.start_draft(actor=actor, title=told["title"], effective_on=told["effective_on"], paper=paper)
            return redirect("areas:draft", code=made.code)
    except Refused as error:
        refused = error
    status = 422 if form.is_bound or refused else 200
    context = {"form": form, "upload": DraftFile(), "refused": refused}
    return render(request, "areas/draft_new.html", context, status=status)


def _from_file(actor: Actor, request: HttpRequest) -> Reform:
    sent = cast("UploadedFile[bytes]", request.FILES["tep"])
    if (sent.size or 0) > MAX_ZIP:
        problem = Problem(sent.name or "", _("tệp quá lớn (tối đa 5 MB)."), _("Chỉ nén hai tệp của đợt sắp xếp."))
        raise Refused(_("Chưa đọc được tệp."), [problem])
    return actions.draft_from_doc(actor=actor, doc=reform_from_zip(sent.read(), sent.name or ""))


def _draft(actor: Actor, code: str) -> tuple[Reform, ReformDoc]:
    """The draft, for those who may carry it out; for others there is none (404)."""
    require(actor, "areas.reform")
    reform = queries.reforms(actor).filter(code=code).first()
    if reform is None:
        raise Http404
    doc = reform_from_content(reform.content)
    if not queries.may_reform(actor, doc):
        raise Http404
    return reform, doc


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """The draft's steps, what is wrong with each, and a form for the next."""
    actor = _actor(request)
    reform, doc = _draft(actor, code)
    if reform.status != Reform.Status.DRAFT:
        return redirect("areas:reform", code=code)
    task = request.GET.get("viec", "merge")
    task = task if task in STEP_FORMS else "merge"
    forms: dict[str, Any] = {
        "add": STEP_FORMS[task](),
        "head": DraftEdit(initial={"title": reform.title, "effective_on": reform.effective_on}),
        "paper": DraftPaper(),
    }
    refused, status, what = None, 200, request.POST.get("lam", "")
    if request.method == "POST":
        if what in forms:
            forms[what] = type(forms[what])(request.POST)
        forms["paper"].fields["chosen"].actor = actor
        try:
            answer = _change(actor, code, task, forms.get(what), request)
            if answer is not None:
                return answer
            status = 422
        except Refused as error:
            refused, status = error, 409
        reform, doc = _draft(actor, code)
    found = draft_problems(doc)
    asked = sum(len(split.asked) for split in preview_stored(reform).splits) if not found else 0
    of_step = {step.where: [problem for problem in found if problem.where == step.where] for step in doc.steps}
    context = {
        "reform": reform,
        "doc": doc,
        "steps": [(line, of_step[line.step.where]) for line in step_lines(doc)],
        "others": [problem for problem in found if problem.where not in of_step],
        "ready": not found,
        "form": forms["add"],
        "head_form": forms["head"],
        "paper_form": forms["paper"],
        "what": what,
        "papers": [(paper, decision_line(paper), paper.key == doc.decision) for paper in doc.decisions],
        "asked": asked,
        "task": task,
        "tabs": [Tab(str(label), f"?viec={name}#buoc-moi", name == task) for name, label in TASKS],
        "refused": refused,
    }
    return render(request, "areas/draft.html", context, status=status)


def _change(actor: Actor, code: str, task: str, form: Any, request: HttpRequest) -> HttpResponse | None:
    seen, what = request.POST.get("seen", ""), request.POST.get("lam", "")
    told = request.POST.get("so", "")
    index = int(told) if re.fullmatch(r"[0-9]{1,5}", told) else 0
    if form is not None and not form.is_valid():
        return None
    if what == "add":
        actions.compose_step(actor=actor, code=code, seen=seen, task=task, given=form.cleaned_data)
    elif what == "head":
        actions.change_head(actor=actor, code=code, seen=seen, **form.cleaned_data)
    elif what == "paper":
        actions.add_paper(actor=actor, code=code, seen=seen, paper=_paper(form.cleaned_data))
    elif what == "unpaper":
        actions.remove_paper(actor=actor, code=code, seen=seen, key=request.POST.get("van-ban", ""))
    elif what == "remove":
        actions.remove_step(actor=actor, code=code, seen=seen, index=index)
    elif what == "raise":
        actions.raise_step(actor=actor, code=code, seen=seen, index=index)
    elif what == "discard":
        actions.discard_draft(actor=actor, code=code, seen=seen)
        messages.success(request, _("Đã bỏ dự thảo."))
        return redirect("areas:reforms")
    return redirect("areas:draft", code=code)


def _paper(told: dict[str, Any]) -> DecisionFacts:
    """The document chosen of the register, else the one told in the form."""
    row = told["chosen"]
    if row is not None:
        return DecisionFacts(row.key, row.kind, row.title, row.number, row.on, row.issuer, row.source)
    return DecisionFacts("", told["kind"], told["paper_title"], told["number"], told["signed_on"], told["issuer"])


@require_safe
def reform_file(request: HttpRequest, code: str) -> HttpResponse:
    """The reform's folder as a zip file; a draft's only for those who may carry it out."""
    actor = _actor(request)
    require(actor, "areas.view")
    reform = queries.visible_reform(actor, code)
    answer = HttpResponse(zip_of(reform_from_content(reform.content)), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{reform.code}.zip"'
    return answer


@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest, code: str) -> HttpResponse:
    """Where things of divided units go: asked before the reform is applied or after, remembered through an undo."""
    actor = _actor(request)
    require(actor, "areas.view")
    reform = queries.visible_reform(actor, code)
    queries.require_reform(actor, reform_from_content(reform.content))
    refused: Refused | None = None
    splits: list[Split] = []
    try:
        splits = preview_stored(reform).splits
        if request.method == "POST":
            named = [(split.origin.key, question.key) for split in splits for question in split.asked]
            given = {pair: request.POST["|".join(pair)] for pair in named if "|".join(pair) in request.POST}
            count = actions.answer_questions(actor=actor, code=code, seen=request.POST.get("seen", ""), given=given)
            messages.success(request, _("Đã ghi %(count)s câu trả lời.") % {"count": count})
            return redirect("areas:reform", code=code)
    except Refused as error:
        refused = error
    context = {
        "reform": reform,
        "splits": [(split, _typed(split, request)) for split in splits if split.asked],
        "refused": refused,
    }
    return render(request, "areas/questions.html", context, status=409 if request.method == "POST" else 200)


def _typed(split: Split, request: HttpRequest) -> list[tuple[str, Question, str]]:
    """Each question with the name of its field and what is chosen: what was sent, else what was answered before."""
    names = [(f"{split.origin.key}|{question.key}", question) for question in split.asked]
    return [(name, question, request.POST.get(name, question.answer)) for name, question in names]


@require_safe
def handovers(request: HttpRequest, code: str) -> HttpResponse:
    """New units of an applied reform, each with its list to hand over by."""
    actor = _actor(request)
    require(actor, "areas.view")
    reform = queries.visible_reform(actor, code)
    return render(request, "areas/handovers.html", {"reform": reform, "pairs": _pairs(reform)})


@require_safe
def handover(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """What the former units hand to a new one: points with what is known, and room for signatures."""
    actor = _actor(request)
    require(actor, "areas.view")
    reform = queries.visible_reform(actor, code)
    target, origins = next(((t, o) for t, o in _pairs(reform) if t.key == key), (None, []))
    if target is None:
        raise Http404
    eve = reform.effective_on - dt.timedelta(days=1)
    lists = [(origin, whole, handover_rows(actor, {origin.id}, reform.effective_on)) for origin, whole in origins]
    kind = request.GET.get("xuat")
    if kind in export.KINDS:
        found = _handover_table(reform, target, lists)
        return export.response(replace(found, address=request.build_absolute_uri(request.path)), kind)
    context = {"reform": reform, "target": target, "lists": lists, "eve": eve}
    return render(request, "areas/handover.html", context)


def _handover_table(
    reform: Reform, target: queries.AreaLabel, lists: list[tuple[queries.AreaLabel, bool, list[HandoverRow]]]
) -> export.Table:
    head = [
        *(_("Đơn vị giao"), _("Phần giao"), _("Đơn vị nhận"), _("Mã điểm"), _("Nơi đặt"), _("Thiết bị")),
        *(_("Người giữ"), _("Hiện trạng khi giao")),
    ]
    rows = [
        [
            *(origin.name, _("toàn bộ") if whole else _("một phần"), target.name),
            *(row.code, row.place, row.equipment, row.custodian, ""),
        ]
        for origin, whole, found in lists
        for row in found
    ]
    title = _("Danh sách điểm hỗ trợ bàn giao về %(unit)s") % {"unit": target.name}
    return export.Table(f"{title} – {reform.title}", f"ban-giao-{target.key}", head, rows)


def _pairs(reform: Reform) -> list[tuple[queries.AreaLabel, list[tuple[queries.AreaLabel, bool]]]]:
    """New communes with what they were formed from; empty while the reform is not applied."""
    links = list(Lineage.objects.filter(reform=reform, target__level="COMMUNE").order_by("id"))
    after = queries.labels({link.target_id for link in links}, reform.effective_on)
    before = queries.labels({link.origin_id for link in links}, reform.effective_on - dt.timedelta(days=1))
    found: dict[int, list[tuple[queries.AreaLabel, bool]]] = {}
    for link in links:
        found.setdefault(link.target_id, []).append((before[link.origin_id], link.whole))
    return sorted(((after[key], origins) for key, origins in found.items()), key=lambda pair: pair[0].sort)
