"""Signed copies of invented minutes, for a demonstration home only: nothing is rendered, nothing claims to be signed.

The picture that stands for a page says *minh họa*; all else goes as with a real signed copy.
"""

from __future__ import annotations

import datetime as dt
import io

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from diemsang.audit import registry
from diemsang.audit.actions import record
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.lettering import Face
from diemsang.documents.actions.minute_pages import Scan, take_pages
from diemsang.documents.actions.minutes import lock
from diemsang.documents.models import Minute, MinutePage, MinuteState
from diemsang.files import actions as files
from diemsang.files.models import Blob

registry.register("minutes.illustrate", "coi {subject} là đã in {pages} trang (minh họa)")


def signed_picture(actor: Actor) -> Blob:
    """A sheet that says it stands for a signed page; the same bytes each time, so it is kept once."""
    sheet = Image.new("L", (496, 702), 255)
    draw = ImageDraw.Draw(sheet)
    for at in range(150, 520, 26):
        draw.rectangle((60, at, 436 if at % 4 else 380, at + 4), fill=225)
    draw.rectangle((14, 14, 481, 687), outline=170, width=2)
    for base, face, text in (
        (90, Face(26, 600), "MINH HỌA"),
        (118, Face(15), "Ảnh này thay cho một trang biên bản đã ký."),
        (600, Face(15), "Không phải văn bản thật, không có chữ ký của ai."),
    ):
        face.write(draw, (248 - face.width(text) / 2, base), text, 60)
    stream = io.BytesIO()
    sheet.save(stream, "PNG", optimize=True)
    stream.seek(0)
    return files.store(actor=actor, stream=stream, name="minh-hoa.png")


@transaction.atomic
def illustrate_signing(
    *, actor: Actor, minute: Minute, picture: Blob, signed_on: dt.date | None = None, pages: int = 1, held: int = 1
) -> Minute:
    """The minute counts as printed on ``pages`` sides, of which ``held`` come back; with all of them it is signed.

    No Word file and no PDF is made. ``Refused`` outside a demonstration; a minute that is no draft is left alone.
    """
    if not settings.ILLUSTRATION:
        problem = Problem(minute.title, _("hub này giữ số liệu thật."), _("In biên bản và nộp bản ký."))
        raise Refused(_("Không phải hub minh họa."), [problem])
    minute = lock(minute)
    if minute.state != MinuteState.DRAFT:
        return minute
    minute.state, minute.printed_at, minute.pages = MinuteState.PRINTED, clock.now(), pages
    minute.save(update_fields=["state", "printed_at", "pages"])
    record(
        actor=actor,
        action="minutes.illustrate",
        subject_type="minute",
        subject_key=str(minute.public_id),
        subject_label=minute.title,
        data={"pages": pages},
    )
    scans = [Scan(number, picture, picture, MinutePage.How.HAND) for number in range(1, held + 1)]
    return take_pages(actor=actor, minute=minute, scans=scans, signed_on=signed_on)
