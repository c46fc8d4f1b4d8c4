"""One change to many points at once: looked at first, written whole or not at all, taken back whole or not at all."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from diemsang.accounts.models import Office
from diemsang.accounts.queries import office_names
from diemsang.accounts.scope import covered_ids
from diemsang.audit.actions import Item, record, record_many
from diemsang.audit.models import Entry
from diemsang.audit.registry import register, register_undo
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.points.models import (
    EligibilityBasis,
    PointCustody,
    PointEligibility,
    PointFunder,
    PointPlace,
    SupportPoint,
)
from diemsang.points.queries.scope import EDIT, places_within

register("points.bulk", "sửa {count} điểm một lượt: {what} từ {from}")
register("points.bulk_back", "trả lại hồ sơ điểm {subject} như trước lượt sửa nhiều điểm")

MODELS: dict[str, Any] = {"funder": PointFunder, "custody": PointCustody, "eligibility": PointEligibility}
LIMIT = 5_000
"""Points in one go."""


class StaleBulk(Refused):
    """The points or what holds for them changed since the writer looked."""


class AlreadyDone(Refused):
    """The same wish was sent before."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What to set: ``kind`` of ``MODELS``; ``value`` is the money, the id of the office, or the basis."""

    kind: str
    value: str
    from_date: dt.date
    source: str


@dataclass(frozen=True, slots=True)
class Line:
    """One point: before, and why it is left out (empty when it will be written)."""

    point_id: int
    code: str
    before: str
    problem: str


@dataclass(frozen=True, slots=True)
class Preview:
    """Every point in the order of codes. ``seen`` stands for exactly this state of these points."""

    lines: tuple[Line, ...]
    after: str
    seen: str

    @property
    def ready(self) -> list[Line]:
        """Points that will be written."""
        return [line for line in self.lines if not line.problem]

    @property
    def refused(self) -> list[Line]:
        """Points that are left out."""
        return [line for line in self.lines if line.problem]


def editable(actor: Actor) -> QuerySet[SupportPoint]:
    """Points that the actor may write where they stand now."""
    covered = covered_ids(actor, EDIT)
    points = SupportPoint.objects.all()
    if covered.everywhere:
        return points
    here = PointPlace.objects.filter(places_within(covered), point=OuterRef("pk"), voided_at=None, valid_to=None)
    return points.filter(Exists(here))


def preview(*, actor: Actor, points: QuerySet[SupportPoint], wish: Wish) -> Preview:
    """What the wish would change. ``points`` are those the actor may see; ``Refused`` for a wish that fits no point."""
    require(actor, EDIT)
    after = _check(wish)
    rows = list(points.order_by("code").values_list("pk", "code")[: LIMIT + 1])
    if not rows or len(rows) > LIMIT:
        message = _("chưa chọn điểm nào.") if not rows else _("nhiều hơn %(limit)s điểm.") % {"limit": LIMIT}
        raise Refused(_("Chưa sửa được."), [Problem(_("Điểm"), message, _("Chọn lại trong danh sách điểm."))])
    ids = [pk for pk, _code in rows]
    allowed = set(editable(actor).filter(pk__in=ids).values_list("pk", flat=True))
    standing: dict[int, list[Any]] = {}
    for row in MODELS[wish.kind].objects.filter(point_id__in=ids, voided_at=None).order_by("valid_from", "pk"):
        standing.setdefault(row.point_id, []).append(row)
    names = _office_names(standing) if wish.kind == "custody" else {}
    digest = hashlib.sha256(repr(wish).encode())
    lines = []
    for pk, code in rows:
        held = standing.get(pk, [])
        digest.update(f"{pk}:{[(row.pk, row.valid_to) for row in held]}:{pk in allowed}".encode())
        now = [row for row in held if row.in_force(wish.from_date)]
        before = _words(wish.kind, now[-1], names) if now else ""
        problem = ""
        if pk not in allowed:
            problem = _("bạn không được ghi điểm này")
        elif any(row.valid_from is not None and row.valid_from >= wish.from_date for row in held):
            problem = _("đã có một bản ghi từ ngày này hoặc sau đó")
        elif before == after:
            problem = _("đã đúng như vậy")
        lines.append(Line(pk, code, before, problem))
    return Preview(tuple(lines), after, digest.hexdigest())


@transaction.atomic
def change_many(*, actor: Actor, points: QuerySet[SupportPoint], wish: Wish, seen: str, token: str) -> int:
    """Write the wish for every point that ``preview`` showed as ready; how many.

    ``seen`` is the preview's; ``StaleBulk`` when anything differs by now. ``token`` makes the wish happen once.
    """
    list(SupportPoint.objects.select_for_update().filter(pk__in=points.order_by().values("pk")).values_list("pk"))
    if Entry.objects.filter(subject_type="bulk", subject_key=token).exists():
        raise AlreadyDone(_("Lượt sửa này đã ghi rồi; không ghi lần nữa."))
    shown = preview(actor=actor, points=points, wish=wish)
    if shown.seen != seen:
        raise StaleBulk(_("Có điểm đã thay đổi từ lúc bạn xem trước. Xem lại rồi ghi."))
    ready = shown.ready
    if not ready:
        raise Refused(_("Không có điểm nào cần ghi."))
    ids = [line.point_id for line in ready]
    model, now = MODELS[wish.kind], clock.now()
    before = model.objects.on(wish.from_date).filter(point_id__in=ids, voided_at=None)
    closed = [[pk, end.isoformat() if end else None] for pk, end in before.values_list("pk", "valid_to")]
    model.objects.filter(pk__in=[pk for pk, _end in closed]).update(valid_to=wish.from_date)
    common = {"source": nfc(wish.source), "valid_from": wish.from_date, "recorded_at": now, **_value(wish)}
    rows = model.objects.bulk_create([model(point_id=pk, **common) for pk in ids], batch_size=500)
    _all_in_scope(actor, ids)
    day = f"{wish.from_date:%d/%m/%Y}"
    record_many(
        actor=actor,
        action=f"points.{wish.kind}",
        subject_type="point",
        items=[
            Item(
                line.code,
                data={"what": shown.after, "from": day},
                before={wish.kind: line.before},
                after={wish.kind: shown.after},
            )
            for line in ready
        ],
        reason=nfc(wish.source),
    )
    record(
        actor=actor,
        action="points.bulk",
        subject_type="bulk",
        subject_key=token,
        data={
            "count": len(ids),
            "what": shown.after,
            "from": day,
            "kind": wish.kind,
            "rows": [row.pk for row in rows],
            "closed": closed,
            "day": wish.from_date.isoformat(),
        },
        reason=nfc(wish.source),
    )
    return len(ids)


def _take_back(actor: Actor, entry: Entry) -> None:
    """Void what the act wrote and open what it closed; ``Refused`` as soon as one point has something newer."""
    model, day = MODELS[entry.data["kind"]], dt.date.fromisoformat(entry.data["day"])
    written = model.objects.filter(pk__in=entry.data["rows"])
    ids = list(written.values_list("point_id", flat=True))
    list(SupportPoint.objects.select_for_update().filter(pk__in=ids).values_list("pk"))
    untouched = set(written.filter(voided_at=None, valid_to=None).values_list("point_id", flat=True))
    later = model.objects.filter(point_id__in=ids, voided_at=None, valid_from__gte=day).exclude(
        pk__in=entry.data["rows"]
    )
    changed = (set(ids) - untouched) | set(later.values_list("point_id", flat=True))
    if changed:
        codes = SupportPoint.objects.filter(pk__in=changed).order_by("code").values_list("code", flat=True)
        advice = _("Ghi một thay đổi mới cho điểm này.")
        raise Refused(
            _("Chưa hoàn tác được: có điểm đã ghi mới hơn."),
            [Problem(code, _("đã ghi mới hơn."), advice) for code in codes],
        )
    _all_in_scope(actor, ids)
    written.update(voided_at=clock.now(), void_reason=_("hoàn tác lượt sửa nhiều điểm"))
    ends: dict[str | None, list[int]] = {}
    for pk, end in entry.data["closed"]:
        ends.setdefault(end, []).append(pk)
    for end, rows in ends.items():
        model.objects.filter(pk__in=rows).update(valid_to=dt.date.fromisoformat(end) if end else None)
    codes = SupportPoint.objects.filter(pk__in=ids).order_by("code").values_list("code", flat=True)
    record_many(actor=actor, action="points.bulk_back", subject_type="point", items=[Item(code) for code in codes])


register_undo("points.bulk", _take_back)


def _all_in_scope(actor: Actor, ids: Sequence[int]) -> None:
    """Counted inside the transaction: every point written lies where the actor may write, or nothing is written."""
    if editable(actor).filter(pk__in=ids).count() != len(ids):
        raise StaleBulk(_("Quyền của bạn đã thay đổi; không ghi gì."))


def _check(wish: Wish) -> str:
    """The value in words; ``Refused`` with everything wrong with the wish itself."""
    problems, after = [], nfc(wish.value)
    if wish.kind not in MODELS:
        raise Refused(_("Chưa sửa được."), [Problem(_("Việc"), _("không có trong danh mục."))])
    if wish.kind == "custody":
        office = Office.objects.filter(pk=int(after)).first() if after.isdecimal() and after.isascii() else None
        after = office_names([office.pk], wish.from_date)[office.pk] if office else ""
    elif wish.kind == "eligibility":
        after = str(EligibilityBasis(after).label) if after in EligibilityBasis.values and after else ""
    if not after:
        problems.append(Problem(_("Giá trị mới"), _("còn trống hoặc không có trong danh mục.")))
    if not nfc(wish.source):
        problems.append(Problem(_("Nguồn"), _("còn trống."), _("Ghi văn bản hoặc người xác nhận.")))
    if wish.from_date > clock.today():
        problems.append(Problem(_("Từ ngày"), _("ở tương lai."), _("Ghi khi việc đã xong.")))
    if problems:
        raise Refused(_("Chưa sửa được."), problems)
    return after


def _value(wish: Wish) -> dict[str, Any]:
    if wish.kind == "custody":
        return {"office_id": int(wish.value)}
    return {"fund_source" if wish.kind == "funder" else "basis": nfc(wish.value)}


def _office_names(standing: dict[int, list[Any]]) -> dict[int, str]:
    ids = {row.office_id for rows in standing.values() for row in rows if row.office_id}
    return office_names(list(ids), clock.today()) if ids else {}


def _words(kind: str, row: Any, names: dict[int, str]) -> str:
    if kind == "custody":
        return str(names.get(row.office_id, row.holder))
    return str(row.fund_source if kind == "funder" else row.get_basis_display())
