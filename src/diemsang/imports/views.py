"""Pages: which list, which file, what it would do."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.errors import Refused
from diemsang.core.listing import Column, Listing
from diemsang.core.parts import Tab
from diemsang.core.recent import needs_recent_sign_in
from diemsang.imports import actions, engine, jobs, queries
from diemsang.imports.coloured import coloured_copy
from diemsang.imports.description import ListDescription
from diemsang.imports.forms import FILE, ExportForm, UploadForm
from diemsang.imports.models import ImportRow, ImportRun, State
from diemsang.imports.reading.hygiene import MAX_BYTES
from diemsang.imports.registry import description_of
from diemsang.imports.workbook import write_list

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PATIENCE = dt.timedelta(seconds=15)
"""How long a file may wait for a worker before its page says that none is there."""
KINDS = {
    "refused": gettext_lazy("Sai"),
    "changed": gettext_lazy("Đổi"),
    "created": gettext_lazy("Mới"),
    "unchanged": gettext_lazy("Giữ nguyên"),
}


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _list(request: HttpRequest, key: str) -> ListDescription:
    description = description_of(key)
    if description is None:
        raise Http404
    require(_user(request), description.right)
    return description


def _run(request: HttpRequest, pk: int) -> ImportRun:
    return get_object_or_404(queries.own_runs(_user(request)), pk=pk)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Lists that one may import, and one's latest files."""
    lists = queries.importable(_user(request))
    runs = list(queries.own_runs(_user(request))[:20])
    titles = {known.key: known.title for known in lists}
    for run in runs:
        run.list_title = titles.get(run.list_key, run.list_key)  # type: ignore[attr-defined]
    return render(request, "imports/home.html", {"lists": lists, "runs": runs})


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, key: str) -> HttpResponse:
    """Step one: the file. Short files are checked at once, long ones by a worker."""
    description = _list(request, key)
    form = UploadForm(description, request.POST or None, request.FILES or None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data[FILE]
        params = {column.key: str(form.cleaned_data.get(column.key) or "") for column in description.params}
        try:
            run, rows = actions.start_run(
                actor=_user(request),
                description=description,
                params=params,
                name=file.name,
                data=file.read(MAX_BYTES + 1),
            )
        except Refused as error:
            refused = error
        else:
            if rows > jobs.INLINE:
                jobs.send_check(run)
            else:
                actions.check_run(actor=_user(request), run=run)
            return redirect("imports:run", pk=run.pk)
    return _upload_page(request, description, form, refused)


def _upload_page(
    request: HttpRequest, description: ListDescription, form: UploadForm, refused: Refused | None
) -> HttpResponse:
    context = {
        "description": description,
        "form": form,
        "export_form": ExportForm(description, request.GET.dict()),
        "refused": refused,
        "columns": description.columns,
    }
    return render(request, "imports/upload.html", context, status=422 if refused else 200)


@require_GET
def template(request: HttpRequest, key: str) -> HttpResponse:
    """The empty form."""
    description = _list(request, key)
    return _file(write_list(description, [], {}, hub=actions.ensure_tag()), f"mau-{key}.xlsx")


@require_GET
def export(request: HttpRequest, key: str) -> HttpResponse:
    """The filled form: what the person may see, for the params in the address."""
    description = _list(request, key)
    try:
        params = engine.check_params(description, request.GET.dict())
    except Refused as refused:
        return _upload_page(request, description, UploadForm(description), refused)
    rows = description.open(_user(request), params).standing()
    content = write_list(description, rows, params, hub=actions.ensure_tag())
    return _file(content, f"{key}-{clock.today():%Y%m%d}.xlsx")


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


class RowFilter(forms.Form):
    """Which rows of a run."""

    q = forms.CharField(label=gettext_lazy("Tìm"), required=False, max_length=100)
    xem = forms.ChoiceField(
        label=gettext_lazy("Dòng"),
        required=False,
        choices=[("", gettext_lazy("tất cả")), ("luu-y", gettext_lazy("cần xem lại"))],
    )


class RowListing(Listing[ImportRow]):
    """Rows of one kind."""

    form_class = RowFilter
    columns = (Column("dong", gettext_lazy("Dòng"), lambda row: row.number, sort=("number",)),)
    default_sort = "dong"
    exports = False

    def filter(self, rows: Any, wanted: dict[str, Any]) -> Any:
        """By name or row number; only those with something to look at."""
        text = wanted.get("q") or ""
        if text:
            rows = (
                rows.filter(number=int(text))
                if text.isdecimal() and len(text) < 8
                else rows.filter(label__icontains=text)
            )
        return rows.filter(noted=True) if wanted.get("xem") else rows

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The tab stays when the filter is used."""
        tab = self.request.GET.get("loai")
        return [*super().kept, *([("loai", tab)] if tab else [])]


def _waiting(run: ImportRun) -> dict[str, Any]:
    """How far a worker is, and whether there seems to be none."""
    now = clock.now()
    busy = run.state in {State.WAITING, State.CHECKING, State.QUEUED}
    since = run.lease_until if run.state == State.QUEUED and run.lease_until else run.created_at
    silent = run.state == State.CHECKING and run.lease_until is not None and run.lease_until < now
    stuck = silent or (run.state in {State.WAITING, State.QUEUED} and now - since > PATIENCE)
    percent = round(100 * run.done / run.total) if run.total else 0
    return {"run": run, "busy": busy, "stuck": stuck, "percent": percent}


@require_GET
def run_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Step two: what the file would do. Step three is one button."""
    run = _run(request, pk)
    description = description_of(run.list_key)
    kind = request.GET.get("loai", "")
    if kind not in KINDS:
        kind = next((name for name in KINDS if run.counts.get(name)), "refused")
    tabs = [Tab(str(label), f"?loai={name}", name == kind, run.counts.get(name, 0)) for name, label in KINDS.items()]
    can_apply = bool(run.state == State.CHECKED and run.digest and not run.counts.get("refused"))
    context = {
        **_waiting(run),
        "description": description,
        "goes_on": queries.goes_on(run, description),
        "params": _params_in_words(run, description),
        "kind": kind,
        "tabs": tabs,
        "listing": RowListing(ImportRow.objects.filter(run=run, kind=kind), request),
        "to_write": run.counts.get("created", 0) + run.counts.get("changed", 0),
        "can_apply": can_apply,
        "unconfirmed": can_apply and bool(run.converted) and run.confirmed_at is None,
    }
    return render(request, "imports/run.html", context)


def _params_in_words(run: ImportRun, description: ListDescription | None) -> list[tuple[str, str]]:
    found = []
    for column in description.params if description else ():
        value = str(run.params.get(column.key, ""))
        if value and column.choices:
            value = next((str(label) for code, label in column.choices() if code == value), value)
        if value:
            found.append((str(column.label), value))
    return found


@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part that asks again every two seconds; when done, the whole page is fetched."""
    found = _waiting(_run(request, pk))
    response = render(request, "imports/_progress.html", found)
    if not found["busy"]:
        response["HX-Redirect"] = reverse("imports:run", kwargs={"pk": pk})
    return response


@require_GET
def coloured(request: HttpRequest, pk: int) -> HttpResponse:
    """The person's own file, painted. Made anew at each download, so it says what holds now."""
    run = _run(request, pk)
    description = description_of(run.list_key)
    if description is None:
        raise Http404
    source = queries.source_of(run)
    try:
        outcome = engine.dry_run(_user(request), description, run.params, source, hub=queries.hub_tag())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("imports:run", pk=pk)
    stem = run.file_name.rpartition(".")[0] or run.file_name
    return _file(coloured_copy(outcome, source.data), f"{stem} - đã kiểm tra.xlsx")


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """«Đã xem và đồng ý chuyển mã»."""
    run = _run(request, pk)
    if request.POST.get("dong_y") != "1":
        messages.error(request, _("Hãy đánh dấu «Đã xem và đồng ý chuyển mã» trước."))
        return redirect("imports:run", pk=pk)
    return _do(request, run, lambda: actions.confirm_text(actor=_user(request), run=run), _("Đã ghi nhận đồng ý."))


def _gives_rights(request: HttpRequest, pk: int) -> bool:
    """A list of people makes accounts and gives roles: as dangerous as the pages that do so one by one."""
    run = queries.own_runs(_user(request)).filter(pk=pk).first()
    return run is not None and queries.gives_rights(run)


@needs_recent_sign_in(only=_gives_rights)
@require_POST
def recheck(request: HttpRequest, pk: int) -> HttpResponse:
    """Check here and now: after the hub changed, or when no worker came."""
    run = _run(request, pk)
    if run.state == State.QUEUED:
        return _apply_now(request, run)
    if not actions.check_run(actor=_user(request), run=run):
        messages.info(request, _("Tệp đang được kiểm tra hoặc đã áp dụng."))
    return redirect("imports:run", pk=pk)


@needs_recent_sign_in(only=_gives_rights)
@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Step three."""
    run = _run(request, pk)
    if run.digest and request.POST.get("digest") != run.digest:
        messages.warning(request, _("Kết quả kiểm tra đã khác lúc bạn mở trang. Xem lại rồi bấm «Áp dụng»."))
        return redirect("imports:run", pk=pk)
    if sum(run.counts.get(name, 0) for name in ("created", "changed", "unchanged")) <= jobs.INLINE:
        return _apply_now(request, run)
    try:
        if actions.queue_apply(actor=_user(request), run=run):
            jobs.send_apply(run)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("imports:run", pk=pk)


def _apply_now(request: HttpRequest, run: ImportRun) -> HttpResponse:
    try:
        if actions.apply_run(actor=_user(request), run=run):
            messages.success(request, _("Đã áp dụng."))
        else:
            messages.warning(request, _("Danh sách đã đổi từ lúc kiểm tra: đây là kết quả mới. Chưa ghi gì; xem lại."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("imports:run", pk=run.pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the whole file back."""
    run = _run(request, pk)
    return _do(request, run, lambda: actions.undo_run(actor=_user(request), run=run), _("Đã hoàn tác lần nhập."))


def _do(request: HttpRequest, run: ImportRun, act: Any, done: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("imports:run", pk=run.pk)
