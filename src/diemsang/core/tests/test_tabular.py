"""Reading files as people and Excel save them."""

from __future__ import annotations

import datetime as dt
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemsang.core import tabular
from diemsang.core.tabular import Fields, Problems, csv_bytes, read_csv, read_toml
from diemsang.core.text import nfc

COLUMNS = ("ten", "so")


def rows_of(path: Path, data: bytes) -> tuple[list[Fields], Problems]:
    file = path / "bang.csv"
    file.write_bytes(data)
    problems = Problems()
    return read_csv(file, COLUMNS, problems), problems


def field(value: object) -> tuple[Fields, Problems]:
    problems = Problems()
    return Fields("bảng, dòng 2", {"o": value}, problems), problems


@pytest.mark.parametrize(
    "data",
    [
        "ten,so\nHòa,3\n".encode(),
        "\ufefften;so\r\nHòa;3\r\n".encode(),
        "ten\tso\nHòa\t3".encode(),
        "so,ten\n3,Hòa\n\n,\n".encode(),
        unicodedata.normalize("NFD", "ten,so\nHòa,3\n").encode(),
        "ten;so;;\nHòa;3;;\n".encode(),
    ],
    ids=["plain", "excel", "tabs", "other order, empty lines", "nfd", "empty columns at the end"],
)
def test_a_table_reads_alike_however_it_was_saved(tmp_path: Path, data: bytes) -> None:
    rows, problems = rows_of(tmp_path, data)
    assert [(row.text("ten"), row.number("so")) for row in rows] == [("Hòa", 3)]
    assert problems.found == []


@pytest.mark.parametrize(
    ("data", "where", "words"),
    [
        ("ten\nHòa\n".encode(), "dòng 1", "thiếu cột «so»"),
        ("ten,so,la\nHòa,3,4\n".encode(), "dòng 1", "không biết cột «la»"),
        (b"ten,so,ten\n", "dòng 1", "hai lần"),
        ("ten,so\nHòa\n".encode(), "dòng 2", "có 1 ô, cần 2 ô"),
        ("ten,so\nHòa,3,5\n".encode(), "dòng 2", "có 3 ô"),
        ('ten,so\nHòa,"3\n'.encode(), "bang.csv", "không đọc được bảng"),
        ("ten,so\nHòa,3\n".encode("utf-16"), "bang.csv", "không phải văn bản UTF-8"),
        (b"", "dòng 1", "thiếu cột"),
    ],
)
def test_a_table_out_of_form_is_told_with_its_line(tmp_path: Path, data: bytes, where: str, words: str) -> None:
    _rows, problems = rows_of(tmp_path, data)
    assert any(where in problem.where and words in problem.message for problem in problems.found)
    assert all(problem.advice for problem in problems.found)


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    rows, _problems = rows_of(tmp_path, 'ten,so\n"hai\ndòng",1\n\nsau,x\n'.encode())
    assert [row.line for row in rows] == [2, 5]
    assert rows[0].text("ten") == "hai dòng"
    assert rows[1].number("so") is None
    assert not rows[1].ok


@pytest.mark.parametrize("value", ["1.186", "1,186", "1 186", "-3", "3.5", "ba", "٣", "99999999999", "", "1e3"])
def test_a_number_that_could_mean_something_else_is_refused(value: str) -> None:
    row, problems = field(value)
    assert row.number("o") is None
    assert len(problems) == 1 and not row.ok


def test_the_advice_for_a_thousands_dot_is_the_number_to_write() -> None:
    row, problems = field("1.186")
    row.number("o")
    assert "1186" in problems.found[0].advice


@pytest.mark.parametrize("value", ["05/09/2023", "2023-13-01", "2023-02-30", "2023-9-5", "20230905", "2023-W01-1"])
def test_a_day_in_another_form_is_refused(value: str) -> None:
    row, problems = field(value)
    assert row.date("o") is None and len(problems) == 1


def test_days_are_read_from_csv_and_toml(tmp_path: Path) -> None:
    day = dt.date(2023, 9, 5)
    assert field("2023-09-05")[0].date("o") == day
    path = tmp_path / "a.toml"
    path.write_bytes("\ufeffo = 2023-09-05\r\n".encode())
    data = read_toml(path, Problems())
    assert data is not None
    assert Fields("a", data, Problems()).date("o") == day


@pytest.mark.parametrize("value", ["=1+1", "@a", "a\x90b", "dài" * 10, 7, True, ["a"]])
def test_a_text_that_is_no_text_is_refused(value: object) -> None:
    row, problems = field(value)
    assert row.text("o", limit=20) == "" and len(problems) == 1


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    problems = Problems()
    assert read_csv(tmp_path / "none.csv", COLUMNS, problems) == []
    assert read_toml(tmp_path, problems) is None
    (tmp_path / "bad.toml").write_text("a = [", encoding="utf-8")
    assert read_toml(tmp_path / "bad.toml", problems) is None
    assert [problem.where for problem in problems.found] == ["none.csv", tmp_path.name, "bad.toml"]


TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zs", "Zl", "Zp")), min_size=1, max_size=12)


@given(st.lists(st.tuples(TEXT, st.integers(0, 10**9)), max_size=5))
def test_what_is_written_reads_back(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, int]]) -> None:
    rows = [(nfc(text), number) for text, number in rows if text[0] not in "=@"]
    path = tmp_path_factory.mktemp("csv") / "bang.csv"
    path.write_bytes(csv_bytes(COLUMNS, rows))
    problems = Problems()
    read = [(row.text("ten"), row.number("so")) for row in read_csv(path, COLUMNS, problems)]
    assert problems.found == []
    assert read == rows


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_what_is_no_ordinary_file_is_refused_and_not_waited_for(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "bang.csv"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    problems = Problems()
    assert read_csv(path, COLUMNS, problems) == []
    assert [problem.message for problem in problems.found] == ["không phải là tệp thường."]


def test_no_more_is_read_than_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular, "MAX_BYTES", 20)
    assert len(rows_of(tmp_path, b"ten,so\n" + b"a" * 11 + b",3")[0]) == 1
    assert "lớn hơn" in rows_of(tmp_path, b"ten,so\n" + b"a" * 12 + b",3")[1].found[0].message
