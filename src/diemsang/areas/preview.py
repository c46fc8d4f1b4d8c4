"""What a reform touches, in one shape for page, command line and JSON: before it is applied, or as recorded."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from diemsang.areas.formats import DecisionFacts, ReformDoc, reform_from_content
from diemsang.areas.models import AreaVersion, Kind, Level, Lineage, Reform
from diemsang.areas.planning import Plan, make_plan
from diemsang.areas.registry import ReformEffect, references, reform_effects, split_subjects
from diemsang.areas.undo import split_answers


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit as the reform names it."""

    key: str
    level: str
    scheme: str
    code: str
    title: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """A unit that keeps its extent and takes a new name, code or parent."""

    before: UnitLine
    after: UnitLine


@dataclass(frozen=True, slots=True)
class Move:
    """Content that goes from one unit to another, wholly or in part."""

    origin: UnitLine
    target: UnitLine
    whole: bool
    clause: str


@dataclass(frozen=True, slots=True)
class Question:
    """In which part of the divided unit does this lie? ``answer`` is the part's key, empty while nobody said."""

    key: str
    name: str
    place: str
    url: str
    answer: str


@dataclass(frozen=True, slots=True)
class Split:
    """A divided unit, where its parts go, what lies in it, and what of that has to be asked about by name."""

    origin: UnitLine
    targets: list[UnitLine]
    questions: list[ReformEffect]
    asked: list[Question] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LevelCount:
    """Units of one level that the reform touches, before and after."""

    level: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class ReformPreview:
    """Exactly what a reform touches. ``status`` is draft, applied or undone."""

    code: str
    title: str
    effective_on: dt.date
    status: str
    decisions: list[str]
    counts: list[LevelCount]
    created: list[UnitLine] = field(default_factory=list)
    revised: list[Revision] = field(default_factory=list)
    ended: list[UnitLine] = field(default_factory=list)
    lineage: list[Move] = field(default_factory=list)
    splits: list[Split] = field(default_factory=list)
    effects: list[ReformEffect] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Values for ``--json``; days in ISO form."""
        data = asdict(self)
        data["effective_on"] = self.effective_on.isoformat()
        return data

    def open_questions(self) -> int:
        """Things in divided units of which nobody has said where they go."""
        return sum(not question.answer for split in self.splits for question in split.asked)

    def all_questions(self) -> int:
        """Things in divided units, answered or not."""
        return sum(len(split.asked) for split in self.splits)

    def abolished(self) -> list[UnitLine]:
        """Units that ended without a successor of their own."""
        origins = {move.origin.key for move in self.lineage}
        return [unit for unit in self.ended if unit.key not in origins]

    def formed(self) -> list[tuple[UnitLine, list[Move]]]:
        """Each unit formed, with what it was formed from."""
        moves: dict[str, list[Move]] = defaultdict(list)
        for move in self.lineage:
            moves[move.target.key].append(move)
        return [(unit, moves[unit.key]) for unit in self.created]


Answers = dict[tuple[str, str], str]
"""Key of the part by key of the divided unit and ``subject_key``."""


def preview_stored(reform: Reform) -> ReformPreview:
    """The preview of a reform that is known, applied or not. ``Refused`` when it can no longer be applied."""
    if reform.status == Reform.Status.APPLIED:
        return preview_record(reform)
    return preview_plan(make_plan(reform_from_content(reform.content)), reform.status, reform)


def preview_plan(plan: Plan, status: str = Reform.Status.DRAFT.value, reform: Reform | None = None) -> ReformPreview:
    """The preview of a reform that is not applied; ``reform``: its row, which keeps the answers given so far."""
    kept = reform.answers if reform is not None else []
    answers: Answers = {(row["origin"], row["subject"]): row["target"] for row in kept}
    doc = plan.doc
    before = {area_id: _line(row, plan.closed_in[area_id].clause) for area_id, row in plan.closing.items()}
    after: dict[str, UnitLine] = {}
    created, revised = [], []
    for opening in plan.openings:
        step = opening.step
        line = UnitLine(opening.key, step.level, doc.scheme, step.code, _title(step.kind, step.name), step.clause)
        after[opening.key] = line
        if opening.area_id is None:
            created.append(line)
        else:
            revised.append(Revision(before[opening.area_id], line))
    moves = [(origin, after[target], whole, step.clause) for origin, target, whole, step in plan.lineage]
    return _assemble(doc, status, before, plan.ended_ids, created, revised, moves, answers)


def preview_record(reform: Reform) -> ReformPreview:
    """The same for an applied reform, told from what it wrote."""
    doc = reform_from_content(reform.content)
    clauses = {code: step.clause for step in doc.steps for code in step.sources}
    closed = reform.closed.select_related("area").order_by("id")
    before = {row.area_id: _line(row, clauses.get(row.code, "")) for row in closed}
    clause_of = {step.code: step.clause for step in doc.steps if step.code}
    after, created, revised = {}, [], []
    for row in reform.opened.select_related("area").order_by("id"):
        line = _line(row, clause_of.get(row.code, ""))
        after[row.area_id] = line
        if row.area_id in before:
            revised.append(Revision(before[row.area_id], line))
        else:
            created.append(line)
    links = Lineage.objects.filter(reform=reform).order_by("id")
    moves = [(link.origin_id, after[link.target_id], link.whole, link.clause) for link in links]
    given = split_answers(reform).values_list("origin__key", "subject_key", "target__key")
    answers: Answers = {(origin, subject): target for origin, subject, target in given}
    return _assemble(doc, reform.status, before, set(before) - set(after), created, revised, moves, answers)


def _assemble(
    doc: ReformDoc,
    status: str,
    before: dict[int, UnitLine],
    ended_ids: set[int],
    created: list[UnitLine],
    revised: list[Revision],
    moves: list[tuple[int, UnitLine, bool, str]],
    answers: Answers,
) -> ReformPreview:
    parts: dict[int, list[UnitLine]] = defaultdict(list)
    for origin, target, whole, _clause in moves:
        if not whole:
            parts[origin].append(target)
    standing = _standing(set(before))
    asked = _asked(before, parts, answers)
    splits = [
        Split(
            before[origin],
            found,
            _counted(standing, {origin}) + _to_ask(asked[origin]),
            asked[origin],
        )
        for origin, found in parts.items()
    ]
    after = created + [revision.after for revision in revised]
    counts = []
    for level in Level.values:
        was = sum(line.level == level for line in before.values())
        now = sum(line.level == level for line in after)
        if was or now:
            counts.append(LevelCount(level, was, now))
    return ReformPreview(
        code=doc.code,
        title=doc.title,
        effective_on=doc.effective_on,
        status=str(status),
        decisions=[decision_line(paper) for paper in doc.decisions],
        counts=counts,
        created=created,
        revised=revised,
        ended=[line for area_id, line in before.items() if area_id in ended_ids],
        lineage=[Move(before[origin], target, whole, clause) for origin, target, whole, clause in moves],
        splits=splits,
        effects=_counted(standing, set(before))
        + reform_effects(set(before), doc.effective_on)
        + _to_ask([question for questions in asked.values() for question in questions]),
    )


def _asked(
    before: dict[int, UnitLine], parts: dict[int, list[UnitLine]], answers: Answers
) -> dict[int, list[Question]]:
    """Everything that stands in the divided units, with the answers that still name one of the parts."""
    found: dict[int, list[Question]] = {origin: [] for origin in parts}
    for subject in split_subjects(set(parts)):
        answer = answers.get((before[subject.area_id].key, subject.key), "")
        if answer not in {unit.key for unit in parts[subject.area_id]}:
            answer = ""
        found[subject.area_id].append(Question(subject.key, subject.name, subject.place, subject.url, answer))
    return found


def _to_ask(questions: list[Question]) -> list[ReformEffect]:
    left = [question.name for question in questions if not question.answer]
    return [ReformEffect(_("điểm cần trả lời nay thuộc phần nào"), len(left), left)] if left else []


def decision_line(paper: DecisionFacts) -> str:
    """A document as one line: number, day, issuer, title, as far as they are known."""
    head = paper.number or paper.title
    day = _("ngày %(day)s") % {"day": f"{paper.on:%d/%m/%Y}"} if paper.on else ""
    rest = paper.title if paper.number else ""
    return " · ".join(piece for piece in (head, day, paper.issuer, rest) if piece)


def _standing(area_ids: set[int]) -> dict[str, dict[int, int]]:
    """Rows of other apps that stand on each unit, by what they are. One query for each reference."""
    found: dict[str, dict[int, int]] = {}
    for reference in references("derives", "survives"):
        field_name = reference.field_name
        rows = reference.model._default_manager.filter(**{f"{field_name}__in": area_ids}).order_by()
        if reference.behaviour == "survives" and reference.live is not None:
            rows = rows.filter(reference.live())
        counts = rows.values_list(field_name).annotate(Count("pk"))
        found.setdefault(str(reference.model._meta.verbose_name), {}).update(counts)
    return found


def _counted(standing: dict[str, dict[int, int]], area_ids: set[int]) -> list[ReformEffect]:
    """Rows that stay on these units, by what they are."""
    return [
        ReformEffect(name, total)
        for name, by_area in standing.items()
        if (total := sum(count for area_id, count in by_area.items() if area_id in area_ids))
    ]


def _line(row: AreaVersion, clause: str) -> UnitLine:
    return UnitLine(row.area.key, row.area.level, row.scheme, row.code, row.title, clause)


def _title(kind: str, name: str) -> str:
    text = f"{Kind(kind).label} {name}"
    return text[:1].upper() + text[1:]
