"""What tests of the apps above need to have a minute signed without printer, pen and scanner."""

from __future__ import annotations

import io

from PIL import Image

from diemsang.core.actor import SYSTEM, Actor
from diemsang.documents import actions
from diemsang.documents.models import Minute, MinuteState
from diemsang.files import actions as files
from diemsang.files.models import Blob


def picture_blob(shade: int = 200) -> Blob:
    """A stored picture of one colour; another shade is another file."""
    stream = io.BytesIO()
    Image.new("L", (8, 8), shade).save(stream, "PNG")
    stream.seek(0)
    return files.store(actor=SYSTEM, stream=stream, name="trang.png")


def sign(actor: Actor, minute: Minute, *, maker: Actor | None = None) -> Minute:
    """Print the minute (as ``maker``, else as ``actor``), say that it has one page, hold that page signed."""
    maker = maker or actor
    if minute.state == MinuteState.DRAFT:
        minute = actions.print_minute(actor=maker, minute=minute)
    if minute.pages is None:
        minute = actions.state_pages(actor=maker, minute=minute, pages=1)
    for number in range(1, (minute.pages or 0) + 1):
        minute = actions.take_page(actor=actor, minute=minute, number=number, blob=picture_blob(100 + number))
    return minute
