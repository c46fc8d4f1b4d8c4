"""The page of a day, taken apart: what was changed on it since it was drawn, and which button was pressed.

The page carries what it was drawn with, so that two people who write at once change only what they touched.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from diemsang.core import clock
from diemsang.core.days import parse_day
from diemsang.operations.day_fields import Activity, Failure, Service, is_counter, name_words
from diemsang.operations.models import NotOpen

SESSIONS = (Activity.MEETING, Activity.FILM, Activity.GROUP, Activity.TRAINING)
TOPICS = tuple(kind for kind in Activity if kind not in SESSIONS)
PEOPLE = ("women", "men", "children")
TEXTS = ("opened", "closed", "note")
CHOICES = {"co": True, "khong": False}
NOW = {"mo": "opened", "dong": "closed"}
OTHER_RESULTS: tuple[tuple[str, str | Promise], ...] = (
    ("referred", _("chuyển tiếp nơi khác")),
    *((f"failed.{reason.value}", reason.label) for reason in Failure),
)


@dataclass(frozen=True, slots=True)
class Counter:
    """A number with − and +."""

    name: str
    words: str
    value: Any
    id: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What came from the page. ``day`` null: no day was drawn on it.

    Values are absolute, so ``entry_id`` stands for the page and what was changed on it: the same press twice is one
    entry, two quick presses of different buttons are two.
    """

    entry_id: uuid.UUID
    day: dt.date | None
    fields: dict[str, Any]
    typed: dict[str, Any]
    """What the fields show when it is refused."""
    before: dict[str, Any]
    """What stood in the fields before the button was pressed."""
    reason: str
    sure: bool
    step: bool
    """One more or one less: the person goes on counting."""
    now: bool
    """The button means this very moment."""
    why: str
    """The reason chosen beside «not open»."""


def counters(names: tuple[str, ...], values: Mapping[str, Any]) -> list[Counter]:
    """Counters as the page draws them."""
    return [
        Counter(
            name,
            name_words(name).split(": ")[0] if name.endswith(".done") else name_words(name),
            values.get(name),
            name.replace(".", "-").lower(),
        )
        for name in names
    ]


def shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that the page of a day draws from what one source said."""
    other = tuple(sorted(name for name in values if name.startswith("support.") and not name.endswith(".done")))
    return {
        "people": counters(PEOPLE, values),
        "sessions": counters(tuple(f"act.{kind.value}" for kind in SESSIONS), values),
        "topics": counters(tuple(f"act.{kind.value}" for kind in TOPICS), values),
        "topics_open": any(values.get(f"act.{kind.value}") for kind in TOPICS),
        "supports": counters(tuple(f"support.{one.value}.done" for one in Service), values),
        "others": counters(other, values),
        "services": Service.choices,
        "results": OTHER_RESULTS,
        "reasons": NotOpen.choices,
        "values": values,
        "baseline": json.dumps(dict(values), ensure_ascii=False, sort_keys=True),
    }


def read(post: QueryDict) -> Sent:
    """What the person changed on the page. Nonsense is passed on for the action to name."""
    data: dict[str, str] = {name: str(post[name]) for name in post}
    before = _baseline(data.get("truoc", ""))
    typed: dict[str, Any] = {}
    for name in data:
        if is_counter(name):
            text = data[name].strip()
            typed[name] = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else (text or None)
    for name in TEXTS:
        if name in data:
            typed[name] = data[name].strip() or None
    for name in ("power_ok", "line_ok"):
        if name in data:
            typed[name] = CHOICES.get(data[name])
    if "not_open" in data:
        typed["not_open"] = data["not_open"] or None
    pressed = dict(typed)
    step = _press(data, pressed)
    fields = {name: value for name, value in pressed.items() if value != before.get(name)}
    words = json.dumps(fields, ensure_ascii=False, sort_keys=True)
    return Sent(
        entry_id=uuid.uuid5(_uuid(data.get("lan", "")), words),
        day=parse_day(data.get("ngay", "")),
        fields=fields,
        typed=typed if data.get("lam") == "khong-mo" else pressed,
        before=typed,
        reason=data.get("ly-do", ""),
        sure="chac" in data,
        step=step,
        now=data.get("lam") in NOW,
        why=data.get("vi-sao", ""),
    )


def _press(data: dict[str, str], typed: dict[str, Any]) -> bool:
    """The button: one more, one less, now, not open. Whether it was only a step of counting."""
    for key, by in (("cong", 1), ("tru", -1)):
        name = data.get(key, "")
        if is_counter(name) and not isinstance(typed.get(name), str):
            typed[name] = max((typed.get(name) or 0) + by, 0)
            return True
    if data.get("lam") == "them":
        name = f"support.{data.get('dich-vu', '')}.{data.get('ket-qua', '')}"
        if is_counter(name) and not isinstance(typed.get(name), str):
            typed[name] = (typed.get(name) or 0) + 1
        return True
    if data.get("lam") in NOW:
        typed[NOW[data["lam"]]] = f"{clock.now().astimezone(clock.VIETNAM):%H:%M}"
        return data["lam"] == "mo"
    if data.get("lam") == "khong-mo":
        for name in typed:
            if name not in ("not_open", "note", "power_ok", "line_ok"):
                typed[name] = None
        typed["not_open"] = data.get("vi-sao") or "?"
    return False


def _baseline(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()
