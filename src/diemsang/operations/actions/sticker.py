"""What somebody tells who scanned the label of a piece, without an account: moderated, and bounded in every way.

Only what is seen is kept, never who saw it. Every bound that counts rows stands in the database, so that several
server processes hold it together; the speed of one address is the page's (``views.sticker``).
"""

from __future__ import annotations

import re
import uuid
from enum import Enum

from django.db import transaction

from diemsang.core import clock
from diemsang.core.actor import Nobody
from diemsang.core.text import nfc
from diemsang.equipment.models import Asset
from diemsang.operations.actions.faults import lock_point, same_open, step, tell, told_before
from diemsang.operations.models import SYMPTOMS, FaultKind, FaultState, FoundBy, Incident
from diemsang.points.models import SupportPoint

WAITING_PIECE, WAITING_POINT = 3, 8
"""So many unconfirmed incidents at most of one piece, and of one point: people of the point look at these first."""
MOST_TOLD = 999
"""Where the counter of one incident stops."""
NOTE = 200
_NUMBERS = re.compile(r"\d(?:[\s.\-]?\d){7,}")


class Told(Enum):
    """What became of it."""

    NEW = "new"
    JOINED = "joined"
    FULL = "full"
    """Too many wait already; nothing was kept, and somebody is to look at those."""


@transaction.atomic
def report_by_sticker(*, public_id: uuid.UUID, asset: Asset, point: SupportPoint, symptom: str, note: str = "") -> Told:
    """Somebody who stands before the piece says what it does. Waits for a person of the point to confirm.

    The same symptom joins the incident that is open, with a counter. The caller has found the piece by its label, in
    use and at the point; the same ``public_id`` counts once. ``Refused`` when it was told of another point, for the
    piece has moved since. ``ValueError`` for a symptom that no piece has: the page offers none.
    """
    if symptom not in SYMPTOMS[FaultKind.ITEM]:
        raise ValueError(symptom)
    lock_point(point)
    if told_before(public_id, point) is not None:
        return Told.JOINED
    nobody = Nobody()
    note = without_numbers(nfc(note))[:NOTE]
    waiting = Incident.objects.filter(point=point, state=FaultState.REPORTED)
    mine = waiting.filter(asset=asset)
    standing = same_open(point, FaultKind.ITEM, symptom, asset, asset.item) or mine.filter(symptom=symptom).first()
    if standing is not None:
        if standing.reports < MOST_TOLD:
            standing.reports += 1
            standing.save(update_fields=["reports"])
            step(nobody, standing, "", "", public_id)  # without words: the counter tells, this only knows the press
        return Told.JOINED
    if mine.count() >= WAITING_PIECE or waiting.count() >= WAITING_POINT:
        return Told.FULL
    incident = Incident.objects.create(
        public_id=public_id,
        point=point,
        kind=FaultKind.ITEM,
        item=asset.item,
        asset=asset,
        symptom=symptom,
        note=note,
        found_by=FoundBy.STICKER,
        found_on=clock.today(),
        state=FaultState.REPORTED,
        reported_by="",
        reported_at=clock.now(),
    )
    step(nobody, incident, FaultState.REPORTED, note)
    tell(nobody, "operations.fault", incident)
    return Told.NEW


def without_numbers(text: str) -> str:
    """Long numbers left out: a telephone or identity number has no place here."""
    return _NUMBERS.sub("…", text)
