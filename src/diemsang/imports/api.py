"""Workbooks over the API: send a file, read what it would do, apply it, take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, cast

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Path, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from diemsang.accounts.models import User
from diemsang.accounts.proof import is_proved
from diemsang.core.actor import require
from diemsang.core.api import READ_REFUSALS, WRITE_REFUSALS, Failure, Key, ProblemOut, actor_of
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.imports import actions, jobs, queries
from diemsang.imports.models import ImportRow, ImportRun, State
from diemsang.imports.reading.hygiene import MAX_BYTES
from diemsang.imports.registry import description_of

router = Router(tags=["Nhập Excel"])
RunId = Annotated[int, Path(ge=1, le=2**63 - 1, description="Số của lần nhập.")]
ERRORS = 2000
"""Most errors in one answer; ``counts.faults`` says how many there are."""


ERROR_KEYS = ("sheet", "cell", "code", "advice", "suggestion")


class Conflict(Refused):
    """The run is past that step, or the list has changed since the check."""

    status = 409


class Unproved(Refused):
    """A list that gives rights, applied long after the person proved who they are."""

    status = 403


class ParamOut(Schema):
    """What a list asks besides its file, as a further field of the form."""

    key: str
    label: str
    required: bool


class ListOut(Schema):
    """A list that the person may import."""

    key: str = Field(examples=["points"])
    title: str
    params: list[ParamOut]


class ListsOut(Schema):
    """All of them."""

    items: list[ListOut]


class ErrorOut(Schema):
    """One wrong cell."""

    sheet: str
    cell: str = Field(examples=["C7"])
    code: str = Field(description="Mã lỗi cố định cho chương trình.")
    message: str
    advice: str
    suggestion: str = Field(description="Giá trị có lẽ đúng; rỗng khi không đoán được.")


class RunOut(Schema):
    """A file: what it would do, or did."""

    run: int
    list_key: str
    file: str
    state: str = Field(description="waiting, checking, checked, queued, applied, undone.")
    counts: dict[str, int] = Field(description="created, changed, unchanged, refused, faults; rỗng khi chưa kiểm tra.")
    digest: str = Field(description="Kết quả kiểm tra; gửi kèm khi áp dụng để không áp dụng nhầm kết quả khác.")
    needs_confirmation: bool = Field(description="Có chữ đã chuyển mã (TCVN3), cần người xem và đồng ý.")
    errors: list[ErrorOut]
    problems: list[ProblemOut] = Field(description="Lỗi của cả tệp.")


@router.get("/imports/lists", response={200: ListsOut, 401: Failure}, summary="Danh sách nhập được")
def import_lists(request: HttpRequest) -> dict[str, Any]:
    """Lists that the person may import; none for somebody without such a right."""
    return {
        "items": [
            {
                "key": known.key,
                "title": str(known.title),
                "params": [
                    {"key": column.key, "label": str(column.label), "required": column.required}
                    for column in known.params
                ],
            }
            for known in queries.importable(actor_of(request))
        ]
    }


@router.post("/imports/{key}", response={200: RunOut, **WRITE_REFUSALS}, summary="Gửi tệp, chạy thử")
def import_check(
    request: HttpRequest,
    key: Annotated[Key, Path(examples=["points"])],
    file: Annotated[UploadedFile, File(description="Tệp .xlsx, .xls, .ods hoặc .csv, tối đa 20 MB.")],
) -> dict[str, Any]:
    """A dry run; writes nothing of the list. Its params are further fields of the form. Long files: ask again."""
    user = cast(User, actor_of(request))
    description = description_of(key)
    if description is None:
        raise Http404
    require(user, description.right)
    params = {column.key: nfc(request.POST.get(column.key, "")) for column in description.params}
    data = file.read(MAX_BYTES + 1)
    run, rows = actions.start_run(
        actor=user, description=description, params=params, name=nfc(file.name or ""), data=data
    )
    if rows > jobs.INLINE:
        jobs.send_check(run)
    else:
        actions.check_run(actor=user, run=run)
    return _told(run)


@router.get("/imports/runs/{run}", response={200: RunOut, **READ_REFUSALS, 404: Failure}, summary="Một lần nhập")
def import_run(request: HttpRequest, run: RunId) -> dict[str, Any]:
    """One's own file; 404 for everybody else."""
    return _told(_run(request, run))


@router.post("/imports/runs/{run}/confirm", response={200: RunOut, **WRITE_REFUSALS}, summary="Đồng ý chuyển mã")
def import_confirm(request: HttpRequest, run: RunId) -> dict[str, Any]:
    """A person has looked at the converted text and agrees."""
    found = _run(request, run)
    return _done(found, lambda: actions.confirm_text(actor=found.owner, run=found))


@router.post("/imports/runs/{run}/apply", response={200: RunOut, **WRITE_REFUSALS}, summary="Áp dụng")
def import_apply(
    request: HttpRequest,
    run: RunId,
    digest: Annotated[str, Query(max_length=64, description="Kết quả kiểm tra đã xem; nên gửi.")] = "",
) -> dict[str, Any]:
    """All or nothing. 409 when it is applied already, has errors, or the result is no longer the one that was seen."""
    found = _run(request, run)
    if queries.gives_rights(found) and not is_proved(request):
        advice = _("Mở trang của lần nhập này và áp dụng ở đó, hoặc đăng nhập lại rồi gửi trong 15 phút.")
        raise Unproved(_("Cần chứng tỏ lại là bạn."), [Problem("", _("đã quá 15 phút từ lần đăng nhập."), advice)])
    if digest and digest != found.digest:
        raise Conflict(_("Kết quả kiểm tra đã khác; xem lại rồi áp dụng."))
    rows = sum(found.counts.get(name, 0) for name in ("created", "changed", "unchanged"))

    def act() -> None:
        if rows > jobs.INLINE:
            if actions.queue_apply(actor=found.owner, run=found):
                jobs.send_apply(found)
        elif not actions.apply_run(actor=found.owner, run=found):
            raise Conflict(_("Danh sách đã đổi từ lúc kiểm tra. Chưa ghi gì; xem lại kết quả mới."))

    return _done(found, act)


@router.post("/imports/runs/{run}/undo", response={200: RunOut, **WRITE_REFUSALS}, summary="Hoàn tác")
def import_undo(request: HttpRequest, run: RunId) -> dict[str, Any]:
    """Takes the whole file back; 409 while something depends on it."""
    found = _run(request, run)
    return _done(found, lambda: actions.undo_run(actor=found.owner, run=found))


def _run(request: HttpRequest, pk: int) -> ImportRun:
    found = queries.own_runs(actor_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _done(run: ImportRun, act: Callable[[], Any]) -> dict[str, Any]:
    try:
        act()
    except Refused as refused:
        raise Conflict(refused.message, refused.problems or [Problem("", refused.message)]) from refused
    run.refresh_from_db()
    return _told(run)


def _told(run: ImportRun) -> dict[str, Any]:
    rows = ImportRow.objects.filter(run=run, kind="refused").order_by("number", "id")
    errors = [
        {name: line.get(name, "") for name in ("sheet", "cell", "code", "advice", "suggestion")}
        | {"message": line["text"]}
        for row in rows[:ERRORS]
        for line in row.lines
        if line["tone"] == "fault"
    ]
    return {
        "run": run.pk,
        "list_key": run.list_key,
        "file": run.file_name,
        "state": run.state,
        "counts": run.counts,
        "digest": run.digest,
        "needs_confirmation": bool(run.converted) and run.confirmed_at is None and run.state == State.CHECKED,
        "errors": errors[:ERRORS],
        "problems": run.problems,
    }
