"""Builds `examples/thu-vien` from `tools/products/sources/*.toml` and `clients/screen/prompts.csv`.

    .venv/bin/python -m tools.products.build            only what changed
    .venv/bin/python -m tools.products.build --all      everything anew

Needs espeak-ng, ffmpeg and a Chromium (for the drawings); none of them is needed to run the hub. What was built from
what, and what was measured, stands in `examples/thu-vien/built.json`.
"""

import csv
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import tomli_w

from diemsang.library import voice as sound
from tools.products import pictures

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "examples" / "thu-vien"
SOURCES = Path(__file__).parent / "sources"
PROMPTS = ROOT / "clients" / "screen" / "prompts.csv"
MADE_BY = "Nhóm biên tập Điểm Sáng (minh họa)"
RIGHTS = "Lời, tranh và tiếng do nhóm tự làm; giọng máy espeak-ng; dùng tự do cùng phần mềm"
DECISION = "Minh họa, chưa được cơ quan nào duyệt"
VOICES = {"vi": "", "x-minh-hoa": "(minh họa) "}
FROM = date(2026, 1, 1)
VIDEO_SIZE = (854, 480)
FRAMES = 12
# Bump when the way of making changes, so that the cache does not keep what the old way made.
RECIPE = 1

Doc = dict[str, Any]


class Builder:
    """Makes files unless `built.json` says that the same was made from the same before."""

    def __init__(self, scratch: Path, *, anew: bool) -> None:
        """`scratch` is a folder for passing files; `anew` forgets what was built."""
        self.scratch = scratch
        self.log = OUT / "built.json"
        self.before: Doc = {} if anew or not self.log.exists() else json.loads(self.log.read_text())
        self.now: Doc = {}
        self.made = 0

    def _known(self, name: str, recipe: object) -> Doc | None:
        key = hashlib.sha256(json.dumps([RECIPE, recipe], ensure_ascii=False, default=str).encode()).hexdigest()[:20]
        known: Doc | None = self.before.get(name)
        if known and known["of"] == key and (OUT / name).exists():
            self.now[name] = known
            return known
        self.now[name] = {"of": key}
        self.made += 1
        return None

    def say(self, tag: str, sentences: list[str], name: str) -> Doc:
        """An Ogg Opus file at `name` (from OUT); the facts about it, with the times of the sentences."""
        known = self._known(name, [tag, [sound.spoken(text) for text in sentences]])
        if known is None:
            made, times = sound.make(tag, sentences, OUT / name, self.scratch)
            self.now[name] |= {**asdict(made), "times": [[a, b] for a, b, _text in times]}
        return dict(self.now[name])

    def film(self, tag: str, parts: list[Doc], name: str) -> Doc:
        """A film of still drawings that come slowly nearer, with the sentences; H.264 and AAC, or VP9 and Opus."""
        known = self._known(name, [tag, parts, VIDEO_SIZE, [pictures.key(part["picture"]) for part in parts]])
        if known is None:
            speech = self.scratch / "film.wav"
            made, times = sound.make(tag, [part["text"] for part in parts], speech, self.scratch)
            (OUT / name).parent.mkdir(parents=True, exist_ok=True)
            ends = [time[0] for time in times[1:]] + [made.ms]
            _encode(OUT / name, [part["picture"] for part in parts], ends, speech, self.scratch)
            lufs, peak = sound.measure(OUT / name)
            if abs(lufs - sound.TARGET_LUFS) > 1.5 or peak > -0.5:
                raise sound.SoundRefused(f"{name}: {lufs} LUFS, peak {peak}")
            size = (OUT / name).stat().st_size
            self.now[name] |= {"ms": _length(OUT / name), "size": size, "lufs": lufs, "peak": peak}
            self.now[name]["times"] = [[a, b] for a, b, _text in times]
        return dict(self.now[name])

    def finish(self) -> None:
        """Write the log and remove media that nothing names any more."""
        text = json.dumps(self.now, indent=0, sort_keys=True, ensure_ascii=False)
        self.log.write_text(text + "\n")
        keep = {str(OUT / name) for name in self.now}
        for path in OUT.rglob("*"):
            if path.suffix in {".ogg", ".webp", ".mp4", ".webm"} and str(path) not in keep:
                path.unlink()


def _encode(target: Path, scenes: list[str], ends: list[int], speech: Path, scratch: Path) -> None:
    width, height = VIDEO_SIZE
    inputs: list[str] = []
    filters: list[str] = []
    start = 0
    for number, (scene, end) in enumerate(zip(scenes, ends, strict=True)):
        frames = max(1, round(end * FRAMES / 1000) - round(start * FRAMES / 1000))
        start = end
        inputs += ["-i", str(pictures.png(scene, scratch))]
        zoom = f"zoompan=z='1+0.05*on/{frames}':x='(iw-iw/zoom)/2':y='(ih-ih/zoom)/2':d={frames}"
        filters.append(f"[{number}:v]scale=1920:1080,{zoom}:s={width}x{height}:fps={FRAMES},setsar=1[v{number}]")
    chain = ";".join(filters) + ";" + "".join(f"[v{n}]" for n in range(len(scenes)))
    chain += f"concat=n={len(scenes)}:v=1:a=0,format=yuv420p[v]"
    exact = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]
    how = ["-c:v", "libx264", "-profile:v", "main", "-level", "3.1", "-preset", "slow", "-crf", "27", "-g", "24"]
    how += ["-c:a", "aac", "-b:a", "56k", "-ar", "44100", "-movflags", "+faststart"]
    if target.suffix == ".webm":
        how = ["-c:v", "libvpx-vp9", "-crf", "40", "-b:v", "0", "-g", "36", "-cpu-used", "4", "-row-mt", "1"]
        how += ["-c:a", "libopus", "-b:a", "24k", "-ar", "48000"]
    command = ["ffmpeg", "-y", "-loglevel", "error", *inputs, "-i", str(speech), "-filter_complex", chain]
    command += ["-map", "[v]", "-map", f"{len(scenes)}:a", "-ac", "1", *how, *exact, str(target)]
    subprocess.run(command, check=True)


def _length(path: Path) -> int:
    command = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(path)]
    return round(float(subprocess.run(command, check=True, capture_output=True, text=True).stdout) * 1000)


def _picture(name: str) -> str:
    return f"../hinh/{name}.webp"


def _sound(made: Doc, name: str) -> Doc:
    return {"file": name, "ms": made["ms"]}


def _track(build: Builder, code: str, source: Doc, tag: str) -> Doc:
    mark, folder = VOICES[tag], "vi" if tag == "vi" else "mh"

    def say(text: str, name: str) -> Doc:
        return _sound(build.say(tag, sound.sentences_of(text), f"{code}/{folder}/{name}.ogg"), f"{folder}/{name}.ogg")

    track: Doc = {
        "title": mark + source["title"],
        "spoken": say(source["title"], "ten"),
        "illustration": tag != "vi",
        "machine_voice": True,
    }
    parts: list[Doc] = source.get("parts", [])
    if "repeat_min" in source:
        track["repeat_min"] = source["repeat_min"]
    if source["kind"] in {"audio", "video"}:
        if source["kind"] == "audio":
            name = f"{folder}/bai.ogg"
            made = build.say(tag, [part["text"] for part in parts], f"{code}/{name}")
            track["audio"] = _sound(made, name)
        else:
            name = f"{folder}/phim.{source['format']}"
            made = build.film(tag, parts, f"{code}/{name}")
            track["video"] = {**_sound(made, name), "w": VIDEO_SIZE[0], "h": VIDEO_SIZE[1]}
        times = zip(made["times"], parts, strict=True)
        track["captions"] = [[start, end, mark + part["text"]] for (start, end), part in times]
        return track
    if parts:
        track["parts"] = []
    for number, part in enumerate(parts, start=1):
        entry = {"key": part["key"]} if "key" in part else {}
        entry |= {
            "text": mark + part["text"],
            "audio": say(part["text"], re.sub(r"[^\w.-]", "_", part.get("key", str(number)))),
        }
        if "picture" in part:
            entry["picture"] = _picture(part["picture"])
        track["parts"].append(entry)
    if "qr" in source:
        track["qr"] = source["qr"]
    for number, question in enumerate(source.get("questions", []), start=1):
        answers = [
            {
                "text": mark + answer["text"],
                "spoken": say(answer["text"], f"h{number}d{place}"),
                "right": answer["right"],
            }
            for place, answer in enumerate(question["answers"], start=1)
        ]
        entry = {"text": mark + question["text"], "spoken": say(question["text"], f"h{number}")}
        entry |= {"picture": _picture(question["picture"]), "answers": answers}
        entry["why"] = {"text": mark + question["why"], "spoken": say(question["why"], f"h{number}v")}
        track.setdefault("questions", []).append(entry)
    return track


def _write(path: Path, doc: Doc) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(tomli_w.dumps(doc), encoding="utf-8")


def product(build: Builder, code: str, source: Doc) -> None:
    """Write one product's folder."""
    doc: Doc = {
        "code": code,
        "kind": source["kind"],
        "topic": source["topic"],
        "urgent": source.get("urgent", False),
        "owner": MADE_BY,
        "edition": source.get("edition", 1),
        "valid_from": FROM,
        "made_by": MADE_BY,
        "source": source["source"],
        "rights": RIGHTS,
        "decision": DECISION,
        "picture": _picture(source["picture"]) if source.get("picture") else "",
    }
    _write(OUT / code / "product.toml", doc)
    for tag in VOICES:
        _write(OUT / code / f"{tag}.toml", _track(build, code, source, tag))


PROMPTS_EDITION = 2
"""To be raised with every change of the words: a hub that published them takes others only as the next edition."""


def prompts() -> Doc:
    """The interface's words as a product; an empty `text` is not spoken and is left out."""
    with PROMPTS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row.get("text") or "").strip()]
    parts = [{"key": row["key"].strip(), "text": re.sub(r"\s+", " ", row["text"]).strip()} for row in rows]
    parts = [part for part in parts if sound.sentences_of(part["text"])]
    words = {"kind": "prompts", "topic": "", "title": "Lời của màn hình", "source": "clients/screen/prompts.csv"}
    return {**words, "edition": PROMPTS_EDITION, "parts": parts}


def varieties(build: Builder) -> None:
    """`varieties.toml`: two that are heard, and those still without a voice as plain rows."""
    rows: list[Doc] = tomllib.loads((SOURCES.parent / "varieties.toml").read_text())["varieties"]
    for row in rows:
        if row["tag"] in VOICES:
            name = f"ngon-ngu/{row['tag']}.ogg"
            row["greeting"] = _sound(build.say(row["tag"], ["Xin chào bà con."], name), name)
            row["picture"] = f"hinh/tieng_{row['tag'].replace('-', '_')}.webp"
    _write(OUT / "varieties.toml", {"varieties": rows})


def main() -> None:
    """Build all, say what was made and how large it is."""
    with tempfile.TemporaryDirectory() as folder:
        build = Builder(Path(folder), anew="--all" in sys.argv)
        for path in pictures.build(OUT / "hinh", Path(folder)):
            build.now[f"hinh/{path.name}"] = {"of": pictures.key(path.stem), "size": path.stat().st_size}
        varieties(build)
        sources = {path.stem: tomllib.loads(path.read_text()) for path in sorted(SOURCES.glob("*.toml"))}
        for code, source in {**sources, "ui_prompts": prompts()}.items():
            product(build, code, source)
            print(code, flush=True)
        build.finish()
    for stale in OUT.iterdir():
        if (stale / "product.toml").exists() and stale.name not in {*sources, "ui_prompts"}:
            shutil.rmtree(stale)
    size = sum(path.stat().st_size for path in OUT.rglob("*") if path.is_file())
    print(f"{build.made} files made, {len(build.now)} in all; {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
