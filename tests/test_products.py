"""The illustration products in `examples/thu-vien`: whole, heard, in every variety, in plain words."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "examples" / "thu-vien"
KINDS = {"video", "audio", "article", "story", "guide", "quiz", "alert", "prompts"}
TAGS = {"vi", "x-minh-hoa"}
# domain notes, words that do not belong on the residents' screen
AVOID = re.compile(
    r"đăng nhập|tài khoản|nền tảng|ứng dụng|hệ thống|truy cập|khai thác|đối tượng|dân tộc ít người", re.IGNORECASE
)
TEXTS = {"title", "text", "label", "why"}

PRODUCTS = sorted(path.parent for path in FOLDER.glob("*/product.toml"))


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _values(doc: object, key: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(doc, dict):
        for name, value in doc.items():
            yield from _values(value, name)
    elif isinstance(doc, list):
        for value in doc:
            yield from _values(value, key)
    else:
        yield key, doc


def _media(folder: Path, doc: object) -> Iterator[Path]:
    for _key, value in _values(doc):
        if isinstance(value, str) and value.endswith((".ogg", ".webp", ".mp4", ".webm")):
            yield (folder / value).resolve()


def test_enough_products_of_every_kind_and_of_many_topics() -> None:
    docs = [_read(path / "product.toml") for path in PRODUCTS]
    assert len(docs) >= 13
    assert {doc["kind"] for doc in docs} == KINDS
    assert len({doc["topic"] for doc in docs} - {""}) >= 6
    assert all(doc["source"] and "minh họa" in doc["made_by"] for doc in docs)


def test_every_product_has_every_variety() -> None:
    for path in PRODUCTS:
        assert {track.stem for track in path.glob("*.toml")} - {"product"} == TAGS, path.name
        assert _read(path / "x-minh-hoa.toml")["illustration"] is True


def test_every_file_named_exists_and_is_not_silent_by_size() -> None:
    built = json.loads((FOLDER / "built.json").read_text(encoding="utf-8"))
    docs = [(path.parent, _read(path)) for path in [FOLDER / "varieties.toml", *FOLDER.glob("*/*.toml")]]
    named = {media for folder, doc in docs for media in _media(folder, doc)}
    assert named
    for media in named:
        made = built[media.relative_to(FOLDER).as_posix()]
        assert media.stat().st_size == made["size"] > 400, media
        if media.suffix == ".ogg":
            # Opus at about 18 kb/s is more than 0.8 bytes a millisecond unless nothing is heard
            assert made["size"] > 0.8 * made["ms"] and made["peak"] <= -0.5, media
            # of a single syllable only the peak can be judged: loudness needs 400 ms of sound
            assert made["peak"] > -20 if made["ms"] < 900 else made["lufs"] > -30, media
            assert made["ms"] < 3000 or abs(made["lufs"] + 20) <= 1, media


def test_nothing_is_text_only() -> None:
    for path in PRODUCTS:
        for tag in TAGS:
            track = _read(path / f"{tag}.toml")
            assert track["spoken"]
            assert all(part["audio"] for part in track.get("parts", []))
            for question in track.get("questions", []):
                assert question["spoken"] and question["why"]["spoken"]
                assert all(answer["spoken"] for answer in question["answers"])
                assert sum(answer["right"] for answer in question["answers"]) == 1
            assert any(kind in track for kind in ("parts", "questions", "audio", "video"))


def test_no_word_to_avoid_and_placeholder_is_marked() -> None:
    for path in PRODUCTS:
        for tag in TAGS:
            for key, value in _values(_read(path / f"{tag}.toml")):
                if key in TEXTS and isinstance(value, str):
                    assert not AVOID.search(value), (path.name, value)
                    assert key == "label" or (value.startswith("(minh họa) ") == (tag == "x-minh-hoa"))


def test_the_whole_folder_stays_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) <= 9_000_000
