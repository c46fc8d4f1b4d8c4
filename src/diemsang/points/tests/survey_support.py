"""Surveys and photos made up for tests."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from typing import Any

from PIL import ExifTags, Image

from diemsang.core.actor import SYSTEM, Actor
from diemsang.points.actions import record_survey
from diemsang.points.models import SiteSurvey, SupportPoint
from diemsang.points.surveys import SurveyWish

CODES = ("SOLID_BUILDING", "ACCESS", "SAFETY", "POWER")
DAY = dt.date(2026, 2, 20)


def wish(on: dt.date = DAY, *, notes: str = "", **more: Any) -> SurveyWish:
    """A survey that passes; ``POWER="fail"`` and the like change a verdict."""
    verdicts = {code: (str(more.pop(code, "pass")), notes) for code in CODES}
    return SurveyWish(on=on, verdicts=verdicts, **{"surveyors": "Hoàng Thị Lan, chuyên viên", **more})


def survey(point: SupportPoint, on: dt.date = DAY, *, actor: Actor = SYSTEM, **more: Any) -> SiteSurvey:
    """Recorded."""
    return record_survey(actor=actor, public_id=uuid.uuid4(), point=point, wish=wish(on, **more))


def jpeg(
    shade: int = 90, *, at: tuple[float, float] | None = None, when: str = "2026:02:20 09:30:00", size: int = 64
) -> bytes:
    """A small photo as a phone makes it, with its hour and, when given, its position."""
    picture = Image.new("RGB", (size, size), (shade, 120, 80))
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = when
    if at is not None:
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        for value, key, side in (
            (at[0], ExifTags.GPS.GPSLatitude, "N"),
            (at[1], ExifTags.GPS.GPSLongitude, "E"),
        ):
            gps[key - 1] = side
            minutes = (value % 1) * 60
            gps[key] = (float(int(value)), float(int(minutes)), round(minutes % 1 * 60, 3))
    stream = io.BytesIO()
    picture.save(stream, "JPEG", exif=exif)
    return stream.getvalue()
