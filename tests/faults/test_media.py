"""A file over a line that breaks (anchors-content.md §6.2: D1, D2, D4): resumed by whole pieces, never joined wrongly.

The server here answers as docs/screen-protocol.md says; that the hub does is the conformance run's business.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from diemsang.screens.simulator.media import PIECE, Download
from tests.faults.proxy import CloseAfter, Fault, FaultProxy, ResetAfter

FILE = b"".join(hashlib.sha256(str(number).encode()).digest() for number in range(32_768))
DIGEST = hashlib.sha256(FILE).hexdigest()


class Media(BaseHTTPRequestHandler):
    """One file, with ranges unless the server is told to ignore them."""

    ranges = True

    def do_GET(self) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        start = int(asked[1]) if asked and self.ranges else 0
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(FILE) - start))
        self.end_headers()
        try:
            self.wfile.write(FILE[start:])
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


class WithoutRanges(Media):
    """A hub behind something that drops the header."""

    ranges = False


def serve(kind: type[Media]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def media() -> Iterator[str]:
    yield from serve(Media)


@pytest.fixture
def media_without_ranges() -> Iterator[str]:
    yield from serve(WithoutRanges)


def download(url: str) -> Download:
    pieces = [hashlib.sha256(FILE[start : start + PIECE]).hexdigest() for start in range(0, len(FILE), PIECE)]
    return Download(url, DIGEST, len(FILE), pieces)


@pytest.mark.parametrize("fault", [ResetAfter(734_000), CloseAfter(734_000)], ids=["D1", "D2"])
def test_a_cut_at_seven_tenths_wastes_less_than_a_piece(media: str, fault: Fault) -> None:
    with FaultProxy(media) as proxy:
        proxy.next(fault)
        file = download(proxy.url)
        assert not file.attempt()
        assert len(file.held) == 2
        assert file.attempt()
    assert file.wasted < PIECE
    assert file.fetched == len(FILE) + file.wasted


def test_d4_a_hub_that_ignores_the_range_is_read_from_the_start(media_without_ranges: str) -> None:
    with FaultProxy(media_without_ranges) as proxy:
        proxy.next(CloseAfter(734_000))
        file = download(proxy.url)
        assert not file.attempt()
        assert file.attempt()
    assert b"".join(file.held) == FILE


def test_a_piece_that_is_not_what_was_promised_is_never_kept(media: str) -> None:
    with FaultProxy(media) as proxy:
        file = download(proxy.url)
        file.pieces[1] = "0" * 64
        assert not file.attempt()
    assert len(file.held) == 1
