"""What a screen sends and what the hub answers; ``docs/screen-api.json`` is made from these."""

from __future__ import annotations

import uuid
from typing import Annotated, Literal

import msgspec

from diemsang.screens.protocol.events import Boot, Mono, Wall

MAX_EVENTS = 200
MAX_MISSING = 50
Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
ChainValue = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
Number = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
Version = Annotated[str, msgspec.Meta(max_length=40)]


class PairingRequest(msgspec.Struct):
    """A TV asks for a code."""

    screen_key: uuid.UUID
    secret_sha256: Sha256
    agent: Annotated[str, msgspec.Meta(max_length=300)]
    size: Annotated[str, msgspec.Meta(max_length=20)]


class PairingAnswer(msgspec.Struct):
    """The code to show."""

    id: uuid.UUID
    code: str
    claim_url: str
    expires_at: str
    poll_after_s: int


class PointName(msgspec.Struct):
    """The point that claimed the TV."""

    code: str
    name: str


class PairingState(msgspec.Struct):
    """How far the claim is."""

    state: Literal["waiting", "claimed", "expired", "revoked"]
    point: PointName | None
    screen: uuid.UUID | None
    poll_after_s: int


class Now(msgspec.Struct):
    """The screen's clocks as it sends."""

    boot: Boot
    mono_ms: Mono
    wall_ms: Wall


class Holds(msgspec.Struct):
    """What content the screen holds."""

    root: Number | None = None
    missing: Annotated[list[Sha256], msgspec.Meta(max_length=MAX_MISSING)] = []
    missing_count: Number = 0


class Health(msgspec.Struct):
    """How the screen is; a word that the hub does not know is *unknown*."""

    sound: Version = "unknown"
    storage: Version = "unknown"
    app: Version = ""
    errors: Number = 0


class Contact(msgspec.Struct):
    """Heartbeat, events and holdings in one."""

    now: Now
    stream: uuid.UUID
    first_seq: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    prev: ChainValue
    events: Annotated[list[msgspec.Raw], msgspec.Meta(max_length=MAX_EVENTS)] = []
    holds: Holds | None = None
    health: Health | None = None


class ContactAnswer(msgspec.Struct):
    """What the hub has, and what is new."""

    acked: int
    chain: str
    root: int
    settings: str
    app: str
    now: int
    poll_after_s: int


class Failure(msgspec.Struct, omit_defaults=True):
    """Every error. ``acked``, ``chain`` and ``common`` with ``gap`` and ``fork``; the first two with ``revoked``."""

    reason: str
    message: str
    acked: int | None = None
    chain: str | None = None
    common: int | None = None
