"""The minutes of equipment: what their signature causes."""

from __future__ import annotations

from django.urls import reverse

from diemsang.documents.minutes.registry import KindSpec, register_kind
from diemsang.documents.models import Minute, MinuteKind
from diemsang.equipment.actions import signed


def href(minute: Minute) -> str:
    """The point that the minute tells of, when it is one."""
    codes = list(minute.point_links.values_list("point__code", flat=True)[:2])
    return reverse("points:detail", args=codes) if len(codes) == 1 else ""


def register_kinds() -> None:
    """Called from ``AppConfig.ready``."""
    for kind, on_signed, on_void in (
        (MinuteKind.BB_GN, signed.delivery_signed, signed.delivery_void),
        (MinuteKind.BB_NT, signed.accepted, signed.acceptance_void),
        (MinuteKind.BB_BG, signed.handed_over, signed.handover_void),
        (MinuteKind.BB_BGSN, signed.handed_over, signed.handover_void),
        (MinuteKind.BB_KK, signed.counted, signed.events_void),
        (MinuteKind.DN_TL, signed.requested, signed.events_void),
    ):
        register_kind(KindSpec(kind, on_signed=on_signed, on_void=on_void, href=href, on_replace=signed.replaced))
