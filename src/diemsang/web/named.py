"""Things that people name by what is printed on their paper or label: an incident, a piece, a minute, a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from diemsang.core.actor import Actor
from diemsang.documents.queries.minutes import CODE_LENGTH
from diemsang.documents.queries.minutes import VIEW as VIEW_MINUTES
from diemsang.documents.queries.minutes import visible_to as minutes_visible_to
from diemsang.equipment.models.assets import serial_exact, serial_key
from diemsang.equipment.queries.scope import assets_visible_to
from diemsang.feedback.queries.scope import questions_for
from diemsang.operations.queries.fault_scope import incidents_for, reads_faults

NUMBERED = re.compile(r"(SC|CH)-?0*(\d{1,9})", re.IGNORECASE)
SHORTEST_SERIAL = 5
"""Characters of a serial that is looked for; shorter words mean something else."""


@dataclass(frozen=True, slots=True)
class Named:
    """One thing: its code, what it is, where its page is."""

    code: str
    what: str
    href: str


def named(actor: Actor, text: str) -> list[Named]:
    """What bears exactly this code and the actor may see. No question is asked for words that are no code."""
    word = text.strip()
    numbered = NUMBERED.fullmatch(word)
    kind, number = (numbered[1].upper(), int(numbered[2])) if numbered else ("", 0)
    found: list[Named] = []
    if kind == "SC" and reads_faults(actor):
        for fault in incidents_for(actor).filter(pk=number):
            what = f"{fault.get_symptom_display()} · {fault.point.code}"
            found.append(Named(fault.code, what, reverse("operations:fault", args=[fault.public_id])))
    if kind == "CH" and actor.can("feedback.view"):
        for question in questions_for(actor).filter(pk=number).select_related("point"):
            href = reverse("feedback:question", args=[question.public_id])
            found.append(Named(question.code, question.point.code, href))
    if any(char.isdigit() for char in word) and " " not in word:
        found += _pieces(actor, word)  # a serial may look like any other code
    return found + list(_minutes(actor, word))


def _pieces(actor: Actor, word: str) -> list[Named]:
    if not actor.can("equipment.view") or len(serial_exact(word)) < SHORTEST_SERIAL:
        return []
    # Look-alike signs count as equal, as whoever reads a worn label mixes them up.
    rows = assets_visible_to(actor).filter(Q(code__iexact=word) | Q(serial_key=serial_key(word))).select_related("item")
    return [
        Named(row.code, f"{row.item.name} {row.serial}".strip(), reverse("equipment:asset", args=[row.public_id]))
        for row in rows.order_by("code")[:3]
    ]


def _minutes(actor: Actor, word: str) -> Iterator[Named]:
    bare = "".join(char for char in word.upper() if char != "-")
    if not actor.can(VIEW_MINUTES) or not re.fullmatch(rf"[0-9A-F]{{{CODE_LENGTH}}}", bare):
        return
    code = f"{bare[:4]}-{bare[4:]}"
    for row in minutes_visible_to(actor).filter(search_key__contains=code.lower()).order_by("pk")[:3]:
        yield Named(row.code, row.title, reverse("minutes:detail", args=[row.public_id]))
