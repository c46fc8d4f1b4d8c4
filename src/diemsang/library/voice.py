"""A machine's voice (espeak-ng), or placeholder chimes, as Ogg Opus at one loudness (ffmpeg).

Used for notes on a hub that has both programs (``available``), and for the illustration products. Nothing of it is
needed to run a hub: without it a note is shown and not heard.

Loudness is EBU R128 integrated loudness in LUFS, measured on the decoded file, because that is what the hall hears.
A piece shorter than `SHORT_MS` has too few blocks of 400 ms for a steady figure: all short pieces of a voice share one
gain, that of a long reference sentence.
"""

from __future__ import annotations

import array
import hashlib
import math
import re
import shutil
import subprocess
import wave
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TARGET_LUFS = -20.0
SHORT_MS = 3000
SYLLABLE_MS = 900
RATE = 24000
BITRATE = "18k"
LEAD_MS = 40
TAIL_MS = 140
GAP_MS = 320
LONGEST_S = 60
"""Seconds that one call of a program may take."""
QUIET = 250  # 16-bit steps; below this is the silence around a sentence
REFERENCE = "Bà con ngồi vào đây, nghe kể chuyện làm ăn, chuyện giữ gìn sức khỏe của cả nhà mình."

# What the voice would read wrongly, as it is said aloud.
SPOKEN = {
    "VNeID": "vi en i đê",
    "QR": "quy a",
    "OTP": "ô tê pê",
    "PIN": "pin",
    "USB": "u ét bê",
    "Wi-Fi": "oai phai",
    "wifi": "oai phai",
    "Telex": "tê lếch",
    "VNI": "vê en i",
    "tivi": "ti vi",
    "TV": "ti vi",
    "video": "vi đê ô",
    "Zalo": "da lô",
    "OK": "ô kê",
    "Enter": "en tơ",
    "…": ".",
}
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


class SoundRefused(Exception):
    """A built file is silent, clipped or far from the target loudness."""


@dataclass(frozen=True)
class Made:
    """What was measured on the decoded file: length in ms, size in bytes, LUFS, true peak in dBTP."""

    ms: int
    size: int
    lufs: float
    peak: float


def spoken(text: str) -> str:
    """The text as the voice should read it; emergency numbers digit by digit."""
    for written, said in SPOKEN.items():
        text = re.sub(rf"(?<!\w){re.escape(written)}(?!\w)" if written[0].isalpha() else re.escape(written), said, text)
    return re.sub(r"\b11[1-5]\b", lambda found: " ".join(DIGITS[int(d)] for d in found[0]), text)


def sentences_of(text: str) -> list[str]:
    """Sentences to be spoken; places to be filled in (``{n}``) are passed over."""
    heard = re.sub(r"\{[^}]*\}", " ", text)
    return [piece.strip() for piece in re.findall(r"[^.!?]+[.!?]*", heard) if re.search(r"\w", piece)]


def available() -> bool:
    """Whether this machine has both programs."""
    return bool(shutil.which("espeak-ng") and shutil.which("ffmpeg"))


def _run(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST_S)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SoundRefused(f"{command[0]}: {error}") from error
    if done.returncode:
        raise SoundRefused(f"{command[0]}: {done.stderr[-400:]}")
    return done.stderr


def _samples(path: Path) -> tuple[array.array[int], int]:
    with wave.open(str(path), "rb") as source:
        return array.array("h", source.readframes(source.getnframes())), source.getframerate()


def _write(path: Path, samples: array.array[int], rate: int) -> None:
    with wave.open(str(path), "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(rate)
        target.writeframes(samples.tobytes())


def _voice(text: str, scratch: Path) -> tuple[array.array[int], int]:
    """One sentence, with the silence around it cut to a small known lead and tail."""
    raw = scratch / "say.wav"
    _run("espeak-ng", "-v", "vi", "-s", "138", "-p", "42", "-g", "3", "-w", str(raw), "--", spoken(text))
    samples, rate = _samples(raw)
    loud = [at for at in range(0, len(samples), 32) if abs(samples[at]) > QUIET]
    if not loud:
        raise SoundRefused(f"nothing is heard: {text}")
    lead, tail = rate * LEAD_MS // 1000, rate * TAIL_MS // 1000
    cut = samples[max(0, loud[0] - lead) : loud[-1] + 32]
    return cut + array.array("h", bytes(2 * tail)), rate


@cache
def _note(hertz: float, ms: int) -> array.array[int]:
    count = RATE * ms // 1000
    made = array.array("h")
    for at in range(count):
        t = at / RATE
        fade = math.exp(-5.0 * t) * min(1.0, t / 0.008) * min(1.0, (count - at) / (RATE * 0.02))
        wave_ = math.sin(2 * math.pi * hertz * t) + 0.25 * math.sin(4 * math.pi * hertz * t)
        made.append(int(11000 * fade * wave_))
    return made


def _chimes(text: str, ms: int) -> tuple[array.array[int], int]:
    """Gentle notes about as long as the sentence; which ones follows from the text, so a rebuild is the same."""
    notes = (392.0, 440.0, 523.25, 587.33, 659.25)
    seed = hashlib.sha256(text.encode()).digest()
    made = array.array("h", bytes(2 * (RATE * LEAD_MS // 1000)))
    for number in range(max(1, round(ms / 560))):
        made += _note(notes[seed[number % 32] % len(notes)], 560)
    return made, RATE


def measure(path: Path) -> tuple[float, float]:
    """Integrated loudness (LUFS) and true peak (dBTP) of a file as decoded."""
    log = _run("ffmpeg", "-hide_banner", "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-")
    summary = log[log.rindex("Summary:") :]
    loudness = re.search(r"I:\s+(-?[\d.]+|-inf) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+|-inf) dBFS", summary)
    if loudness is None or peak is None:
        raise SoundRefused(f"{path.name}: loudness not measured")
    return float(loudness[1]), float(peak[1])


_short_gain: dict[str, float] = {}


def _gain_of_short(voice: str, scratch: Path) -> float:
    if voice not in _short_gain:
        samples, rate = _voice(REFERENCE, scratch) if voice == "vi" else _chimes(REFERENCE, 6000)
        reference = scratch / "reference.wav"
        _write(reference, samples, rate)
        _short_gain[voice] = TARGET_LUFS - measure(reference)[0]
    return _short_gain[voice]


def make(voice: str, sentences: list[str], target: Path, scratch: Path) -> tuple[Made, list[tuple[int, int, str]]]:
    """Speak the sentences into `target` (.ogg, or .wav for a video); voice is `vi`, or anything else for chimes.

    Returns what was measured and when each sentence sounds (ms). Raises SoundRefused for a silent or clipped result.
    """
    rate = 22050
    whole: array.array[int] = array.array("h")
    times: list[tuple[int, int, str]] = []
    for number, sentence in enumerate(sentences):
        said, rate = _voice(sentence, scratch)
        if voice != "vi":
            said, rate = _chimes(sentence, len(said) * 1000 // rate)
        if number:
            whole += array.array("h", bytes(2 * (rate * GAP_MS // 1000)))
        start = len(whole) * 1000 // rate
        whole += said
        times.append((start, len(whole) * 1000 // rate, sentence))
    source = scratch / "whole.wav"
    _write(source, whole, rate)
    ms = len(whole) * 1000 // rate
    gain = _gain_of_short(voice, scratch) if ms < SHORT_MS else TARGET_LUFS - measure(source)[0]
    target.parent.mkdir(parents=True, exist_ok=True)
    codec = ["-c:a", "pcm_s16le"]
    if target.suffix == ".ogg":
        codec = ["-c:a", "libopus", "-b:a", BITRATE, "-application", "audio", "-map_metadata", "-1"]
    for _attempt in range(3):
        chain = f"volume={gain:.2f}dB,alimiter=limit=0.7:level=disabled"
        plain = ["-ac", "1", "-ar", str(RATE), "-fflags", "+bitexact", "-flags:a", "+bitexact"]
        _run("ffmpeg", "-y", "-loglevel", "error", "-i", str(source), "-af", chain, *plain, *codec, str(target))
        lufs, peak = measure(target)
        if ms < SHORT_MS or abs(lufs - TARGET_LUFS) <= 0.5:
            break
        gain += TARGET_LUFS - lufs  # the codec and the limiter moved it: once more from what was heard
    allowed = 8.0 if ms < SHORT_MS else 1.0
    # Loudness needs 400 ms of sound to mean anything; of a single syllable only the peak can be judged.
    judged = peak > -20.0 if ms < SYLLABLE_MS else abs(lufs - TARGET_LUFS) <= allowed
    if not judged or peak > -0.5:
        raise SoundRefused(f"{target.name}: {lufs} LUFS, peak {peak} dBTP: {' '.join(sentences)}")
    return Made(ms, target.stat().st_size, lufs, peak), times
