"""Renders the drawings of `tools/products/scenes` to WebP with Chromium and ffmpeg, only those that changed."""

import hashlib
import subprocess
from pathlib import Path

from tools.products.scenes import SCENES

WIDTH, HEIGHT = 960, 540
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
MAX_BYTES = 25_000


def svg(name: str) -> str:
    """The drawing as an SVG of its own."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
    return f"{head}{SCENES[name]()}</svg>"


def key(name: str) -> str:
    """Short hash of a drawing."""
    return hashlib.sha256(svg(name).encode()).hexdigest()[:16]


def _shoot(names: list[str], folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    if not names:
        return
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for name in names:
            page.set_content(f'<body style="margin:0">{svg(name)}</body>')
            page.screenshot(path=folder / f"{name}.png")
        browser.close()


def png(name: str, folder: Path) -> Path:
    """The drawing as PNG in a scratch folder."""
    path = folder / f"{name}.png"
    if not path.exists():
        _shoot([name], folder)
    return path


def build(target: Path, scratch: Path) -> list[Path]:
    """All drawings as WebP in `target`; the SVG beside this file tells whether one changed. Returns all paths."""
    target.mkdir(parents=True, exist_ok=True)
    kept = Path(__file__).parent / "svg"
    kept.mkdir(exist_ok=True)
    paths = {name: target / f"{name}.webp" for name in SCENES}
    stale = []
    for name, path in paths.items():
        source = kept / f"{name}.svg"
        if not path.exists() or not source.exists() or source.read_text() != svg(name) + "\n":
            stale.append(name)
    _shoot(stale, scratch)
    for name in stale:
        command = ["ffmpeg", "-y", "-loglevel", "error", "-i", str(scratch / f"{name}.png"), "-c:v", "libwebp"]
        subprocess.run([*command, "-quality", "82", "-preset", "drawing", str(paths[name])], check=True)
        if paths[name].stat().st_size > MAX_BYTES:
            raise ValueError(f"{name}: {paths[name].stat().st_size} bytes, more than {MAX_BYTES}")
        (kept / f"{name}.svg").write_text(svg(name) + "\n")
    return list(paths.values())
