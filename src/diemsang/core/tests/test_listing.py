"""Listings and their export, seen from the address."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

import openpyxl
import pytest
from django import forms
from django.test import RequestFactory

from diemsang.core import clock
from diemsang.core.listing import Column, Listing
from diemsang.core.text import search_key


@dataclass(frozen=True)
class Unit:
    """A row of the example."""

    code: str
    name: str
    since: dt.date | None = None


UNITS = [
    Unit("002", "Xã Ấm Hạ", dt.date(2025, 7, 1)),
    Unit("001", "Xã Ăng Tô"),
    Unit("003", "Xã An Bình", dt.date(2023, 1, 1)),
    Unit("004", "=HYPERLINK(1)", dt.date(2024, 1, 1)),
]


class Wanted(forms.Form):
    q = forms.CharField(required=False)


class UnitListing(Listing[Unit]):
    form_class = Wanted
    columns = (
        Column("ma", "Mã", lambda unit: unit.code, sortable=True),
        Column("ten", "Tên", lambda unit: unit.name, sortable=True),
        Column("tu", "Từ ngày", lambda unit: unit.since, sortable=True),
        Column("ghi-chu", "Ghi chú", lambda unit: None),
    )
    default_sort = "ten"
    page_sizes = (2, 10)
    name = "don-vi"

    def filter(self, rows: Any, wanted: dict[str, Any]) -> Any:
        """By name, marks or not."""
        return [unit for unit in rows if search_key(wanted.get("q", "")) in search_key(unit.name)]


def listing(query: str = "") -> UnitListing:
    return UnitListing(UNITS, RequestFactory().get(f"/don-vi/?{query}"))


def test_sorts_in_vietnamese_order_and_pages() -> None:
    first = listing()
    assert [unit.code for unit in first.rows] == ["004", "003"]
    assert (first.count, first.first, first.last, first.pages) == (4, 1, 2, 2)
    assert [unit.name for unit in listing("trang=2").rows] == ["Xã Ăng Tô", "Xã Ấm Hạ"]


def test_unknown_dates_stand_last_both_ways() -> None:
    assert [unit.code for unit in listing("xep=tu&moi-trang=10").rows] == ["003", "004", "002", "001"]
    assert [unit.code for unit in listing("xep=-tu&moi-trang=10").rows] == ["002", "004", "003", "001"]


@pytest.mark.parametrize(
    "query", ["xep=password", "xep=ghi-chu", "trang=99999", "trang=x", "moi-trang=100000", "xuat=exe"]
)
def test_nonsense_in_the_address_changes_nothing_dangerous(query: str) -> None:
    page = listing(query)
    assert len(page.rows) == 2
    assert not page.wants_export


def test_links_keep_the_rest_of_the_address() -> None:
    page = listing("q=xa&xep=ten&trang=2")
    assert page.heading("ten").href == "/don-vi/?q=xa&xep=-ten"
    assert page.heading("ten").direction == "ascending"
    assert page.heading("ghi-chu").href == ""
    assert page.export_url["csv"] == "/don-vi/?q=xa&xep=ten&xuat=csv"
    assert page.kept == [("xep", "ten")]
    assert page.filtered


def test_csv_is_for_excel_and_harmless() -> None:
    with clock.fixed(dt.date(2026, 3, 2)):
        answer = listing("xuat=csv&xep=ma").export_response("Đơn vị")
    text = answer.content.decode("utf-8-sig")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert text.splitlines() == [
        "Mã,Tên,Từ ngày,Ghi chú",
        "001,Xã Ăng Tô,,",
        "002,Xã Ấm Hạ,01/07/2025,",
        "003,Xã An Bình,01/01/2023,",
        "004,'=HYPERLINK(1),01/01/2024,",
    ]
    assert answer["Content-Disposition"] == 'attachment; filename="don-vi-20260302.csv"'


def test_xlsx_keeps_codes_as_text_and_dates_as_dates(settings: Any) -> None:
    settings.ILLUSTRATION = True
    content = listing("xuat=xlsx&xep=ma&q=ang").export_response("Đơn vị").content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "Đơn vị"
    assert str(rows[2][0]).startswith("MINH HỌA")
    assert rows[3] == ("Mã", "Tên", "Từ ngày", "Ghi chú")
    assert rows[4][:2] == ("001", "Xã Ăng Tô")

    content = listing("xuat=xlsx&xep=ma&q=hyper").export_response("Đơn vị").content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    assert rows[4][:3] == ("004", "=HYPERLINK(1)", dt.datetime(2024, 1, 1))  # noqa: DTZ001


def test_columns_are_chosen_and_ordered_in_the_address() -> None:
    page = listing("cot=tu,ten,password,tu")
    assert [head.key for head in page.headings] == ["tu", "ten"]
    assert [column.key for column in page.hidden] == ["ma", "ghi-chu"]
    assert page.url(trang="2") == "/don-vi/?cot=tu,ten&trang=2"
    assert ("cot", "tu,ten") in page.kept


def test_nonsense_columns_leave_the_list_as_it_is() -> None:
    assert [head.key for head in listing("cot=password,,").headings] == ["ma", "ten", "tu", "ghi-chu"]


def test_a_column_moves_a_step_earlier_without_script() -> None:
    page = listing("cot=ma&cot=ten&cot=tu&len=tu")
    assert [column.key for column in page.shown] == ["ma", "tu", "ten"]
    assert page.choosing
    assert "len=" not in page.url(trang="2")


def test_an_export_has_the_chosen_columns() -> None:
    text = listing("cot=tu,ten&xuat=csv").export_response("Đơn vị").content.decode("utf-8-sig")
    assert text.splitlines()[0] == "Từ ngày,Tên"
    whole = listing("xuat=csv").export_response("Đơn vị").content.decode("utf-8-sig")
    assert whole.splitlines()[0] == "Mã,Tên,Từ ngày,Ghi chú"
