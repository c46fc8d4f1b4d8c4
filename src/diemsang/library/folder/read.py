"""The whole folder as data: languages, products, tracks, media. Every problem is collected, none stops the reading."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from diemsang.core.tabular import Problems, read_toml
from diemsang.library.folder.media import Media, MediaFiles
from diemsang.library.folder.table import Table
from diemsang.library.folder.tracks import KNOWN, Track, read_track
from diemsang.library.models import ProductKind, Topic
from diemsang.library.tree import made

PROMPTS_CODE = "ui_prompts"
CODE = r"[a-z][a-z0-9_]{1,63}"
TAG = r"[a-z]{1,8}(-[A-Za-z0-9]{1,8})*"
VARIETY_KEYS = (
    "tag",
    "name",
    "own_name",
    "note",
    "has_text",
    "scripts",
    "dialect_of",
    "fallback",
    "illustration",
    "machine_voice",
    "greeting",
    "picture",
)
PRODUCT_KEYS = (
    "code",
    "kind",
    "topic",
    "urgent",
    "owner",
    "edition",
    "valid_from",
    "valid_until",
    "made_by",
    "source",
    "rights",
    "decision",
    "picture",
    "audience",
)
AUDIENCE_KEYS = ("areas", "points", "varieties")


@dataclass(frozen=True, slots=True)
class VarietyFile:
    """A language as the folder says it; ``document`` is the protocol's."""

    tag: str
    facts: dict[str, Any]
    greeting: Media | None
    picture: Media | None
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ProductFile:
    """A product's edition as the folder says it."""

    code: str
    number: int
    kind: str
    topic: str
    urgent: bool
    owner: str
    valid_from: dt.date
    valid_until: dt.date | None
    made_by: str
    source: str
    rights: str
    decision: str
    picture: Media | None
    areas: list[str]
    points: list[str]
    varieties: list[str]
    tracks: dict[str, Track]

    @property
    def where(self) -> str:
        """Its file, as people call it."""
        return f"{self.code}/product.toml"

    @property
    def content_hash(self) -> str:
        """The same for the same content, whatever the folder's layout."""
        return made(
            {
                name: value.isoformat() if isinstance(value, dt.date) else value
                for name in self.__slots__
                for value in [getattr(self, name)]
            }
        ).hash


@dataclass(slots=True)
class Folder:
    """What was read; ``files``: paths by hash."""

    varieties: list[VarietyFile] = field(default_factory=list)
    products: list[ProductFile] = field(default_factory=list)
    files: dict[str, Path] = field(default_factory=dict)


def read_folder(path: Path, known_tags: set[str], problems: Problems) -> Folder:
    """Read all below ``path``; ``known_tags``: languages that the hub has already. Trust it only without problems."""
    files = MediaFiles(path)
    found = Folder(varieties=_varieties(path, problems, files, known_tags))
    tags = known_tags | {variety.tag for variety in found.varieties}
    for file in sorted(path.glob("*/product.toml")):
        product = _product(file, tags, problems, files)
        if product is not None:
            found.products.append(product)
    if not found.varieties and not found.products and not len(problems):
        problems.add(path.name, _("không có varieties.toml và không có sản phẩm nào."), _("Kiểm tra lại đường dẫn."))
    found.files = files.paths
    return found


def _varieties(path: Path, problems: Problems, files: MediaFiles, known: set[str]) -> list[VarietyFile]:
    file = path / "varieties.toml"
    content = (_toml(file, "varieties.toml", problems) or {}) if file.is_file() else {}
    top = Table("varieties.toml", content, problems, files, path, ("varieties",))
    rows = top.tables("varieties", VARIETY_KEYS)
    tags = [str(row.values.get("tag", "")) for row in rows]
    found = []
    for row in rows:
        tag = row.text("tag", limit=40, pattern=TAG, example="vi")
        if tags.count(tag) > 1:
            row.bad("tag", _("thứ tiếng «{tag}» có hai lần.").format(tag=tag), _("Bỏ một mục."))
        facts: dict[str, Any] = {
            "name": row.text("name", limit=120),
            "own_name": row.text("own_name", limit=120, required=False),
            "note": row.text("note", limit=300, required=False),
            "has_text": row.flag("has_text", True),
            "scripts": row.text("scripts", limit=300, required=False),
            "dialect_of": row.text("dialect_of", limit=40, required=False),
            "fallback": row.text("fallback", limit=40, required=False),
            "illustration": row.flag("illustration"),
            "machine_voice": row.flag("machine_voice"),
        }
        facts["own_name"] = facts["own_name"] or facts["name"]
        for name in ("dialect_of", "fallback"):
            if facts[name] and (facts[name] == tag or facts[name] not in {*tags, *known}):
                row.bad(name, _("không có thứ tiếng «{tag}».").format(tag=facts[name]), _("Ghi một tag đã khai."))
        greeting, picture = row.media("greeting", "audio"), row.media("picture", "image")
        document = {name: facts[name] for name in ("name", "own_name", "note", "illustration", "machine_voice")}
        document |= {"tag": tag, "fallback": facts["fallback"] or None, "greeting": greeting, "picture": picture}
        found.append(VarietyFile(tag, facts, greeting, picture, document))
    return found


def _product(file: Path, tags: set[str], problems: Problems, files: MediaFiles) -> ProductFile | None:
    where = f"{file.parent.name}/{file.name}"
    content = _toml(file, where, problems)
    if content is None:
        return None
    table = Table(where, content, problems, files, file.parent, PRODUCT_KEYS)
    code = table.text("code", pattern=CODE, example="phong_ret")
    if code and code != file.parent.name:
        table.bad("code", _("khác tên thư mục «{name}».").format(name=file.parent.name), _("Đặt cho giống nhau."))
    kind = table.choice("kind", ProductKind.values)
    topic = table.choice("topic", [value for value in Topic.values if value], required=kind != ProductKind.PROMPTS)
    if (kind == ProductKind.PROMPTS) != (code == PROMPTS_CODE) and kind and code:
        table.bad("kind", _("dạng prompts và mã ui_prompts đi với nhau."), _("Sửa kind hoặc code."))
    starts, ends = table.date("valid_from"), table.date("valid_until", required=False)
    if starts and ends and ends <= starts:
        table.bad("valid_until", _("không sau valid_from."), _("Ghi ngày đầu tiên không còn chiếu."))
    audience = table.table("audience", AUDIENCE_KEYS)
    meant = {name: audience.texts(name) if audience else [] for name in AUDIENCE_KEYS}
    for tag in meant["varieties"]:
        if tag not in tags:
            table.bad("audience, varieties", _("không có thứ tiếng «{tag}».").format(tag=tag), "")
    product = ProductFile(
        code=code,
        number=table.number("edition", minimum=1) if "edition" in content else 1,  # type: ignore[arg-type]
        kind=kind,
        topic=topic,
        urgent=table.flag("urgent"),
        owner=table.text("owner", limit=300, required=False),
        valid_from=starts or dt.date.min,
        valid_until=ends,
        made_by=table.text("made_by", limit=300),
        source=table.text("source", limit=2000),
        rights=table.text("rights", limit=2000),
        decision=table.text("decision", limit=300, required=False),
        picture=table.media("picture", "image"),
        tracks=_tracks(file.parent, kind, tags, problems, files),
        **meant,
    )
    if not product.tracks:
        table.bad("", _("không có tệp lời nào."), _("Thêm ít nhất vi.toml cạnh product.toml."))
    return product


def _tracks(folder: Path, kind: str, tags: set[str], problems: Problems, files: MediaFiles) -> dict[str, Track]:
    tracks = {}
    for file in sorted(folder.glob("*.toml")):
        if file.name == "product.toml":
            continue
        where = f"{folder.name}/{file.name}"
        if file.stem not in tags or not re.fullmatch(TAG, file.stem):
            problems.add(where, _("không có thứ tiếng «{tag}».").format(tag=file.stem), _("Khai trong varieties.toml."))
            continue
        content = _toml(file, where, problems)
        if content is not None:
            tracks[file.stem] = read_track(Table(where, content, problems, files, folder, KNOWN), kind)
    return tracks


def _toml(file: Path, where: str, problems: Problems) -> dict[str, Any] | None:
    """The same as ``read_toml``, with the folder in the place that a problem names."""
    own = Problems()
    content = read_toml(file, own)
    for problem in own.found:
        problems.add(where, problem.message, problem.advice)
    return content
