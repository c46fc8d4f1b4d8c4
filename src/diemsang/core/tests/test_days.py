"""Days as people hand them in."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from diemsang.core.days import DayField, parse_day


@pytest.mark.parametrize("text", ["2023-12-31", "31/12/2023", " 2023-12-31 ", "31-12-2023", "31.12.2023", "31122023"])
def test_both_ways_of_writing_a_day(text: str) -> None:
    assert parse_day(text) == dt.date(2023, 12, 31)


@pytest.mark.parametrize("text", ["", "hôm qua", "2023-13-01", "0001-01-01", "9999-12-31", "20231231", "31/02/2023"])
def test_what_is_no_day_of_ours(text: str) -> None:
    assert parse_day(text) is None


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31"])
def test_a_form_says_which_years_it_takes(text: str) -> None:
    with pytest.raises(ValidationError, match="1900"):
        DayField().clean(text)


@pytest.mark.parametrize("text", ["31/12/2023", "31122023", "2023-12-31"])
def test_a_form_reads_days_as_people_write_them(text: str) -> None:
    assert DayField().clean(text) == dt.date(2023, 12, 31)


def test_a_form_shows_days_the_vietnamese_way_in_every_browser() -> None:
    shown = DayField().widget.render("ngay", dt.date(2023, 12, 31))
    assert 'value="31/12/2023"' in shown
    assert 'inputmode="numeric"' in shown
    assert 'value="31/12/2023"' in DayField().widget.render("ngay", "2023-12-31")
    assert 'value="hôm qua"' in DayField().widget.render("ngay", "hôm qua")
    assert 'type="date"' not in shown


def test_a_form_says_how_to_write_a_day() -> None:
    with pytest.raises(ValidationError, match="31/12/2023"):
        DayField().clean("hôm qua")
