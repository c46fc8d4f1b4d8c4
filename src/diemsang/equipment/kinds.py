"""The minutes of equipment: what their signature causes."""

from __future__ import annotations

from django.urls import reverse

from diemsang.documents.minutes.registry import KindSpec, register_kind
from diemsang.documents.models import Minute, MinuteKind
from diemsang.equipment.actions import signed
from diemsang.equipment.rights import ACCEPT, DELIVER, INSTALL, STOCKTAKE


def href(minute: Minute) -> str:
    """The point that the minute tells of, when it is one."""
    codes = list(minute.point_links.values_list("point__code", flat=True)[:2])
    return reverse("points:detail", args=codes) if len(codes) == 1 else ""


def register_kinds() -> None:
    """Called from ``AppConfig.ready``."""
    for kind, needs, on_signed, on_void in (
        (MinuteKind.BB_GN, (DELIVER, INSTALL, ACCEPT), signed.delivery_signed, signed.delivery_void),
        (MinuteKind.BB_NT, (ACCEPT, INSTALL), signed.accepted, signed.acceptance_void),
        (MinuteKind.BB_BG, (ACCEPT,), signed.handed_over, signed.handover_void),
        (MinuteKind.BB_BGSN, (ACCEPT,), signed.handed_over, signed.handover_void),
        (MinuteKind.BB_KK, (STOCKTAKE,), signed.counted, signed.events_void),
        (MinuteKind.DN_TL, (ACCEPT,), signed.requested, signed.events_void),
    ):
        register_kind(
            KindSpec(kind, needs=needs, on_signed=on_signed, on_void=on_void, href=href, on_replace=signed.replaced)
        )
