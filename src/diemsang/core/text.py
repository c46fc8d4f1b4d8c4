"""Vietnamese text: one storage form (NFC), a search key without marks, Telex slips, and dictionary order."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile(r"[\u0000-\u0008\u000e-\u001b\u007f\u00ad\u200b-\u200d\u2060\ufeff]")
_SPACE = re.compile(r"\s+")
_TONES = {"\u0300": 2, "\u0309": 3, "\u0303": 4, "\u0301": 5, "\u0323": 6}  # huyền, hỏi, ngã, sắc, nặng
_ORDER = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_CODES = {" ": "01"} | {char: f"{10 + int(char)}" for char in "0123456789"}
_CODES |= {letter: f"{20 + index}" for index, letter in enumerate(_ORDER)}
_SORT_LENGTH = 250
_VOWELS = "aeiouyăâêôơư"
_TELEX_LETTERS = (("aa", "â"), ("ee", "ê"), ("oo", "ô"), ("aw", "ă"), ("ow", "ơ"), ("uw", "ư"), ("dd", "đ"))
_TELEX_TONES = {"f": "\u0300", "s": "\u0301", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_TELEX_WORD = re.compile(rf"^([^\W{_VOWELS}]*[{_VOWELS}][^\Wsfrxj]*)([sfrxj])([^\Wsfrxj]*)$")
_OPEN_UO = re.compile(r"uơ(?=[sfrxj]?[^\Wsfrxj])")


def nfc(text: str) -> str:
    """Text as it is stored: composed (NFC), ordinary single spaces, none at the ends, nothing invisible.

    The Icelandic ``Ð``, which old code pages put in place of the look-alike ``Đ``, becomes the Vietnamese letter.
    """
    seen = _INVISIBLE.sub("", text).replace("\u00d0", "Đ").replace("\u00f0", "đ")
    return _SPACE.sub(" ", unicodedata.normalize("NFC", seen)).strip()


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
    """What a slip of the keyboard meant: ``Hoaf`` → ``hòa``, ``ddieemr`` → ``điểm``; other words unchanged."""
    return " ".join(_telex_word(word) for word in nfc(text).lower().split(" "))


def _telex_word(word: str) -> str:
    for typed, letter in _TELEX_LETTERS:
        word = word.replace(typed, letter)
    word = _OPEN_UO.sub("ươ", word)
    found = _TELEX_WORD.match(word)
    if not found:
        return word
    head, key, tail = found.groups()
    stem = head + tail
    vowels = [index for index, char in enumerate(stem) if char in _VOWELS]
    shaped = [index for index in vowels if stem[index] in "ăâêôơư"]
    at = shaped[-1] if shaped else vowels[0]
    return unicodedata.normalize("NFC", stem[: at + 1] + _TELEX_TONES[key] + stem[at + 1 :])


def sort_key(text: str) -> str:
    """A string of ASCII digits that sorts in Vietnamese dictionary order under any collation (tone decides last).

    Two digits for each letter, then one for each tone; cut at 250 characters, more than any name needs. Signs come
    before digits and letters, letters of other scripts last.
    """
    letters, tones = _split_tones(nfc(text).lower())
    codes = [_CODES.get(letter) or f"{'02' if letter < '~' else '60'}{ord(letter[0]):07d}" for letter in letters]
    return ("".join(codes) + "00" + "".join(str(tone or 1) for tone in tones))[:_SORT_LENGTH]


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
