"""A screenshot with at most 128 colours: a third of the bytes, text as sharp. (Pillow is not among our packages.)"""

from __future__ import annotations

import struct
import zlib
from collections import Counter

COLOURS = 128
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def with_few_colours(data: bytes) -> bytes:
    """A picture of 8 bits a channel, not interlaced, as a palette picture: rare colours become their nearest."""
    width, height, size, rows = _rows(data)
    pixels = [[bytes(row[at : at + 3]) for at in range(0, width * size, size)] for row in rows]
    common = [colour for colour, _count in Counter(p for row in pixels for p in row).most_common()]
    palette = common[:COLOURS]
    place = {colour: at for at, colour in enumerate(palette)}
    for colour in common[COLOURS:]:
        place[colour] = min(range(len(palette)), key=lambda at: _distance(palette[at], colour))
    lines = b"".join(b"\0" + bytes(place[p] for p in row) for row in pixels)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = [(b"IHDR", head), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b"")]
    return SIGNATURE + b"".join(_chunk(kind, body) for kind, body in parts)


def _distance(one: bytes, other: bytes) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _rows(data: bytes) -> tuple[int, int, int, list[bytearray]]:
    """Width, height, bytes of a pixel, and the rows without PNG's line filters."""
    at, packed, width, height, kind = len(SIGNATURE), b"", 0, 0, 2
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        if name == b"IHDR":
            width, height, _depth, kind = struct.unpack(">IIBB", body[:10])
        elif name == b"IDAT":
            packed += body
        at += 12 + length
    size = {2: 3, 6: 4}[kind]
    raw, stride = zlib.decompress(packed), width * size
    rows: list[bytearray] = []
    above = bytearray(stride)
    for number in range(height):
        start = number * (stride + 1)
        above = _plain(raw[start], bytearray(raw[start + 1 : start + 1 + stride]), above, size)
        rows.append(above)
    return width, height, size, rows


def _plain(filter_kind: int, line: bytearray, above: bytearray, size: int) -> bytearray:
    for at in range(len(line) if filter_kind else 0):
        left = line[at - size] if at >= size else 0
        corner = above[at - size] if at >= size else 0
        guess = {1: left, 2: above[at], 3: (left + above[at]) >> 1}.get(filter_kind)
        line[at] = (line[at] + (_paeth(left, above[at], corner) if guess is None else guess)) & 255
    return line


def _paeth(left: int, above: int, corner: int) -> int:
    estimate = left + above - corner
    return min((left, above, corner), key=lambda value: abs(estimate - value))
