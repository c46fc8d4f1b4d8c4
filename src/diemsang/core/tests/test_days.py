"""Days as people hand them in."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from diemsang.core.days import DayField, parse_day


@pytest.mark.parametrize("text", ["2023-12-31", "31/12/2023", " 2023-12-31 "])
def test_both_ways_of_writing_a_day(text: str) -> None:
    assert parse_day(text) == dt.date(2023, 12, 31)


@pytest.mark.parametrize("text", ["", "hôm qua", "2023-13-01", "0001-01-01", "9999-12-31", "20231231", "31/02/2023"])
def test_what_is_no_day_of_ours(text: str) -> None:
    assert parse_day(text) is None


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31"])
def test_a_form_says_which_years_it_takes(text: str) -> None:
    with pytest.raises(ValidationError, match="1900"):
        DayField().clean(text)
