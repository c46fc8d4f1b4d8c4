"""One driver for every engine, old and new: DevTools to one page, over loopback.

Playwright does not speak to Chromium 68 and 79. What a television test needs is little: open, press keys, ask the page,
take a picture, cut the network, fill the disk, pull the plug and start again with the same profile.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import queue
import signal
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.tv.engines import Engine, program

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
    "--window-size=1920,1080",
    "--lang=vi",
)
KEYS: dict[str, tuple[str, int, str]] = {
    # name: (key, windows code, text)
    "Up": ("ArrowUp", 38, ""),
    "Down": ("ArrowDown", 40, ""),
    "Left": ("ArrowLeft", 37, ""),
    "Right": ("ArrowRight", 39, ""),
    "Enter": ("Enter", 13, "\r"),
    "Escape": ("Escape", 27, ""),
    "Backspace": ("Backspace", 8, ""),
    "BackTizen": ("XF86Back", 10009, ""),
    "BackWebOS": ("GoBack", 461, ""),
}
WAIT = 30.0
"""Seconds to wait for a condition unless told otherwise; generous, because two cores run two browsers."""


class BrowserError(Exception):
    """The browser said no, ended, or the page threw."""


class TvBrowser:
    """A television: one browser with its profile, one page of 1920×1080."""

    def __init__(self, engine: Engine, profile: Path, *flags: str) -> None:
        self.engine, self.profile = engine, profile
        profile.mkdir(parents=True, exist_ok=True)  # Chromium 68 writes its port into it, but does not make it
        self.errors: list[str] = []
        """Errors on the console and exceptions of the page, newest last."""
        self._flags = flags
        self._listeners: list[Callable[[str, dict[str, Any]], None]] = []
        self._next = 0
        self._answers: dict[int, queue.Queue[dict[str, Any]]] = {}
        self._start()

    # Life

    def _start(self) -> None:
        flags = FLAGS if self.engine.package else ("--headless=new", *FLAGS[1:])
        command = [str(program(self.engine)), *flags, *self._flags, f"--user-data-dir={self.profile}", "about:blank"]
        (self.profile / "DevToolsActivePort").unlink(missing_ok=True)
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        self._attach(self._page_address())

    def _attach(self, address: str) -> None:
        # Chromium 68 hangs up on a WebSocket ping.
        self._line = contextlib.ExitStack()
        self._socket = self._line.enter_context(
            connect(address, max_size=None, proxy=None, open_timeout=WAIT, ping_interval=None)
        )
        threading.Thread(target=self._listen, args=(self._socket,), daemon=True).start()
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=1920, height=1080, deviceScaleFactor=1, mobile=False)

    @property
    def pid(self) -> int:
        """The browser's process number, which is that of the group of all its processes too."""
        return self._process.pid

    def window(self, url: str) -> TvBrowser:
        """A second window of the same browser; ``shut`` it before the browser is closed."""
        target = self.call("Target.createTarget", url=url)["targetId"]
        second = object.__new__(TvBrowser)
        second.engine, second.profile, second.errors = self.engine, self.profile, []
        second._listeners, second._next, second._answers = [], 0, {}
        second._process = self._process
        second._attach(self._page_address(target))
        return second

    def shut(self) -> None:
        """Close this window only."""
        with contextlib.suppress(BrowserError, ConnectionClosed):
            self.call("Page.close", timeout=5)
        with contextlib.suppress(Exception):
            self._line.close()

    def _page_address(self, target: str = "") -> str:
        """Where a page listens (the first, or that with an id); the port stands in the profile when all is ready."""
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise BrowserError(f"{self.engine.name} ended with {self._process.returncode}")
            with contextlib.suppress(OSError, ValueError, IndexError, StopIteration):
                port = int((self.profile / "DevToolsActivePort").read_text().split()[0])
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/json", timeout=5) as answer:
                    pages = json.load(answer)
                return str(
                    next(one["webSocketDebuggerUrl"] for one in pages if one["type"] == "page" and target in one["id"])
                )
            time.sleep(0.05)
        self._process.kill()
        self._process.wait(10)
        raise BrowserError(f"{self.engine.name}: no page after {WAIT} s")

    def pull_the_plug(self) -> None:
        """End every process of the browser at once, as a power cut does."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)
        with contextlib.suppress(Exception):
            self._line.close()

    def power_on(self, *flags: str) -> None:
        """Start again with the same profile after ``pull_the_plug``, from now on with these flags too."""
        self._flags += flags
        self._start()

    def close(self) -> None:
        """End the browser in order, so that it writes what it keeps."""
        with contextlib.suppress(BrowserError, ConnectionClosed):
            self.call("Browser.close", timeout=5)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self.pull_the_plug()

    # DevTools

    def _listen(self, socket: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            for text in socket:
                self._take(json.loads(text))
        for waiting in list(self._answers.values()):
            waiting.put({"error": {"message": "the browser has ended"}})

    def _take(self, message: dict[str, Any]) -> None:
        if "id" in message:
            waiting = self._answers.pop(message["id"], None)
            if waiting is not None:
                waiting.put(message)
            return
        method, words = message.get("method", ""), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            details = words["exceptionDetails"]
            self.errors.append(str(details.get("exception", {}).get("description") or details.get("text")))
        elif method == "Runtime.consoleAPICalled" and words["type"] == "error":
            self.errors.append(" ".join(str(one.get("value", one.get("description"))) for one in words["args"]))
        for listener in list(self._listeners):
            listener(method, words)

    def call(self, method: str, timeout: float = WAIT, **words: Any) -> dict[str, Any]:
        """One command of the DevTools protocol to the page."""
        self._next += 1
        waiting: queue.Queue[dict[str, Any]] = queue.Queue()
        self._answers[self._next] = waiting
        self._socket.send(json.dumps({"id": self._next, "method": method, "params": words}))
        try:
            answer = waiting.get(timeout=timeout)
        except queue.Empty:
            raise BrowserError(f"{method}: no answer in {timeout} s") from None
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error'].get('message')}")
        result: dict[str, Any] = answer.get("result", {})
        return result

    def on(self, listener: Callable[[str, dict[str, Any]], None]) -> None:
        """Hear every event; the listener must not call the browser."""
        self._listeners.append(listener)

    # What a test does

    def open(self, url: str) -> None:
        """Go to an address; ``BrowserError`` when it cannot be opened."""
        answer = self.call("Page.navigate", url=url)
        if answer.get("errorText"):
            raise BrowserError(f"{url}: {answer['errorText']}")
        self.until("document.readyState === 'complete'")

    def reload(self) -> None:
        """Load again; the mark of before must be gone, so that the old page is not taken for the new one."""
        self.ask("window.__before = true")
        self.call("Page.reload")
        self.until("!window.__before && document.readyState === 'complete'")

    def ask(self, expression: str, *, gesture: bool = False) -> Any:
        """The value of an expression in the page (promises are awaited); without a user gesture, as a page has none."""
        answer = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True, userGesture=gesture
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise BrowserError(f"{expression}: {details.get('exception', {}).get('description') or details['text']}")
        return answer["result"].get("value")

    def until(self, expression: str, timeout: float = WAIT) -> Any:
        """Wait until the expression is true, and give its value; errors meanwhile (a page on its way) count as no."""
        end, last = time.monotonic() + timeout, ""
        while time.monotonic() < end:
            try:
                found = self.ask(expression)
            except BrowserError as error:
                found, last = None, str(error)
            if found:
                return found
            time.sleep(0.05)
        raise AssertionError(f"{self.engine.name}: never true in {timeout} s: {expression} {last} {self.errors[-3:]}")

    def press(self, *keys: str) -> None:
        """Real key presses: names of ``KEYS``, digits, letters."""
        for name in keys:
            key, code, text = KEYS.get(name) or (name, ord(name.upper()), name)
            named: dict[str, Any] = {"key": key, "windowsVirtualKeyCode": code, "nativeVirtualKeyCode": code}
            down: dict[str, Any] = (
                {"type": "keyDown", "text": text, "unmodifiedText": text} if text else {"type": "rawKeyDown"}
            )
            self.call("Input.dispatchKeyEvent", **down, **named)
            self.call("Input.dispatchKeyEvent", type="keyUp", **named)

    def picture(self, path: Path) -> Path:
        """The screen as PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))
        return path

    def slow(self, *, kbit_s: float | None = None, latency_ms: int = 0, cpu: int = 1) -> None:
        """A thin line and a slow processor; ``kbit_s=None`` takes the brake off."""
        rate = -1 if kbit_s is None else kbit_s * 1000 / 8
        self.call(
            "Network.emulateNetworkConditions",
            offline=False,
            latency=latency_ms,
            downloadThroughput=rate,
            uploadThroughput=rate,
        )
        self.call("Emulation.setCPUThrottlingRate", rate=cpu)

    def quota(self, origin: str, size: int | None) -> None:
        """Let the origin keep only so many bytes (Chromium 88 and later); ``None`` ends it."""
        more = {} if size is None else {"quotaSize": size}
        self.call("Storage.overrideQuotaForOrigin", origin=origin, **more)


@contextlib.contextmanager
def television(engine: Engine, profile: Path, *flags: str) -> Iterator[TvBrowser]:
    """A television for one test, switched off afterwards whatever happens."""
    browser = TvBrowser(engine, profile, *flags)
    try:
        yield browser
    finally:
        browser.close()
