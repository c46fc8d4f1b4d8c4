"""What a template is filled with: the words of a minute, with open lines where something is unknown."""

from __future__ import annotations

import re
from typing import Any, TypedDict

from django.utils.translation import override

from diemsang.core.text import nfc
from diemsang.documents.models import Minute, MinuteKind

OPEN = "…………………………"
"""An open line: somebody writes here by hand. Unknown is never made up."""
SHORT = "………"
HEADINGS = {MinuteKind.DN_TL: "GIẤY ĐỀ NGHỊ", MinuteKind.DS_DD: "DANH SÁCH ĐIỂM DANH"}
SYMBOLS = {MinuteKind.DN_TL: f"{SHORT}/{SHORT}", MinuteKind.DS_DD: f"{SHORT}/{SHORT}"}
ONE_SIDED = {MinuteKind.DN_TL, MinuteKind.DS_DD}
"""Papers that no two parties agree on: they close without the sentence about copies."""
HINT = "(Ký, ghi rõ họ tên)"
CLOSING = (
    f"Biên bản được lập thành {SHORT} bản có nội dung và giá trị như nhau, mỗi bên giữ {SHORT} bản; "
    "các bên đã đọc lại, thống nhất và cùng ký tên dưới đây."
)
ROMAN = ("I", "II", "III", "IV")
IN_A_ROW = 3
_LEADING = re.compile(r"^(biên bản|giấy đề nghị|đề nghị|danh sách điểm danh)\s+", re.IGNORECASE)


class Words(TypedDict):
    """The fields a template may use; nothing else is known to it, apart from ``qr``."""

    heading: str
    subject: str
    kind: str
    code: str
    number: str
    date: str
    on: str
    office_parent: str
    office: str
    place: str
    parties: list[dict[str, Any]]
    bases: list[str]
    facts: list[dict[str, str]]
    columns: list[str]
    lines: list[list[str]]
    conclusion: list[str]
    closing: str
    signers: list[dict[str, str]]
    signer_rows: list[list[dict[str, str]]]
    roman: dict[str, str]


def clean(data: Any) -> Any:
    """The same structure with every text as it is stored (NFC, one line)."""
    if isinstance(data, dict):
        return {str(key): clean(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [clean(value) for value in data]
    return nfc(data) if isinstance(data, str) else data


def words_of(minute: Minute) -> Words:
    """Everything that the template prints, from the minute's frozen data. The paper speaks Vietnamese."""
    data = minute.data
    columns = [_text(column) for column in data.get("columns", ())]
    lines = [[_text(cell, "") for cell in line][: len(columns)] for line in data.get("lines", ())]
    parties = [_party(party) for party in data.get("parties", ())]
    facts = [{"label": _text(label), "value": _text(value)} for label, value in data.get("facts", ())]
    facts.insert(0, {"label": "Ngày thực hiện", "value": f"{minute.on:%d/%m/%Y}"})
    conclusion = [_text(text) for text in data.get("conclusion", ())]
    signers = [{"title": _text(signer.get("title")).upper(), "hint": HINT} for signer in data.get("signers", ())]
    shown = [name for name, part in (("parties", parties), ("content", True), ("conclusion", conclusion)) if part]
    with override("vi"):
        kind = str(minute.get_kind_display())
    return {
        "heading": HEADINGS.get(MinuteKind(minute.kind), "BIÊN BẢN"),
        "subject": _subject(minute.title),
        "kind": kind,
        "code": minute.code,
        "number": SYMBOLS.get(MinuteKind(minute.kind), f"{SHORT}/BB-{SHORT}"),
        "date": "ngày …… tháng …… năm …………",
        "on": f"{minute.on:%d/%m/%Y}",
        "office_parent": _text(data.get("office_parent"), "").upper(),
        "office": _text(data.get("office")).upper(),
        "place": _text(data.get("place"), SHORT),
        "parties": parties,
        "bases": [_text(text) for text in data.get("bases", ())],
        "facts": facts,
        "columns": columns,
        "lines": [line + [""] * (len(columns) - len(line)) for line in lines] if columns else [],
        "conclusion": conclusion,
        "closing": "" if minute.kind in ONE_SIDED else CLOSING,
        "signers": signers,
        "signer_rows": _rows(signers),
        "roman": dict(zip(shown, ROMAN, strict=False)),
    }


def sample(kind: str) -> Words:
    """Words in which every field is filled, to try an office's template with."""
    person = {"name": "Nguyễn Thị A", "post": "Chuyên viên"}
    party = {"role": "Bên giao", "office": "Ủy ban nhân dân xã", "people": [person]}
    signer = {"title": "ĐẠI DIỆN BÊN GIAO", "hint": HINT}
    return {
        "heading": "BIÊN BẢN",
        "subject": "Mẫu thử",
        "kind": kind,
        "code": "0000-0000",
        "number": SHORT,
        "date": "ngày …… tháng …… năm …………",
        "on": "01/01/2024",
        "office_parent": "ỦY BAN NHÂN DÂN TỈNH",
        "office": "SỞ",
        "place": SHORT,
        "parties": [party],
        "bases": ["Căn cứ;"],
        "facts": [{"label": "Địa điểm", "value": OPEN}],
        "columns": ["STT", "Tên"],
        "lines": [["1", "Máy"]],
        "conclusion": ["Đạt."],
        "closing": CLOSING,
        "signers": [signer],
        "signer_rows": [[signer]],
        "roman": dict(zip(("parties", "content", "conclusion"), ROMAN, strict=False)),
    }


def _subject(title: str) -> str:
    """The title without the words that the heading says already."""
    bare = _LEADING.sub("", title)
    return bare[:1].upper() + bare[1:]


def _rows(signers: list[dict[str, str]]) -> list[list[dict[str, str]]]:
    """Rows of nearly the same number of signers, at most three."""
    rows = -(-len(signers) // IN_A_ROW)
    each = -(-len(signers) // rows) if rows else 1
    return [signers[start : start + each] for start in range(0, len(signers), each)]


def _party(party: dict[str, Any]) -> dict[str, Any]:
    people = party.get("people") or [{}]
    return {
        "role": _text(party.get("role")),
        "office": _text(party.get("office")),
        "people": [{"name": _text(one.get("name")), "post": _text(one.get("post"))} for one in people],
    }


def _text(value: Any, unknown: str = OPEN) -> str:
    return nfc(str(value)) if value not in (None, "") else unknown
