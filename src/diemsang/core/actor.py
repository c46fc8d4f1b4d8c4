"""Who acts. Apps below ``accounts`` know people only through this protocol."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.core.exceptions import PermissionDenied


class Actor(Protocol):
    """Somebody who may read and change things: a signed-in person, or the audited system actor."""

    @property
    def actor_key(self) -> str:
        """Stable key for the journal, such as ``user:lan`` or ``system``."""

    @property
    def actor_label(self) -> str:
        """Name as a reader of the journal should see it."""

    def can(self, right: str, area_id: int | None = None) -> bool:
        """Whether the actor holds ``right`` (see docs/rights.csv), over ``area_id`` when one is given."""


@dataclass(frozen=True, slots=True)
class SystemActor:
    """The command line and scheduled jobs when no person is named. Holds every right; always audited."""

    actor_key: str = "system"
    actor_label: str = "Hệ thống"

    def can(self, right: str, area_id: int | None = None) -> bool:
        """Always true."""
        return True


@dataclass(frozen=True, slots=True)
class Nobody:
    """Somebody who has not signed in. Holds no right; appears in the journal for failed sign-ins."""

    actor_key: str = "nobody"
    actor_label: str = "Người chưa đăng nhập"

    def can(self, right: str, area_id: int | None = None) -> bool:
        """Always false."""
        return False


SYSTEM = SystemActor()


def require(actor: Actor, right: str, area_id: int | None = None) -> None:
    """Raise ``PermissionDenied`` (HTTP 403) unless the actor holds the right."""
    if not actor.can(right, area_id):
        raise PermissionDenied(f"{actor.actor_label}: thiếu quyền {right}")
