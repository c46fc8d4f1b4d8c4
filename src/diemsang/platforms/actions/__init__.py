"""The only place that writes platforms."""

from diemsang.platforms.actions.decide import close_selection, decide, record_review
from diemsang.platforms.actions.platforms import (
    PlatformFacts,
    allow_host,
    archive_platform,
    change_platform,
    facts_of,
    record_platform,
    remove_host,
    restore_platform,
)
from diemsang.platforms.actions.scores import (
    EXTREMES,
    Given,
    declare_interest,
    hand_in,
    save_sheet,
    withdraw_interest,
)
from diemsang.platforms.actions.selections import (
    SEED,
    SEEDED,
    CriterionWish,
    add_candidate,
    drop_scorer,
    name_scorer,
    open_selection,
    remove_candidate,
    set_criteria,
    start_selection,
)
from diemsang.platforms.actions.tiles import TileWish, approve_tile, change_tile, draft_tile, withdraw_tile

__all__ = [
    "EXTREMES",
    "SEED",
    "SEEDED",
    "CriterionWish",
    "Given",
    "PlatformFacts",
    "TileWish",
    "add_candidate",
    "allow_host",
    "approve_tile",
    "archive_platform",
    "change_platform",
    "change_tile",
    "close_selection",
    "decide",
    "declare_interest",
    "draft_tile",
    "drop_scorer",
    "facts_of",
    "hand_in",
    "name_scorer",
    "open_selection",
    "record_platform",
    "record_review",
    "remove_candidate",
    "remove_host",
    "restore_platform",
    "save_sheet",
    "set_criteria",
    "start_selection",
    "withdraw_interest",
    "withdraw_tile",
]
