"""What of the current publication has not arrived where, from what the screens themselves said.

A screen names at most 50 missing files and counts the rest, and one that holds an older publication says nothing about
the new one. So for each product there are three answers: has it, lacks it, not known.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from diemsang.core.actor import Actor
from diemsang.screens.models import ScreenState
from diemsang.screens.queries import content
from diemsang.screens.queries.content import Current, Item
from diemsang.screens.queries.fleet import FleetRow, fleet, standing

SHOWN, LINES = 12, 30
"""Screens named under a product and products under a screen; screens with a line of their own. The rest is counted."""


@dataclass
class ProductLine:
    """One product: who has it, who said that it lacks it, of whom it is not known."""

    item: Item
    has: int = 0
    lacks: list[FleetRow] = field(default_factory=list)
    unknown: int = 0

    @property
    def shown(self) -> list[FleetRow]:
        """The first screens that lack it."""
        return self.lacks[:SHOWN]

    @property
    def more(self) -> int:
        """How many are not named."""
        return max(0, len(self.lacks) - SHOWN)


@dataclass
class ScreenLine:
    """One screen: products it said it lacks, and files that it did not name."""

    row: FleetRow
    items: list[Item]
    unnamed: int

    @property
    def shown(self) -> list[Item]:
        """The first products."""
        return self.items[:SHOWN]

    @property
    def more(self) -> int:
        """How many are not named here."""
        return max(0, len(self.items) - SHOWN)


@dataclass
class Report:
    """The page: products with gaps first, screens with gaps, and the screens that said nothing usable."""

    current: Current
    screens: int
    whole: int
    products: list[ProductLine]
    lacking: list[ScreenLine]
    unknown: list[FleetRow]

    @property
    def unknown_shown(self) -> list[FleetRow]:
        """The first of them."""
        return self.unknown[:SHOWN]

    @property
    def unknown_more(self) -> int:
        """How many are not named."""
        return max(0, len(self.unknown) - SHOWN)

    @property
    def lacking_shown(self) -> list[ScreenLine]:
        """Screens that lack most."""
        return self.lacking[:LINES]

    @property
    def lacking_more(self) -> int:
        """How many are not shown."""
        return max(0, len(self.lacking) - LINES)


def arrivals(actor: Actor) -> Report:
    """For all screens in use that the actor may see; a constant number of queries."""
    rows = fleet(actor)
    current = content.current()
    items = content.published()
    lines = {item.code: ProductLine(item) for item in items}
    by_hash: dict[str, list[Item]] = {}
    for item in items:
        for hashed in item.hashes:
            by_hash.setdefault(hashed, []).append(item)
    named: dict[int, list[str]] = dict(
        ScreenState.objects.filter(screen__in=standing(actor).order_by().values("pk"), missing_count__gt=0).values_list(
            "screen_id", "missing"
        )
    )
    lacking: list[ScreenLine] = []
    unknown: list[FleetRow] = []
    whole = 0
    for row in rows:
        told = row.signals.held_root == current.number and row.signals.missing_count is not None
        if not told:
            unknown.append(row)
            for line in lines.values():
                line.unknown += 1
            continue
        hashes = [hashed for hashed in named.get(row.pk, []) if isinstance(hashed, str)]
        missing = {item.code for hashed in hashes for item in by_hash.get(hashed, ())}
        unnamed = max(0, (row.signals.missing_count or 0) - len(hashes))
        for code, line in lines.items():
            if code in missing:
                line.lacks.append(row)
            elif unnamed:
                line.unknown += 1
            else:
                line.has += 1
        if row.signals.missing_count:
            lacking.append(ScreenLine(row, [line.item for code, line in lines.items() if code in missing], unnamed))
        else:
            whole += 1
    lacking.sort(key=lambda line: -(line.row.signals.missing_count or 0))
    products = sorted(lines.values(), key=lambda line: (-len(line.lacks), -line.unknown))
    return Report(current, len(rows), whole, products, lacking, unknown)
