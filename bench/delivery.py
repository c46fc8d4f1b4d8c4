"""One new item of about 1 MB to a television: bytes on the wire against its size, and what a cut wastes.

    ./dev bench delivery

The largest file of the demonstration's published tree goes through the fault proxy, whole and with a cut at 70 %; root,
shard and record that announce it are counted too. Bars: 1.02 × its size; 256 KiB. Exit code 1 when one is broken.
"""

from __future__ import annotations

import json
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.faults.proxy import FaultProxy, ResetAfter

from diemsang.screens.simulator.media import PIECE, Download
from tools.hub import Hub, diemsang, free_port

BAR = 1.02


def get(url: str, path: str) -> Any:
    """A JSON answer."""
    with urllib.request.urlopen(url + path, timeout=30) as answer:
        return json.load(answer)


def files(value: Any) -> Iterator[dict[str, Any]]:
    """Every media object inside a record."""
    if isinstance(value, dict):
        if {"h", "n", "t"} <= value.keys():
            yield value
        for inner in value.values():
            yield from files(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from files(inner)


def largest(url: str) -> tuple[dict[str, Any], list[str]]:
    """The largest file, and the paths that lead a television to it."""
    found: list[tuple[int, dict[str, Any], list[str]]] = []
    for shard, _ in get(url, "/api/screen/v1/root")["shards"]:
        shard_path = f"/api/screen/v1/tree/{shard}"
        for _, record, _ in get(url, shard_path)["records"]:
            path = f"/api/screen/v1/tree/{record}"
            ways = ["/api/screen/v1/root", shard_path, path]
            found += [(media["n"], media, ways) for media in files(get(url, path))]
    _, media, ways = max(found, key=lambda one: one[0])
    return media, ways


def main() -> int:
    """Whole, then cut."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        diemsang(home, "home", "make", "--illustration", database="")
        hub = Hub(home, free_port(), workers=1, database="")
        hub.start(worker=False)
        try:
            media, ways = largest(hub.url)
            facts = (media["h"], media["n"], media.get("pieces", []))
            with FaultProxy(f"127.0.0.1:{hub.port}") as proxy:
                for path in ways:
                    get(proxy.url, path)
                whole = Download(proxy.url, *facts)
                assert whole.attempt()
                sent = sum(carried.down for carried in proxy.log)
                proxy.next(ResetAfter(media["n"] * 7 // 10))
                cut = Download(proxy.url, *facts)
                assert not cut.attempt()
                assert cut.attempt()
        finally:
            hub.stop()
    ratio = sent / media["n"]
    print(
        f"item of {media['n']:,} bytes: {sent:,} on the wire, {ratio:.4f} × (bar {BAR}); a cut wasted "
        f"{cut.wasted:,} bytes (bar {PIECE:,}, ratio {cut.wasted / PIECE:.2f})"
    )
    return int(ratio > BAR or cut.wasted > PIECE)


if __name__ == "__main__":
    sys.exit(main())
