"""Text typed with TCVN3 (ABC) fonts such as .VnTime: Vietnamese letters kept under Western code points.

``X· N¨ng Kh¶`` is *Xã Năng Khả*. A cell is taken for TCVN3 when it has signs that Vietnamese never has, and every
word becomes a Vietnamese syllable once converted. A person always confirms the result (``Book.converted``).
Table: TCVN 5712:1993, VN3 (the code page of the ABC keyboard).
"""

from __future__ import annotations

import re
import unicodedata

_UPPER = "ĂÂÊÔƠƯĐ"
_TABLE = dict(zip(range(0xA1, 0xA8), _UPPER, strict=True))
_TABLE |= dict(zip(range(0xA8, 0xAF), _UPPER.lower(), strict=True))
_LETTERS = "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
_BYTES = bytes.fromhex(
    "B5B6B7B8B9BBBCBDBEC6C7C8C9CACBCCCECFD0D1D2D3D4D5D6D7D8DCDDDEDFE1E2E3E4E5E6E7E8E9EAEBECEDEEEFF1F2F3F4F5F6F7F8F9"
    "FAFBFCFDFE"
)
_TABLE |= dict(zip(_BYTES, _LETTERS, strict=True))
_PROPER = set("ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý")
_TELLTALE = {chr(code) for code in _TABLE} - _PROPER
_ALL = {chr(code) for code in _TABLE}
_WORD = re.compile(r"[^\W\d_]+")
_FIRST = "b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|q|qu|r|s|t|th|tr|v|x|f|j|w|z|y"
_SYLLABLE = re.compile(rf"^(?:{_FIRST})?[aăâeêioôơuưy]{{1,3}}(?:c|ch|m|n|ng|nh|p|t)?$")


def _bare(word: str) -> str:
    """Without tone, letters' own marks kept."""
    pieces = unicodedata.normalize("NFD", word.lower())
    return unicodedata.normalize(
        "NFC", "".join(char for char in pieces if char not in "\u0300\u0301\u0303\u0309\u0323")
    )


def _tones(word: str) -> int:
    return sum(char in "\u0300\u0301\u0303\u0309\u0323" for char in unicodedata.normalize("NFD", word))


def decode(text: str) -> str:
    """The text as its font showed it."""
    return text.translate(_TABLE)


def certain(text: str) -> bool:
    """Whether this text alone shows that it is TCVN3."""
    return any(char in _TELLTALE for char in text) and possible(text)


def possible(text: str) -> bool:
    """Whether it can be TCVN3: all marked letters are in the table and every changed word becomes a syllable."""
    strange = {char for char in text if ord(char) > 0x7F and char not in "\u00a0–—“”‘’…«»°"}
    if not strange or not strange <= _ALL:
        return False
    changed = [word for word in _WORD.findall(decode(text)) if not word.isascii()]
    return bool(changed) and all(_SYLLABLE.match(_bare(word)) and _tones(word) <= 1 for word in changed)


def modern(text: str) -> bool:
    """Whether the text surely is Unicode: it has a letter that only Unicode's Vietnamese block or ư, ơ, đ hold."""
    return any(
        "\u0100" <= char <= "\u01b0" or "\u1ea0" <= char <= "\u1ef9" or "\u0300" <= char <= "\u0323" for char in text
    )


def syllables(text: str) -> int:
    """How many marked words of a Unicode text are Vietnamese syllables."""
    words = [word for word in _WORD.findall(unicodedata.normalize("NFC", text)) if not word.isascii()]
    return sum(bool(_SYLLABLE.match(_bare(word))) and _tones(word) <= 1 for word in words)
