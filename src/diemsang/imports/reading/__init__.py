"""People's files as plain cells: checked before they are opened, read lazily, old encodings recognised."""

from diemsang.imports.reading.book import Book, Sheet, Source, read_book

__all__ = ["Book", "Sheet", "Source", "read_book"]
