"""A quick look through a workbook's XML before it is opened: how large it becomes, where formulas and errors stand.

The reader gives values only and lays a sheet out as one rectangle, so that two cells in opposite corners would fill
the memory; here only the places of cells are counted, and parsing stops at the first limit.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

from diemsang.imports.reading import hygiene

MAX_ELEMENTS = 6_000_000
MAX_AREA = 8_000_000
"""Cells of the rectangle from A1 to the last cell that holds something."""
MAX_HEIGHT = 1_048_576
MAX_TAG = 4 * 1024 * 1024
"""Bytes of one tag: the parser keeps a whole one."""
_PIECE = 256 * 1024

Place = tuple[int, int]
"""Row and column from 0."""


@dataclass(slots=True)
class Scan:
    """What a workbook holds besides values. Sheets are named by their path inside the package."""

    formulas: dict[str, set[Place]] = field(default_factory=dict)
    errors: dict[str, dict[Place, str]] = field(default_factory=dict)
    dates_from_1904: bool = False
    elements: int = 0
    macros: bool = False
    paths: dict[str, str] = field(default_factory=dict)
    """Path of each sheet by its name, in small letters."""


class _Stop(Exception):
    """A limit was reached or the document is of a kind that is not taken."""


def place_of(reference: str) -> Place | None:
    """``D17`` → (16, 3)."""
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    if not letters.isalpha() or not letters.isascii() or not digits or len(letters) > 3:
        return None
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1


def scan_xlsx(data: bytes, name: str) -> Scan:
    """Look through every sheet; ``Refused`` for bombs and damaged files."""
    found = Scan()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = {_low(entry.filename): entry.filename for entry in package.infolist()}
            found.macros = any(path.endswith("vbaproject.bin") for path in entries)
            sheets = _sheet_paths(package, entries, found)
            for path, written in entries.items():
                # The workbook says which parts are sheets; their folder and ending do not.
                if path in sheets or path.startswith("xl/worksheets/"):
                    _sheet(package, written, path, found)
                elif path.endswith((".xml", ".rels")):
                    _parse(package, written, lambda tag, at: None)
    except _Stop as error:
        raise hygiene.too_much(name) from error
    except (expat.ExpatError, *hygiene.DAMAGED) as e:
        raise hygiene.cut_off(name) from e
    return found


def _low(path: str) -> str:
    """A path inside the package as the reader compares it."""
    return path.lower().replace("\\", "/")


def _sheet_paths(package: zipfile.ZipFile, entries: dict[str, str], found: Scan) -> set[str]:
    """Parts that are sheets; fills ``found.paths``. Two sheets in one part would be read twice: a bomb."""
    relations: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []
    for path, start in (
        ("xl/_rels/workbook.xml.rels", lambda tag, at: _relation(tag, at, relations)),
        ("xl/workbook.xml", lambda tag, at: _workbook(tag, at, found, sheets)),
    ):
        if path in entries:
            _parse(package, entries[path], start)
    for sheet, relation in sheets:
        target = _low(relations.get(relation, ""))
        inside = target.startswith(("/", "xl/"))
        found.paths[sheet] = target.lstrip("/") if inside else f"xl/{target}"
    if len(set(found.paths.values())) < len(sheets):
        raise _Stop
    return set(found.paths.values()) & entries.keys()


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _relation(tag: str, at: dict[str, str], relations: dict[str, str]) -> None:
    if _local(tag) == "Relationship":
        relations[at.get("Id", "")] = at.get("Target", "")


def _workbook(tag: str, at: dict[str, str], found: Scan, sheets: list[tuple[str, str]]) -> None:
    if _local(tag) == "workbookPr":
        found.dates_from_1904 = at.get("date1904", "") in {"1", "true"}
    elif _local(tag) == "sheet":
        relation = next((value for key, value in at.items() if _local(key) == "id" and ":" in key), "")
        sheets.append((at.get("name", ""), relation))


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def no_doctype(*_args: object) -> None:
        raise _Stop

    parser.StartDoctypeDeclHandler = no_doctype
    return parser


def _feed(package: zipfile.ZipFile, path: str, parser: expat.XMLParserType) -> None:
    fed = 0
    with package.open(path) as stream:
        while piece := stream.read(_PIECE):
            parser.Parse(piece, False)
            fed += len(piece)
            if fed - parser.CurrentByteIndex > MAX_TAG:
                raise _Stop
    parser.Parse(b"", True)


def _parse(package: zipfile.ZipFile, path: str, start: object) -> None:
    count = [0]
    parser = _parser()

    def counted(tag: str, at: dict[str, str]) -> None:
        count[0] += 1
        if count[0] > MAX_ELEMENTS:
            raise _Stop
        start(tag, at)  # type: ignore[operator]

    parser.StartElementHandler = counted
    _feed(package, path, parser)


def _sheet(package: zipfile.ZipFile, written: str, path: str, found: Scan) -> None:
    """Places of formulas and errors of one sheet; ``written`` is its path as the package spells it."""
    reader = _SheetReader(found, path)
    parser = _parser()
    parser.StartElementHandler = reader.start
    parser.CharacterDataHandler = reader.text
    parser.EndElementHandler = reader.end
    _feed(package, written, parser)


class _SheetReader:
    """Follows the rows and cells of one sheet. A cell counts only when it holds something."""

    def __init__(self, found: Scan, path: str) -> None:
        self.found = found
        self.formulas = found.formulas.setdefault(path, set())
        self.errors = found.errors.setdefault(path, {})
        self.row, self.column = -1, -1
        self.cell: Place | None = None
        self.is_error = self.in_value = False
        self.height = self.width = 0

    def start(self, tag: str, at: dict[str, str]) -> None:
        self.found.elements += 1
        if self.found.elements > MAX_ELEMENTS:
            raise _Stop
        name = _local(tag)
        if name == "row":
            self.row = int(at["r"]) - 1 if "r" in at else self.row + 1
            self.column = -1
        elif name == "c":
            self.cell = (place_of(at["r"]) if "r" in at else None) or (self.row, self.column + 1)
            self.column, self.is_error = self.cell[1], at.get("t") == "e"
        elif name in {"v", "f", "is"} and self.cell:
            self._holds(name, self.cell)

    def _holds(self, name: str, cell: Place) -> None:
        self.height, self.width = max(self.height, cell[0] + 1), max(self.width, cell[1] + 1)
        if self.height * self.width > MAX_AREA or self.height > MAX_HEIGHT:
            raise _Stop
        if name == "f":
            self.formulas.add(cell)
        self.in_value = name == "v" and self.is_error

    def text(self, characters: str) -> None:
        if self.in_value and self.cell:
            self.errors[self.cell] = characters

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name == "v":
            self.in_value = False
        elif name == "c":
            self.cell = None


def scan_ods(data: bytes, name: str) -> Scan:
    """Add up repeated rows and cells as the reader would lay them out; formulas are found by their attribute."""
    found = Scan()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _ods(package, found)
    except _Stop as error:
        raise hygiene.too_much(name) from error
    except (expat.ExpatError, *hygiene.DAMAGED) as error:
        raise hygiene.cut_off(name) from error
    return found


def _ods(package: zipfile.ZipFile, found: Scan) -> None:
    state = {"row": 0, "again": 1, "column": 0, "filled": 0, "last": 0, "width": 0}
    sheet = [""]

    def start(tag: str, at: dict[str, str]) -> None:
        found.elements += 1
        if found.elements > MAX_ELEMENTS:
            raise _Stop
        name = _local(tag)
        if name == "table":
            sheet[0] = at.get("table:name", "")
            state.update(row=0, width=0, last=0)
            found.formulas.setdefault(sheet[0], set())
        elif name == "table-row":
            state.update(again=int(at.get("table:number-rows-repeated", 1)), column=0, filled=0)
        elif name in {"table-cell", "covered-table-cell"}:
            again = int(at.get("table:number-columns-repeated", 1))
            if "table:formula" in at:
                found.formulas[sheet[0]].add((state["row"], state["column"]))
            state["column"] += again
            if "office:value-type" in at or "table:formula" in at:
                state["filled"] = state["column"]

    def end(tag: str) -> None:
        if _local(tag) != "table-row":
            return
        state["row"] += state["again"]
        if state["filled"]:
            state["last"], state["width"] = state["row"], max(state["width"], state["filled"])
            if state["last"] * state["width"] > MAX_AREA:
                raise _Stop

    parser = _parser()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    _feed(package, "content.xml", parser)
