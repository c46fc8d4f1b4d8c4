"""A list that people filter, sort, page and export, with all of it in the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar, cast

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from diemsang.core import export, saved, vietnamese
from diemsang.core.text import sort_key

Row = TypeVar("Row")
SORT, PAGE, SIZE, EXPORT, COLUMNS, EARLIER, WHOLE = "xep", "trang", "moi-trang", "xuat", "cot", "len", "goc"
"""Names of the parameters; everything else in the address belongs to the filter form. ``len`` moves one column a step
earlier (the button of the column form) and is never kept; ``goc=1`` asks for the list as it is without a saved view."""

NAMED: dict[str, type[Listing[Any]]] = {}
"""Lists that can be saved under a name, by the name of their address (``points:list``)."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: its key in the address, heading and value (a string, number, date or null).

    ``sort`` names the fields that order a QuerySet; a list is ordered by the value itself, text in Vietnamese order.
    A column without ``sort`` cannot be sorted unless ``sortable`` says so (for lists). ``fixed``: always on the page,
    for it leads to the row. ``extra``: on the page only when asked for; always in an export that chooses no columns.
    """

    key: str
    label: str | Promise
    value: Callable[[Row], Any]
    sort: tuple[str, ...] = ()
    sortable: bool = False
    number: bool = False
    fixed: bool = False
    extra: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A column heading as drawn: ``direction`` is ``ascending``, ``descending`` or empty."""

    key: str
    label: str
    href: str
    direction: str
    number: bool


@dataclass(frozen=True, slots=True)
class PageLink:
    """One step of the page bar; ``gap`` stands for pages left out."""

    label: str
    href: str = ""
    current: bool = False
    gap: bool = False
    spoken: str = ""


class NoFilter(forms.Form):
    """For a list without filters."""


class Listing(Generic[Row]):
    """Give it the rows a person may see and the request; it answers with the page of them that was asked for.

    ``view_name`` names its address when people may save views of it (``web.actions.save_view``).
    """

    form_class: ClassVar[type[forms.Form]] = NoFilter
    columns: ClassVar[Sequence[Column[Any]]] = ()
    default_sort: ClassVar[str] = ""
    page_sizes: ClassVar[Sequence[int]] = (50, 100, 200)
    name: ClassVar[str] = "danh-sach"
    view_name: ClassVar[str] = ""
    exports: ClassVar[bool] = True
    export_limit: ClassVar[int] = 50_000

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if cls.view_name:
            NAMED[cls.view_name] = cls

    def __init__(self, rows: QuerySet[Any] | Sequence[Row], request: HttpRequest, **form_options: Any) -> None:
        self.offered = self.choose_columns()
        self.request = request
        self.path = request.path
        self.source = rows
        self.form = self.form_class(request.GET or {}, **form_options)
        self.form.use_required_attribute = False
        self.form.is_valid()
        self.wanted: dict[str, Any] = dict(getattr(self.form, "cleaned_data", {}))

    def choose_columns(self) -> Sequence[Column[Any]]:
        """The columns that there are for this person and these rows: those of the class, unless the subclass says."""
        return self.columns

    def filter(self, rows: Any, wanted: dict[str, Any]) -> Any:
        """Narrow the rows by the valid fields of the form; the subclass says how."""
        return rows

    # What the page shows

    @cached_property
    def ordered(self) -> QuerySet[Any] | Sequence[Row]:
        """All rows that fit the filter, in the order asked for."""
        rows = self.filter(self.source, self.wanted)
        column, descending = self._sort
        if column is None:
            return cast("QuerySet[Any] | Sequence[Row]", rows)
        if isinstance(rows, QuerySet):
            fields = [
                name.lstrip("-") if descending == name.startswith("-") else f"-{name.lstrip('-')}"
                for name in column.sort
            ]
            return rows.order_by(*fields, "pk")
        return _in_order(rows, column, descending)

    @cached_property
    def _page(self) -> Any:
        return Paginator(cast("Any", self.ordered), self.size).get_page(self.request.GET.get(PAGE))

    @property
    def rows(self) -> list[Row]:
        """The rows of this page."""
        return self._loaded

    @cached_property
    def _loaded(self) -> list[Row]:
        return self.prepare(list(self._page.object_list))

    def prepare(self, rows: list[Row]) -> list[Row]:
        """A place to add what a page of rows needs in one go (names, counts); also runs before an export."""
        return rows

    @property
    def count(self) -> int:
        """How many rows fit the filter."""
        return cast("int", self._page.paginator.count)

    @property
    def first(self) -> int:
        """Number of the first row on this page."""
        return cast("int", self._page.start_index())

    @property
    def last(self) -> int:
        """Number of the last row on this page."""
        return cast("int", self._page.end_index())

    @property
    def pages(self) -> int:
        """How many pages."""
        return cast("int", self._page.paginator.num_pages)

    @property
    def size(self) -> int:
        """Rows on a page: one of ``page_sizes``."""
        asked = self.request.GET.get(SIZE, "")
        return next((size for size in self.page_sizes if asked == str(size)), self.page_sizes[0])

    @property
    def filtered(self) -> bool:
        """Whether any filter is set."""
        return any(self.request.GET.get(name) for name in self.form.fields)

    @property
    def number(self) -> int:
        """Number of this page."""
        return cast("int", self._page.number)

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """Filters that are set: label and value in words, for a printed list."""
        return [
            (str(bound.label), _in_words(bound.field, self.wanted[bound.name]))
            for bound in self.form.visible_fields()
            if self.wanted.get(bound.name)
        ]

    @property
    def page_links(self) -> list[PageLink]:
        """The page bar, with gaps."""
        paginator, links = self._page.paginator, []
        for label in paginator.get_elided_page_range(self._page.number, on_each_side=2, on_ends=1):
            if label == paginator.ELLIPSIS:
                links.append(PageLink("…", gap=True))
            else:
                spoken = _("Trang %(number)s") % {"number": label}
                links.append(
                    PageLink(str(label), self.url(**{PAGE: str(label)}), label == self._page.number, False, spoken)
                )
        return links

    # Sorting

    @cached_property
    def _sort(self) -> tuple[Column[Any] | None, bool]:
        for asked in (self.request.GET.get(SORT, ""), self.default_sort):
            for column in self.offered:
                if column.key == asked.removeprefix("-") and (column.sort or column.sortable):
                    return column, asked.startswith("-")
        return None, False

    def heading(self, key: str, label: str = "") -> Heading:
        """The heading of one column, with the address that sorts by it (again: the other way round)."""
        column = next(column for column in self.offered if column.key == key)
        sorted_by, descending = self._sort
        on = sorted_by is column
        direction = ("descending" if descending else "ascending") if on else ""
        href = ""
        if column.sort or column.sortable:
            href = self.url(**{SORT: f"-{key}" if on and not descending else key, PAGE: ""})
        return Heading(key, label or str(column.label), href, direction, column.number)

    @property
    def headings(self) -> list[Heading]:
        """Headings of the columns on the page."""
        return [self.heading(column.key) for column in self.shown]

    # Columns

    def default_columns(self) -> list[Column[Any]]:
        """The columns of an address that chooses none."""
        return [column for column in self.offered if not column.extra]

    @cached_property
    def _asked_columns(self) -> list[Column[Any]]:
        known = {column.key: column for column in self.offered}
        keys = [key for part in self.request.GET.getlist(COLUMNS) for key in part.split(",")]
        asked = [known[key] for key in dict.fromkeys(keys) if key in known]
        if not asked:
            return []
        asked = [column for column in self.offered if column.fixed and column not in asked] + asked
        at = next((at for at, column in enumerate(asked) if column.key == self.request.GET.get(EARLIER)), 0)
        if at:
            asked[at - 1], asked[at] = asked[at], asked[at - 1]
        return asked

    @property
    def shown(self) -> list[Column[Any]]:
        """The columns on the page, in their order."""
        return self._asked_columns or self.default_columns()

    @property
    def hidden(self) -> list[Column[Any]]:
        """Columns that the page could show too."""
        shown = self.shown
        return [column for column in self.offered if column not in shown]

    @property
    def choosing(self) -> bool:
        """Whether the person is at ordering columns, so that the form stays open."""
        return bool(self._asked_columns) and EARLIER in self.request.GET

    @property
    def default_columns_url(self) -> str:
        """This list with the columns it has by itself."""
        return self.url(**{COLUMNS: "", PAGE: ""})

    # Addresses

    def url(self, **changes: str) -> str:
        """This list with some parameters changed; an empty value removes one."""
        query = self._query()
        for name, value in changes.items():
            if value:
                query[name] = value
            else:
                query.pop(name, None)
        if len(query) > 1:
            query.pop(WHOLE, None)
        return f"{self.path}?{query.urlencode(safe=',/')}" if query else self.bare_url

    def _query(self) -> QueryDict:
        """What the address asks for, columns in one word and without the step that ordered them."""
        query = self.request.GET.copy()
        query.pop(EARLIER, None)
        query.pop(COLUMNS, None)
        if self._asked_columns:
            query[COLUMNS] = ",".join(column.key for column in self._asked_columns)
        return query

    @property
    def bare_url(self) -> str:
        """The list without any choice; says so when the address alone would open the person's saved view."""
        return f"{self.path}?{WHOLE}=1" if self._has_default else self.path

    @cached_property
    def saved(self) -> list[saved.SavedLine]:
        """Views of this list that the person saved or colleagues share."""
        return saved.lines_for(self.request, self.view_name)

    @property
    def _has_default(self) -> bool:
        return any(line.default for line in self.saved)

    @property
    def here(self) -> str:
        """The address of what is shown, first page: what a saved view keeps."""
        return self.url(**{PAGE: "", EXPORT: ""})

    @property
    def sizes(self) -> list[PageLink]:
        """Other sizes of a page; none when every row fits the smallest."""
        if self.count <= self.page_sizes[0]:
            return []
        first = self.page_sizes[0]
        return [
            PageLink(str(size), self.url(**{SIZE: "" if size == first else str(size), PAGE: ""}), size == self.size)
            for size in self.page_sizes
        ]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Parameters that the filter form passes on: order, page size, columns, never the page."""
        query = self._query()
        kept = [(name, str(query[name])) for name in (SORT, SIZE, COLUMNS) if query.get(name)]
        return [*kept, (WHOLE, "1")] if self._has_default else kept

    @property
    def kept_by_columns(self) -> list[tuple[str, str]]:
        """What the form of columns passes on: all but columns and page."""
        left_out = (COLUMNS, PAGE, EXPORT, WHOLE)
        return [
            (name, str(value))
            for name, values in self._query().lists()
            for value in values
            if name not in left_out and value
        ]

    # Export

    @property
    def export_url(self) -> dict[str, str]:
        """Addresses that give the whole filtered list as a file."""
        return {kind: self.url(**{EXPORT: kind, PAGE: ""}) for kind in export.KINDS}

    @property
    def wants_export(self) -> bool:
        """Whether the address asks for a file."""
        return self.exports and self.request.GET.get(EXPORT) in export.KINDS

    def export_response(self, title: str) -> HttpResponse:
        """Every row that fits the filter, in this order, as CSV or XLSX (at most ``export_limit`` rows)."""
        rows = self.prepare(list(self.ordered[: self.export_limit]))
        columns = self._asked_columns or self.offered
        table = export.Table(
            title=title,
            name=self.name,
            headings=[str(column.label) for column in columns],
            rows=[[column.value(row) for column in columns] for row in rows],
            address=self.request.build_absolute_uri(self.url(**{EXPORT: ""})),
        )
        return export.response(table, self.request.GET[EXPORT])


def _in_words(field: forms.Field, value: Any) -> str:
    """A filter's value as its form shows it."""
    if isinstance(field, forms.ChoiceField):
        names: dict[str, Any] = {}
        choices: Any = field.choices  # the stubs allow more than a bound field ever has
        for key, label in choices:
            grouped = isinstance(label, list | tuple)
            names |= {str(inner): name for inner, name in label} if grouped else {str(key): label}
        return str(names.get(str(value), value))
    return vietnamese.day(value) if isinstance(value, dt.date) else str(value)


def _in_order(rows: Iterable[Row], column: Column[Row], descending: bool) -> list[Row]:
    """A list by one column's value; rows without a value stand last either way."""
    known: list[Row] = []
    unknown: list[Row] = []
    for row in rows:
        (unknown if column.value(row) in (None, "") else known).append(row)

    def key(row: Row) -> Any:
        value = column.value(row)
        return sort_key(value) if isinstance(value, str) else value

    return sorted(known, key=key, reverse=descending) + unknown
