"""A television fetches one file: piece by piece checked, resumed after the last whole piece."""

from __future__ import annotations

import hashlib
import http.client
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PIECE = 262_144


@dataclass
class Download:
    """One file as its record names it: hash, size, and a hash for each piece (none when it fits in one).

    ``fetched`` counts body bytes that came over the line, ``wasted`` those that were thrown away.
    """

    url: str
    digest: str
    size: int
    pieces: list[str] = field(default_factory=list)
    held: list[bytes] = field(default_factory=list)
    fetched: int = 0
    wasted: int = 0

    @property
    def wanted(self) -> list[str]:
        """Hashes in order."""
        return self.pieces or [self.digest]

    @property
    def complete(self) -> bool:
        """Whether all pieces are here and the whole has its hash."""
        whole = b"".join(self.held)
        return len(whole) == self.size and hashlib.sha256(whole).hexdigest() == self.digest

    def attempt(self) -> bool:
        """One request for what is missing; whether the file is complete now. A line that breaks is no error here.

        A hub that ignores the range and sends all (200) is read from the start without joining anything twice.
        """
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=20)
        start = sum(map(len, self.held))
        try:
            connection.request("GET", f"/media/{self.digest}", headers={"Range": f"bytes={start}-"} if start else {})
            response = connection.getresponse()
            if response.status not in (200, 206):
                response.read()
                return False
            if response.status == 200 and start:
                self.wasted += start
                self.held.clear()
            self._read(response)
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        return self.complete

    def _read(self, response: http.client.HTTPResponse) -> None:
        """Whole pieces are kept once their hash is right; what is left of the last one is waste."""
        while len(self.held) < len(self.wanted):
            number = len(self.held)
            length = min(PIECE, self.size - number * PIECE) if self.pieces else self.size
            piece = b""
            try:
                while len(piece) < length and (some := response.read1(length - len(piece))):
                    piece += some
            except (OSError, http.client.HTTPException):
                self.fetched += len(piece)
                self.wasted += len(piece)
                raise
            self.fetched += len(piece)
            if len(piece) < length or hashlib.sha256(piece).hexdigest() != self.wanted[number]:
                self.wasted += len(piece)
                return
            self.held.append(piece)
