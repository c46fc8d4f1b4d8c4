"""Runs the cases. Standard library only, so that anybody can point it at any hub.

A case is a title and steps. A step is one request and what must come back:

``{"call": "GET /path", "as": who, "body": …, "raw": text, "gzip": true, "headers": {…}}`` or
``{"contact": {"tape": name, "make": [events], "send": [first, last], "prev", "now", "fields", "between"}}``,
with ``"expect"`` (``status``, ``body``, ``has``, ``headers``, ``max_bytes``, ``length``, ``sha256``) and ``"save"``
(name → ``body.path``, ``headers.name``). ``{"copy": tape, "as": tape, "upto": n}`` goes on from a tape as a copied
profile would; ``{"together": [steps]}`` sends at once; ``{"flood": n}`` repeats until the answer is the expected one.
``who``: ``screen`` (claimed; the same throughout a case), ``nobody`` (no credential), or a label ``x`` whose secret is
``{secret:x}``.
``{name}`` in a text is a saved value; ``{uuid:x}``, ``{secret:x}``, ``{sha256:x}``, ``{chain:tape:n}`` are made.
A case with ``skip`` is not run from outside, and says why; one with ``needs`` is skipped when that was not saved.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import json
import re
import secrets
import threading
import time
import uuid
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.screen_protocol.tape import Tape

HERE = Path(__file__).parent
CONTACT = "/api/screen/v1/contact"
A_MINUTE = 20
"""Contacts of one screen before the next takes its turn: the hub allows 30 a minute."""


@dataclass(frozen=True)
class Case:
    """One promise."""

    file: str
    title: str
    data: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.file}: {self.title}"


def cases() -> list[Case]:
    """All, in the order of files and lines; the file of limits last, since it uses them up."""
    found = []
    for path in sorted(HERE.glob("*.json"), key=lambda path: (path.stem == "limits", path.stem)):
        content = json.loads(path.read_text(encoding="utf-8"))
        found += [Case(path.stem, data["title"], data) for data in content["cases"]]
    return found


@dataclass(frozen=True)
class Reply:
    """What came over the wire; ``size`` counts status line, headers and body."""

    status: int
    headers: dict[str, str]
    body: bytes
    size: int

    def json(self) -> Any:
        """The body, or null when it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


def ask(url: str, method: str, path: str, headers: dict[str, str], body: bytes | None) -> Reply:
    """One request on a connection of its own."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=30)
    try:
        # A hub may say 413 and hang up while we still send; its answer waits to be read.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        content = response.read()
        pairs = response.getheaders()
        size = len(f"HTTP/1.1 {response.status} {response.reason}\r\n\r\n") + len(content)
        size += sum(len(name) + len(value) + 4 for name, value in pairs)
        return Reply(response.status, {name.lower(): value for name, value in pairs}, content, size)
    finally:
        connection.close()


@dataclass
class Screens:
    """Paired screens, made when needed and used in turns. ``claim(code)`` claims one in the hub."""

    url: str
    claim: Callable[[str], None]
    ready: list[tuple[str, int]] = field(default_factory=list)

    def take(self, contacts: int) -> str:
        """The secret of a claimed screen with room for so many contacts in this minute."""
        for index, (secret, used) in enumerate(self.ready):
            if used + contacts <= A_MINUTE:
                self.ready[index] = (secret, used + contacts)
                return secret
        secret = secrets.token_urlsafe(32)
        code, pairing = self.pair(secret)
        self.claim(code)
        for _ in range(60):
            state = ask(self.url, "GET", pairing, {"Authorization": f"Bearer {secret}"}, None).json()
            if state and state.get("state") == "claimed":
                self.ready.append((secret, contacts))
                return secret
            time.sleep(1)
        raise RuntimeError(f"code {code} was not claimed")

    def pair(self, secret: str) -> tuple[str, str]:
        """Code and path of a new pairing; waits when the address has asked too often."""
        asked = {
            "screen_key": str(uuid.uuid4()),
            "secret_sha256": hashlib.sha256(secret.encode()).hexdigest(),
            "agent": "conformance",
            "size": "1920x1080",
        }
        reply = patient(lambda: ask(self.url, "POST", "/api/screen/v1/pairings", {}, json.dumps(asked).encode()))
        said = reply.json()
        if reply.status != 201:
            raise RuntimeError(f"pairings: {reply.status} {reply.body[:200]!r}")
        return said["code"], f"/api/screen/v1/pairings/{said['id']}"


def patient(send: Callable[[], Reply]) -> Reply:
    """Send; when told to come later, once more then (at most 70 seconds)."""
    reply = send()
    if reply.status == 429 and reply.headers.get("retry-after", "").isdigit():
        time.sleep(min(70, int(reply.headers["retry-after"]) + 1))
        reply = send()
    return reply


class Runner:
    """Runs one case after the other; values saved by name live on."""

    def __init__(self, url: str, screens: Screens) -> None:
        self.url, self.screens = url, screens
        self.values: dict[str, Any] = {}
        self.made: dict[str, str] = {}
        self.tapes: dict[str, Tape] = {}
        self.secret = ""
        self.problems: list[str] = []

    def run(self, case: Case) -> tuple[list[str], str]:
        """Problems found, and why it was skipped."""
        if case.data.get("skip"):
            return [], case.data["skip"]
        absent = [name for name in case.data.get("needs", []) if name not in self.values]
        if absent:
            return [], f"the hub offered no {', '.join(absent)}"
        self.problems, self.tapes, self.made, self.secret = [], {}, {}, ""
        contacts = json.dumps(case.data).count('"contact"')
        if '"screen"' in json.dumps(case.data) or contacts:
            self.secret = self.screens.take(A_MINUTE if '"flood"' in json.dumps(case.data) else max(contacts, 1))
        for number, step in enumerate(case.data["steps"], 1):
            self._step(step, f"step {number}")
            if self.problems:
                break
        return self.problems, ""

    def _step(self, step: dict[str, Any], where: str) -> None:
        if "copy" in step:
            self.tapes[step["as"]] = self.tapes[step["copy"]].copy(step["upto"])
        elif "together" in step:
            # Bodies are built first, in order: only the sending is simultaneous.
            requests = [(part, self._request(part)) for part in step["together"]]
            threads = [threading.Thread(target=self._send, args=(part, send, where)) for part, send in requests]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        elif "flood" in step:
            reply = None
            for _ in range(step["flood"]):
                reply = self._request(step)()
                if reply.status == step["expect"]["status"]:
                    break
            assert reply is not None
            self._check(step, reply, where)
        else:
            self._check(step, patient(self._request(step)), where)

    def _send(self, step: dict[str, Any], send: Callable[[], Reply], where: str) -> None:
        self._check(step, patient(send), where)

    # --- the request ----------------------------------------------------------------------------------------------

    def _request(self, step: dict[str, Any]) -> Callable[[], Reply]:
        headers = {name: self._fill(value) for name, value in step.get("headers", {}).items()}
        if "contact" in step:
            said = self._fill(step["contact"])
            tape = self.tapes.setdefault(said.get("tape", "A"), Tape())
            for event in said.get("make", []):
                tape.make(event)
            for _ in range(said.get("count", 0)):
                tape.make(None)
            method, path = "POST", CONTACT
            body: bytes | None = tape.body(said)
            who = step.get("as", "screen")
        else:
            method, path = self._fill(step["call"]).split(" ", 1)
            body, who = self._body(step), step.get("as", "nobody")
        if who != "nobody":
            headers["Authorization"] = f"Bearer {self._secret(who)}"
        if step.get("gzip"):
            packer = zlib.compressobj(9, zlib.DEFLATED, 31)
            body = packer.compress(body or b"") + packer.flush()
            headers["Content-Encoding"] = "gzip"
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
        return lambda: ask(self.url, method, path, headers, body)

    def _body(self, step: dict[str, Any]) -> bytes | None:
        if "raw" in step:
            return str(step["raw"]).encode() * int(step.get("times", 1))
        return json.dumps(self._fill(step["body"])).encode() if "body" in step else None

    def _secret(self, who: str) -> str:
        if who == "screen":
            return self.secret
        return str(self._named(f"secret:{who}"))

    def _fill(self, value: Any) -> Any:
        """Placeholders, anywhere in a value; a text that is only one keeps the saved value's type."""
        if isinstance(value, dict):
            return {name: self._fill(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._fill(inner) for inner in value]
        if not isinstance(value, str):
            return value
        whole = re.fullmatch(r"\{([\w.:]+)\}", value)
        if whole:
            return self._named(whole[1])
        return re.sub(r"\{([a-z][\w.:]*)\}", lambda found: str(self._named(found[1])), value)

    def _named(self, name: str) -> Any:
        what, _, label = name.partition(":")
        if what == "uuid":
            return self.made.setdefault(name, str(uuid.uuid4()))
        if what == "secret":
            return self.made.setdefault(name, secrets.token_urlsafe(32))
        if what == "sha256":
            return hashlib.sha256(str(self._named(f"secret:{label}")).encode()).hexdigest()
        if what == "stream":
            return self.tapes[label].stream
        if what == "chain":
            tape, _, seq = label.partition(":")
            return self.tapes[tape].chain(int(seq))
        return self.values.get(name, f"{{{name}}}")

    # --- the answer -----------------------------------------------------------------------------------------------

    def _check(self, step: dict[str, Any], reply: Reply, where: str) -> None:
        expect = self._fill(step.get("expect", {}))
        said = reply.json()
        allowed = expect.get("status", 200)
        if reply.status not in (allowed if isinstance(allowed, list) else [allowed]):
            self.problems.append(f"{where}: status {allowed} expected, got {reply.status} {reply.body[:160]!r}")
            return
        for path, wanted in expect.get("body", {}).items():
            found = look(said, path)
            if found != wanted:
                self.problems.append(f"{where}: {path} = {wanted!r} expected, got {found!r}")
        for path in expect.get("has", []):
            if look(said, path) is MISSING:
                self.problems.append(f"{where}: no {path} in {reply.body[:160]!r}")
        for name, wanted in expect.get("headers", {}).items():
            found = reply.headers.get(name)
            fits = (found is not None) == wanted if isinstance(wanted, bool) else re.fullmatch(str(wanted), found or "")
            if not fits:
                self.problems.append(f"{where}: header {name}: {wanted!r} expected, got {found!r}")
        self._check_bytes(expect, reply, where)
        for name, path in step.get("save", {}).items():
            found = reply.headers.get(path[8:], MISSING) if path.startswith("headers.") else look(said, path[5:])
            if found is not MISSING:
                self.values[name] = found

    def _check_bytes(self, expect: dict[str, Any], reply: Reply, where: str) -> None:
        most, length, digest = expect.get("max_bytes"), expect.get("length"), expect.get("sha256")
        if most is not None and reply.size > most:
            self.problems.append(f"{where}: {reply.size} bytes on the wire, at most {most}: {reply.headers}")
        if length is not None and len(reply.body) != length:
            self.problems.append(f"{where}: {len(reply.body)} bytes of body, {length} expected")
        if digest is not None and hashlib.sha256(reply.body).hexdigest() != digest:
            self.problems.append(f"{where}: the body does not have the hash {digest}")


MISSING = object()


def look(value: Any, path: str) -> Any:
    """``a.0.b`` inside JSON; ``MISSING`` when there is no such place. ``a.#`` is a length."""
    for part in path.split("."):
        if part == "#":
            value = len(value)
        elif isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.lstrip("-").isdigit() and -len(value) <= int(part) < len(value):
            value = value[int(part)]
        else:
            return MISSING
    return value
