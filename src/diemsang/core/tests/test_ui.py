"""Page components: what they draw, for whom, and that they obey the CSP."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory

from diemsang.core import clock, nav, svg, vietnamese
from diemsang.core.parts import Box, Cell, ColumnPair, Edge, Entry, GapLine, LegendKey, Link, Mark, Step, Tab


class Reader:
    """Somebody signed in who may only see plans."""

    is_authenticated = True
    actor_key = "user:thu"
    actor_label = "Thử"

    def can(self, right: str, area_id: int | None = None) -> bool:
        """Only plans."""
        return right == "plans.view"


def draw(markup: str, path: str = "/", **context: Any) -> str:
    request = RequestFactory().get(path)
    request.user = Reader()  # type: ignore[assignment]
    engine = engines["django"]
    return str(engine.from_string("{% load ui %}" + markup).render(context, request))


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (0, None, "0"),
        (1234567, None, "1.234.567"),
        (1234.5, None, "1.234,5"),
        (12.0, None, "12"),
        (-3, None, "-3"),
        (Decimal("10850000.25"), 1, "10.850.000,2"),
        (2, 1, "2,0"),
    ],
)
def test_numbers_as_vietnam_writes_them(value: float | Decimal, decimals: int | None, written: str) -> None:
    assert vietnamese.number(value, decimals) == written


def test_moments_are_told_in_vietnam_time() -> None:
    evening = dt.datetime(2026, 3, 1, 20, 5, tzinfo=dt.UTC)
    assert vietnamese.moment(evening) == "03:05 02/03/2026"
    assert vietnamese.day(evening) == "02/03/2026"
    assert vietnamese.day(dt.date(985, 1, 2)) == "02/01/0985"


def test_no_record_is_never_zero() -> None:
    html = draw("{% chain steps %}", steps=[Step("kế hoạch", 93), Step("hoạt động", None), Step("lắp đặt", 0, "/x")])
    assert re.findall(r"ds-figure[^>]*>(.*?)</span>", html)[0] == "93"
    assert html.count("chưa ghi") == 1
    assert '<a href="/x">' in html
    assert "chưa rõ" in draw("{{ day|vdate }}", day=None)
    assert draw('{{ day|vdate:"đến nay" }}', day=None) == "đến nay"


def test_text_from_people_is_escaped_everywhere() -> None:
    bad = "<script>alert(1)</script>"
    markup = (
        "{% badge bad 'leaf' %}{% crumb bad '/' %}{% fact bad bad %}{% empty_state bad bad %}"
        "{% hexmap cells bad legend %}"
        "{% columns pairs bad %}{% timeline entries %}{% gap_row gap %}{% tabs tabs %}{% lineage boxes links bad %}"
    )
    html = draw(
        markup,
        bad=bad,
        cells=[Cell(0, 0, bad, "leaf", bad, "/")],
        legend=[LegendKey("leaf", bad)],
        pairs=[ColumnPair(bad, 1, None)],
        entries=[Entry(None, bad, bad, "/", source=bad)],
        gap=GapLine(1, bad, [Link(bad)], owner=bad, next_step=bad),
        tabs=[Tab(bad, "/")],
        boxes=[Box("a", 0, bad, bad)],
        links=[],
    )
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 20


def test_drawings_carry_no_inline_style() -> None:
    cells = [Cell(col, row, "", "madder", f"ô {col}-{row}", "/") for row in range(3) for col in range(3)]
    html = draw(
        "{% hexmap cells 'Bản đồ' %}{% columns pairs 'Kỳ' %}{% bar 3 5 9 %}{% lineage boxes links %}{% weave %}",
        cells=cells,
        pairs=[ColumnPair("2023", 83, 83), ColumnPair("2024", 10, None)],
        boxes=[Box("a", 0, "A", ended=True), Box("b", 0, "B", ended=True), Box("c", 1, "C", here=True)],
        links=[Edge("a", "c"), Edge("b", "c", whole=False)],
    )
    assert "style=" not in html
    assert html.count("<polygon") == 9
    assert html.count("ds-edge-part") == 1
    assert "chưa ghi/10" in html


def test_columns_wrap_instead_of_shrinking_their_words() -> None:
    year = [ColumnPair(f"{month:02}/26", 90, 80 + month % 7) for month in range(1, 13)]
    html = svg.columns(year, "Mười hai tháng")
    assert html.count("<svg") == 12 and "viewBox" not in html, "a drawing with a view box shrinks with the page"
    assert 'class="ds-cols"' in html and 'aria-label="Mười hai tháng"' in html
    assert "ds-cols-wide" in svg.columns([*year, ColumnPair("12/26", 90, None)], "Có tháng chưa ghi")


def test_neighbouring_hexagons_touch_and_do_not_overlap() -> None:
    drawing = svg.hexmap([Cell(0, 0, "", "leaf", "a"), Cell(0, 1, "", "leaf", "b"), Cell(1, 0, "", "leaf", "c")], "x")
    shapes = [
        {tuple(map(float, pair.split(","))) for pair in points.split()}
        for points in re.findall(r'points="([^"]+)"', drawing)
    ]
    in_reading_order = {"a": shapes[0], "c": shapes[1], "b": shapes[2]}
    for one, other in (("a", "b"), ("a", "c"), ("b", "c")):
        assert len(in_reading_order[one] & in_reading_order[other]) == 2


def test_bar_says_its_figures_and_keeps_to_the_scale() -> None:
    html = svg.bar(12, 15, 24)
    assert "12 trên 15 theo kế hoạch" in html
    widths = [float(width) for width in re.findall(r'width="([\d.]+)" height="10"', html)]
    assert widths == [pytest.approx(49.5), pytest.approx(61.5)]
    assert "chưa ghi trên 15" in svg.bar(None, 15, 15)


def test_date_mover_keeps_other_choices_and_marks() -> None:
    marks = [Mark(dt.date(2023, 9, 5)), Mark(dt.date(2023, 12, 31)), Mark(dt.date(2026, 9, 5), "hôm nay")]
    with clock.fixed(dt.date(2026, 9, 5)):
        html = draw(
            "{% date_mover on marks target='#doi-chieu' %}",
            path="/ke-hoach/KH-207-2023/?don-vi=nay&ngay=2024-06-30",
            on=dt.date(2024, 6, 30),
            marks=marks,
        )
    assert '<input type="hidden" name="don-vi" value="nay">' in html
    assert 'name="ngay" value="30/06/2024"' in html
    assert 'max="1096" value="299"' in html
    assert "12/2023" not in html  # too close to the first mark to be written
    assert "hôm nay" in html
    assert 'hx-target="#doi-chieu"' in html


def test_date_mover_ends_today() -> None:
    marks = [Mark(dt.date(2026, 9, 1)), Mark(dt.date(2030, 1, 1), "ngày xa")]
    for asked in (dt.date(2026, 9, 5), dt.date(2031, 1, 1)):
        with clock.fixed(dt.date(2026, 9, 5)):
            html = draw("{% date_mover on marks %}", on=asked, marks=marks)
        assert 'max="4" value="4"' in html
        assert "ngày xa" not in html and "hôm nay" in html


@pytest.mark.parametrize(
    ("code", "written"), [("QD19/2025", "QĐ 19/2025/QĐ-TTg"), ("QD124/2004", "QĐ 124/2004/QĐ-TTg"), ("THU", "THU")]
)
def test_a_list_of_codes_is_named_by_its_decision(code: str, written: str) -> None:
    assert vietnamese.scheme(code) == written


def test_menu_shows_what_one_may_open_and_where_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nav, "_items", {})
    nav.register(nav.NavItem("Trang đầu", "home", "home", order=0))
    nav.register(nav.NavItem("Kế hoạch", "plans:list", "plan", "plans.view", order=20))
    nav.register(nav.NavItem("Nhật ký", "audit:journal", "journal", "audit.view", order=80))
    nav.register(nav.NavItem("Chưa có", "khong:co", "info", order=90))
    links = nav.links_for(Reader(), "/ke-hoach/KH-207-2023/")
    assert [(link.label, link.current) for link in links] == [("Trang đầu", False), ("Kế hoạch", True)]


def _entries(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """``count`` entries with addresses of their own: the first at home, the rest over all parts."""
    monkeypatch.setattr(nav, "_items", {})
    monkeypatch.setattr(nav, "reverse", lambda name: "/" if name == "home" else f"/{name}/")
    nav.register(nav.NavItem("Việc của tôi", "home", "home"))
    for at in range(1, count):
        part = nav.PARTS[at % (len(nav.PARTS) - 1)] if at < count - 1 else nav.PARTS[-1]
        nav.register(nav.NavItem(f"Mục {at}", f"muc-{at}", "info", part=part))


def test_a_short_menu_is_one_list(monkeypatch: pytest.MonkeyPatch) -> None:
    _entries(monkeypatch, nav.FLAT)
    drawn = draw('{% navigation "ben" %}', "/muc-3/")
    assert drawn.count("<a ") == nav.FLAT and "<details" not in drawn and "ds-nav-head" not in drawn
    assert drawn.count('aria-current="page"') == 1


def test_a_middling_menu_has_headings_and_nothing_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    _entries(monkeypatch, nav.OPEN)
    drawn = draw('{% navigation "ben" %}', "/muc-3/")
    assert drawn.count("<a ") == nav.OPEN and "<details" not in drawn
    assert str(nav.Part.RUNNING.label) in drawn and str(nav.Part.TODAY.label) not in drawn
    assert drawn.count("aria-labelledby") == drawn.count("ds-nav-head") == len(nav.PARTS) - 1


def test_a_long_menu_folds_and_the_part_of_the_page_stands_open(monkeypatch: pytest.MonkeyPatch) -> None:
    _entries(monkeypatch, nav.OPEN + 1)
    here = draw('{% navigation "ben" %}', "/muc-3/chi-tiet/")
    assert here.count("<a ") == nav.OPEN + 1 and here.count("<details") == len(nav.PARTS) - 2
    assert here.count(" open>") == 1
    opened = here.split(" open>")[1].split("</details>")[0]
    assert str(nav.Part.RUNNING.label) in opened and 'href="/muc-3/" aria-current="page"' in opened
    at_home = draw('{% navigation "ben" %}', "/")
    assert " open>" not in at_home and 'href="/" aria-current="page"' in at_home
    alone = here.rsplit("</details>", 1)[1]
    assert f"Mục {nav.OPEN}" in alone and str(nav.Part.SYSTEM.label) not in here


def test_print_head_names_the_moment() -> None:
    with clock.fixed(dt.date(2026, 3, 2)):
        assert draw("{% printed_at %}") == "In lúc 12:00 02/03/2026"
