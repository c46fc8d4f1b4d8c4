"""What the apps above declare to areas: their references, what a reform does to them, cards on a unit's page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import models

from diemsang.areas.models import Area
from diemsang.core.actor import Actor

Behaviour = Literal["derives", "blocks_undo", "survives", "internal"]


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key to ``Area`` and how its rows behave in a reform.

    ``derives``: rows stay on their unit and today's place follows lineage; a preview counts them. ``blocks_undo``:
    rows that people made for a unit (grants, offices); not counted. Rows of either sort that refer to a unit which
    a reform made keep that reform from being undone, as long as they count: ``live()`` selects those (all rows without
    it), so that a row that was voided or has ended, and that nobody may delete, does not stand in the way for ever.
    ``survives``: rows that people made for a unit and that wait when it is undone (grants, offices): they cover nothing
    while the unit does not stand, and hold again when the reform is applied again, for the same unit comes back.
    ``describe(row)`` names a row for people. ``internal``: areas' own tables, which reforms write.
    """

    model: type[models.Model]
    field_name: str
    behaviour: Behaviour
    live: Callable[[], models.Q] | None = None
    describe: Callable[[Any], str] = str


@dataclass(frozen=True, slots=True)
class ReformEffect:
    """One thing that a reform means for another app: ``count`` things, ``detail`` a few of them by name."""

    label: str
    count: int
    detail: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CardLine:
    """A line of a card; ``url`` makes it a link."""

    text: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What another app shows on a unit's page. ``more_url`` leads to all of ``count``."""

    title: str
    count: int | None = None
    lines: list[CardLine] = field(default_factory=list)
    more_url: str = ""
    empty: str = ""


EffectSource = Callable[[set[int], dt.date], list[ReformEffect]]
CardSource = Callable[[Actor, Area, dt.date], Card | None]

_references: dict[tuple[str, str], Reference] = {}
_effects: dict[str, EffectSource] = {}
_cards: dict[str, CardSource] = {}


def declare_reference(
    model: type[models.Model],
    field_name: str,
    behaviour: Behaviour,
    *,
    live: Callable[[], models.Q] | None = None,
    describe: Callable[[Any], str] = str,
) -> None:
    """Say how the rows of a foreign key to ``Area`` behave in a reform. Called from ``AppConfig.ready``."""
    _references[model._meta.label, field_name] = Reference(model, field_name, behaviour, live, describe)


def references(*behaviours: Behaviour) -> list[Reference]:
    """Declared references of these behaviours (all when none is named)."""
    return [found for found in _references.values() if not behaviours or found.behaviour in behaviours]


def register_reform_effect(name: str, source: EffectSource) -> None:
    """``source(area_ids, on)`` tells what lies in the units that a reform of that day ends or changes."""
    _effects[name] = source


def reform_effects(area_ids: Iterable[int], on: dt.date) -> list[ReformEffect]:
    """What every registered source says of these units, in the order of registration; empty lines left out."""
    ids = set(area_ids)
    return [effect for source in _effects.values() for effect in source(ids, on) if effect.count]


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing that stands in a unit: should the unit be divided, a person must say in which part it lies.

    ``key`` is the ``subject_key`` of its ``SplitAnswer``, ``place`` what is known of where it stands.
    """

    area_id: int
    key: str
    name: str
    place: str = ""
    url: str = ""


SubjectSource = Callable[[set[int]], list[Subject]]
_subjects: dict[str, SubjectSource] = {}


def register_split_subjects(name: str, source: SubjectSource) -> None:
    """``source(area_ids)`` tells what stands in these units and has to be asked about when one is divided."""
    _subjects[name] = source


def split_subjects(area_ids: Iterable[int]) -> list[Subject]:
    """What every source says of these units, in the order of registration."""
    ids = set(area_ids)
    return [found for source in _subjects.values() for found in source(ids)] if ids else []


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """One thing handed over with a unit. Empty: nothing is known of it, and it stays blank on paper."""

    code: str
    name: str
    place: str
    equipment: str = ""
    custodian: str = ""


HandoverSource = Callable[[Actor, set[int], dt.date], list[HandoverRow]]
_handovers: dict[str, HandoverSource] = {}


def register_handover(name: str, source: HandoverSource) -> None:
    """``source(actor, area_ids, on)`` tells what stood in these former units on the eve of a reform of that day."""
    _handovers[name] = source


def handover_rows(actor: Actor, area_ids: Iterable[int], on: dt.date) -> list[HandoverRow]:
    """What every source says, in the order of registration."""
    ids = set(area_ids)
    return [row for source in _handovers.values() for row in source(actor, ids, on)]


def register_card(name: str, source: CardSource) -> None:
    """``source(actor, area, day)`` gives a card for a unit's page, or ``None``."""
    _cards[name] = source


def cards(actor: Actor, area: Area, day: dt.date) -> list[Card]:
    """Cards for a unit's page, in the order of registration."""
    return [card for source in _cards.values() if (card := source(actor, area, day)) is not None]
