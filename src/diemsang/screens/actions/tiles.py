"""Tiles of platforms on the screens: each approved tile of the day is a note of the library, each other one is gone."""

from __future__ import annotations

import logging
import uuid

from diemsang.areas.models import Area
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Refused
from diemsang.library.actions import Approval, publish_note, withdraw_note
from diemsang.library.models import Topic
from diemsang.library.queries import note_code, note_on_screens, note_taken_back, page_to_open
from diemsang.platforms.models import PlatformTile
from diemsang.platforms.queries import TileFact, approved_once, tiles
from diemsang.platforms.registry import OnScreens
from diemsang.points.models import SupportPoint

GONE = "ô của nền tảng không còn được dùng"
"""Why a note of a tile is taken back; taken back for any other reason it does not return by itself."""
log = logging.getLogger(__name__)


def settle_tiles(actor: Actor) -> None:
    """Make the library show the tiles of today and no others. Again: nothing. Asked after each act and each night.

    The acts that led here checked their rights. What somebody took back in the library stays away. A tile that cannot
    be shown holds up no other: the log says why.
    """
    wanted = {fact.public_id: fact for fact in tiles(clock.today())}
    for public_id in approved_once():
        if public_id not in wanted and note_on_screens(public_id) is not None:
            withdraw_note(actor=actor, public_id=public_id, reason=GONE)
    for public_id, fact in wanted.items():
        if note_taken_back(public_id) not in ("", GONE):
            continue
        try:
            _show(actor, fact)
        except Refused:
            log.exception("a tile is not shown: %s", public_id)


def where_shown(public_id: uuid.UUID) -> OnScreens | None:
    """The product that a tile is on the screens."""
    edition = note_on_screens(public_id)
    code = note_code(public_id)
    return OnScreens(code, bool(page_to_open(code))) if edition is not None else None


def _show(actor: Actor, fact: TileFact) -> None:
    publish_note(
        actor=actor,
        public_id=fact.public_id,
        title=fact.title,
        steps=fact.spoken.splitlines(),
        approval=Approval(
            written_by=fact.made_by,
            written_by_key=fact.made_by_key or f"ten:{fact.made_by}",
            approved_by=fact.approved_by,
            approved_by_key=fact.approved_by_key or f"ten:{fact.approved_by}",
            approved_on=fact.approved_on,
            decision=fact.decision,
        ),
        source_label=f"Ô của nền tảng {fact.platform} {fact.platform_name}",
        valid_from=fact.valid_from,
        valid_until=fact.valid_until,
        url_for_qr=fact.address,
        qr_label=fact.platform_name[:200],
        open_url=fact.address if fact.mode == PlatformTile.Mode.OPEN else None,
        topic=fact.topic or Topic.DIGITAL_SKILL,
        owner=fact.owner,
        areas=list(Area.objects.filter(pk__in=fact.areas)),
        points=list(SupportPoint.objects.filter(code__in=fact.points)),
    )
