"""The points of a plan that should be in use and are not: which, where, why, since when, and who has the next step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import gettext as _

from diemsang.accounts.queries import OwnerNames
from diemsang.core.actor import Actor
from diemsang.operations.queries.people import names_in_charge
from diemsang.plans.gaps import BESIDE_CHAIN, GapGroup, GapKind
from diemsang.plans.reconcile import POINT
from diemsang.points.models import ActivityDay, Milestone, SupportPoint, Suspension, reached_by
from diemsang.points.queries import STAGE_LABELS, placed_rows, stage_of
from diemsang.points.queries.labels import LACK_LABELS
from diemsang.web.queries import PlanState

NAMED = 8
"""Points named on the sheet, which is one page of A4; of more, each reason names its first few and counts the rest."""
FEWEST = 2
"""Points that every reason names, however many reasons there are."""
AFTER_ACCEPTANCE = ("not_working", "suspended")
"""What a point lacks that was handed over and stands: these come first, for there the money lies idle."""


@dataclass(frozen=True, slots=True)
class UnusedPoint:
    """One point and why nobody uses it. ``since`` null: no record says. ``owner`` has the next step.

    ``in_charge``: who looks after the point, empty when nobody does; null when that is no answer to the reason, or the
    reader may not know.
    """

    code: str
    place: str
    why: str
    since: dt.date | None
    owner: str
    in_charge: str | None


@dataclass(frozen=True, slots=True)
class UnusedGroup:
    """The points that one thing keeps from use. ``certain`` is false where the plan does not say which ones."""

    kind: GapKind
    count: int
    certain: bool
    points: tuple[UnusedPoint, ...]

    @property
    def more(self) -> int:
        """Points that are not named."""
        return self.count - len(self.points)


@dataclass(frozen=True, slots=True)
class Unused:
    """Every point that is due and not in use. ``fresh``: accepted so lately that nobody calls them unused yet;
    ``early``: of those in the groups, used although a step before acceptance is still to be recorded."""

    groups: tuple[UnusedGroup, ...]
    fresh: int = 0
    early: int = 0

    @property
    def total(self) -> int:
        """Points in all: what is due less what works, where nothing is used early."""
        return self.fresh + sum(group.count for group in self.groups)


def unused(actor: Actor, state: PlanState) -> Unused | None:
    """The points of the plan without use on the day of the state; ``None`` while no use is on record at all.

    A constant number of queries, however many points.
    """
    working = state.total("working")
    if working is None:
        return None
    merged = _merged(state.groups)
    on = state.result.on
    stand = [code for kind, (_count, codes) in merged.items() if kind.kind in AFTER_ACCEPTANCE for code in codes]
    used, stopped = last_activity(stand, on), _suspensions(stand, on)
    since = used | {code: row.valid_from or dt.date.min for code, row in stopped.items()}
    share = _shares({kind: count for kind, (count, _codes) in merged.items()})
    chosen: dict[str, GapKind] = {}
    for kind, (count, codes) in merged.items():
        if len(codes) <= count:
            longest = sorted(codes, key=lambda code: (since.get(code, dt.date.min), code))
            chosen |= dict.fromkeys(longest[: share[kind]], kind)
    told = _told(actor, chosen, used, stopped, on)
    groups = tuple(
        UnusedGroup(kind, count, len(codes) <= count, tuple(told[code] for code, why in chosen.items() if why is kind))
        for kind, (count, codes) in merged.items()
    )
    rest = state.planned - working - sum(group.count for group in groups)
    return Unused(groups, max(rest, 0), max(-rest, 0))


def _merged(groups: Sequence[GapGroup]) -> dict[GapKind, tuple[int, tuple[str, ...]]]:
    """Kind → how many points and which, over periods that have ended or still run; the last steps first."""
    found: dict[GapKind, tuple[int, tuple[str, ...]]] = {}
    for group in groups:
        if group.kind.kind not in BESIDE_CHAIN:
            count, codes = found.get(group.kind, (0, ()))
            found[group.kind] = count + group.count, codes + group.points
    # The groups stand in the order of the chain, so the rest is turned round: nearly done before hardly begun.
    place = {kind: number for number, kind in enumerate(found)}
    after = [kind for kind in found if kind.kind in AFTER_ACCEPTANCE]
    before = sorted(found.keys() - set(after), key=lambda kind: -place[kind])
    return {kind: found[kind] for kind in (*after, *before)}


def _shares(counts: Mapping[GapKind, int]) -> dict[GapKind, int]:
    """How many points each reason names: all where they fit; what small reasons leave goes to the large ones."""
    found, left = {}, NAMED
    for place, kind in enumerate(sorted(counts, key=lambda kind: counts[kind])):
        found[kind] = min(counts[kind], max(left // (len(counts) - place), FEWEST))
        left -= found[kind]
    return found


def last_activity(codes: Iterable[str], on: dt.date) -> dict[str, dt.date]:
    """The last day of use of each point up to a day. One query."""
    rows = ActivityDay.objects.filter(point__code__in=list(codes), day__lte=on)
    return dict(rows.order_by().values_list("point__code").annotate(last=Max("day")))


def _suspensions(codes: Iterable[str], on: dt.date) -> dict[str, Suspension]:
    rows = Suspension.objects.on(on).filter(point__code__in=list(codes), voided_at=None).select_related("point")
    return {row.point.code: row for row in rows.order_by("valid_from", "id")}


def _told(
    actor: Actor,
    chosen: Mapping[str, GapKind],
    used: Mapping[str, dt.date],
    stopped: Mapping[str, Suspension],
    on: dt.date,
) -> dict[str, UnusedPoint]:
    """The chosen points in words."""
    rows = placed_rows(list(SupportPoint.objects.filter(code__in=chosen).order_by("code")), on)
    seats = {row.code: row.spot.then.id for row in rows if row.spot is not None}
    owners = OwnerNames(seats.values(), on)
    reached = _reached([row.point_id for row in rows], on)
    people = names_in_charge(actor, [row.point_id for row in rows if chosen[row.code].kind == "not_working"], on)
    found = {}
    for row in rows:
        kind, steps = chosen[row.code], reached[row.point_id]
        if row.code in stopped:
            why = _("tạm dừng: %(reason)s") % {"reason": stopped[row.code].reason}, stopped[row.code].valid_from
        else:
            why = _why(kind, steps, used.get(row.code))
        owner = owners.name(kind.duty, seats.get(row.code))
        found[row.code] = UnusedPoint(row.code, row.place, *why, owner, people.get(row.point_id))
    return found


def _reached(point_ids: Sequence[int], on: dt.date) -> dict[int, dict[str, dt.date]]:
    """Point → stage → its first day. One query."""
    found: dict[int, dict[str, dt.date]] = {pk: {} for pk in point_ids}
    rows = Milestone.objects.filter(reached_by(on), point__in=point_ids, item=POINT).order_by("-on")
    for pk, kind, day in rows.values_list("point_id", "kind", "on"):
        found[pk][kind] = day
    return found


def _why(kind: GapKind, steps: Mapping[str, dt.date], last: dt.date | None) -> tuple[str, dt.date | None]:
    """The reason in a few words and its first day; before acceptance, the day of the last step that was done."""
    if kind.kind == "not_working":
        if last is None:
            return _("chưa ghi ngày dùng nào từ khi nghiệm thu"), steps.get("accepted")
        return _("không hoạt động"), last + dt.timedelta(days=1)
    lack, stage = str(LACK_LABELS[kind.kind]), stage_of(steps, working=False)
    if not stage:
        return lack, None
    return _("đã %(done)s, %(lack)s") % {"done": STAGE_LABELS[stage], "lack": lack}, steps[stage]
