"""From what was read to what the pages show. No reading of its own beyond ``web.queries``."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.nav import links_for
from diemsang.core.parts import GapLine, Link, Step
from diemsang.core.tasks import tasks_for
from diemsang.core.vietnamese import day as vietnamese_day
from diemsang.core.vietnamese import number
from diemsang.plans.gaps import BESIDE_CHAIN, GapGroup, GapKind, OwnerLine
from diemsang.plans.models import Anomaly
from diemsang.plans.views import plan_url
from diemsang.points.forms import ACCEPTED, UNLISTED
from diemsang.points.queries import STAGE_LABELS
from diemsang.web import queries
from diemsang.web.queries import AreaLine, PlanState
from diemsang.web.unused import Unused, UnusedGroup, unused

POINTS_NAMED = 6
OWNERS_NAMED = 4
"""Offices named on the leader's sheet, which is one page of A4; the others are counted with their points."""
LACK_LABELS: dict[str, str | Promise] = {
    "not_listed": gettext_lazy("chưa vào danh sách"),
    "not_surveyed": gettext_lazy("chưa khảo sát đạt"),
    "not_approved": gettext_lazy("chưa phê duyệt"),
    "not_delivered": gettext_lazy("chưa giao hàng"),
    "not_installed": gettext_lazy("chưa lắp đặt"),
    "not_accepted": gettext_lazy("chưa nghiệm thu"),
    "not_working": gettext_lazy("không hoạt động"),
    "suspended": gettext_lazy("tạm dừng"),
}
"""Gaps of the chain in two or three words."""
EVIDENT = ("listed", "approved", "installed", "accepted")
"""Stages that a leader asks for under «is it real»."""


def point_links(codes: Sequence[str]) -> list[Link]:
    """The first few points by name."""
    return [Link(code, reverse("points:detail", args=[code])) for code in codes[:POINTS_NAMED]]


def points_url(state: PlanState, **wanted: str) -> str:
    """The list of the plan's points, narrowed, on the day of the state."""
    query = {"ke-hoach": state.plan.code, **wanted}
    if state.result.on != clock.today():
        query["ngay"] = f"{state.result.on:%Y-%m-%d}"
    return f"{reverse('points:list')}?{urlencode(query)}"


def lack_url(state: PlanState, kind: GapKind) -> str:
    """The list of the points that lack this; empty for what no single point lacks."""
    return "" if kind.kind in UNLISTED else points_url(state, thieu=kind.kind)


def gap_lines(state: PlanState) -> list[GapLine]:
    """The plan's gaps as lines; points are named only when it is certain that they are the ones meant."""
    return [line for _kind, line in _lines(state)]


def _lines(state: PlanState) -> Iterator[tuple[str, GapLine]]:
    """Kind and line of each gap. A kind that stands in two lines (late, and still running) has no list for one."""
    times = Counter(group.kind.kind for group in state.groups)
    for group in state.groups:
        kind = group.kind.kind
        certain = len(group.points) <= group.count
        listed = lack_url(state, group.kind) if certain and times[kind] == 1 else ""
        yield (
            kind,
            GapLine(
                count=group.count,
                title=sentence(group.kind.meaning),
                points=point_links(group.points) if certain else (),
                more=max(len(group.points) - POINTS_NAMED, 0) if certain else 0,
                detail=_("kỳ chưa hết") if group.due else "",
                owner=owners_in_words(group),
                next_step=group.kind.next_step,
                href=listed or plan_url(state.plan),
                tone=group.tone,
            ),
        )


def owners_in_words(group: GapGroup) -> str:
    """The two offices with most, and how many others."""
    names = [f"{owner} ({number(count)})" if len(group.owners) > 1 else owner for owner, count in group.owners[:2]]
    rest = len(group.owners) - 2
    if rest > 0:
        names.append(_("%(count)s cơ quan khác") % {"count": rest})
    return ", ".join(names)


def sentence(text: str) -> str:
    """With a capital letter in front."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class PlanSection:
    """One plan on the home page."""

    state: PlanState
    href: str
    steps: list[Step]
    gaps: list[GapLine]
    anomalies: tuple[Anomaly, ...]


def plan_section(state: PlanState) -> PlanSection:
    """Chain, gaps and anomalies of a plan."""
    href = plan_url(state.plan)
    steps = [Step(_("kế hoạch"), state.planned, href)]
    steps += [Step(str(STAGE_LABELS[stage]), count, href) for stage, count in state.chain()]
    return PlanSection(state, href, steps, gap_lines(state), state.anomalies)


def home_sections(user: User, today: dt.date) -> dict[str, Any]:
    """The parts of the home page that concern this person."""
    officer = user.can("points.edit") and not user.can("points.list")
    states = queries.plan_states(user, today) if user.can("plans.view") else []
    mine = queries.my_points(user, states, today) if officer else []
    return {
        "today": today,
        "tasks": tasks_for(user, today),
        "next": next((link for link in links_for(user, "/") if link.href != reverse("home")), None),
        "officer": officer,
        "mine": mine,
        "lacking": sum(bool(point.lacks) for point in mine),
        "doubtful": sum(any(lack.kind.kind == "place_unknown" for lack, _owner in point.lacks) for point in mine),
        "sections": [] if officer else [plan_section(state) for state in states],
        "plans": states if officer else [],
        "line_ends": queries.line_ends(user, today) if officer and user.can("operations.view") else [],
        "morning": queries.morning(user, today) if user.can("attention.view") else None,
        "leader": user.can("web.leader"),
        "hub": queries.hub_state(user) if user.can("accounts.manage") else None,
    }


@dataclass(frozen=True, slots=True)
class Evidence:
    """One stage under «is it real»: how many of the planned, and the last day something was recorded."""

    label: str
    count: int | None
    last: dt.date | None
    href: str


@dataclass(frozen=True, slots=True)
class LeaderSheet:
    """Everything the leader's page says of one plan."""

    state: PlanState
    href: str
    evidence: list[Evidence]
    papers: int
    working: int | None
    accepted: int | None
    unused: Unused | None
    reasons: list[Reason]
    owners: list[tuple[OwnerLine, str]]
    more_owners: int
    more_waiting: int
    late: int
    others: int
    areas: list[tuple[AreaLine, str]]
    doubts: list[GapLine]
    verdict: str
    lists: dict[str, str]
    """Addresses of the lists behind the large figures."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why so many points are not used, and the list of them; no address where the plan does not say which ones."""

    label: str
    group: UnusedGroup
    href: str


def leader_sheet(user: User, state: PlanState) -> LeaderSheet:
    """The three answers for one plan."""
    last = queries.last_recorded(state.plan, state.result.on)
    found = unused(user, state)
    late = sum(line.late for line in state.owners)
    others = sum(line.others for line in state.owners)
    lists = {
        "listed": points_url(state),
        "accepted": points_url(state, **{"giai-doan": ACCEPTED}),
        "working": points_url(state, **{"hoat-dong": "co"}),
    }
    return LeaderSheet(
        state=state,
        href=plan_url(state.plan),
        evidence=[
            Evidence(str(STAGE_LABELS[stage]), state.total(stage), last.get(stage), lists.get(stage, ""))
            for stage in EVIDENT
        ],
        papers=queries.points_with_papers(state.plan, state.result.on),
        working=state.total("working"),
        accepted=state.total("accepted"),
        unused=found,
        reasons=[
            Reason(str(LACK_LABELS[group.kind.kind]), group, lack_url(state, group.kind) if group.certain else "")
            for group in (found.groups if found else ())
        ],
        owners=[(line, waiting_for(line)) for line in state.owners[:OWNERS_NAMED]],
        more_owners=len(state.owners[OWNERS_NAMED:]),
        more_waiting=sum(line.total for line in state.owners[OWNERS_NAMED:]),
        late=late,
        others=others,
        areas=[(line, points_url(state, **{"dia-ban": line.key})) for line in queries.area_lines(state.result)],
        doubts=[line for kind, line in _lines(state) if kind in BESIDE_CHAIN],
        verdict=verdict(state, late, found.total if found else 0),
        lists=lists,
    )


def waiting_for(line: OwnerLine) -> str:
    """What the points of an office wait for: ``11 không hoạt động, 1 chưa khảo sát đạt``."""
    return ", ".join(f"{number(count)} {LACK_LABELS[kind.kind]}" for kind, count in line.kinds)


def verdict(state: PlanState, late: int, unused_points: int) -> str:
    """One sentence that can be sent on as it is."""
    day = vietnamese_day(state.result.on)
    words = [_("đến %(day)s phải có %(count)s điểm") % {"day": day, "count": number(state.planned)}]
    for stage, text in (("accepted", _("%(count)s đã nghiệm thu")), ("working", _("%(count)s đang hoạt động"))):
        count = state.total(stage)
        missing = {"accepted": _("chưa ghi nghiệm thu"), "working": _("chưa ghi hoạt động")}[stage]
        words.append(missing if count is None else text % {"count": number(count)})
    if unused_points:
        words.append(_("%(count)s chưa dùng") % {"count": number(unused_points)})
    if late:
        offices = sum(bool(line.late) for line in state.owners)
        words.append(_("%(late)s đang chậm ở %(offices)s cơ quan") % {"late": number(late), "offices": offices})
    return ", ".join(words) + "."
