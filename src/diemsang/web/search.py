"""One box for everything: what bears a code, points, units of any time, plans."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.areas import queries as areas
from diemsang.core.actor import Actor
from diemsang.core.text import nfc, search_key
from diemsang.plans import queries as plans
from diemsang.plans.views import plan_url
from diemsang.points.queries import search as search_points
from diemsang.web.named import named

LIMIT = 12
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found."""

    title: str
    href: str
    note: str = ""
    badge: str = ""
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one kind, the best first; ``more`` leads to the full list when it was cut."""

    title: str
    hits: list[Hit]
    more: str = ""


@dataclass(slots=True)
class Found:
    """Everything found, in the order of the page."""

    groups: list[Group] = field(default_factory=list)


def search(actor: Actor, text: str) -> Found:
    """What the actor may see that fits; nothing for fewer than two characters."""
    asked = nfc(text)
    if len(asked) < SHORTEST:
        return Found()
    groups = [_named(actor, asked), _points(actor, asked), _areas(actor, asked), _plans(actor, asked)]
    return Found([group for group in groups if group.hits])


def _named(actor: Actor, text: str) -> Group:
    hits = [Hit(one.code, one.href, one.what) for one in named(actor, text)]
    return Group(_("Đúng mã này"), hits)


def _points(actor: Actor, text: str) -> Group:
    if not actor.can("points.view"):
        return Group("", [])
    found = search_points(actor, text, LIMIT + 1)
    hits = [
        Hit(hit.code, reverse("points:detail", args=[hit.code]), hit.place, hit.stage_label, hit.tone)
        for hit in found[:LIMIT]
    ]
    more = f"{reverse('points:list')}?q={text}" if len(found) > LIMIT else ""
    return Group(_("Điểm hỗ trợ"), hits, more)


def _areas(actor: Actor, text: str) -> Group:
    if not actor.can("areas.view"):
        return Group("", [])
    found = areas.find(actor, text, limit=LIMIT + 1)
    hits = []
    for hit in found[:LIMIT]:
        words = [hit.under, hit.note[:1].upper() + hit.note[1:]]
        title = f"{hit.title} ({hit.code})"
        note = " · ".join(word for word in words if word)
        badge = _("không còn") if hit.ended else ""
        hits.append(Hit(title, reverse("areas:detail", args=[hit.key]), note, badge))
    more = f"{reverse('areas:list')}?q={text}" if len(found) > LIMIT else ""
    return Group(_("Địa bàn, mọi thời kỳ"), hits, more)


def _plans(actor: Actor, text: str) -> Group:
    key = search_key(text)
    hits = []
    for plan in plans.visible_to(actor):
        version = plans.latest_version(plan)
        number = version.decision.number if version else ""
        if any(key in search_key(word) for word in (plan.code, plan.title, plan.short_title, number)):
            hits.append(Hit(plan.short_title, plan_url(plan), plan.title))
    return Group(_("Kế hoạch"), hits[:LIMIT])
