"""Codes of assets: one number after the other, none twice."""

from __future__ import annotations

from diemsang.equipment.models import AssetNumber

DIGITS = 6


def take_codes(count: int) -> list[str]:
    """The next ``count`` codes, such as ``TS-000001``. Locked until the end of the transaction."""
    if count == 0:
        return []
    AssetNumber.objects.get_or_create(pk=1)
    row = AssetNumber.objects.select_for_update().get(pk=1)
    first = row.last + 1
    row.last += count
    row.save(update_fields=["last"])
    return [f"TS-{number:0{DIGITS}d}" for number in range(first, first + count)]
