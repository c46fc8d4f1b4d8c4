"""Writing the invented televisions of a demonstration home: nobody holds their secrets, no event is invented."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.db import transaction

from diemsang.audit.actions import Item as Told
from diemsang.audit.actions import record_many
from diemsang.core.actor import Actor
from diemsang.points.models import SupportPoint
from diemsang.screens.models import ClockTrust, Screen, ScreenPlace, ScreenState, Sound, Storage

APP = "minh-hoa"
"""What such a screen says of its app's version; no real one does."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A television at a point since a moment, when it was last heard, and what then was not well."""

    public_id: uuid.UUID
    point: SupportPoint
    label: str
    since: dt.datetime
    heard: dt.datetime
    said: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def stand_screens(*, actor: Actor, wishes: Sequence[Standing], root: int | None) -> int:
    """Claim those that are new, with the journal of ``claim_screen``, and write anew when each was last heard."""
    ids = [wish.public_id for wish in wishes]
    known = set(Screen.objects.filter(public_id__in=ids).values_list("public_id", flat=True))
    new = [wish for wish in wishes if wish.public_id not in known]
    screens = Screen.objects.bulk_create(
        Screen(
            public_id=wish.public_id,
            secret_sha256=sha256(wish.public_id.bytes + uuid.uuid4().bytes).hexdigest(),
            label=wish.label,
            agent=APP,
            size="1920x1080",
            claimed_at=wish.since,
        )
        for wish in new
    )
    ScreenPlace.objects.bulk_create(
        ScreenPlace(screen=screen, point=wish.point, valid_from=wish.since)
        for screen, wish in zip(screens, new, strict=True)
    )
    ScreenState.objects.bulk_create(ScreenState(screen=screen, app=APP) for screen in screens)
    told = [
        Told(wish.point.code, {"screen": str(screen), "id": str(screen.public_id)})
        for screen, wish in zip(screens, new, strict=True)
    ]
    record_many(actor=actor, action="screens.claim", subject_type="point", items=told)
    by_id = {wish.public_id: wish for wish in wishes}
    states = list(ScreenState.objects.filter(screen__public_id__in=ids, app=APP).select_related("screen"))
    good = {"missing_count": 0, "sound": Sound.ARMED, "storage": Storage.OK, "errors": 0, "offset_ms": 700}
    for state in states:
        wish = by_id[state.screen.public_id]
        state.last_contact_at, state.root, state.clock_trust = wish.heard, root, ClockTrust.ANCHORED
        for name, value in {**good, **wish.said}.items():
            setattr(state, name, value)
    columns = ["last_contact_at", "root", "clock_trust", *good]
    ScreenState.objects.bulk_update(states, columns, batch_size=100)
    return len(new)
