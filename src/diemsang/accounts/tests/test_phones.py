from __future__ import annotations

import pytest

from diemsang.accounts.phones import parse_phone, show_phone


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "091-234-5678",
        "+84912345678",
        "+84 912 345 678",
        "84912345678",
        "0084912345678",
        " (091) 2345678 ",
        "0912\u00a0345\u00a0678",
    ],
)
def test_a_number_however_typed_is_one_number(typed: str) -> None:
    assert parse_phone(typed) == "+84912345678"


@pytest.mark.parametrize("typed", ["", "lan", "12345", "0912 345 67", "0912 345 6789", "+1 202 555 0100", "0112345678"])
def test_what_is_no_vietnamese_number_is_none(typed: str) -> None:
    assert parse_phone(typed) is None


def test_a_landline_of_the_province() -> None:
    assert parse_phone("0207 3822 000") == "+842073822000"


def test_shown_as_people_say_it() -> None:
    assert show_phone("+84912345678") == "0912 345 678"
