"""One rule of attention."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from diemsang.core.parts import Tone

SERIOUS, PLAIN, MILD = 3, 2, 1
TONES: dict[int, Tone] = {SERIOUS: "madder", PLAIN: "turmeric", MILD: "indigo"}
MOST_DAYS = 730
"""Longest threshold that makes sense: two years."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason for attention. ``days``: how long something may last before it counts; ``duty``: who has the next
    step (accounts' duties); ``severity`` 1 mild – 3 serious; ``on`` false: not looked at in this hub.
    ``next_step_alone``: the step where nobody is in charge; empty when it is the same."""

    code: str
    severity: int
    days: int
    duty: str
    meaning: str
    next_step: str
    on: bool = True
    next_step_alone: str = ""

    def at(self, *, in_charge: bool) -> Rule:
        """The rule as it speaks to a point: nobody is told to call a person in charge who does not exist."""
        if in_charge or not self.next_step_alone:
            return self
        return replace(self, next_step=self.next_step_alone)

    @property
    def words(self) -> str:
        """The meaning, in the reader's language."""
        return _(self.meaning)

    @property
    def step_words(self) -> str:
        """The next step, in the reader's language."""
        return _(self.next_step)

    @property
    def tone(self) -> Tone:
        """Tone of its badge."""
        return TONES[self.severity]
