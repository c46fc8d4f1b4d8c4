"""What a screen's own words are worth: every signal is good, bad or unknown, and unknown is never good.

A screen is far away and tells little. This module turns what it last said into a verdict by fixed rules, without
reading a row or the clock, and says of each signal what it **cannot** tell:

* *contact*: that the app ran and had a line. Silence does not tell a dark TV from a cut line or a switched-off hall;
  up to a day it is therefore unknown (halls close at night), after a day *silent*, a state of its own.
* *content*: number of the held root and how many files are still missing, as the TV counted them. Files are hashed
  when they arrive; one that rotted since shows only when it is played.
* *sound*: "armed" means that the browser lets the app play. No browser knows whether the loudspeaker is muted, turned
  down or unplugged: only the operator's sound check, or a reported fault, tells.
* *storage*: what the last writes answered. ``navigator.storage.estimate`` is not believed, so "how much is left" is
  not known at all.
* *clock*: difference at the last contact. It says nothing of the time in which the screen had no line.
* *evidence*: forks, gaps and unreadable events are **latched**: they happened, and a good contact afterwards does not
  take them back. A person ends them by saying that it was looked at (``seen_at``).

What was good at a contact that is no longer fresh is *unknown* now; what was bad stays bad.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diemsang.core.parts import Tone
from diemsang.core.vietnamese import number
from diemsang.screens.faults import fault_text


class Verdict(StrEnum):
    """Of one signal."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"


class State(StrEnum):
    """Of a screen as a whole; the worst comes first."""

    SILENT = "im-lang"
    LOOK = "can-xem"
    UNKNOWN = "chua-ro"
    GOOD = "tot"


TONES: dict[State, Tone] = {
    State.SILENT: "madder",
    State.LOOK: "turmeric",
    State.UNKNOWN: "plain",
    State.GOOD: "leaf",
}
VERDICT_TONES: dict[Verdict, Tone] = {Verdict.GOOD: "leaf", Verdict.BAD: "turmeric", Verdict.UNKNOWN: "plain"}

SILENT_AFTER = dt.timedelta(days=1)
"""After this long without a word a screen is silent, not merely late."""
LATE_POLLS = 2
"""A contact older than this many polling intervals is late (one interval varies by ± 20 %)."""
CONTENT_GRACE = dt.timedelta(days=1)
"""A new publication may take this long to arrive before a screen counts as behind: media wait for their window."""
CLOCK_SLACK_MS = 120_000
"""Two minutes, the protocol's limit for trusting a device's clock."""


def state_label(state: State) -> str:
    """The state in a word."""
    return {
        State.SILENT: _("im lặng"),
        State.LOOK: _("cần xem"),
        State.UNKNOWN: _("chưa rõ"),
        State.GOOD: _("tốt"),
    }[state]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that an operator reported; ``at`` is when it happened, or when the hub heard when that is not known."""

    code: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Signals:
    """What a screen last said, and what the hub counted of it. ``None``: never said."""

    last_contact_at: dt.datetime | None = None
    poll_s: int = 300
    held_root: int | None = None
    current_root: int = 0
    root_made_at: dt.datetime | None = None
    missing_count: int | None = None
    sound: str = "unknown"
    storage: str = "unknown"
    app_errors: int | None = None
    offset_ms: int | None = None
    forked_at: dt.datetime | None = None
    missing_events: int = 0
    unreadable: int = 0
    faults: Sequence[Fault] = ()
    seen_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One signal: its verdict, the fact in words, what the signal cannot tell, and what to do."""

    key: str
    name: str
    verdict: Verdict
    words: str
    cannot_tell: str = ""
    advice: str = ""

    @property
    def tone(self) -> Tone:
        """Tone of its badge."""
        return VERDICT_TONES[self.verdict]

    @property
    def verdict_label(self) -> str:
        """The verdict in a word."""
        return {Verdict.GOOD: _("tốt"), Verdict.BAD: _("cần xem"), Verdict.UNKNOWN: _("chưa rõ")}[self.verdict]


@dataclass(frozen=True, slots=True)
class Health:
    """The whole screen: its state and every reading, in a fixed order."""

    state: State
    readings: tuple[Reading, ...] = field(default=())

    @property
    def label(self) -> str:
        """The state in a word."""
        return state_label(self.state)

    @property
    def tone(self) -> Tone:
        """Tone of the state's badge."""
        return TONES[self.state]

    @property
    def reasons(self) -> list[Reading]:
        """What keeps the screen from being good, bad before unknown."""
        bad = [reading for reading in self.readings if reading.verdict is Verdict.BAD]
        return bad + [reading for reading in self.readings if reading.verdict is Verdict.UNKNOWN]

    @property
    def line(self) -> str:
        """State and reasons in one line: of a silent screen only its silence, for the rest is stale."""
        reasons = self.reasons
        if self.state is State.SILENT:
            reasons = [reading for reading in reasons if reading.key == "contact"]
        elif self.state is State.LOOK:
            reasons = [reading for reading in reasons if reading.verdict is Verdict.BAD]
        return "; ".join(reading.words for reading in reasons)


def assess(signals: Signals, now: dt.datetime) -> Health:
    """The verdict on a screen at a moment."""
    contact, silent = _contact(signals, now)
    fresh = contact.verdict is Verdict.GOOD
    said = [_content(signals, now), _sound(signals), _storage(signals), _clock(signals), _app(signals)]
    readings = (
        contact,
        *(reading if fresh else _stale(reading) for reading in said),
        _evidence(signals),
        _told(signals),
    )
    verdicts = {reading.verdict for reading in readings}
    if silent:
        state = State.SILENT
    elif Verdict.BAD in verdicts:
        state = State.LOOK
    else:
        state = State.UNKNOWN if Verdict.UNKNOWN in verdicts else State.GOOD
    return Health(state, readings)


def _stale(reading: Reading) -> Reading:
    """Good at a contact that is no longer fresh is unknown now; bad stays bad."""
    if reading.verdict is not Verdict.GOOD:
        return reading
    return replace(
        reading, verdict=Verdict.UNKNOWN, words=_("%(words)s (lần liên lạc trước)") % {"words": reading.words}
    )


def _contact(signals: Signals, now: dt.datetime) -> tuple[Reading, bool]:
    name, blind = _("Liên lạc"), _("Không phân biệt được TV tắt, mất điện hay mất mạng.")
    if signals.last_contact_at is None:
        words = _("chưa liên lạc lần nào")
        return Reading("contact", name, Verdict.UNKNOWN, words, blind, _("Bật TV và kiểm tra mạng tại điểm.")), False
    age = now - signals.last_contact_at
    words = ago(age)
    if age > SILENT_AFTER:
        advice = _("Gọi người phụ trách điểm: điểm có mở cửa, có điện, có mạng không.")
        return Reading("contact", name, Verdict.BAD, _("im lặng từ %(ago)s") % {"ago": words}, blind, advice), True
    if age > dt.timedelta(seconds=LATE_POLLS * signals.poll_s):
        return Reading("contact", name, Verdict.UNKNOWN, _("không liên lạc từ %(ago)s") % {"ago": words}, blind), False
    return Reading("contact", name, Verdict.GOOD, words, blind), False


def _content(signals: Signals, now: dt.datetime) -> Reading:
    name, blind = _("Nội dung"), _("Tệp hỏng sau khi đã tải chỉ lộ ra khi mở.")
    held, current, missing = signals.held_root, signals.current_root, signals.missing_count
    if held is None:
        return Reading("content", name, Verdict.UNKNOWN, _("chưa báo đang giữ bản nào"), blind)
    if current == 0:
        return Reading("content", name, Verdict.UNKNOWN, _("hub chưa phát hành gì"), blind)
    if held > current:
        words = _("giữ bản %(held)s, mới hơn bản %(current)s của hub") % {"held": held, "current": current}
        return Reading(
            "content", name, Verdict.BAD, words, blind, _("Hub vừa khôi phục từ bản sao lưu? Phát hành lại.")
        )
    lacks = []
    if held < current:
        lacks.append(_("bản %(held)s, sau bản hiện hành %(current)s") % {"held": held, "current": current})
    if missing:
        lacks.append(ngettext("thiếu %(n)s tệp", "thiếu %(n)s tệp", missing) % {"n": number(missing)})
    if lacks:
        young = signals.root_made_at is not None and now - signals.root_made_at <= CONTENT_GRACE
        if young:
            words = _("đang nhận: %(lacks)s") % {"lacks": ", ".join(lacks)}
            return Reading("content", name, Verdict.UNKNOWN, words, blind)
        advice = _("Xem đường truyền và khung giờ tải của điểm.")
        return Reading("content", name, Verdict.BAD, ", ".join(lacks), blind, advice)
    if missing is None:
        return Reading("content", name, Verdict.UNKNOWN, _("chưa báo còn thiếu tệp nào"), blind)
    return Reading("content", name, Verdict.GOOD, _("đủ bản %(held)s") % {"held": held}, blind)


def _sound(signals: Signals) -> Reading:
    name = _("Tiếng")
    blind = _("Không biết loa có bị tắt, vặn nhỏ hay rút dây: chỉ lần thử loa của người phụ trách cho biết.")
    if signals.sound == "armed":
        return Reading("sound", name, Verdict.GOOD, _("sẵn sàng"), blind)
    if signals.sound == "silent":
        advice = _("Bấm một phím bất kỳ trên bàn phím của TV.")
        return Reading("sound", name, Verdict.BAD, _("chưa bật, cần bấm một phím"), blind, advice)
    return Reading("sound", name, Verdict.UNKNOWN, _("chưa báo"), blind)


def _storage(signals: Signals) -> Reading:
    name, blind = _("Bộ nhớ"), _("Không biết còn trống bao nhiêu.")
    words = {"ok": _("ghi được"), "full": _("đầy"), "failing": _("ghi lỗi")}.get(signals.storage, _("chưa báo"))
    verdict = {"ok": Verdict.GOOD, "full": Verdict.BAD, "failing": Verdict.BAD}.get(signals.storage, Verdict.UNKNOWN)
    advice = {
        "full": _("Hạ mức dung lượng nội dung trong cài đặt của điểm."),
        "failing": _("Tắt hẳn TV rồi bật lại; vẫn lỗi thì thay TV."),
    }.get(signals.storage, "")
    return Reading("storage", name, verdict, words, blind, advice)


def _clock(signals: Signals) -> Reading:
    name, blind = _("Đồng hồ"), _("Chỉ đúng cho lúc liên lạc, không cho những lúc mất mạng.")
    if signals.offset_ms is None:
        return Reading("clock", name, Verdict.UNKNOWN, _("chưa rõ"), blind)
    words = offset_words(signals.offset_ms)
    if abs(signals.offset_ms) <= CLOCK_SLACK_MS:
        return Reading("clock", name, Verdict.GOOD, words, blind)
    return Reading("clock", name, Verdict.BAD, words, blind, _("Đặt lại ngày giờ của TV, bật giờ tự động."))


def _app(signals: Signals) -> Reading:
    name, blind = _("Ứng dụng"), _("Lỗi trước khi ứng dụng chạy được thì không báo về.")
    if signals.app_errors is None:
        return Reading("app", name, Verdict.UNKNOWN, _("chưa báo"), blind)
    if signals.app_errors:
        words = ngettext("%(n)s lỗi", "%(n)s lỗi", signals.app_errors) % {"n": number(signals.app_errors)}
        return Reading("app", name, Verdict.BAD, words, blind, _("Tắt hẳn TV rồi bật lại; còn lỗi thì báo kỹ thuật."))
    return Reading("app", name, Verdict.GOOD, _("không lỗi"), blind)


def _evidence(signals: Signals) -> Reading:
    """Latched: what was lost or doubled once is not made good by a later contact."""
    name = _("Số liệu sử dụng")
    blind = _("Máy bị xóa sạch bộ nhớ thì không biết mình đã mất gì.")
    found = []
    if signals.forked_at is not None and _unseen(signals.forked_at, signals.seen_at):
        found.append(_("hai máy dùng chung một định danh"))
    if signals.missing_events and signals.seen_at is None:
        found.append(_("mất %(n)s bản ghi") % {"n": number(signals.missing_events)})
    if signals.unreadable and signals.seen_at is None:
        found.append(_("%(n)s bản ghi không đọc được") % {"n": number(signals.unreadable)})
    if found:
        return Reading("evidence", name, Verdict.BAD, ", ".join(found), blind, _("Xem chi tiết rồi bấm «Đã xem xét»."))
    return Reading("evidence", name, Verdict.GOOD, _("liền mạch"), blind)


def _told(signals: Signals) -> Reading:
    """Latched: a reported fault stands until somebody says that it was looked at."""
    name, blind = _("Hỏng hóc đã báo"), _("Chỉ có khi người phụ trách bấm báo hỏng.")
    open_faults = [fault for fault in signals.faults if _unseen(fault.at, signals.seen_at)]
    if not open_faults:
        return Reading("faults", name, Verdict.GOOD, _("không có"), blind)
    codes = sorted({fault.code for fault in open_faults})
    words = ", ".join(f"{code} {fault_text(code)[:1].lower()}{fault_text(code)[1:]}" for code in codes)
    return Reading(
        "faults", name, Verdict.BAD, words, blind, _("Gọi người phụ trách điểm; xử lý xong bấm «Đã xem xét».")
    )


def _unseen(at: dt.datetime, seen_at: dt.datetime | None) -> bool:
    return seen_at is None or at > seen_at


def ago(age: dt.timedelta) -> str:
    """How long ago, as one says it; a moment ahead of the hub's clock is *vừa xong*."""
    seconds = age.total_seconds()
    if seconds < 60:
        return _("vừa xong")
    for unit, words in (
        (86_400, _("%(n)s ngày trước")),
        (3_600, _("%(n)s giờ trước")),
        (60, _("%(n)s phút trước")),
    ):
        if seconds >= unit:
            return words % {"n": number(int(seconds // unit))}
    return _("vừa xong")


def offset_words(offset_ms: int) -> str:
    """How far the device's clock stood from the hub's: positive is ahead."""
    seconds = abs(offset_ms) // 1000
    if seconds < 5:
        return _("đúng giờ")
    size = (
        _("%(n)s ngày") % {"n": number(seconds // 86_400)}
        if seconds >= 172_800
        else _("%(n)s giờ") % {"n": number(seconds // 3_600)}
        if seconds >= 7_200
        else _("%(n)s phút") % {"n": number(seconds // 60)}
        if seconds >= 120
        else _("%(n)s giây") % {"n": number(seconds)}
    )
    return (_("nhanh %(size)s") if offset_ms > 0 else _("chậm %(size)s")) % {"size": size}
