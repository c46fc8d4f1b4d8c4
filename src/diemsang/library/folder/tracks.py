"""One track of a product: what its kind needs, as the protocol's *track*."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from diemsang.core.tabular import read_text
from diemsang.core.text import nfc
from diemsang.library.folder.table import Table
from diemsang.library.models import ProductKind

KNOWN = (
    "title",
    "spoken",
    "illustration",
    "machine_voice",
    "repeat_min",
    "video",
    "audio",
    "captions",
    "parts",
    "qr",
    "questions",
)
_ALLOWED: dict[str, set[str]] = {
    ProductKind.VIDEO: {"video", "captions"},
    ProductKind.AUDIO: {"audio", "captions"},
    ProductKind.ARTICLE: {"parts"},
    ProductKind.STORY: {"parts"},
    ProductKind.GUIDE: {"parts", "qr"},
    ProductKind.QUIZ: {"questions"},
    ProductKind.ALERT: {"parts", "repeat_min"},
    ProductKind.PROMPTS: {"parts"},
}
_OPTIONAL = {"repeat_min"}
_TIME = re.compile(r"(?:(\d+):)?(\d\d):(\d\d)\.(\d{3})")
LONG = 2000
Track = dict[str, Any]


def read_track(table: Table, kind: str) -> Track:
    """The track as the record will hold it; absent fields are left out. Problems go to the table."""
    track: Track = {
        "title": table.text("title", limit=200),
        "illustration": table.flag("illustration"),
        "machine_voice": table.flag("machine_voice"),
    }
    if spoken := table.media("spoken", "audio"):
        track["spoken"] = spoken
    allowed = _ALLOWED.get(kind, set())
    for name in ("repeat_min", "video", "audio", "captions", "parts", "qr", "questions"):
        said = table.values.get(name) not in (None, "", [])
        if said and name not in allowed:
            table.bad(name, _("dạng «{kind}» không có mục này.").format(kind=kind), _("Bỏ mục này."))
        elif not said and name in allowed - _OPTIONAL:
            table.bad(name, _("dạng «{kind}» cần mục này.").format(kind=kind), _("Xem tệp mô tả dạng thư mục."))
        elif said:
            track |= _READERS[name](table, kind)
    return track


def _number(table: Table, _kind: str) -> Track:
    return {"repeat_min": table.number("repeat_min", minimum=1)}


def _video(table: Table, _kind: str) -> Track:
    return {"video": table.media("video", "video", required=True)}


def _audio(table: Table, _kind: str) -> Track:
    return {"audio": table.media("audio", "audio", required=True)}


def _captions(table: Table, _kind: str) -> Track:
    value = table.values["captions"]
    if isinstance(value, str):
        path = (table.folder / value).resolve()
        if not path.is_relative_to(table.files.root):
            table.bad("captions", _("tệp nằm ngoài thư mục được nạp."))
            return {}
        text = read_text(path, table.problems)
        value = _from_vtt(text) if text is not None else []
        if text is not None and not value:
            table.bad("captions", _("không đọc được câu nào."), _("Dùng WebVTT: 00:01.000 --> 00:04.000."))
    lines = [line for line in value if _is_line(line)] if isinstance(value, list) else []
    if not isinstance(value, list) or len(lines) < len(value):
        table.bad("captions", _("mỗi câu phải là [từ, đến, chữ]."), _('Ví dụ: [0, 2100, "Câu một."] (mili giây).'))
    if any(later[0] < earlier[0] for earlier, later in pairwise(lines)):
        table.bad("captions", _("các câu không theo thứ tự thời gian."), _("Xếp lại theo lúc bắt đầu."))
    return {"captions": [[line[0], line[1], nfc(line[2])] for line in lines]}


def _is_line(line: Any) -> bool:
    return (
        isinstance(line, list)
        and len(line) == 3
        and all(isinstance(one, int) and not isinstance(one, bool) for one in line[:2])
        and isinstance(line[2], str)
        and 0 <= line[0] < line[1]
    )


def _from_vtt(text: str) -> list[list[Any]]:
    """Cues of a WebVTT file; settings, notes and tags are left out."""
    lines: list[list[Any]] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        rows = block.strip().split("\n")
        at = next((place for place, row in enumerate(rows) if "-->" in row), None)
        times = _TIME.findall(rows[at]) if at is not None else []
        if at is None or len(times) != 2:
            continue
        words = nfc(re.sub(r"<[^>]*>", "", " ".join(rows[at + 1 :])))
        lines.append([_ms(times[0]), _ms(times[1]), words])
    return lines


def _ms(found: tuple[str, str, str, str]) -> int:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in found)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def _parts(table: Table, kind: str) -> Track:
    prompts = kind == ProductKind.PROMPTS
    parts, keys = [], set()
    for row in table.tables("parts", ("key", "text", "audio", "picture") if prompts else ("text", "audio", "picture")):
        part: Track = {"text": row.text("text", limit=LONG), "audio": row.media("audio", "audio", required=True)}
        part["picture"] = row.media("picture", "image", required=kind == ProductKind.STORY)
        if prompts:
            part["key"] = row.text("key", pattern=r"[a-z0-9_.\-]{1,80}", example="home")
            if part["key"] in keys:
                row.bad("key", _("khóa «{key}» có hai lần.").format(key=part["key"]), _("Bỏ một phần."))
            keys.add(part["key"])
        parts.append(part)
    return {"parts": parts}


def _qr(table: Table, _kind: str) -> Track:
    row = table.table("qr", ("url", "label"))
    if row is None:
        return {}
    url = row.text("url", limit=500, pattern=r"https://[!-~]+", example="https://dichvucong.gov.vn")
    return {"qr": {"url": url, "label": row.text("label", limit=200)}}


def _questions(table: Table, _kind: str) -> Track:
    found = []
    for row in table.tables("questions", ("text", "spoken", "picture", "answers", "why")):
        answers = [
            {
                "text": one.text("text", limit=300),
                "spoken": one.media("spoken", "audio", required=True),
                "right": one.flag("right"),
            }
            for one in row.tables("answers", ("text", "spoken", "right"))
        ]
        if not 2 <= len(answers) <= 4 or sum(bool(one["right"]) for one in answers) != 1:
            row.bad("answers", _("cần hai đến bốn câu trả lời, đúng một câu right = true."))
        question: Track = {
            "text": row.text("text", limit=LONG),
            "spoken": row.media("spoken", "audio", required=True),
            "picture": row.media("picture", "image"),
            "answers": answers,
        }
        why = row.table("why", ("text", "spoken"))
        if why is None:
            row.bad("why", _("thiếu lời giải thích."), _("Thêm [questions.why] với text."))
        else:
            question["why"] = {"text": why.text("text", limit=LONG), "spoken": why.media("spoken", "audio")}
        found.append(question)
    return {"questions": found}


_READERS = {
    "repeat_min": _number,
    "video": _video,
    "audio": _audio,
    "captions": _captions,
    "parts": _parts,
    "qr": _qr,
    "questions": _questions,
}
