"""Making a home: Plan 207 and its reference data, loaded by the same actions that anyone would use.

Each step is a transaction of its own and knows when it is done, so that a home whose making was killed is finished by
making it again.
"""

from __future__ import annotations

import json
import secrets
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from diemsang.accounts.actions import create_user, grant, load_offices
from diemsang.accounts.cast import SUPPLIER, TRAINER, create_cast, create_reviewers
from diemsang.accounts.models import User
from diemsang.areas.actions import apply_reform
from diemsang.areas.models import Reform
from diemsang.config import hubfile
from diemsang.config.cli.common import migrate, pending_migrations
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.paths import data_path
from diemsang.core.private import write_private
from diemsang.equipment.illustration import equip, speak_for
from diemsang.feedback.illustration import hear
from diemsang.indicators.illustration import use
from diemsang.library.actions import approve, load_library, publish
from diemsang.library.models import Edition, Review
from diemsang.operations.illustration import connect
from diemsang.operations.illustration_days import keep_logs
from diemsang.operations.illustration_troubles import trouble
from diemsang.plans.actions import load_plan
from diemsang.platforms.illustration import choose
from diemsang.points.illustration import illustrate
from diemsang.screens.illustration import pair_screens
from diemsang.training.illustration import teach, teach_now

Say = Callable[[str], None]
CAST_FILE = "cast.json"
ADMINISTRATOR = "quantri"


@dataclass(frozen=True)
class Credentials:
    """One person who can sign in to the new home. Kept in ``cast.json`` (mode 0600) so that it can be shown again."""

    username: str
    password: str
    full_name: str
    role: str
    note: str = ""


def make_home(*, illustration: bool, say: Say) -> None:
    """Make, or finish making, the home in ``settings.HOME``; does nothing to a home that is complete.

    Raises ``Refused`` when a file that ships with the program is refused.
    """
    with hubfile.making(settings.HOME):
        if pending_migrations()[0]:
            say("tạo bảng")
            migrate()
        _load_tuyen_quang(say)
        lao_cai = data_path("examples/lao-cai")
        load_plan(actor=SYSTEM, path=lao_cai)
        _apply_reforms(lao_cai, say)
        if illustration:
            _illustrate(say)
            _ensure_cast(say)
            teach_now(actor=SYSTEM, plan_code="KH-207-2023", trainer=TRAINER)
        else:
            _ensure_administrator(say)
        _load_library(say, approved=illustration)
        if illustration:
            _illustrate_screens(say)


def _load_tuyen_quang(say: Say) -> None:
    folder = data_path("examples/tuyen-quang")
    say("nạp Kế hoạch 207 và địa bàn")
    load_plan(actor=SYSTEM, path=folder)
    load_offices(actor=SYSTEM, path=folder / "offices.csv")
    _apply_reforms(folder, say)


def _apply_reforms(folder: Path, say: Say) -> None:
    """Every reform of a folder that is not applied yet, oldest first."""
    for reform in sorted(path.parent for path in (folder / "reforms").glob("*/reform.toml")):
        if not _applied(reform):
            say(f"áp dụng đợt sắp xếp {folder.name} {reform.name}")
            apply_reform(actor=SYSTEM, path=reform)


def _applied(folder: Path) -> bool:
    code = tomllib.loads((folder / "reform.toml").read_text(encoding="utf-8"))["code"]
    return Reform.objects.filter(code=code, status=Reform.Status.APPLIED).exists()


def _illustrate(say: Say) -> None:
    say("ghi hoạt động minh họa")
    illustrate(actor=SYSTEM, plan_code="KH-207-2023", illustration=True)
    equip(actor=SYSTEM, plan_code="KH-207-2023")
    connect(actor=SYSTEM, plan_code="KH-207-2023")
    choose(actor=SYSTEM, plan_code="KH-207-2023")
    teach(actor=SYSTEM, plan_code="KH-207-2023")
    say("ghi sổ nhật ký, sự cố, kiểm tra minh họa")
    keep_logs(actor=SYSTEM, plan_code="KH-207-2023")
    trouble(actor=SYSTEM, plan_code="KH-207-2023")


def _illustrate_screens(say: Say) -> None:
    """After the products, for people ask about them and screens show them; an answer on a screen is content too."""
    say("ghi câu hỏi của bà con minh họa")
    hear(actor=SYSTEM, plan_code="KH-207-2023")
    say("ghi màn hình và lượt dùng minh họa")
    pair_screens(actor=SYSTEM, plan_code="KH-207-2023")
    use(plan_code="KH-207-2023")


def _ensure_cast(say: Say) -> None:
    """The demonstration's people; those who are there already keep their passwords."""
    known = {person.username: person for person in read_cast(settings.HOME)}
    with transaction.atomic():
        for member in (*create_cast(actor=SYSTEM), *create_reviewers(actor=SYSTEM)):
            user = member.user
            known[user.username] = Credentials(
                user.username, member.password, user.full_name, member.role, member.first_try
            )
        speak_for(actor=SYSTEM, username=SUPPLIER)
        _write_cast(list(known.values()))
    say(f"người dùng minh họa: {', '.join(known)}")


def _load_library(say: Say, *, approved: bool) -> None:
    """The example products; only a demonstration approves and publishes them, by its invented people."""
    say("nạp sản phẩm thông tin minh họa")
    load_library(actor=SYSTEM, path=data_path("examples/thu-vien"))
    if not approved:
        return
    people = {Review.Kind.LANGUAGE: "hien", Review.Kind.POLICY: "tho"}
    with transaction.atomic():
        for edition in Edition.objects.filter(state=Edition.State.DRAFT, loaded_by_key=SYSTEM.actor_key):
            for kind, username in people.items():
                approve(actor=User.objects.get(username=username), edition=edition, kind=kind, on=clock.today())
    root = publish(actor=SYSTEM)
    say(f"phát hành nội dung lần {root.number}: {root.items} sản phẩm")


def _ensure_administrator(say: Say) -> None:
    if User.objects.exists():
        return
    password = secrets.token_urlsafe(9)
    with transaction.atomic():
        user = create_user(actor=SYSTEM, username=ADMINISTRATOR, full_name="Quản trị hệ thống", password=password)
        grant(actor=SYSTEM, user=user, role="SYSTEM_ADMIN", area=None)
        _write_cast([Credentials(ADMINISTRATOR, password, user.full_name, "Quản trị hệ thống")])
    say(f"người quản trị: {ADMINISTRATOR}")


def read_cast(home: Path) -> list[Credentials]:
    """The people made with the home."""
    path = home / CAST_FILE
    return [Credentials(**row) for row in json.loads(path.read_text(encoding="utf-8"))] if path.is_file() else []


def _write_cast(people: list[Credentials]) -> None:
    """Written before the transaction commits, so that no account exists whose password nobody knows."""
    content = json.dumps([asdict(person) for person in people], ensure_ascii=False, indent=1)
    write_private(settings.HOME / CAST_FILE, content.encode())
