"""What a photo says of itself: when and where it was taken (EXIF), read by Pillow; and what is no photo we can keep."""

from __future__ import annotations

import datetime as dt
import io
import math
import warnings
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from PIL import ExifTags, Image, ImageOps

from diemsang.core.clock import VIETNAM
from diemsang.files import types

EARTH_KM = 6371.0
SMALL = 320
"""Longest side of a small picture, pixels."""


class UnreadablePhoto(Exception):
    """The bytes begin like a picture and are none, or hold more pixels than the hub opens."""


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """``None``: the camera did not say. Degrees are WGS 84."""

    taken_at: dt.datetime | None = None
    lat: float | None = None
    lon: float | None = None


def is_heic(stream: IO[bytes], name: str) -> bool:
    """Whether it is an iPhone's own format, by its bytes or its name; the stream stands at its start again."""
    stream.seek(0)
    head = stream.read(16)
    stream.seek(0)
    return types.is_heic(head) or name.lower().endswith((".heic", ".heif"))


def read_photo(path: Path, *, whole: bool = True) -> PhotoFacts:
    """Day, hour and position as the camera wrote them; ``UnreadablePhoto`` for a broken picture.

    Not ``whole``: of one that was read whole before, its head only. The hour of a camera that names no time zone is
    taken for Vietnam's.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                if picture.width * picture.height > types.MAX_PIXELS:
                    raise UnreadablePhoto
                exif = picture.getexif()
                own, gps = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
                if whole:
                    picture.draft("RGB", (64, 64))
                    picture.load()  # the bytes to their end, so that half a picture is refused now
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnreadablePhoto from error
    lat = _degrees(gps, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S", 90)
    lon = _degrees(gps, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W", 180)
    if lat is None or lon is None or (lat == 0 and lon == 0):  # a camera without a fix writes zeros
        lat = lon = None
    return PhotoFacts(_taken_at(own, exif), lat, lon)


def small(path: Path) -> bytes:
    """The photo as a small JPEG, upright, without what the camera wrote in it. ``OSError``: it does not open."""
    stream = io.BytesIO()
    with Image.open(path) as picture:
        picture.draft("RGB", (SMALL, SMALL))
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        upright.thumbnail((SMALL, SMALL))
        upright.save(stream, "JPEG", quality=70)
    return stream.getvalue()


def _taken_at(own: Any, exif: Any) -> dt.datetime | None:
    text = own.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    offset = own.get(ExifTags.Base.OffsetTimeOriginal)
    with suppress(ValueError, TypeError):
        moment = dt.datetime.strptime(str(text).strip("\0 ")[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
        zone: dt.tzinfo = VIETNAM
        with suppress(ValueError, TypeError):
            zone = dt.datetime.strptime(str(offset).strip("\0 "), "%z").tzinfo or VIETNAM
        return moment.replace(tzinfo=zone) if 1990 <= moment.year <= 2100 else None
    return None


def _degrees(gps: Any, key: int, side: int, negative: str, most: int) -> float | None:
    with suppress(TypeError, ValueError, ZeroDivisionError, LookupError):
        degrees, minutes, seconds = (float(part) for part in gps[key])
        value = degrees + minutes / 60 + seconds / 3600
        if not math.isfinite(value) or abs(value) > most:
            return None
        return -value if str(gps.get(side, "")).strip("\0 ").upper() == negative else value
    return None


def apart_km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Kilometres between two positions (degrees), on a sphere."""
    lat1, lon1, lat2, lon2 = (math.radians(value) for value in (*here, *there))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))
