"""Vietnamese text: one storage form (NFC), a search key without marks, Telex slips, and dictionary order."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"[\s\u00a0\u200b]+")
_TONES = {"\u0300": 2, "\u0309": 3, "\u0303": 4, "\u0301": 5, "\u0323": 6}  # huyền, hỏi, ngã, sắc, nặng
_ORDER = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: chr(ord("b") + index) for index, letter in enumerate(_ORDER)}
_TELEX_VOWEL = (("aa", "â"), ("ee", "ê"), ("oo", "ô"), ("aw", "ă"), ("ow", "ơ"), ("uw", "ư"), ("dd", "đ"))
_TELEX_TONE = re.compile(r"^([a-zđăâêôơư]*[aeiouyăâêôơư][a-zđăâêôơư]*?)[sfrxj]$")


def nfc(text: str) -> str:
    """Text as it is stored: composed (NFC), ordinary spaces, none at the ends."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def search_key(text: str) -> str:
    """Lower case without any mark: ``Hoà``, ``Hòa`` and ``hoa`` share one key, ``Đ`` becomes ``d``."""
    bare = unicodedata.normalize("NFD", nfc(text).lower().replace("đ", "d"))
    return "".join(char for char in bare if not unicodedata.combining(char))


def marked_key(text: str) -> str:
    """Lower case with marks, blind only to where the tone mark stands (``hoà`` = ``hòa``)."""
    words = []
    for word in nfc(text).lower().split(" "):
        letters, tones = _split_tones(word)
        words.append("".join(letters) + "".join(str(tone) for tone in sorted(tones) if tone))
    return " ".join(words)


def telex(text: str) -> str:
    """What a slip of the keyboard meant: ``Hoaf`` → ``hoà``, ``ddieemr`` → ``điểm``; other words unchanged."""
    tone_of = {"f": "\u0300", "s": "\u0301", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
    words = []
    for word in nfc(text).lower().split(" "):
        plain = word
        for typed, letter in _TELEX_VOWEL:
            plain = plain.replace(typed, letter)
        if _TELEX_TONE.match(plain):
            tone, stem = tone_of[plain[-1]], plain[:-1]
            vowels = [index for index, char in enumerate(stem) if char in "aeiouyăâêôơư"]
            marked = [index for index in vowels if stem[index] in "ăâêôơư"]
            at = (marked or vowels)[-1 if marked else 0]
            plain = unicodedata.normalize("NFC", stem[: at + 1] + tone + stem[at + 1 :])
        words.append(plain)
    return " ".join(words)


def sort_key(text: str) -> str:
    """A plain string that sorts in Vietnamese dictionary order on any database (tone decides last)."""
    first, second = [], []
    for char in nfc(text).lower():
        letters, tones = _split_tones(char)
        letter = letters[0] if letters else char
        first.append(_RANK.get(letter, "a" if letter == " " else letter))
        second.append(str(tones[0] if tones and tones[0] else 1))
    return "".join(first) + "|" + "".join(second)


def _split_tones(word: str) -> tuple[list[str], list[int]]:
    """Letters with their shape marks kept (ă â ê ô ơ ư đ), and the tone of each letter (0 = none)."""
    letters: list[str] = []
    tones: list[int] = []
    for char in word:
        pieces = unicodedata.normalize("NFD", char)
        tone = next((_TONES[piece] for piece in pieces if piece in _TONES), 0)
        kept = "".join(piece for piece in pieces if piece not in _TONES)
        letters.append(unicodedata.normalize("NFC", kept))
        tones.append(tone)
    return letters, tones
