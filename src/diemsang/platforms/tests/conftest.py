"""A round of three platforms and two scorers, as far as a test wants it."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from conftest import MakeUser, TuyenQuang

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.documents.actions import record_decision
from diemsang.documents.models import Decision
from diemsang.platforms import actions
from diemsang.platforms.actions import CriterionWish, Given, PlatformFacts
from diemsang.platforms.models import Platform, PlatformSelection

TODAY = dt.date(2026, 3, 2)
SECURITY = "bảo đảm an ninh, trật tự"
CRITERIA = (
    CriterionWish("phù hợp mục tiêu phát triển kinh tế - xã hội", Decimal(40)),
    CriterionWish(SECURITY, Decimal(60), Decimal(3)),
)


@pytest.fixture(autouse=True)
def _today() -> object:
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def thu(tq: TuyenQuang, make_user: MakeUser) -> User:
    """Of the culture department: scores, does not manage."""
    return make_user("thu", role="PROV_INFO", area=tq.now("08"), full_name="Bế Thị Thu")


def make_platform(name: str, **facts: object) -> Platform:
    facts = {"address": "https://example.gov.vn/app", **facts}
    return actions.record_platform(actor=SYSTEM, public_id=uuid.uuid4(), facts=PlatformFacts(name=name, **facts))  # type: ignore[arg-type]


@pytest.fixture
def three(db: None) -> list[Platform]:
    """Platforms of the register."""
    return [make_platform(f"Nền tảng {letter}") for letter in "ABC"]


def fill(selection: PlatformSelection, points: dict[str, tuple[int, int]], evidence: str = "đã xem") -> dict:  # type: ignore[type-arg]
    """A sheet: code → points on the two criteria."""
    first, second = list(selection.criteria.all())
    return {
        (code, criterion.pk): Given(given, evidence)
        for code, pair in points.items()
        for criterion, given in zip((first, second), pair, strict=True)
    }


@pytest.fixture
def drafted(tq: TuyenQuang, lan: User, three: list[Platform]) -> PlatformSelection:
    """With criteria and candidates, nobody named yet."""
    made = actions.start_selection(actor=lan, public_id=uuid.uuid4(), title="Lựa chọn 2026", area=tq.now("08"))
    actions.set_criteria(actor=lan, selection=made, wishes=CRITERIA)
    for platform in three:
        actions.add_candidate(actor=lan, selection=made, platform=platform)
    return made


@pytest.fixture
def opened(drafted: PlatformSelection, lan: User, thu: User) -> PlatformSelection:
    """Two scorers; open."""
    for user in (lan, thu):
        actions.name_scorer(actor=lan, selection=drafted, user=user)
    return actions.open_selection(actor=lan, selection=drafted)


@pytest.fixture
def closed(opened: PlatformSelection, lan: User, thu: User, three: list[Platform]) -> PlatformSelection:
    """A leads with 3,9; B is knocked out; C has only Thu's sheet, 3,8."""
    a, b, c = [platform.code for platform in three]
    with_interest = opened.candidates.get(platform__code=c)
    actions.declare_interest(actor=lan, selection=opened, candidate=with_interest, reason="em ruột làm ở đơn vị ấy")
    actions.hand_in(actor=lan, selection=opened, given=fill(opened, {a: (5, 4), b: (5, 5)}))
    actions.hand_in(actor=thu, selection=opened, given=fill(opened, {a: (4, 3), b: (5, 0), c: (2, 5)}))
    return actions.close_selection(actor=lan, selection=opened)


@pytest.fixture
def paper(db: None) -> Decision:
    """The decision on paper."""
    title = "Lựa chọn nền tảng số dùng ở các điểm hỗ trợ"
    return record_decision(actor=SYSTEM, number="88/QĐ-SKHCN", kind="QD", on=dt.date(2026, 3, 1), title=title)


@pytest.fixture
def decided(closed: PlatformSelection, lan: User, three: list[Platform], paper: Decision) -> PlatformSelection:
    """A was chosen."""
    return actions.decide(
        actor=lan, selection=closed, decision=paper, chosen=[three[0].code], review_on=dt.date(2026, 4, 20)
    )
