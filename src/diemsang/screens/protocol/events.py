"""The kinds of events and how one is read. What cannot be read costs only itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any, Literal, Union

import msgspec

MAX_EVENT = 2_000
"""Bytes of one event."""
Count = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
Seq = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Flag = Literal[0, 1]
MOST_IN_A_DAY = 100_000
InADay = Annotated[int, msgspec.Meta(ge=0, le=MOST_IN_A_DAY)]
LogId = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
TimeOfDay = Annotated[str, msgspec.Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Boot = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{8}$")]
Mono = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Wall = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]
Word = Annotated[str, msgspec.Meta(max_length=100)]
Lang = Annotated[str, msgspec.Meta(max_length=40)]
Kind = Annotated[str, msgspec.Meta(pattern="^[a-z_]{1,20}$")]
Mode = Literal["alone", "group", "operator"]


class Base(msgspec.Struct, kw_only=True):
    """Fields of every event."""

    seq: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    boot: Boot
    mono_ms: Mono
    wall_ms: Wall
    kind: Kind


class StreamStart(Base, kw_only=True):
    """First event of a stream that follows another."""

    after: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    after_seq: Seq
    why: Word


class BootStart(Base, kw_only=True):
    """The app began a boot."""

    app: Word
    engine: Word
    why: Word


class On(Base, kw_only=True):
    """The screen was on and showing for ``s`` more seconds."""

    s: Annotated[int, msgspec.Meta(ge=0, le=3600)]


class Session(Base, kw_only=True):
    """One use, written at its end."""

    s: Count
    lang: Lang
    mode: Mode
    end: Word
    plays: Count


class Play(Base, kw_only=True):
    """One play, written at its end. ``right`` and ``asked`` for a quiz only."""

    product: Word
    edition: Count
    lang: Lang
    mode: Mode
    ms: Count
    of_ms: Count
    end: Word
    sound: Flag
    right: Count | None = None
    asked: Count | None = None


class Heads(Base, kw_only=True):
    """People counted by the operator; each may be left out."""

    people: Count | None = None
    women: Count | None = None
    men: Count | None = None
    children: Count | None = None


class Group(Heads, kw_only=True):
    """One group session at its end."""

    s: Count
    plays: Count


class Open(Base, kw_only=True):
    """The operator opened the day."""


class Close(Heads, kw_only=True):
    """The operator closed the day."""


class DayLog(Base, kw_only=True):
    """The operator's log of a day, whole each time: the same ``log`` again replaces what it said before.

    ``day`` is the TV's own day, ``opened`` and ``closed`` its time of day.
    """

    log: LogId
    day: dt.date
    opened: TimeOfDay | None = None
    closed: TimeOfDay | None = None
    people: InADay | None = None
    women: InADay | None = None
    men: InADay | None = None
    children: InADay | None = None
    act_meeting: InADay | None = None
    act_film: InADay | None = None
    act_group: InADay | None = None
    act_training: InADay | None = None
    help_papers: InADay | None = None
    help_eid: InADay | None = None
    help_other: InADay | None = None


class SoundCheck(Base, kw_only=True):
    """The operator's sound check."""

    left: Flag
    right: Flag
    armed: Flag


class Fault(Base, kw_only=True):
    """The operator reported a fault."""

    code: Annotated[str, msgspec.Meta(pattern="^[0-9]{3}$")]


class Alert(Base, kw_only=True):
    """An alert came up; ``heard`` only when sound really played."""

    product: Word
    edition: Count
    lang: Lang
    heard: Flag


class Clean(Base, kw_only=True):
    """Media were removed."""

    freed_kib: Count
    why: Word


class AppChange(Base, kw_only=True):
    """The app changed, or went one step back."""

    from_: Word = msgspec.field(name="from")
    to: Word
    ok: Flag


KINDS: dict[str, type[Base]] = {
    "stream": StreamStart,
    "boot": BootStart,
    "on": On,
    "session": Session,
    "play": Play,
    "group": Group,
    "open": Open,
    "close": Close,
    "day_log": DayLog,
    "sound": SoundCheck,
    "fault": Fault,
    "alert": Alert,
    "clean": Clean,
    "app": AppChange,
}
PROOF_OF_USE = frozenset({"session", "play", "group", "open", "close"})
"""Kinds that show that somebody used the point on that day."""

_decode = msgspec.json.Decoder(dict[str, Any]).decode


class Unreadable(Exception):
    """The event takes its place in the chain and is counted, nothing more."""


def read(raw: bytes | memoryview, seq: int) -> dict[str, Any]:
    """The fields of one event that stands at ``seq``; ``Unreadable`` with a short reason, which quotes no content."""
    if len(raw) > MAX_EVENT:
        raise Unreadable("too_long")
    try:
        str(raw, "utf-8")
        fields = _decode(raw)
        msgspec.convert(fields, KINDS.get(fields.get("kind", ""), Base))
    except UnicodeDecodeError:
        raise Unreadable("not_utf8") from None
    except (msgspec.ValidationError, TypeError) as error:  # TypeError: a kind that is no text
        where = str(error).rpartition(" - at `$.")[2].rstrip("`") if " - at " in str(error) else ""
        missing = str(error).rpartition("required field `")[2].rstrip("`") if "required field" in str(error) else ""
        raise Unreadable(f"malformed:{(where or missing)[:80]}") from None
    except (msgspec.DecodeError, RecursionError):
        raise Unreadable("not_json") from None
    if fields["seq"] != seq:
        raise Unreadable("wrong_seq")
    return fields


def _exactly(kind: str, struct: type[Base]) -> type[msgspec.Struct]:
    """The kind with its own fields and no others, told apart by ``kind``."""
    fields: list[Any] = []
    names = {}
    for field in msgspec.structs.fields(struct):
        if field.name == "kind":
            continue
        names[field.name] = field.encode_name
        fields.append((field.name, field.type) if field.required else (field.name, field.type, field.default))
    return msgspec.defstruct(
        f"Exactly{struct.__name__}",
        fields,
        kw_only=True,
        gc=False,
        tag_field="kind",
        tag=kind,
        rename=names,
        omit_defaults=True,
        forbid_unknown_fields=True,
    )


_decode_known = msgspec.json.Decoder(list[Union[tuple(_exactly(*item) for item in KINDS.items())]]).decode  # type: ignore[misc]  # noqa: UP007


def read_all(raws: Sequence[bytes], first: int) -> list[dict[str, Any] | Unreadable]:
    """``read`` for a batch, the first event standing at ``first``: fields or what is wrong, one for each.

    Each of ``raws`` is one JSON value, as ``Contact`` takes them out of a body.

    A batch of known kinds without a field too many is read in one go, as nearly all are. At the least doubt each event
    is read by itself, so that both ways say the same (a test holds them against each other).
    """
    whole = b"[" + b",".join(raws) + b"]"
    try:
        whole.decode()
        said: list[dict[str, Any] | Unreadable] = msgspec.to_builtins(_decode_known(whole))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return [_read_one(raw, first + index) for index, raw in enumerate(raws)]
    numbers = [fields["seq"] for fields in said]  # type: ignore[index]
    if numbers != list(range(first, first + len(raws))) or max(map(len, raws), default=0) > MAX_EVENT:
        return [_read_one(raw, first + index) for index, raw in enumerate(raws)]
    return said


def _read_one(raw: bytes, seq: int) -> dict[str, Any] | Unreadable:
    try:
        return read(raw, seq)
    except Unreadable as error:
        return error
