"""What a media file's own bytes say: how long it sounds, how large its picture is."""

from __future__ import annotations

import struct
from dataclasses import dataclass

OPUS_RATE = 48
"""Granules of Ogg Opus in a millisecond (RFC 7845)."""
_SOF = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}


@dataclass(frozen=True, slots=True)
class Facts:
    """Milliseconds, pixels; ``None``: the file does not say."""

    ms: int | None = None
    width: int | None = None
    height: int | None = None


def facts_of(data: bytes, media_type: str) -> Facts:
    """Read what can be read; ``ValueError`` for a file that is cut off or does not hold what its head promises."""
    try:
        if media_type == "audio/ogg":
            return Facts(ms=_opus_ms(data))
        if media_type.startswith("image/"):
            width, height = {"image/png": _png, "image/jpeg": _jpeg, "image/webp": _webp}[media_type](data)
            if not width or not height:
                raise ValueError("empty picture")
            return Facts(width=width, height=height)
        if media_type == "video/mp4" and not (b"moov" in data and b"avc1" in data):
            raise ValueError("not H.264")
    except (struct.error, IndexError) as error:
        raise ValueError("cut off") from error
    return Facts()


def _opus_ms(data: bytes) -> int:
    (skipped,) = struct.unpack_from("<H", data, data.index(b"OpusHead") + 10)
    last = data.rindex(b"OggS")
    (granule,) = struct.unpack_from("<q", data, last + 6)
    if last == 0 or granule <= skipped:
        raise ValueError("no sound")
    return int((granule - skipped) // OPUS_RATE)


def _png(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    while True:
        if data[at] != 0xFF:
            raise ValueError("no frame")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        if marker in _SOF:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + length


def _webp(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack_from("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF
