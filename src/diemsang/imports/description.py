"""What a list says of itself so that it can travel as a workbook: its columns, its rows, how a row is written.

An app describes a list once (``ListDescription``) and registers it (``imports.registry.register``); reading people's
files, finding columns, typing cells, the dry run, the coloured copy, applying in one transaction, undoing, the
template and the export are the framework's. A description never sees a workbook and never opens a transaction.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from diemsang.core.actor import Actor

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

Kind = Literal["text", "code", "whole", "decimal", "date", "choice"]
"""``code`` keeps leading zeros and is written as text; ``date`` is a typed cell; a ``choice`` shows labels."""

Value = str | int | Decimal | dt.date | None
"""A cell after typing. ``None``: empty, which means unknown."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``key`` is permanent (it stands in the hidden header); ``label`` heads the column for people."""

    key: str
    label: Text
    kind: Kind = "text"
    required: bool = False
    aliases: tuple[str, ...] = ()
    """Other headings that people use for it, in any spelling; compared by search key."""
    limit: int = 0
    """Longest text, in characters; 0: no limit of its own."""
    minimum: Decimal | int | None = None
    maximum: Decimal | int | None = None
    choices: Callable[[], Sequence[tuple[str, str]]] | None = None
    """Code and label of each choice; either is accepted in a file."""
    read_only: bool = False
    """Exported for the reader; a changed value is refused with the reason, an equal or absent one is ignored."""
    help: Text = ""
    example: str = ""
    width: int = 18
    digits: int = 0
    """For a ``code`` of exactly so many digits: one that a spreadsheet made a number gets its leading zeros back."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A row as the hub holds it now. ``row_id`` is stable within this hub, such as ``TQ-0001``."""

    row_id: str
    values: Mapping[str, Value]
    label: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one cell (or row, when ``column`` is empty), with a stable ``code`` for programs."""

    column: str
    code: str
    message: str
    advice: str = ""
    suggestion: str = ""
    """The value to put there instead, when one is likely ("ý bạn là …?")."""


@dataclass(slots=True)
class Row:
    """A row of the file, typed. ``values`` has only the columns that the file has.

    A cell with a fault of its type is missing from ``values``. ``check`` may put another value in place of one (an
    old name's unit of today): the comparison with ``standing`` comes after it. ``check`` hangs what it resolved
    (objects, ids) on ``found``, so that ``write`` need not look again.
    """

    sheet: str
    number: int
    """As Excel counts, from 1."""
    values: dict[str, Value]
    row_id: str = ""
    standing: Standing | None = None
    found: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    """Things to look at that refuse nothing: a text converted from TCVN3, an old name read as today's unit."""

    def bad(self, column: str, code: str, message: str, advice: str = "", suggestion: str = "") -> None:
        """Refuse this row, and with it the file."""
        self.faults.append(Fault(column, code, message, advice, suggestion))

    def note(self, column: str, code: str, message: str, suggestion: str = "") -> None:
        """Show a person something to confirm."""
        self.notes.append(Fault(column, code, message, "", suggestion))


@dataclass(frozen=True, slots=True)
class Change:
    """A row that the file makes (``standing`` null) or changes; ``before``/``after`` hold the columns that differ."""

    row: Row
    before: Mapping[str, Value]
    after: Mapping[str, Value]


Step = dict[str, Any]
"""What one written row left for undoing it: plain JSON. ``row_id`` names the row written, made or changed."""


class ListSession(ABC):
    """One reading or writing of a list by one actor. Made by ``ListDescription.open``; keeps what it looked up."""

    def __init__(self, actor: Actor, params: Mapping[str, str]) -> None:
        self.actor = actor
        self.params = params

    @abstractmethod
    def standing(self) -> list[Standing]:
        """Rows that the actor may see, in the order people expect. Few queries, whatever their number."""

    @abstractmethod
    def key(self, row: Row) -> str:
        """The ``row_id`` that a row without one means (its natural key), or "" when it is new or cannot be told."""

    def natural_key(self, row: Row) -> str:
        """What makes two *new* rows of one file the same thing ("": nothing does). Both are then refused."""
        return ""

    @abstractmethod
    def check(self, rows: Sequence[Row]) -> None:
        """Everything beyond types: resolve names, rights, duplicates. Faults and notes go on the rows.

        Called once with all rows of the file (``row.standing`` is set), also those that have faults already.
        """

    @abstractmethod
    def write(self, change: Change) -> Step:
        """Write one row through the actions of its app, inside the framework's transaction.

        The step must hold ``row_id``: ``in_scope`` is asked about all of them after the last row.
        """

    def write_all(self, changes: Sequence[Change]) -> list[Step]:
        """Write every row; one step for each, in the same order. A long list overrides it to ask less often."""
        return [self.write(change) for change in changes]

    @abstractmethod
    def undo(self, step: Step) -> None:
        """Take one written row back; ``Refused`` when something depends on it. Called last row first."""

    def in_scope(self, row_ids: Iterable[str]) -> int:
        """How many of these rows the actor may write, counted from the database after writing (habit 6)."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class ListDescription:
    """A list that can be imported and exported. ``key`` stands in addresses and commands: ``points``."""

    key: str
    title: Text
    right: str
    """Who may import; reading is what ``standing`` shows."""
    columns: Sequence[Column]
    open: Callable[[Actor, Mapping[str, str]], ListSession]
    params: Sequence[Column] = ()
    """What a person must say besides the file: the plan, the source, the day. Asked on the page and as options."""
    help: Text = ""
    leads_to: Callable[[Mapping[str, Any]], tuple[str, str]] | None = None
    """Words and address of the page where the work goes on after applying, from the first step."""
