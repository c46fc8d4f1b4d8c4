"""Cliffs as an iCalendar file (RFC 5545): one all-day event each, with reminders 90, 60 and 30 days ahead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from diemsang.operations.cliffs import DAYS
from diemsang.operations.queries.ends import End

OCTETS = 75
"""Longest line, in octets (RFC 5545 §3.1)."""


def calendar(rows: Iterable[End], *, name: str, now: dt.datetime, mark: str = "") -> bytes:
    """The whole file. ``mark`` stands before every title (*minh họa* in a demonstration home)."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Diem Sang//operations//VI",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(mark + name)}",
    ]
    stamp = f"{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    for row in rows:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{row.kind}-{row.public_id}@diemsang",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{row.last_day:%Y%m%d}",
            f"SUMMARY:{_text(f'{mark}{row.code}: {row.title}')}",
            f"LOCATION:{_text(row.place)}",
            f"DESCRIPTION:{_text(f'{row.owner_words}: {row.next_step}')}",
            "TRANSP:TRANSPARENT",
        ]
        for days in reversed(DAYS):
            lines += [
                "BEGIN:VALARM",
                "ACTION:DISPLAY",
                f"DESCRIPTION:{_text(f'{row.code}: {row.title}')}",
                f"TRIGGER:-P{days}D",
                "END:VALARM",
            ]
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _text(words: str) -> str:
    """A value of type TEXT (RFC 5545 §3.3.11)."""
    return words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """One content line in pieces of at most 75 octets, never within a letter."""
    pieces, piece = [], b""
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > OCTETS:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
