"""What pages of training show: rows with their words, all at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from diemsang.accounts.models import Office, OfficeVersion, User
from diemsang.accounts.queries import OwnerNames, office_names
from diemsang.areas.models import AreaVersion
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.dated import on_date
from diemsang.core.text import search_key, sort_key
from diemsang.documents.models import Minute, MinuteKind
from diemsang.points.models import PointPlace, SupportPoint
from diemsang.points.queries import PointRow, placed_rows, point_rows
from diemsang.training.marks import has_passed
from diemsang.training.models import (
    AnswerCount,
    Certificate,
    Enrolment,
    Question,
    Trainee,
    TraineePost,
    TrainingClass,
    posts_on,
)
from diemsang.training.queries.coverage import (
    STATES,
    Coverage,
    Holder,
    holders_of,
    trained_points,
)
from diemsang.training.queries.scope import (
    MANAGE,
    VIEW,
    offices_within,
    points_within,
    seats_within,
    trainees_visible,
    trainers_within,
)


def office_choices(user: User, kept: Office | None = None, right: str = MANAGE) -> list[tuple[str, str]]:
    """Offices of today within the right, the person's own and ``kept`` always among them when they lie there."""
    today = clock.today()
    named = OfficeVersion.objects.filter(office=OuterRef("pk"))
    lives = Q(Exists(named.filter(on_date(today))))
    lives |= ~Q(Exists(named)) & Q(Exists(AreaVersion.objects.filter(on_date(today), area=OuterRef("area"))))
    rows = offices_within(user, right).filter(became=None).filter(lives)
    ids = set(rows.values_list("pk", flat=True)) | ({kept.pk} if kept else set())
    names = office_names(ids, today)
    return [(str(pk), name) for pk, name in sorted(names.items(), key=lambda pair: sort_key(pair[1]))]


def trainer_choices(user: User, kept: User | None = None) -> list[tuple[str, str]]:
    """Trainers to whom the person may give a class, with their office, and ``kept``."""
    rows = list(trainers_within(user, kept))
    offices = office_names({row.office_id for row in rows if row.office_id}, clock.today())
    return [(str(row.pk), f"{row}, {offices[row.office_id]}" if row.office_id else str(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A point of the list of needs."""

    point: PointRow
    coverage: Coverage
    holders: list[Holder]

    @property
    def code(self) -> str:
        """The point's code."""
        return self.point.code

    @property
    def until(self) -> dt.date | str:
        """The last day of the certificate that counts or counted last; in words when it does not run out, or when
        there is none."""
        if self.coverage.expires is not None:
            return self.coverage.expires
        return _("không hết hạn") if self.coverage.trained else _("chưa có")

    @property
    def people(self) -> str:
        """Who runs the point, in words: for staff pages."""
        return "; ".join(holder.post.trainee.shown_name for holder in self.holders)


def coverage_rows(points: Sequence[SupportPoint], on: dt.date) -> list[CoverageRow]:
    """Words for a page of points; a constant number of queries."""
    covered, holders = trained_points(on, points), holders_of([point.pk for point in points], on)
    return [
        CoverageRow(row, covered[point.pk], holders.get(point.pk, []))
        for point, row in zip(points, point_rows(points, on), strict=True)
    ]


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """How many points of an office stand how; ``key``: the unit to narrow the list by."""

    name: str
    key: str
    total: int
    counts: dict[str, int]

    @property
    def missing(self) -> int:
        """Points without a trained operator."""
        return self.total - self.counts["trained"]


def office_lines(actor: Actor, on: dt.date) -> tuple[list[OfficeLine], dict[str, int]]:
    """Points by the office that answers for their place, who lacks most first; and the sums. A constant number of
    queries."""
    ids = list(points_within(actor).order_by().values_list("pk", flat=True))
    states = {pk: row.state for pk, row in trained_points(on, ids).items()}
    places = PointPlace.objects.on(on).filter(point__in=ids, voided_at=None).select_related("area")
    area_of = {row.point_id: row.area for row in places.order_by("valid_from", "id")}
    names = OwnerNames([area.pk for area in area_of.values()], clock.today())
    grouped: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(STATES, 0))
    keys: dict[str, set[str]] = defaultdict(set)
    for pk in ids:
        area = area_of.get(pk)
        name = names.name("COMMUNE", area.pk if area else None)
        grouped[name][states[pk]] += 1
        keys[name].add(area.key if area else "")
    lines = [
        OfficeLine(name, next(iter(keys[name])) if len(keys[name]) == 1 else "", sum(counts.values()), counts)
        for name, counts in grouped.items()
    ]
    lines.sort(key=lambda line: (-line.missing, sort_key(line.name)))
    totals = {state: sum(line.counts[state] for line in lines) for state in STATES}
    return lines, totals


def with_numbers(classes: QuerySet[TrainingClass]) -> QuerySet[Any]:
    """Adds ``seats``, ``named`` (seats with a person) and ``certified``."""
    standing = Q(enrolments__voided_at=None)
    return classes.select_related("course", "office", "minute").annotate(
        seats=Count("enrolments", filter=standing, distinct=True),
        named=Count("enrolments", filter=standing & Q(enrolments__trainee__isnull=False), distinct=True),
        certified=Count(
            "enrolments__certificates", filter=Q(enrolments__certificates__withdrawn_on=None), distinct=True
        ),
    )


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat as the page of its class shows it."""

    seat: Enrolment
    place: str
    present: int
    ticked: int
    days: int
    passed: bool | None
    certificate: Certificate | None

    @property
    def name(self) -> str:
        """Whose it is."""
        return self.seat.trainee.shown_name if self.seat.trainee else ""

    @property
    def percent(self) -> int:
        """Days there, in percent."""
        return self.present * 100 // max(1, self.days)


def point_choices(
    points: QuerySet[SupportPoint], training_class: TrainingClass
) -> list[tuple[str, list[tuple[str, str]]]]:
    """The points by code and place in two groups: those with a seat in the class, and the others. By place."""
    taken = set(training_class.enrolments.filter(voided_at=None).values_list("point_id", flat=True))
    rows = sorted(placed_rows(list(points), clock.today()), key=lambda row: (sort_key(row.place), row.code))
    groups = (_("Điểm có người trong lớp"), True), (_("Điểm khác"), False)
    found = [
        (title, [(row.code, f"{row.place} · {row.code}") for row in rows if (row.point_id in taken) == inside])
        for title, inside in groups
    ]
    return [(title, choices) for title, choices in found if choices]


def by_name(seat: Enrolment) -> tuple[bool, str, int]:
    """How a class is listed everywhere, on the phone as on paper: by name, seats that nobody named last."""
    return seat.trainee is None, sort_key(seat.trainee.shown_name) if seat.trainee else "", seat.point_id or 0


def seat_rows(actor: Actor, training_class: TrainingClass, right: str = VIEW) -> list[SeatRow]:
    """Seats that the actor may see, people by name. A constant number of queries."""
    seats = list(
        seats_within(actor, right, training_class)
        .select_related("trainee", "point")
        .prefetch_related("attendance", "certificates")
    )
    offices = office_names({seat.trainee.office_id for seat in seats if seat.trainee and seat.trainee.office_id}, None)
    points = [seat.point for seat in seats if seat.point]
    places = {row.code: row.place for row in placed_rows(list(dict.fromkeys(points)), clock.today())} if points else {}
    days = len(training_class.days)
    rows = []
    for seat in seats:
        marks = [mark.present for mark in seat.attendance.all()]
        done = len(marks) >= days
        passed = None
        if seat.trainee and done:
            passed = has_passed(training_class.course, days=days, present=marks, score=seat.post_score)
        held = [row for row in seat.certificates.all()]
        place = places.get(seat.point.code, "") if seat.point else ""
        if not seat.point and seat.trainee:
            place = offices.get(seat.trainee.office_id or 0, "")
        rows.append(SeatRow(seat, place, sum(marks), len(marks), days, passed, held[0] if held else None))
    rows.sort(key=lambda row: by_name(row.seat))
    return rows


@dataclass(frozen=True, slots=True)
class TraineeRow:
    """A person of the list."""

    trainee: Trainee
    where: str
    certificates: list[Certificate]

    @property
    def name(self) -> str:
        """The name, or that it was erased."""
        return self.trainee.shown_name

    @property
    def certificate(self) -> Certificate | None:
        """The newest."""
        return self.certificates[0] if self.certificates else None


def trainee_rows(trainees: Sequence[Trainee], on: dt.date) -> list[TraineeRow]:
    """Words for a page of people; a constant number of queries."""
    ids = [trainee.pk for trainee in trainees]
    posts: dict[int, list[str]] = defaultdict(list)
    for post in TraineePost.objects.filter(posts_on(on), trainee__in=ids).select_related("point"):
        posts[post.trainee_id].append(post.point.code)
    offices = office_names({row.office_id for row in trainees if row.office_id}, on)
    held: dict[int, list[Certificate]] = defaultdict(list)
    rows = Certificate.objects.filter(enrolment__trainee__in=ids).select_related("enrolment__training_class__course")
    for certificate in rows.order_by("-issued_on", "-id"):
        held[certificate.enrolment.trainee_id or 0].append(certificate)
    return [
        TraineeRow(
            row,
            ", ".join([*posts[row.pk], *([offices[row.office_id]] if row.office_id else [])]),
            held[row.pk],
        )
        for row in trainees
    ]


def matching_trainees(actor: Actor, text: str) -> QuerySet[Trainee]:
    """People the actor may see whose name holds every word, or who work at the point of that code."""
    wanted = Q()
    for word in search_key(text).split():
        wanted &= Q(search_key__contains=word)
    posts = TraineePost.objects.filter(trainee=OuterRef("pk"), voided_at=None, point__code=text.strip().upper())
    return trainees_visible(actor).filter((wanted & ~Q(search_key="")) | Exists(posts))


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A question and how often each of its answers was chosen before and after."""

    question: Question
    choices: list[tuple[str, bool, int, int]]


def answer_lines(training_class: TrainingClass) -> list[AnswerLine]:
    """How a class answered on phones; nothing when nobody did."""
    counts: dict[tuple[int, int, str], int] = {}
    for row in AnswerCount.objects.filter(training_class=training_class):
        counts[row.question_id, row.choice, row.moment] = row.count
    ids = {question_id for question_id, _choice, _moment in counts}
    return [
        AnswerLine(
            question,
            [
                (
                    choice,
                    at == question.answer,
                    counts.get((question.pk, at, "pre"), 0),
                    counts.get((question.pk, at, "post"), 0),
                )
                for at, choice in enumerate(question.choices)
            ],
        )
        for question in Question.objects.filter(pk__in=ids)
    ]


def names_in_sheets(trainee: Trainee) -> list[tuple[Minute, list[int]]]:
    """Every sign-in sheet with the name beside a place of the person, voided ones too, and in which lines."""
    if not trainee.search_key:
        return []
    seats = trainee.enrolments.all()
    places = {*seats.values_list("point__code", flat=True), *trainee.posts.values_list("point__code", flat=True)}
    if trainee.office_id:
        places |= {office_names([trainee.office_id], None)[trainee.office_id], ""}
    found = []
    for minute in Minute.objects.filter(kind=MinuteKind.DS_DD):
        lines = enumerate(minute.data.get("lines", []))
        mine = [at for at, line in lines if search_key(line[1]) == trainee.search_key and line[2] in places]
        if mine:
            found.append((minute, mine))
    return found


def means(rows: Iterable[SeatRow]) -> tuple[int | None, int | None]:
    """Mean scores before and after, of those who have one."""
    seats = [row.seat for row in rows]
    pre = [seat.pre_score for seat in seats if seat.pre_score is not None]
    post = [seat.post_score for seat in seats if seat.post_score is not None]
    return (round(sum(pre) / len(pre)) if pre else None, round(sum(post) / len(post)) if post else None)


__all__ = [
    "AnswerLine",
    "CoverageRow",
    "OfficeLine",
    "SeatRow",
    "TraineeRow",
    "answer_lines",
    "by_name",
    "coverage_rows",
    "matching_trainees",
    "means",
    "names_in_sheets",
    "office_choices",
    "office_lines",
    "point_choices",
    "seat_rows",
    "trainee_rows",
    "trainer_choices",
    "with_numbers",
]
