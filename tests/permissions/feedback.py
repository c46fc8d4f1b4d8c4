"""The permission table of questions and answers."""

from __future__ import annotations

import uuid

from diemsang.core.actor import SYSTEM
from diemsang.feedback.actions import Wish, ask
from diemsang.points.models import SupportPoint
from tests.permissions.table import INSIDE, POINT_READERS, POINT_WRITERS, UNPLACED, Case, only, when_posted

QUESTION = {"public_id": "00000000-0000-4000-8000-0000000000c4"}
NOWHERE = {"code": "khong-co-ma-nay"}
READERS = only(
    "specialist", "commune", "other_commune", "former_commune", "other_province", "leader", "inspector", "admin"
)

CASES = [
    Case("feedback:list", 403, differ=READERS),
    Case("feedback:ask", 404, INSIDE, differ=POINT_WRITERS),
    Case("feedback:ask", 404, INSIDE, "post", differ=when_posted(POINT_WRITERS, 422)),
    Case(
        "feedback:ask",
        404,
        UNPLACED,
        differ={**only("specialist"), **only("leader", "inspector", "admin", status=403)},
    ),
    Case("feedback:poster", 404, INSIDE, differ=POINT_READERS),
    Case("feedback:poster", 404, INSIDE, "post", differ=when_posted(POINT_WRITERS, 302)),
    Case("feedback:question", 404, QUESTION, differ=POINT_READERS),
    Case("feedback:question", 404, QUESTION, "post", differ=when_posted(POINT_WRITERS, 422)),
    Case("feedback:public", 404, NOWHERE, signed_out=404),
    Case("feedback:public", 404, NOWHERE, "post", signed_out=404),
    Case("feedback:read", 404, NOWHERE, signed_out=404),
]


def ask_one() -> None:
    """A question that is open, of the point of ``INSIDE``."""
    point = SupportPoint.objects.get(code=INSIDE["code"])
    wish = Wish("Làm VNeID ở đâu?", service="VNEID")
    ask(actor=SYSTEM, public_id=uuid.UUID(QUESTION["public_id"]), point=point, wish=wish)
