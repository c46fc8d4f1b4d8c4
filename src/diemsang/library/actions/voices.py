"""A machine's voice for a note: the same words and approval as its next edition, now heard and marked *giọng máy*."""

from __future__ import annotations

import copy
import logging
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from diemsang.audit import registry as journal
from diemsang.audit.actions import record
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.files.actions import store
from diemsang.files.models import Blob
from diemsang.files.types import MEDIA
from diemsang.library import voice
from diemsang.library.actions.publish import IN_TREE, lock_head, publish_cleared
from diemsang.library.actions.review import make_record
from diemsang.library.models import Audience, Edition, EditionMedia, Review, Track
from diemsang.library.probe import facts_of
from diemsang.library.tree import media_in, pieces_of

journal.register("library.voice", "cho máy đọc «{subject}», bản {number}")
log = logging.getLogger(__name__)
Media = dict[str, Any]


def voice_note(*, actor: Actor, edition: Edition) -> Edition | None:
    """Let the machine read a note, outside any transaction; its next edition, ``None`` when there is nothing to do.

    Nothing to do: it is read already, taken back or changed since, or this machine has no voice. A sentence that the
    voice fails at is left without sound; it is shown by reading time.
    """
    track = edition.tracks.select_related("variety").first()
    if track is None or track.has_sound or not _stands(edition) or not voice.available():
        return None
    document: dict[str, Any] = copy.deepcopy(track.document)
    with tempfile.TemporaryDirectory() as folder:
        blobs = _read_aloud(actor, document, Path(folder))
    if not blobs:
        return None
    with transaction.atomic():
        head = lock_head()
        if not _stands(edition):
            return None
        heard = _next(edition, track, document, blobs)
        record(
            actor=actor,
            action="library.voice",
            subject_type="product",
            subject_key=edition.product.code,
            subject_label=edition.product.title,
            after={"edition": heard.number},
            data={"number": heard.number},
        )
        publish_cleared(actor=actor, head=head)
    return heard


def _stands(edition: Edition) -> bool:
    newest = Edition.objects.filter(product=edition.product_id).order_by("-number").first()
    return newest is not None and newest.pk == edition.pk and newest.state in IN_TREE


def _read_aloud(actor: Actor, document: dict[str, Any], folder: Path) -> dict[str, Blob]:
    """Put the sound of its title and of each part into the document; the files by hash."""
    blobs: dict[str, Blob] = {}
    wanted: list[tuple[dict[str, Any], str, str]] = [(document, "spoken", document["title"])]
    wanted += [(part, "audio", part["text"]) for part in document["parts"]]
    for place, (row, name, text) in enumerate(wanted):
        path = folder / f"{place}.ogg"
        try:
            voice.make("vi", voice.sentences_of(text) or [text], path, folder)
        except voice.SoundRefused:
            log.exception("a note is not heard whole")
            continue
        with path.open("rb") as stream:
            blob = store(actor=actor, stream=stream, name=path.name, kinds=MEDIA)
        blobs[blob.sha256] = blob
        row[name] = _media(path.read_bytes(), blob)
    document["machine_voice"] = bool(blobs)
    return blobs


def _media(data: bytes, blob: Blob) -> Media:
    media: Media = {"h": blob.sha256, "n": len(data), "t": blob.media_type, "ms": facts_of(data, blob.media_type).ms}
    if pieces := pieces_of(data):
        media["pieces"] = pieces
    return media


def _next(edition: Edition, track: Track, document: dict[str, Any], blobs: Mapping[str, Blob]) -> Edition:
    """The edition once more with its people, days and audience, and with sound."""
    heard = Edition.objects.get(pk=edition.pk)
    heard.pk = None
    heard.number, heard.state, heard.loaded_at = edition.number + 1, Edition.State.DRAFT, clock.now()
    heard.save()
    for review in edition.reviews.all():
        Review.objects.create(
            edition=heard, kind=review.kind, by=review.by, by_key=review.by_key, on=review.on, decision=review.decision
        )
    Audience.objects.bulk_create(
        Audience(edition=heard, area_id=row.area_id, point_id=row.point_id, variety_id=row.variety_id)
        for row in edition.audience.all()
    )
    Track.objects.create(
        edition=heard,
        variety=track.variety,
        title=track.title,
        has_sound=True,
        machine_voice=True,
        document=document,
    )
    EditionMedia.objects.bulk_create(
        EditionMedia(edition=heard, blob=blobs[digest], role=track.variety.tag)
        for digest in sorted({media["h"] for media in media_in(document)})
    )
    make_record(heard)
    return heard
