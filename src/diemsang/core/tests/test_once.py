"""Answers are kept while one page is made, and no longer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from diemsang.core.once import asked, reading


class Register:
    """A table that remembers what it was asked."""

    def __init__(self) -> None:
        self.questions: list[set[int]] = []

    def __call__(self, keys: set[int]) -> dict[int, int]:
        self.questions.append(keys)
        return {key: key * key for key in keys}


@given(st.lists(st.lists(st.integers(0, 9)), max_size=8))
def test_nothing_is_asked_twice_in_a_reading_and_every_answer_is_right(wanted: list[list[int]]) -> None:
    register = Register()
    with reading():
        for keys in wanted:
            answers = asked("squares", keys, register)
            assert list(answers.items()) == [(key, key * key) for key in dict.fromkeys(keys)]
    flat = [key for keys in register.questions for key in keys]
    assert len(flat) == len(set(flat))
    assert set() not in register.questions


def test_other_questions_and_other_readings_ask_anew() -> None:
    register = Register()
    for _page in range(2):
        with reading():
            asked("squares", [1], register)
            asked(("squares", "of another day"), [1], register)
    assert register.questions == [{1}] * 4


def test_outside_a_reading_nothing_is_kept() -> None:
    register = Register()
    for _time in range(2):
        assert asked("squares", [1, 1, 2], register) == {1: 1, 2: 4}
    assert register.questions == [{1, 2}] * 2
    assert asked("squares", [], register) == {}
