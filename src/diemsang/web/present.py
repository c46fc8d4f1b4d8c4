"""From what was read to what the pages show. No reading of its own beyond ``web.queries``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diemsang.accounts.models import User
from diemsang.core.nav import links_for
from diemsang.core.parts import GapLine, Link, Step
from diemsang.core.tasks import tasks_for
from diemsang.core.vietnamese import day as vietnamese_day
from diemsang.core.vietnamese import number
from diemsang.plans.gaps import GapGroup, OwnerLine
from diemsang.plans.models import Anomaly
from diemsang.plans.views import plan_url
from diemsang.points.queries import STAGE_LABELS
from diemsang.web import queries
from diemsang.web.queries import AreaLine, PlanState, Silent

POINTS_NAMED = 6
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


def gap_lines(state: PlanState, *, beside: bool = True) -> list[GapLine]:
    """The plan's gaps as lines; points are named only when it is certain that they are the ones meant."""
    lines = []
    for group in state.groups:
        certain = len(group.points) <= group.count
        lines.append(
            GapLine(
                count=group.count,
                title=sentence(group.kind.meaning),
                points=point_links(group.points) if certain else (),
                more=max(len(group.points) - POINTS_NAMED, 0) if certain else 0,
                detail=_("kỳ chưa hết") if group.due else "",
                owner=owners_in_words(group),
                next_step=group.kind.next_step,
                href=plan_url(state.plan),
                tone=group.tone,
            )
        )
    return lines


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


@dataclass(frozen=True, slots=True)
class LeaderSheet:
    """Everything the leader's page says of one plan."""

    state: PlanState
    href: str
    evidence: list[Evidence]
    papers: int
    working: int | None
    accepted: int | None
    silent: list[Silent]
    owners: list[tuple[OwnerLine, str]]
    late: int
    others: int
    areas: list[AreaLine]
    largest: int
    doubts: list[GapLine]
    verdict: str


def leader_sheet(user: User, state: PlanState) -> LeaderSheet:
    """The three answers for one plan."""
    last = queries.last_recorded(state.plan, state.result.on)
    areas = queries.area_lines(state.result)
    late = sum(line.late for line in state.owners)
    others = sum(line.others for line in state.owners)
    return LeaderSheet(
        state=state,
        href=plan_url(state.plan),
        evidence=[Evidence(str(STAGE_LABELS[stage]), state.total(stage), last.get(stage)) for stage in EVIDENT],
        papers=queries.points_with_papers(state.plan),
        working=state.total("working"),
        accepted=state.total("accepted"),
        silent=queries.silent_points(user, state),
        owners=[(line, waiting_for(line)) for line in state.owners],
        late=late,
        others=others,
        areas=areas,
        largest=max((line.planned for line in areas), default=0),
        doubts=[line for line in gap_lines(state) if line.tone == "turmeric"],
        verdict=verdict(state, late),
    )


def waiting_for(line: OwnerLine) -> str:
    """What the points of an office wait for: ``11 không hoạt động, 1 chưa khảo sát đạt``."""
    return ", ".join(f"{number(count)} {LACK_LABELS[kind.kind]}" for kind, count in line.kinds)


def verdict(state: PlanState, late: int) -> str:
    """One sentence that can be sent on as it is."""
    day = vietnamese_day(state.result.on)
    words = [_("đến %(day)s phải có %(count)s điểm") % {"day": day, "count": number(state.planned)}]
    for stage, text in (("accepted", _("%(count)s đã nghiệm thu")), ("working", _("%(count)s đang hoạt động"))):
        count = state.total(stage)
        missing = {"accepted": _("chưa ghi nghiệm thu"), "working": _("chưa ghi hoạt động")}[stage]
        words.append(missing if count is None else text % {"count": number(count)})
    if late:
        offices = sum(bool(line.late) for line in state.owners)
        words.append(_("%(late)s điểm đang chậm ở %(offices)s cơ quan") % {"late": number(late), "offices": offices})
    return ", ".join(words) + "."
