"""Finding units by any name or code they ever had."""

from __future__ import annotations

import datetime as dt

import pytest
from conftest import TuyenQuang
from django.core.exceptions import PermissionDenied

from diemsang.accounts.models import User
from diemsang.areas.queries import find
from diemsang.core.actor import SYSTEM


def titles(text: str, on: dt.date | None = None) -> list[str]:
    return [f"{hit.title} {hit.code}" for hit in find(SYSTEM, text, on=on)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Nà Hang", "Xã Nà Hang 02221"),
        ("na hang", "Xã Nà Hang 02221"),
        ("huyện Na Hang", "Huyện Na Hang 072"),
        ("huyen na hang", "Huyện Na Hang 072"),
        ("thị trấn Na Hang", "Thị trấn Na Hang 02221"),
        ("Hồng Lạc", "Xã Hồng Lạc 02608"),
        ("hong lac", "Xã Hồng Lạc 02608"),
        ("hoongf lacj", "Xã Hồng Lạc 02608"),
        ("Hoà An", "Xã Hòa An 02353"),
        ("Hòa An", "Xã Hòa An 02353"),
        ("Hoaf An", "Xã Hòa An 02353"),
        ("Ho\u0300a An", "Xã Hòa An 02353"),
        ("KHAU TINH", "Xã Khâu Tinh 02263"),
        ("Tp Tuyên Quang", "Thành phố Tuyên Quang 070"),
        ("02254", "Xã Hồng Thái 02254"),
        ("02260", "Xã Hồng Thái 02260"),
        ("đà vị", "Xã Đà Vị 02260"),
    ],
)
def test_best_answer(tq: TuyenQuang, text: str, first: str) -> None:
    assert titles(text)[0] == first


def test_marks_decide_between_names_that_differ_only_in_marks(tq: TuyenQuang) -> None:
    assert titles("Yên Lâm")[0].startswith("Xã Yên Lâm")


def test_what_it_is_today(tq: TuyenQuang) -> None:
    by_code = {hit.code: hit for hit in find(SYSTEM, "hồng thái")}
    assert by_code["02254"].note == "không còn từ 01/07/2025, nay thuộc xã Hồng Thái"
    assert by_code["02254"].under == "Huyện Na Hang"
    assert by_code["02260"].note == ""
    split = next(hit for hit in find(SYSTEM, "thái bình") if hit.ended)
    assert {place.name for place in split.today} == {"Xã Thái Bình", "Phường Nông Tiến"}


def test_on_a_day(tq: TuyenQuang) -> None:
    assert titles("hồng thái", on=dt.date(2023, 9, 5)) == ["Xã Hồng Thái 02254"]
    assert titles("hồng thái", on=dt.date(2026, 1, 1)) == ["Xã Hồng Thái 02260"]


@pytest.mark.parametrize("text", ["", "   ", "%", "không có xã này đâu", "99999", "'; --"])
def test_nothing(tq: TuyenQuang, text: str) -> None:
    assert find(SYSTEM, text) == []


def test_right(tq: TuyenQuang, stranger: User) -> None:
    with pytest.raises(PermissionDenied):
        find(stranger, "Nà Hang")


def test_few_queries(tq: TuyenQuang, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        assert len(find(SYSTEM, "an", limit=50)) == 50


@pytest.mark.parametrize("text", ["nahang", "Na-Hang", "NAHANG"])
def test_words_run_together_find_the_unit(tq: TuyenQuang, text: str) -> None:
    assert "Nà Hang" in {hit.title.removeprefix("Xã ") for hit in find(SYSTEM, text)}


def test_a_code_without_its_leading_zero_finds_the_unit(tq: TuyenQuang) -> None:
    assert {hit.code for hit in find(SYSTEM, "2221")} == {"02221"}
