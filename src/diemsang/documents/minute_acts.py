"""Acts on minutes: print, bring signed pages back, void, templates."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.documents import actions
from diemsang.documents.actions import matching, printing, templates
from diemsang.documents.minute_forms import (
    AssignForm,
    LooseForm,
    PagesForm,
    ScanForm,
    SignedOnForm,
    TemplateForm,
    VoidForm,
)
from diemsang.documents.minute_views import MinuteListing, actor_of, detail
from diemsang.documents.minutes.reading import MAX_BYTES
from diemsang.documents.minutes.registry import office_choices
from diemsang.documents.minutes.words import Words
from diemsang.documents.models import Minute, MinuteKind, MinutePage, MinuteState, MinuteTemplate
from diemsang.documents.queries import minutes as queries

MAX_FILES = 40


def _do(request: HttpRequest, minute: Minute, act: Callable[[Actor], object], done: str) -> HttpResponse:
    """Run an act; back to the page with a word, or the page with what stood in the way."""
    try:
        act(actor_of(request))
    except Refused as error:
        minute.refresh_from_db()
        return detail(request, minute, {"refused": error}, 422)
    messages.success(request, done)
    return redirect("minutes:detail", public_id=minute.public_id)


@require_POST
def print_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Print a draft; ask once more for a PDF that failed."""
    minute = queries.minute_for(actor_of(request), public_id)
    if minute.state == MinuteState.PRINTED:
        return _do(
            request, minute, lambda actor: printing.ask_again(actor=actor, minute=minute), _("Đang làm lại PDF.")
        )
    return _do(request, minute, lambda actor: actions.print_minute(actor=actor, minute=minute), _("Đã in biên bản."))


@require_POST
def pages_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """How many pages the Word file came out on."""
    minute = queries.minute_for(actor_of(request), public_id)
    queries.require_minute(actor_of(request), queries.MAKE, minute)
    form = PagesForm(request.POST)
    if not form.is_valid():
        return detail(request, minute, {"pages_form": form}, 422)
    pages = form.cleaned_data["pages"]
    act = lambda actor: actions.state_pages(actor=actor, minute=minute, pages=pages)  # noqa: E731
    return _do(request, minute, act, _("Đã ghi số trang."))


@require_POST
def scan_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Signed pages of this minute; a page of another one is told and not held."""
    minute = queries.minute_for(actor_of(request), public_id)
    queries.require_minute(actor_of(request), queries.SIGN, minute)
    try:
        result = _matched(request, minute)
    except Refused as error:
        return detail(request, minute, {"refused": error, "scan_form": _scan_form(request)}, 422)
    minute.refresh_from_db()
    return detail(request, minute, {"result": result})


@require_POST
def assign_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A page whose code cannot be read: a person says its number."""
    minute = queries.minute_for(actor_of(request), public_id)
    queries.require_minute(actor_of(request), queries.SIGN, minute)
    form = AssignForm(request.POST, request.FILES)
    if not form.is_valid():
        return detail(request, minute, {"assign_form": form}, 422)
    upload, number = form.cleaned_data["file"], form.cleaned_data["number"]
    content = upload.read(MAX_BYTES + 1)

    def act(actor: Actor) -> object:
        return matching.assign_page(actor=actor, minute=minute, number=number, name=upload.name, content=content)

    return _do(request, minute, act, _("Đã nhận trang."))


@require_POST
def finish_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let a complete copy count after what stood in the way was cleared."""
    minute = queries.minute_for(actor_of(request), public_id)
    return _do(
        request, minute, lambda actor: actions.finish_signing(actor=actor, minute=minute), _("Bản ký đã được tính.")
    )


@require_POST
def void_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Void; with a replacement, go to its draft."""
    minute = queries.minute_for(actor_of(request), public_id)
    queries.require_minute(actor_of(request), queries.MAKE, minute)
    form = VoidForm(request.POST)
    if not form.is_valid():
        return detail(request, minute, {"void_form": form}, 422)
    wanted = form.cleaned_data
    try:
        standing = actions.void_minute(
            actor=actor_of(request),
            minute=minute,
            reason=wanted["reason"],
            replace=wanted["replace"],
            replacement_id=wanted["token"],
        )
    except Refused as error:
        return detail(request, minute, {"refused": error, "void_form": form}, 422)
    messages.success(request, _("Đã hủy biên bản."))
    return redirect("minutes:detail", public_id=standing.public_id)


@require_http_methods(["GET", "POST"])
def match_page(request: HttpRequest) -> HttpResponse:
    """Signed pages of any minutes, told apart by their codes."""
    actor = actor_of(request)
    require(actor, queries.SIGN)
    result = refused = None
    if request.method == "POST":
        try:
            result = _matched(request)
        except Refused as error:
            refused = error
    return _match_page(request, result, refused)


def _match_page(
    request: HttpRequest, result: matching.Matching | None = None, refused: Refused | None = None
) -> HttpResponse:
    context = {
        "form": _scan_form(request) if refused else ScanForm(),
        "result": result,
        "refused": refused,
        "loose": list(queries.loose_pages(actor_of(request))),
    }
    return render(request, "minutes/match.html", context, status=422 if refused else 200)


def _scan_form(request: HttpRequest) -> ScanForm:
    """The form again with the day that was typed; files cannot be put back into a form."""
    return ScanForm(initial={"signed_on": request.POST.get("signed_on", "")})


def _matched(request: HttpRequest, only: Minute | None = None) -> matching.Matching:
    """Read what came. A day that is none keeps no page from being taken: it is told."""
    form = ScanForm(request.POST, request.FILES)
    day = form.cleaned_data.get("signed_on") if form.is_valid() or "signed_on" not in form.errors else None
    result = matching.match_files(actor=actor_of(request), named=_uploaded(request), only=only, signed_on=day)
    if "signed_on" in form.errors:
        note = _("Ngày ký «{day}» không phải một ngày, chưa ghi; ghi lại ở trang của biên bản.")
        result.notes.append(note.format(day=request.POST.get("signed_on", "")[:20]))
    return result


@require_POST
def loose_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A waiting page: whose it is, or (``viec=bo``) that it may go. ``ve``: the minute whose page asked."""
    actor = actor_of(request)
    require(actor, queries.SIGN)
    back = _back(request)
    try:
        if request.POST.get("viec") == "bo":
            actions.drop_loose(actor=actor, public_id=public_id)
            messages.success(request, _("Đã bỏ trang."))
        else:
            minute, number = _where(request)
            actions.assign_loose(actor=actor, public_id=public_id, minute=minute, number=number)
            messages.success(request, _("Đã nhận trang {number}: {title}").format(number=number, title=minute.title))
    except Refused as error:
        return detail(request, back, {"refused": error}, 422) if back else _match_page(request, refused=error)
    return redirect("minutes:detail", public_id=back.public_id) if back else redirect("minutes:match")


def _back(request: HttpRequest) -> Minute | None:
    try:
        key = uuid.UUID(request.POST.get("ve", ""))
    except ValueError:
        return None
    return queries.minute_for(actor_of(request), key)


def _where(request: HttpRequest) -> tuple[Minute, int]:
    """The minute and the number that a person read at the foot of the page. ``Refused`` with all that is wrong."""
    form = LooseForm(request.POST)
    problems = []
    if not form.is_valid():
        problems = [Problem(str(form.fields[name].label), str(said[0])) for name, said in form.errors.items()]
    code = form.cleaned_data.get("code", "")
    minute = queries.by_code(actor_of(request), code) if code else None
    if code and minute is None:
        advice = _("Đọc mã 8 chữ ở chân trang, bên phải ô vuông.")
        problems.append(Problem(_("Mã in"), _("không có biên bản mang mã «{code}».").format(code=code), advice))
    if problems or minute is None:
        raise Refused(_("Chưa nhận được trang."), problems)
    return minute, form.cleaned_data["number"]


@require_POST
def date_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The day written on the signed paper."""
    minute = queries.minute_for(actor_of(request), public_id)
    queries.require_minute(actor_of(request), queries.SIGN, minute)
    form = SignedOnForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["signed_on"]:
        if form.is_valid():
            form.add_error("signed_on", _("Ghi ngày viết trên giấy."))
        return detail(request, minute, {"day_form": form}, 422)
    day = form.cleaned_data["signed_on"]
    act = lambda actor: actions.date_signature(actor=actor, minute=minute, signed_on=day)  # noqa: E731
    return _do(request, minute, act, _("Đã ghi ngày ký."))


@require_POST
def drop_page(request: HttpRequest, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """Take a wrong or unreadable page out of the signed copy, with a reason."""
    minute = queries.minute_for(actor_of(request), public_id)
    queries.require_minute(actor_of(request), queries.SIGN, minute)
    page = get_object_or_404(MinutePage, pk=pk, minute=minute)
    reason = request.POST.get("reason", "")[:300]
    act = lambda actor: actions.drop_page(actor=actor, page=page, reason=reason)  # noqa: E731
    return _do(request, minute, act, _("Đã bỏ trang."))


@require_POST
def batch_page(request: HttpRequest) -> HttpResponse:
    """Several minutes as one PDF."""
    actor = actor_of(request)
    require(actor, queries.VIEW)
    try:
        token = uuid.UUID(request.POST.get("token", ""))
        if request.POST.get("tat_ca"):
            rows = MinuteListing(actor, request).ordered  # the filters stand in the address
            wanted = [row.public_id for row in rows if row.state != MinuteState.VOID]
        else:
            wanted = [uuid.UUID(text) for text in request.POST.getlist("chon")]
        made = printing.start_printing(actor=actor, public_id=token, minutes=wanted)
    except ValueError:
        return render(request, "minutes/refused.html", {"refused": _nothing_chosen()}, status=422)
    except Refused as error:
        return render(request, "minutes/refused.html", {"refused": error}, status=422)
    return redirect("minutes:printing", public_id=made.public_id)


def _nothing_chosen() -> Refused:
    return Refused(_("Chưa in được."), [Problem(_("Biên bản"), _("chưa chọn."), _("Đánh dấu trong danh sách."))])


@require_http_methods(["GET", "POST"])
def templates_page(request: HttpRequest) -> HttpResponse:
    """The house's templates and those of offices; bring one's own."""
    actor = actor_of(request)
    require(actor, queries.TEMPLATES)
    form = TemplateForm(request.POST, request.FILES) if request.method == "POST" else TemplateForm()
    refused = None
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        upload = wanted["file"]
        try:
            templates.set_template(
                actor=actor,
                kind=wanted["kind"],
                office_key=wanted["office_key"],
                content=upload.read(templates.MAX_TEMPLATE + 1),
                file_name=upload.name,
            )
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã nhận mẫu."))
            return redirect("minutes:templates")
    context: dict[str, Any] = {
        "form": form,
        "refused": refused,
        "kinds": MinuteKind.choices,
        "offices": dict(office_choices()),
        "own": MinuteTemplate.objects.filter(voided_at=None).select_related("blob"),
        "fields": [*Words.__annotations__, "qr"],
    }
    return render(request, "minutes/templates.html", context, status=422 if refused or form.errors else 200)


@require_POST
def drop_template_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the house's template."""
    require(actor_of(request), queries.TEMPLATES)
    templates.drop_template(actor=actor_of(request), template=get_object_or_404(MinuteTemplate, pk=pk))
    messages.success(request, _("Đã bỏ mẫu riêng."))
    return redirect("minutes:templates")


def _uploaded(request: HttpRequest) -> Iterator[tuple[str, bytes]]:
    """The files of the request one after another, none read further than it may be. ``Refused`` when there is none
    or too many."""
    files = request.FILES.getlist("tep")
    if not 1 <= len(files) <= MAX_FILES:
        message = _("chọn từ 1 đến {count} tệp một lần.").format(count=MAX_FILES)
        raise Refused(_("Chưa đọc được tệp."), [Problem(_("Tệp"), message)])
    return ((file.name or "", file.read(MAX_BYTES + 1)) for file in files)
