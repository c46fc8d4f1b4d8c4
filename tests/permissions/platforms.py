"""The permission table of platforms: the register for readers, a round for those of its province."""

from __future__ import annotations

import datetime as dt
import uuid

from conftest import TuyenQuang

from diemsang.accounts.actions import create_user, grant
from diemsang.accounts.models import User
from diemsang.core.actor import SYSTEM
from diemsang.documents.actions import record_decision
from diemsang.platforms import actions
from diemsang.platforms.models import PlatformSelection
from tests.permissions.table import READ_ONLY, Case, only, when_posted

PLATFORM, ROUND = {"code": "NT-0001"}, {"code": "LC-0001"}
OPEN_ROUND = {"code": "LC-0002"}
TILE = {"public_id": "00000000-0000-4000-8000-00000000a7e1"}
"""A draft: only who sees its round knows of it."""
READERS = only("specialist", "commune", "other_commune", "former_commune", "other_province", *READ_ONLY)
MANAGERS = only("specialist", "other_province")
WITHIN = only("specialist", *READ_ONLY)
OWN = {**dict.fromkeys(WITHIN, 403), **only("specialist")}
DECIDERS = {**dict.fromkeys(WITHIN, 403), **only("specialist", "leader")}

CASES = [
    Case("platforms:list", 403, differ=READERS),
    Case("platforms:new", 403, differ=MANAGERS),
    Case("platforms:new", 403, method="post", differ=when_posted(MANAGERS, 422)),
    Case("platforms:hosts", 403, differ=READERS),
    Case("platforms:hosts", 403, method="post", differ=when_posted(MANAGERS, 422)),
    Case("platforms:detail", 200, PLATFORM, differ=only("no_grant", status=404)),
    Case(
        "platforms:detail",
        403,
        PLATFORM,
        "post",
        differ={**only("no_grant", status=404), **when_posted(MANAGERS, 422)},
    ),
    Case("platforms:detail", 404, {"code": "NT-9999"}),
    Case("platforms:edit", 403, PLATFORM, differ={**only("no_grant", status=404), **MANAGERS}),
    Case(
        "platforms:edit", 403, PLATFORM, "post", differ={**only("no_grant", status=404), **when_posted(MANAGERS, 422)}
    ),
    Case("platforms:selections", 403, differ=READERS),
    Case("platforms:new-selection", 403, differ=MANAGERS),
    Case("platforms:new-selection", 403, method="post", differ=when_posted(MANAGERS, 422)),
    Case("platforms:selection", 404, ROUND, differ=WITHIN),
    Case("platforms:selection", 404, ROUND, "post", differ=when_posted(OWN, 422)),
    Case("platforms:sheet", 404, OPEN_ROUND, differ=OWN),
    Case("platforms:sheet", 404, OPEN_ROUND, "post", differ=when_posted(OWN, 422)),
    Case("platforms:sheet", 404, ROUND, differ=dict.fromkeys(WITHIN, 403)),
    Case("platforms:decide", 404, OPEN_ROUND, differ=DECIDERS),
    Case("platforms:decide", 404, OPEN_ROUND, "post", differ=when_posted(DECIDERS, 422)),
    Case("platforms:minute", 404, ROUND, differ=WITHIN),
    Case("platforms:new-tile", 404, ROUND, differ=OWN),
    Case("platforms:new-tile", 404, ROUND, "post", differ=when_posted(OWN, 422)),
    Case("platforms:reviews", 403, differ=READERS),
    Case("platforms:tiles", 403, differ=READERS),
    Case("platforms:tile", 404, TILE, differ=WITHIN),
    Case("platforms:tile", 404, TILE, "post", differ=when_posted(OWN, 422)),
    Case("platforms:edit-tile", 404, TILE, differ=OWN),
    Case("platforms:edit-tile", 404, TILE, "post", differ=when_posted(OWN, 422)),
]


def choose_one() -> None:
    """A decided round with a tile in draft, and an open one that the specialist scores."""
    person = User.objects.get(username="specialist")
    facts = actions.PlatformFacts(name="Nền tảng", address="https://example.gov.vn/")
    platform = actions.record_platform(actor=SYSTEM, public_id=uuid.uuid4(), facts=facts)
    rounds = []
    for title in ("Đợt một", "Đợt hai"):
        made = actions.start_selection(actor=SYSTEM, public_id=uuid.uuid4(), title=title, area=TuyenQuang().now("08"))
        actions.add_candidate(actor=SYSTEM, selection=made, platform=platform)
        rounds.append(made)
    _decide(rounds[0])
    actions.name_scorer(actor=SYSTEM, selection=rounds[1], user=person)
    actions.open_selection(actor=SYSTEM, selection=rounds[1])


def _decide(selection: PlatformSelection) -> None:
    scorer = create_user(actor=SYSTEM, username="scorer", full_name="Người chấm", password=None)
    grant(actor=SYSTEM, user=scorer, role="PROV_INFO", area=TuyenQuang().now("08"))
    actions.name_scorer(actor=SYSTEM, selection=selection, user=scorer)
    actions.open_selection(actor=SYSTEM, selection=selection)
    given = {("NT-0001", row.pk): actions.Given(4) for row in selection.criteria.all()}
    actions.hand_in(actor=scorer, selection=selection, given=given)
    actions.close_selection(actor=SYSTEM, selection=selection)
    day = dt.date(2026, 1, 5)
    decision = record_decision(actor=SYSTEM, number="5/QĐ-SKHCN", kind="QD", on=day, title="Lựa chọn nền tảng số")
    actions.decide(
        actor=SYSTEM, selection=selection, decision=decision, chosen=["NT-0001"], review_on=dt.date(2027, 1, 5)
    )
    wish = actions.TileWish("Làm giấy khai sinh", "Quét mã.", "guide", day)
    platform = selection.candidates.get().platform
    actions.draft_tile(
        actor=SYSTEM, public_id=uuid.UUID(TILE["public_id"]), selection=selection, platform=platform, wish=wish
    )
