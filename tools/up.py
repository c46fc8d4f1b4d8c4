"""``./dev up``: makes the home if needed, opens the hub, says who may sign in, and closes it on Ctrl-C.

``--then SCRIPT …`` (used by ``./dev shots``) opens a fresh demonstration hub in a temporary folder, runs the script
with ``--url URL --cast FILE`` and closes the hub again.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType
from typing import IO

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.hub import ROOT, Hub, HubError, cast, diemsang, environment, free_port, port_is_free

DEFAULT_PORT = 8207


def main() -> int:
    """Exit code for the shell."""
    parser = argparse.ArgumentParser(prog="./dev up", description="Mở hub trình diễn, hoặc hub chỉ có dữ kiện.")
    parser.add_argument("--port", type=int, help=f"cổng (mặc định {DEFAULT_PORT})")
    parser.add_argument("--plain", action="store_true", help="hub chỉ có dữ kiện, không có gì minh họa")
    parser.add_argument("--then", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options = parser.parse_args()
    try:
        if options.then:
            return then(options.then)
        return up(options.port, plain=options.plain)
    except HubError as error:
        print(error, file=sys.stderr)
        return 1


def up(port: int | None, *, plain: bool) -> int:
    """Open the hub and stay until Ctrl-C, SIGTERM, or the end of one of its processes."""
    started = float(os.environ.get("DIEMSANG_UP_STARTED", time.time()))
    named = os.environ.get("DIEMSANG_HOME")
    home = Path(named).expanduser().resolve() if named else ROOT / "var" / ("plain" if plain else "demo")
    chosen = port or DEFAULT_PORT
    if not port_is_free(chosen):
        raise HubError(
            f"Cổng {chosen} đang có chương trình khác dùng (có thể là một ./dev up khác). "
            f"Hãy dừng nó, hoặc chạy: ./dev up --port {free_port()}"
        )
    hub = Hub(home, chosen)
    signal.signal(signal.SIGTERM, _interrupt)
    lock = alone(home, hub.url)
    try:
        diemsang(home, "home", "make", *([] if plain else ["--illustration"]))
        hub.start()
        tell(hub, plain=plain, seconds=time.time() - started)
        while not hub.ended():
            time.sleep(0.5)
        print("Một tiến trình của hub đã dừng; đóng hub. Xem dòng lỗi ở trên.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nĐang đóng hub…", file=sys.stderr)
        return 0
    finally:
        # A second Ctrl-C or SIGTERM must not leave the server or the worker behind.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        hub.stop()
        lock.close()


def alone(home: Path, url: str) -> IO[str]:
    """Hold the home for this ``./dev up``; the lock dies with the process. ``HubError`` when another one has it."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = (home / "up.lock").open("a+")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.seek(0)
        told = handle.read().strip()
        raise HubError(f"Hub ở {home} đang được một ./dev up khác mở: {told}") from None
    handle.truncate(0)
    handle.write(url)
    handle.flush()
    return handle


def tell(hub: Hub, *, plain: bool, seconds: float) -> None:
    """Where, who, and what to try first."""
    kind = "chỉ có dữ kiện" if plain else "trình diễn: hoạt động và người dùng là minh họa"
    lines = [f"READY {hub.url}", "", f"Hub đã mở sau {seconds:.0f} giây ({kind}).", f"Thư mục hub: {hub.home}", ""]
    people = cast(hub.home)
    if people:
        lines.append("Đăng nhập bằng:")
        width = max(len(person.username) for person in people)
        for p in people:
            lines.append(f"  {p.username:<{width}}  {p.password}   {p.full_name} · {p.role}")
            if p.note:
                lines.append(f"  {'':<{width}}  thử: {p.note}")
        lines.append("")
    lines += [
        "Thử trước: mở Kế hoạch 207 → xem một điều còn thiếu → mở một điểm → mở địa bàn của điểm và đơn vị kế tục.",
        f"Màn hình TV: mở {hub.url}/tv/ ở cửa sổ khác, rồi gõ mã 8 số vào {hub.url}/man-hinh/ghep/",
        "Tìm «na hang», «thuong lam», mã cũ hoặc mã mới ở ô tìm kiếm (phím /).",
        f"Dòng lệnh trên hub này: DIEMSANG_HOME={hub.home} {Path(sys.executable).parent / 'diemsang'} --help",
        "Ctrl-C để đóng.",
    ]
    print("\n".join(lines), flush=True)


def then(words: list[str]) -> int:
    """A throw-away demonstration hub around one script."""
    with tempfile.TemporaryDirectory(prefix="diemsang-") as folder:
        home = Path(folder) / "home"
        diemsang(home, "home", "make", "--illustration")
        hub = Hub(home, free_port())
        try:
            hub.start(worker=False)
            command = [sys.executable, *words, "--url", hub.url, "--cast", str(home / "cast.json")]
            return subprocess.run(command, cwd=ROOT, env=environment(home), check=False).returncode
        finally:
            hub.stop()


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
