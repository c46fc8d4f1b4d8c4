"""One question with everything about it, and what a person may do with it; what can be asked about at a point."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from diemsang.accounts.queries import OwnerNames
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.parts import Entry
from diemsang.core.text import sort_key
from diemsang.feedback.models import OWNERS, Answer, Question, State
from diemsang.feedback.queries.rows import QuestionRow, question_rows
from diemsang.feedback.queries.scope import ANSWER, SHOW, may
from diemsang.feedback.terms import term_of
from diemsang.library.models import LanguageVariety, Product, ProductKind
from diemsang.library.queries import hidden_for, live_editions, points_varieties
from diemsang.operations.day_fields import Service
from diemsang.points.models import SupportPoint
from diemsang.points.queries import placed_rows

Choices = list[tuple[str, str]]
PRODUCT, SERVICE, OTHER = "bai-", "viec-", "khac"
"""How a thing to ask about stands in an address: ``bai-<code>``, ``viec-<service>``, ``khac``."""


@dataclass(frozen=True, slots=True)
class Story:
    """A question's page. The rights are over its point; the acts are those that its state allows."""

    row: QuestionRow
    entries: list[Entry]
    answer: Answer | None
    old_answers: list[Answer]
    term: str
    acts: frozenset[str]
    own_answer: bool
    """The reader wrote the standing answer, and so cannot approve it."""
    owners: Choices


def question_story(actor: Actor, question: Question, on: dt.date) -> Story:
    """Everything about one question."""
    answers = list(question.answers.all())
    standing = next((one for one in answers if one.replaced_at is None), None)
    may_answer, may_show = may(actor, ANSWER, question.point), may(actor, SHOW, question.point)
    acts: set[str] = set()
    if may_answer:
        acts |= {
            State.WAITING.value: {"nhan", "tra-loi", "xep", "chuyen"},
            State.OPEN.value: {"tra-loi", "xep", "chuyen"},
            State.ANSWERED.value: {"tra-loi"},
            State.DISMISSED.value: {"mo-lai"},
        }[question.state]
    own = standing is not None and standing.by_key == actor.actor_key
    if standing is not None and question.state == State.ANSWERED and may_show:
        if standing.on_screen:
            acts.add("go")
        elif not own:
            acts.add("duyet")
    said = standing.text if standing is not None else None  # stands in its own card above the story
    entries = [
        Entry(one.at.astimezone(clock.VIETNAM).date(), one.what, "" if one.text == said else one.text, source=one.by)
        for one in question.steps.order_by("-at", "-id")
    ]
    return Story(
        row=question_rows([question], on)[0],
        entries=entries,
        answer=standing,
        old_answers=[one for one in answers if one.replaced_at is not None],
        term=term_of(question.about, question.service).source,
        acts=frozenset(acts),
        own_answer=own and may_show,
        owners=owner_choices(question, on) if "chuyen" in acts else [],
    )


def owner_choices(question: Question, on: dt.date) -> Choices:
    """Offices that could answer, by their names of the day; others before the one whose turn it is."""
    spot = placed_rows([question.point], on)[0].spot
    area = spot.then.id if spot is not None else None
    names = OwnerNames([area], on)
    duties = sorted(OWNERS, key=lambda duty: duty == question.owner)
    return [(duty, names.name(duty, area)) for duty in duties]


def products_at(point: SupportPoint) -> list[Product]:
    """What the point's screen shows today, by title; the screen's own prompts are nothing to ask about."""
    shown = live_editions().exclude(kind=ProductKind.PROMPTS).order_by().values("product")
    rows = Product.objects.filter(pk__in=shown).exclude(code__in=hidden_for(point))
    return sorted(rows, key=lambda row: sort_key(row.title))


def about_choices(products: list[Product]) -> list[tuple[str, Choices]]:
    """Things to ask about, grouped; the keys stand in addresses."""
    services = [(f"{SERVICE}{one.value}", str(one.label)) for one in Service if one != Service.OTHER]
    groups: list[tuple[str, Choices]] = [(_("Việc cần làm, cần giúp"), [*services, (OTHER, _("chuyện khác"))])]
    if products:
        groups.append((_("Bài trên tivi"), [(f"{PRODUCT}{one.code}", one.title) for one in products]))
    return groups


def read_about(key: str, products: list[Product]) -> tuple[Product | None, str] | None:
    """A key of ``about_choices`` → product, service; ``None`` when it is none of these."""
    if key == OTHER:
        return None, ""
    if key.startswith(PRODUCT):
        found = next((one for one in products if one.code == key.removeprefix(PRODUCT)), None)
        return (found, "") if found is not None else None
    service = key.removeprefix(SERVICE)
    return (None, service) if key.startswith(SERVICE) and service in Service.values else None


def varieties_at(point: SupportPoint) -> list[LanguageVariety]:
    """The languages of the point, in its order."""
    tags = points_varieties(point)
    rows = {row.tag: row for row in LanguageVariety.objects.filter(tag__in=tags, illustration=False)}
    return [rows[tag] for tag in tags if tag in rows]
