"""Where an approved answer is shown: a hook, so that this app knows nothing of how a screen gets its content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from diemsang.core.actor import Actor
from diemsang.feedback.models import Answer, Question


@dataclass(frozen=True, slots=True)
class ScreenNote:
    """A question with the answer that somebody else approved; ``answer.public_id`` names the note."""

    question: Question
    answer: Answer


@dataclass(frozen=True, slots=True)
class ScreenTarget:
    """``publish(actor, note)`` puts it on the screens of the question's point; ``withdraw`` takes it off. Both run
    inside the act's transaction and may refuse."""

    publish: Callable[[Actor, ScreenNote], None]
    withdraw: Callable[[Actor, ScreenNote], None]


_targets: list[ScreenTarget] = []


def register_screen(target: ScreenTarget) -> None:
    """The one place that shows answers. Called from ``AppConfig.ready``; a later call replaces the earlier."""
    _targets[:] = [target]


def restore(target: ScreenTarget | None) -> None:
    """What ``screen`` answered before, after a test."""
    _targets[:] = [target] if target is not None else []


def screen() -> ScreenTarget | None:
    """``None``: nothing shows answers in this hub."""
    return _targets[0] if _targets else None
