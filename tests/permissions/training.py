"""The permission table of training: a class of the province in which somebody of the point of ``INSIDE`` sits."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from diemsang.accounts.models import Office, User
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.points.models import SupportPoint
from diemsang.training import actions
from diemsang.training.models import Certificate, Trainee
from tests.permissions.table import INSIDE, POINT_READERS, POINT_WRITERS, READ_ONLY, Case, only, when_posted

COURSE = {"public_id": "00000000-0000-4000-8000-000000004801"}
CLASS = {"public_id": "00000000-0000-4000-8000-000000004802"}
SEAT = {"public_id": "00000000-0000-4000-8000-000000004803"}
TRAINEE = {"public_id": "00000000-0000-4000-8000-000000004804"}
CERTIFICATE = {"public_id": "00000000-0000-4000-8000-000000004805"}
NOWHERE = "00000000-0000-4000-8000-00000000dead"

READERS = only("specialist", "commune", "other_commune", "former_commune", "other_province", *READ_ONLY)
MANAGERS = only("specialist", "other_province")
COURSE_WRITERS = {**dict.fromkeys(READERS, 403), **MANAGERS}
WHOLE = {**dict.fromkeys(POINT_READERS, 403), **only("specialist")}
"""Over the whole class: the province. Officers whose people sit in it see it and write about those people alone."""


def teach_one() -> None:
    """A closed class of one day with one certificate."""
    today = clock.today()
    course = actions.make_course(
        actor=SYSTEM,
        public_id=uuid.UUID(COURSE["public_id"]),
        facts=actions.CourseFacts(title="Vận hành", audience="OPERATOR", hours=Decimal(4), topics=["DIGITAL_SKILL"]),
    )
    trainer = User.objects.get(username="trainer")
    office = Office.objects.get(code="tq-khcn")
    facts = actions.ClassFacts("Hội trường", today, today, 10, office, trainer_user=trainer)
    one = actions.make_class(actor=SYSTEM, public_id=uuid.UUID(CLASS["public_id"]), course=course, facts=facts)
    point = SupportPoint.objects.get(code=INSIDE["code"])
    seat = actions.enrol_person(
        actor=SYSTEM,
        public_id=uuid.UUID(SEAT["public_id"]),
        training_class=one,
        facts=actions.PersonFacts(name="Nông Thị Hoa", point=point, from_date=today - dt.timedelta(days=9)),
    )
    Trainee.objects.filter(pk=seat.trainee_id or 0).update(public_id=TRAINEE["public_id"])
    actions.mark_day(actor=SYSTEM, training_class=one, on=today, shown={seat.public_id}, present={seat.public_id})
    actions.close_class(actor=SYSTEM, training_class=one)
    Certificate.objects.filter(enrolment=seat).update(public_id=CERTIFICATE["public_id"])


CASES = [
    Case("training:list", 403, differ=READERS),
    Case("training:classes", 403, differ=READERS),
    Case("training:courses", 403, differ=READERS),
    Case("training:trainees", 403, differ=READERS),
    Case("training:course_new", 403, differ=MANAGERS),
    Case("training:course_new", 403, {}, "post", differ=when_posted(MANAGERS, 422)),
    Case("training:course", 404, COURSE, differ=READERS),
    Case("training:course_edit", 404, COURSE, differ=COURSE_WRITERS),
    Case("training:questions", 404, COURSE, differ=COURSE_WRITERS),
    Case("training:material", 404, COURSE, differ=COURSE_WRITERS),
    Case(
        "training:material_drop",
        404,
        {**COURSE, "material_id": NOWHERE},
        "post",
        differ=when_posted(COURSE_WRITERS, 404),
    ),
    Case("training:class_new", 404, COURSE, differ=COURSE_WRITERS),
    Case("training:class", 404, CLASS, differ=POINT_READERS),
    Case("training:class_edit", 404, CLASS, differ=WHOLE),
    Case("training:invite", 404, CLASS, differ=WHOLE),
    Case("training:residents", 404, CLASS, differ=WHOLE),
    Case("training:invitation", 404, CLASS, differ={**WHOLE, **only(*READ_ONLY)}),
    Case("training:person", 404, CLASS, differ=POINT_WRITERS),
    Case("training:person", 404, CLASS, "post", differ=when_posted(POINT_WRITERS, 422)),
    Case("training:attendance", 404, CLASS, differ=POINT_WRITERS),
    Case("training:attendance", 404, CLASS, "post", differ=when_posted(POINT_WRITERS, 422)),
    Case("training:scores", 404, CLASS, differ=POINT_WRITERS),
    Case("training:scores", 404, CLASS, "post", differ=when_posted(POINT_WRITERS, 422)),
    Case("training:slips", 404, CLASS, differ=POINT_WRITERS),
    Case("training:act", 404, {**CLASS, "act": "mo"}, "post", differ=when_posted(WHOLE, 422)),
    Case("training:act", 404, {**CLASS, "act": "ket-thuc"}, "post", differ=when_posted(WHOLE, 302)),
    Case("training:reason", 404, {**CLASS, "act": "huy"}, differ=WHOLE),
    Case("training:reason", 404, {**CLASS, "act": "huy"}, "post", differ=when_posted(WHOLE, 422)),
    Case("training:name", 404, SEAT, differ=POINT_WRITERS),
    Case("training:drop", 404, SEAT, "post", differ=when_posted(POINT_WRITERS, 302)),
    Case("training:trainee", 404, TRAINEE, differ=POINT_READERS),
    Case("training:trainee_edit", 404, TRAINEE, differ=WHOLE),
    Case("training:forget", 404, TRAINEE, differ=WHOLE),
    Case("training:forget", 404, TRAINEE, "post", differ=when_posted(WHOLE, 422)),
    Case("training:post", 404, TRAINEE, differ=WHOLE),
    Case("training:post_end", 404, {**TRAINEE, "post_id": NOWHERE}, differ=when_posted(WHOLE, 404)),
    Case("training:certificate", 404, CERTIFICATE, differ=POINT_READERS),
    Case("training:withdraw", 404, CERTIFICATE, differ=WHOLE),
    Case("training:verify", 200, signed_out=200),
    Case("training:answer", 200, signed_out=200),
]
