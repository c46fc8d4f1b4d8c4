"""One range of a file's bytes (RFC 9110, 14), so that a broken download goes on where it stopped."""

from __future__ import annotations

import re
from typing import IO

OUTSIDE = (-1, -1)
"""Asked: nothing that the file has (416)."""


class Part:
    """A file from one byte to another, both included."""

    def __init__(self, stream: IO[bytes], first: int, last: int) -> None:
        self.stream, self.left = stream, last - first + 1
        stream.seek(first)

    def read(self, size: int = -1) -> bytes:
        """The next bytes, none after the last one asked."""
        data = self.stream.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(data)
        return data

    def close(self) -> None:
        """Give the file back."""
        self.stream.close()


def asked_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked; ``None`` for the whole file, also for several ranges or words we do not know."""
    found = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", header.strip(), re.ASCII | re.IGNORECASE)
    if found is None or found[0].endswith("=-"):
        return None
    start, end = found.groups()
    if not start:
        return (max(size - int(end), 0), size - 1) if int(end) and size else OUTSIDE
    first, last = int(start), min(int(end) if end else size - 1, size - 1)
    if end and int(end) < first:
        return None
    return (first, last) if first < size else OUTSIDE
