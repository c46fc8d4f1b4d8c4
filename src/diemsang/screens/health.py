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
  take them back. A person ends them by saying that it was looked at (``seen_missing``, ``seen_unreadable``).

What was good at a contact that is no longer fresh is *unknown* now; what was bad stays bad.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.utils.translation import gettext as _

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
class Signals:
    """What a screen last said, and what the hub counted of it. ``None``: never said.

    ``faults``: codes that an operator reported and nobody has settled. ``seen_…``: how much of the lost and unreadable
    evidence a person has already looked at.
    """

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
    forked: bool = False
    missing_events: int = 0
    unreadable: int = 0
    faults: Sequence[str] = ()
    seen_missing: int = 0
    seen_unreadable: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """One signal: its verdict, the fact in words, what the signal cannot tell, and what to do."""

    key: str
    name: str
    verdict: Verdict
    words: str
    cannot_tell: str = ""
    advice: str = ""
    stale: bool = False
    """Good when the screen last spoke, which is too long ago."""

    @property
    def told(self) -> str:
        """The fact in a line with others; a contact and a fault say themselves what they are about."""
        return self.words if self.key in {"contact", "faults"} else f"{_lower(self.name)}: {self.words}"

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
        """State and reasons in one line; of a screen that is late or silent not what was good when it last spoke."""
        reasons = self.reasons
        if self.state is State.SILENT:
            reasons = [reading for reading in reasons if reading.key == "contact"]
        elif self.state is State.LOOK:
            reasons = [reading for reading in reasons if reading.verdict is Verdict.BAD]
        else:
            reasons = [reading for reading in reasons if not reading.stale]
        return "; ".join(reading.told for reading in reasons)


def assess(signals: Signals, now: dt.datetime) -> Health:
    """The verdict on a screen at a moment, with its readings."""
    contact = _contact(signals, now)
    fresh = contact.verdict is Verdict.GOOD
    said = [_content(signals, now), _sound(signals), _storage(signals), _clock(signals), _app(signals)]
    told = (_evidence(signals), _faults(signals))
    readings = (contact, *(reading if fresh else _stale(reading) for reading in said), *told)
    return Health(state_of(signals, now), readings)


def state_of(signals: Signals, now: dt.datetime) -> State:
    """The same state without words: for counting thousands of screens."""
    contact = contact_verdict(signals, now)
    if contact is Verdict.BAD:
        return State.SILENT
    verdicts = (
        content_verdict(signals, now),
        _SOUND.get(signals.sound, Verdict.UNKNOWN),
        _STORAGE.get(signals.storage, Verdict.UNKNOWN),
        clock_verdict(signals),
        app_verdict(signals),
        evidence_verdict(signals),
        faults_verdict(signals),
    )
    if Verdict.BAD in verdicts:
        return State.LOOK
    if contact is Verdict.UNKNOWN or Verdict.UNKNOWN in verdicts:
        return State.UNKNOWN
    return State.GOOD


_SOUND = {"armed": Verdict.GOOD, "silent": Verdict.BAD}
_STORAGE = {"ok": Verdict.GOOD, "full": Verdict.BAD, "failing": Verdict.BAD}


def contact_verdict(signals: Signals, now: dt.datetime) -> Verdict:
    """Fresh within two polls; silent (bad) after more than a day; unknown between and when it never came."""
    if signals.last_contact_at is None:
        return Verdict.UNKNOWN
    age = now - signals.last_contact_at
    if age > SILENT_AFTER:
        return Verdict.BAD
    return Verdict.UNKNOWN if age.total_seconds() > LATE_POLLS * signals.poll_s else Verdict.GOOD


def content_verdict(signals: Signals, now: dt.datetime) -> Verdict:
    """Good with the whole current publication; bad when it lacks something a day after that was made, or is ahead."""
    held, missing = signals.held_root, signals.missing_count
    if held is None or signals.current_root == 0:
        return Verdict.UNKNOWN
    if held > signals.current_root:
        return Verdict.BAD
    if held < signals.current_root or missing:
        made = signals.root_made_at
        return Verdict.UNKNOWN if made is not None and now - made <= CONTENT_GRACE else Verdict.BAD
    return Verdict.UNKNOWN if missing is None else Verdict.GOOD


def clock_verdict(signals: Signals) -> Verdict:
    """Good within two minutes of the hub's clock."""
    if signals.offset_ms is None:
        return Verdict.UNKNOWN
    return Verdict.GOOD if abs(signals.offset_ms) <= CLOCK_SLACK_MS else Verdict.BAD


def app_verdict(signals: Signals) -> Verdict:
    """Good when the app counted no error."""
    if signals.app_errors is None:
        return Verdict.UNKNOWN
    return Verdict.BAD if signals.app_errors else Verdict.GOOD


def evidence_verdict(signals: Signals) -> Verdict:
    """Latched: what was lost or doubled once is not made good by a later contact."""
    lost = signals.missing_events > signals.seen_missing or signals.unreadable > signals.seen_unreadable
    return Verdict.BAD if signals.forked or lost else Verdict.GOOD


def faults_verdict(signals: Signals) -> Verdict:
    """Latched: a reported fault stands until somebody settles it."""
    return Verdict.BAD if signals.faults else Verdict.GOOD


def _stale(reading: Reading) -> Reading:
    """Good at a contact that is no longer fresh is unknown now; bad stays bad."""
    if reading.verdict is not Verdict.GOOD:
        return reading
    words = _("%(words)s (lần liên lạc trước)") % {"words": reading.words}
    return replace(reading, verdict=Verdict.UNKNOWN, words=words, stale=True)


def _contact(signals: Signals, now: dt.datetime) -> Reading:
    name, blind = _("Liên lạc"), _("Không phân biệt được TV tắt, mất điện hay mất mạng.")
    verdict = contact_verdict(signals, now)
    if signals.last_contact_at is None:
        advice = _("Bật TV và kiểm tra mạng tại điểm.")
        return Reading("contact", name, verdict, _("chưa liên lạc lần nào"), blind, advice)
    words = ago(now - signals.last_contact_at)
    if verdict is Verdict.BAD:
        advice = _("Gọi người phụ trách điểm: điểm có mở cửa, có điện, có mạng không.")
        return Reading("contact", name, verdict, _("im lặng từ %(ago)s") % {"ago": words}, blind, advice)
    if verdict is Verdict.UNKNOWN:
        return Reading("contact", name, verdict, _("không liên lạc từ %(ago)s") % {"ago": words}, blind)
    return Reading("contact", name, verdict, words, blind)


def _content(signals: Signals, now: dt.datetime) -> Reading:
    verdict, advice = content_verdict(signals, now), ""
    held, current, missing = signals.held_root, signals.current_root, signals.missing_count
    if held is None:
        words = _("chưa báo đang giữ bản nào")
    elif current == 0:
        words = _("hub chưa phát hành gì")
    elif held > current:
        words = _("giữ bản %(held)s, mới hơn bản %(current)s của hub") % {"held": held, "current": current}
        advice = _("Hub vừa khôi phục từ bản sao lưu? Phát hành lại.")
    elif held < current or missing:
        lacks = []
        if held < current:
            lacks.append(_("bản %(held)s, sau bản hiện hành %(current)s") % {"held": held, "current": current})
        if missing:
            lacks.append(_("thiếu %(n)s tệp") % {"n": number(missing)})
        words = ", ".join(lacks)
        if verdict is Verdict.UNKNOWN:
            words = _("đang nhận: %(lacks)s") % {"lacks": words}
        else:
            advice = _("Xem đường truyền và khung giờ tải của điểm.")
    elif missing is None:
        words = _("chưa báo còn thiếu tệp nào")
    else:
        words = _("đủ bản %(held)s") % {"held": held}
    blind = _("Tệp hỏng sau khi đã tải chỉ lộ ra khi mở.")
    return Reading("content", _("Nội dung"), verdict, words, blind, advice)


def _sound(signals: Signals) -> Reading:
    words = {"armed": _("sẵn sàng"), "silent": _("chưa bật, cần bấm một phím")}.get(signals.sound, _("chưa báo"))
    advice = _("Bấm một phím bất kỳ trên bàn phím của TV.") if signals.sound == "silent" else ""
    blind = _("Không biết loa có bị tắt, vặn nhỏ hay rút dây: chỉ lần thử loa của người phụ trách cho biết.")
    return Reading("sound", _("Tiếng"), _SOUND.get(signals.sound, Verdict.UNKNOWN), words, blind, advice)


def _storage(signals: Signals) -> Reading:
    words = {"ok": _("ghi được"), "full": _("đầy"), "failing": _("ghi lỗi")}.get(signals.storage, _("chưa báo"))
    advice = {
        "full": _("Hạ mức dung lượng nội dung trong cài đặt của điểm."),
        "failing": _("Tắt hẳn TV rồi bật lại; vẫn lỗi thì thay TV."),
    }.get(signals.storage, "")
    verdict = _STORAGE.get(signals.storage, Verdict.UNKNOWN)
    return Reading("storage", _("Bộ nhớ"), verdict, words, _("Không biết còn trống bao nhiêu."), advice)


def _clock(signals: Signals) -> Reading:
    verdict = clock_verdict(signals)
    words = _("chưa rõ") if signals.offset_ms is None else offset_words(signals.offset_ms)
    advice = _("Đặt lại ngày giờ của TV, bật giờ tự động.") if verdict is Verdict.BAD else ""
    blind = _("Chỉ đúng cho lúc liên lạc, không cho những lúc mất mạng.")
    return Reading("clock", _("Đồng hồ"), verdict, words, blind, advice)


def _app(signals: Signals) -> Reading:
    verdict, advice = app_verdict(signals), ""
    words = _("chưa báo") if signals.app_errors is None else _("không lỗi")
    if signals.app_errors:
        words = _("%(n)s lỗi") % {"n": number(signals.app_errors)}
        advice = _("Tắt hẳn TV rồi bật lại; còn lỗi thì báo kỹ thuật.")
    blind = _("Lỗi trước khi ứng dụng chạy được thì không báo về.")
    return Reading("app", _("Ứng dụng"), verdict, words, blind, advice)


def _evidence(signals: Signals) -> Reading:
    found = []
    if signals.forked:
        found.append(_("hai máy dùng chung một định danh"))
    if signals.missing_events > signals.seen_missing:
        found.append(_("mất %(n)s bản ghi") % {"n": number(signals.missing_events)})
    if signals.unreadable > signals.seen_unreadable:
        found.append(_("%(n)s bản ghi không đọc được") % {"n": number(signals.unreadable)})
    words = ", ".join(found) or _("liền mạch")
    advice = _("Xem chi tiết rồi bấm «Đã xem xét».") if found else ""
    blind = _("Máy bị xóa sạch bộ nhớ thì không biết mình đã mất gì.")
    return Reading("evidence", _("Số liệu sử dụng"), evidence_verdict(signals), words, blind, advice)


def _faults(signals: Signals) -> Reading:
    words = ", ".join(f"{code} {_lower(fault_text(code))}" for code in sorted(set(signals.faults))) or _("không có")
    advice = _("Gọi người phụ trách điểm; xử lý xong bấm «Đã xem xét».") if signals.faults else ""
    blind = _("Chỉ có khi người phụ trách bấm báo hỏng.")
    return Reading("faults", _("Hỏng hóc đã báo"), faults_verdict(signals), words, blind, advice)


def _lower(text: str) -> str:
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


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
