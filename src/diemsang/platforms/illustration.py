"""Four invented platforms and one decided round (*minh họa*), for a demonstration home only.

Every sheet is written and handed in by the actions that people use; nothing is said of a real platform.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

from django.db import transaction

from diemsang.accounts.actions import create_user, grant
from diemsang.accounts.models import User
from diemsang.areas.queries import resolve
from diemsang.core import clock
from diemsang.core.actor import Actor, SystemActor
from diemsang.documents.actions import ensure_decision
from diemsang.plans.models import Plan
from diemsang.platforms import actions
from diemsang.platforms.actions import Given, PlatformFacts, TileWish
from diemsang.platforms.models import Platform, PlatformSelection
from diemsang.points.illustration import MARK, require_demonstration

SPACE = uuid.UUID("9f4c9d5e-3d5c-4f0b-9a63-2a5f6f1d0207")
PROVINCE = "08"
WRITER = SystemActor("minh-hoa:lap-o", f"Cán bộ lập ô ({MARK})")
"""Who writes the tiles: approving them takes another one."""
_SEEN = f"đã dùng thử ({MARK})"
PLATFORMS = (
    PlatformFacts(
        name=f"Sổ tay nhà nông ({MARK})",
        owner=f"Cơ quan chủ quản A ({MARK})",
        address="https://so-tay-nha-nong.example/",
        purpose="Xem lịch thời vụ, cách chăm cây, giá nông sản trong tỉnh.",
        topics=("PRODUCTION", "TRADE"),
        maturity="EXISTING",
        is_local=True,
        security_level=2,
        personal_data=False,
        cost="FREE",
        login_needed=False,
        works_on_tv="YES",
        tested_by=f"Tổ thử nghiệm ({MARK})",
        languages="Việt, Tày",
    ),
    PlatformFacts(
        name=f"Loa thôn bản ({MARK})",
        owner=f"Cơ quan chủ quản B ({MARK})",
        address="https://loa-thon-ban.example/",
        purpose="Nghe tin của xã, cảnh báo thiên tai bằng nhiều thứ tiếng.",
        topics=("POLICY_LAW", "DISASTER"),
        maturity="DEVELOPING",
        is_local=True,
        personal_data=False,
        cost="FREE",
        login_needed=False,
    ),
    PlatformFacts(
        name=f"Chợ phiên số ({MARK})",
        owner=f"Cơ quan chủ quản C ({MARK})",
        address="https://cho-phien-so.example/",
        purpose="Đăng bán nông sản, sản phẩm thủ công.",
        topics=("TRADE",),
        maturity="EXISTING",
        is_local=False,
        security_level=3,
        personal_data=True,
        personal_data_what="họ tên, số điện thoại, địa chỉ nhận hàng",
        cost="PAID",
        cost_note="phí trên mỗi đơn hàng",
        login_needed=True,
        works_on_tv="NO",
        tested_by=f"Tổ thử nghiệm ({MARK})",
    ),
    PlatformFacts(
        name=f"Lớp học đêm ({MARK})",
        purpose="Học chữ, học kỹ năng số qua bài giảng ngắn.",
        topics=("DIGITAL_SKILL", "HEALTH_EDU"),
        maturity="DEVELOPING",
    ),
)
SCORERS = (
    ("cham-thu", f"Bế Thị Thu ({MARK})", "PROV_INFO"),
    ("cham-khoa", f"Lù Văn Khoa ({MARK})", "PROV_ETHNIC"),
)
POINTS = {
    "cham-thu": ((4, 4, 5, 4, 4, 4), (4, 4, 5, 4, 4, 3), (4, 2, 1, 2, 1, 4), (3, 3, 3, 3, 3, 2)),
    "cham-khoa": ((4, 4, 5, 3, 4, 4), (4, 3, 5, 4, 4, 3), (3, 3, 1, 2, 2, 4), None),
}
"""By scorer: figures of each platform on each criterion; null: an interest."""


def choose(*, actor: Actor, plan_code: str) -> None:
    """Write the platforms, a round that is decided, a tile that waits and one that is approved. Again: nothing.

    ``Refused`` unless the home is a demonstration.
    """
    require_demonstration()
    if PlatformSelection.objects.filter(public_id=_id("round")).exists():
        return
    with transaction.atomic():
        _choose(actor, Plan.objects.get(code=plan_code), clock.today())


def _id(name: str) -> uuid.UUID:
    return uuid.uuid5(SPACE, name)


def _choose(actor: Actor, plan: Plan, today: dt.date) -> None:
    made = [_platform(actor, place, facts, today) for place, facts in enumerate(PLATFORMS)]
    area = resolve(PROVINCE, on=today)
    title = f"Lựa chọn nền tảng dùng ở các điểm ({MARK})"
    selection = actions.start_selection(actor=actor, public_id=_id("round"), title=title, area=area, plan=plan)
    scorers = {}
    for username, name, role in SCORERS:
        user = create_user(actor=actor, username=username, full_name=name, password=None)
        grant(actor=actor, user=user, role=role, area=area)
        scorers[username] = user
    for platform in made:
        actions.add_candidate(actor=actor, selection=selection, platform=platform)
    for user in scorers.values():
        actions.name_scorer(actor=actor, selection=selection, user=user)
    selection = actions.open_selection(actor=actor, selection=selection)
    for username, user in scorers.items():
        _score(user, selection, made, POINTS[username])
    selection = actions.close_selection(actor=actor, selection=selection)
    signed = today - dt.timedelta(days=330)
    decision, _made = ensure_decision(
        actor=actor,
        key="minh-hoa-lua-chon-nen-tang",
        kind="QD",
        number="00/QĐ-MH",
        on=signed,
        title=f"Lựa chọn nền tảng số dùng ở các điểm hỗ trợ ({MARK})",
        source=MARK,
    )
    review = today + dt.timedelta(days=35)
    actions.decide(actor=actor, selection=selection, decision=decision, chosen=[made[0].code], review_on=review)
    _tiles(actor, selection, made[0], today)


def _platform(actor: Actor, place: int, facts: PlatformFacts, today: dt.date) -> Platform:
    if facts.works_on_tv:
        facts = replace(facts, tested_on=today - dt.timedelta(days=350))
    return actions.record_platform(actor=actor, public_id=_id(f"platform {place}"), facts=facts)


def _score(
    user: User,
    selection: PlatformSelection,
    platforms: list[Platform],
    points: tuple[tuple[int, ...] | None, ...],
) -> None:
    given = {}
    for platform, row in zip(platforms, points, strict=True):
        if row is None:
            candidate = selection.candidates.select_related("platform").get(platform=platform)
            reason = f"người nhà làm ở đơn vị phát triển ({MARK})"
            actions.declare_interest(actor=user, selection=selection, candidate=candidate, reason=reason)
            continue
        for criterion, figure in zip(selection.criteria.all(), row, strict=True):
            given[platform.code, criterion.pk] = Given(figure, _SEEN)
    actions.hand_in(actor=user, selection=selection, given=given)


def _tiles(actor: Actor, selection: PlatformSelection, platform: Platform, today: dt.date) -> None:
    spoken = (
        "Lấy điện thoại của mình, mở máy ảnh.\nChĩa vào ô vuông đen trắng trên màn hình.\nBấm vào dòng chữ hiện ra."
    )
    for place, title in enumerate((f"Xem giá nông sản ({MARK})", f"Xem lịch thời vụ ({MARK})")):
        tile = actions.draft_tile(
            actor=WRITER,
            public_id=_id(f"tile {place}"),
            selection=selection,
            platform=platform,
            wish=TileWish(title, spoken, "guide", today - dt.timedelta(days=30)),
        )
        if place == 0:
            actions.approve_tile(actor=actor, tile=tile)
