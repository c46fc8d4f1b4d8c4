"""``diemsang screens simulate``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click
from django.conf import settings

from diemsang.core.errors import Refused

OWN = "DIEMSANG_SIMULATOR_HOME"
"""Names the home that a simulation made for itself: set by the parent for its child, and checked against the home."""

WORDS = {
    "generated": "Sự kiện sinh ra",
    "stored": "Sự kiện ở trung tâm",
    "lost": "Mất",
    "doubled": "Trùng",
    "invented": "Không rõ nguồn",
    "wrong_days": "Sai ngày",
    "wrong_days_by_trust": "  theo độ tin của giờ",
    "trust": "Độ tin của giờ",
    "clones": "Máy bị chép",
    "forks_found": "Máy bị chép phát hiện được",
    "false_forks": "Báo nhầm là bị chép",
    "unreadable": "Không đọc được (trung tâm đếm)",
    "unreadable_made": "Không đọc được (máy tạo ra)",
    "lost_on_device": "Mất ngay trên máy (bị xóa trước khi gửi)",
    "missing_said_by_hub": "Trung tâm biết là thiếu",
    "missing_knowable": "  ít nhất phải biết",
    "requests": "Lượt gọi",
    "heartbeat_bytes": "Byte mỗi lần báo còn sống",
    "reconnect_peak_to_mean": "Nối lại sau mất mạng toàn tỉnh: đỉnh / trung bình",
    "reconnected": "  số máy nối lại",
    "seconds": "Giây",
}


@click.command()
@click.option("--screens", default=93, show_default=True, type=click.IntRange(1, 20_000), help="Số màn hình.")
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 60), help="Số ngày mô phỏng.")
@click.option("--seed", default=1, show_default=True, help="Cùng số này thì cùng một chuỗi sự cố.")
@click.option("--url", default="", help="Hub minh họa đang chạy trên DIEMSANG_HOME này; bỏ trống: tự mở một hub riêng.")
@click.option(
    "--kills", default=2, show_default=True, type=click.IntRange(0, 50), help="Số lần giết máy chủ (hub riêng)."
)
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def simulate(screens: int, days: int, seed: int, url: str, kills: int, as_json: bool) -> None:
    """Cho nhiều màn hình minh họa sống qua nhiều ngày với mọi sự cố, rồi đối chiếu từng sự kiện.

    Mã 0 chỉ khi không mất, không trùng, không sai ngày sự kiện nào.
    """
    own = os.environ.get(OWN, "")
    if url:
        if not settings.ILLUSTRATION:
            raise Refused("Chỉ mô phỏng trên hub minh họa: hub dữ kiện không được có sự kiện bịa.")
        result = _run(screens, days, seed, url, 0)
    elif own and Path(own) == settings.HOME:
        result = _run(screens, days, seed, "", kills)
    else:
        sys.exit(_in_own_home(sys.argv[1:]))
    _print(result, as_json)
    sys.exit(0 if result["good"] else 1)


def _say(line: str) -> None:
    click.echo(line, err=True)


def _run(screens: int, days: int, seed: int, url: str, kills: int) -> dict[str, Any]:
    from diemsang.screens.simulator.run import simulate as run
    from diemsang.screens.simulator.serving import OwnHub

    if url:
        return run(screens=screens, days=days, seed=seed, url=url.rstrip("/"), own=None, kills=0, say=_say)
    hub = OwnHub()
    try:
        hub.start()
        return run(screens=screens, days=days, seed=seed, url=hub.url, own=hub, kills=kills, say=_say)
    finally:
        hub.stop()


def _in_own_home(words: list[str]) -> int:
    """The same command in a home that is made for it and thrown away; a database that is named must be empty."""
    from django.db import connection

    from diemsang.points.models import SupportPoint

    if os.environ.get("DATABASE_URL") and SupportPoint.objects.exists():
        raise Refused("DATABASE_URL trỏ tới cơ sở dữ liệu đã có điểm. Mô phỏng cần một cơ sở dữ liệu trống.")
    connection.close()
    with tempfile.TemporaryDirectory(prefix="diemsang-mo-phong-") as folder:
        home = str((Path(folder) / "home").resolve())
        env = os.environ | {"DIEMSANG_HOME": home, OWN: home}
        program = [sys.executable, "-m", "diemsang.config.cli"]
        made = subprocess.run([*program, "home", "make", "--illustration"], env=env, check=False)
        return made.returncode or subprocess.run([*program, *words], env=env, check=False).returncode


def _print(result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False, indent=1))
        return
    for key, words in WORDS.items():
        value = result[key]
        if isinstance(value, float):
            value = f"{value:.1f}".replace(".", ",")
        elif isinstance(value, dict):
            value = ", ".join(f"{name} {times}" for name, times in value.items()) or "–"
        click.echo(f"{words}: {'–' if value is None else value}")
    for name, times in result["faults"].items():
        click.echo(f"  {name}: {times}")
    for complaint in result["complaints"]:
        click.echo(f"Lạ: {complaint}")
