"""Screens with made-up states and use (*minh họa*) on a demonstration home: for pictures and benches.

    DIEMSANG_HOME=… python tools/screens_on_show.py few     one screen of each sign, and two TVs that ask to be claimed
    DIEMSANG_HOME=… python tools/screens_on_show.py all     one at every point, and 30 days of use

Rows are written as they stand, without the protocol: nothing here shows that televisions work. Prints the code of a TV
that waits.
"""

from __future__ import annotations

import datetime as dt
import sys
import uuid
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

DAYS = 30
AGENT = "Mozilla/5.0 (SMART-TV; Tizen 5.5) Chrome/69.0"
GOOD: dict[str, Any] = {"missing_count": 0, "sound": "armed", "storage": "ok", "errors": 0, "offset_ms": 700}
SIGNS: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
    ("TV hội trường thôn (minh họa)", {}, {}),
    ("", {"missing_count": 3}, {}),
    ("", {"sound": "silent"}, {}),
    ("", {"storage": "full"}, {}),
    ("", {"offset_ms": 3 * 86_400_000}, {}),
    ("", {}, {"fault": "101"}),
    ("", {}, {"lost": 12}),
    ("", {}, {"ago": dt.timedelta(hours=5)}),
    ("", {}, {"ago": dt.timedelta(days=4)}),
    ("TV 65 inch nhà văn hóa xã (minh họa)", {}, {"ago": None}),
    ("", {"sound": "unknown"}, {}),
)
"""Label, what differs from good, and what else is made."""


def stand(*, everywhere: bool) -> str:
    """Make them; the code of a TV that waits to be claimed."""
    from diemsang.core import clock
    from diemsang.library.models import EditionMedia
    from diemsang.library.queries import current_root, live_editions
    from diemsang.points.models import SupportPoint
    from diemsang.screens.actions import ask_pairing
    from diemsang.screens.models import Pairing, ReportedFault, Screen, ScreenPlace, ScreenState, Stream

    now = clock.now()
    root = current_root()
    points = list(SupportPoint.objects.order_by("-code"))
    points = points if everywhere else points[: len(SIGNS)]
    hashes = EditionMedia.objects.filter(edition__in=live_editions()).values_list("blob__sha256", flat=True)
    lacking = sorted(set(hashes))[:3]
    since = now - dt.timedelta(days=DAYS + 10)
    screens = Screen.objects.bulk_create(
        [
            Screen(
                secret_sha256=uuid.uuid4().hex * 2,
                label=SIGNS[at][0] if at < len(SIGNS) else "",
                agent=AGENT,
                size="1920x1080",
                claimed_at=since,
            )
            for at in range(len(points))
        ],
        batch_size=500,
    )
    ScreenPlace.objects.bulk_create(
        [ScreenPlace(screen=s, point=p, valid_from=since) for s, p in zip(screens, points, strict=True)], batch_size=500
    )
    states = []
    for at, (screen, point) in enumerate(zip(screens, points, strict=True)):
        _label, differs, more = SIGNS[at % len(SIGNS)]
        ago = more.get("ago", dt.timedelta(minutes=2))
        if ago is None:
            states.append(ScreenState(screen=screen))
            continue
        told = {**GOOD, **differs}
        named = lacking if told["missing_count"] else []
        number = root.number if root is not None else None
        heard = {"last_contact_at": now - ago, "root": number, "missing": named, "app": "minh-hoa", "contacts": 1}
        states.append(ScreenState(screen=screen, clock_trust="anchored", **told, **heard))
        if "fault" in more:
            ReportedFault.objects.create(screen=screen, point=point, code=more["fault"], at=now - ago)
        if "lost" in more:
            Stream.objects.create(screen=screen, uuid=uuid.uuid4(), chain="0" * 32, missing=more["lost"], made_at=since)
    ScreenState.objects.bulk_create(states, batch_size=500)
    use(points, now.astimezone(clock.VIETNAM).date())
    pairing = ask_pairing(screen_key=uuid.uuid4(), secret_sha256=uuid.uuid4().hex * 2, agent=AGENT, size="1920x1080")
    Pairing.objects.filter(pk=pairing.pk).update(code_expires_at=now + dt.timedelta(days=1))
    return str(pairing.code)


def use(points: list[Any], today: dt.date) -> None:
    """Thirty days of counts at each point that has none; every fifth point is hardly used."""
    from diemsang.indicators.models import UsageCount
    from diemsang.library.queries import live_editions

    products = sorted(live_editions().exclude(kind="prompts").values_list("product__code", flat=True))[:4] or ["x"]
    rows = []
    counted = set(UsageCount.objects.values_list("point", flat=True))
    for at, point in enumerate(points):
        if point.pk in counted:
            continue
        for back in range(DAYS):
            if at % 5 == 4 and back % 7:
                continue
            day = {"point": point, "day_from": today - dt.timedelta(days=back)}
            day["day_to"] = day["day_from"] + dt.timedelta(days=2 if back == 9 else 0)
            plays = 1 + (at + back) % 6
            product = products[(at + back) % len(products)]
            played = {"n": plays, "complete": plays // 2, "seconds": plays * 95, "variety": "vi", "mode": "alone"}
            rows.append(UsageCount(**day, kind="session", n=plays))
            rows.append(UsageCount(**day, kind="play", product=product, **played))
            rows.append(UsageCount(**day, kind="on", n=1, seconds=3600 * (2 + at % 7)))
            if back % 7 == 0:
                rows.append(UsageCount(**day, kind="group", n=1, people=6 + at % 20, mode="group"))
                rows.append(UsageCount(**day, kind="close", n=1, people=8 + at % 25))
    UsageCount.objects.bulk_create(rows, batch_size=2000)


def main() -> int:
    """Exit code for the shell."""
    from diemsang.config.cli.common import start_django

    start_django()
    print(stand(everywhere=sys.argv[1:] == ["all"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
