"""Every word of the gaps' table can be translated."""

from __future__ import annotations

from diemsang.plans.gap_words import WORDS
from diemsang.plans.gaps import gap_kinds


def test_the_words_for_translation_are_those_of_the_table() -> None:
    table = {text for kind in gap_kinds().values() for text in (kind.meaning_source, kind.next_step_source) if text}
    assert set(WORDS) == table
