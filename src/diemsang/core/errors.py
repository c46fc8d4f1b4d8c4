"""Errors that a person can act on: what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input.

    ``where`` names the place as its author knows it (file and line, sheet and cell, field label).
    ``advice`` says what to do, in the reader's language; empty when the message already does.
    """

    where: str
    message: str
    advice: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        return f"{text} {self.advice}".rstrip()


class Refused(Exception):
    """An action was refused and nothing was written. Carries every problem found, not only the first."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"  - {problem}" for problem in self.problems)])
