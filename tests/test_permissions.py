"""One table: every address of the hub × every kind of person → the answer they get.

An address that is missing from the table fails the last test. Outsiders get 404 (they are not told that the thing is
there), readers without the right 403, the signed-out are sent to sign in (302).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from conftest import PASSWORD, TuyenQuang, load_tuyen_quang
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from diemsang.accounts.actions import create_user, grant
from diemsang.accounts.models import User
from diemsang.core.actor import SYSTEM
from diemsang.core.paths import data_path
from diemsang.plans.actions import load_plan
from diemsang.points.actions import attach_file
from diemsang.points.models import SupportPoint
from tests.snapshot import Snapshots

VIEWERS = {
    "signed_out": "nobody is signed in",
    "no_grant": "signed in, holds nothing",
    "commune": "officer of xã Nà Hang",
    "other_commune": "officer of xã Lâm Bình",
    "former_commune": "still holds only the former xã Năng Khả, now part of xã Nà Hang",
    "other_province": "specialist of the former province Lào Cai",
    "specialist": "specialist of the province",
    "leader": "leader of the province",
    "inspector": "inspector over the province",
    "admin": "administrator",
}
DOOR = 302


@dataclass(frozen=True, slots=True)
class Case:
    """An address and what each viewer gets; ``others`` for those not named."""

    name: str
    others: int
    kwargs: dict[str, str] = field(default_factory=dict)
    method: str = "get"
    signed_out: int = DOOR
    differ: dict[str, int] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """For the test's name."""
        return " ".join([self.method, self.name, *self.kwargs.values()])

    @property
    def expected(self) -> dict[str, int]:
        """Status by viewer."""
        return {**dict.fromkeys(VIEWERS, self.others), "signed_out": self.signed_out, **self.differ}


def when_posted(by_viewer: dict[str, int], status: int) -> dict[str, int]:
    """The same people; whoever may open the form gets ``status`` for sending it."""
    return {viewer: status if answer == 200 else answer for viewer, answer in by_viewer.items()}


def only(*viewers: str, status: int = 200) -> dict[str, int]:
    """These viewers get ``status``."""
    return dict.fromkeys(viewers, status)


PLAN = {"code": "KH-207-2023"}
REFORM = {"code": "tuyen-quang-2025-07-01"}
INSIDE = {"code": "TQ-0092"}  # recorded in the former xã Năng Khả, which lies in xã Nà Hang now
UNPLACED = {"code": "TQ-0001"}  # in the former huyện Sơn Dương, commune unknown
READ_ONLY = ("leader", "inspector", "admin")

# Plans are read by every officer of a commune; another province's specialist sees only its own.
PLAN_READERS = only("specialist", "commune", "other_commune", "former_commune", *READ_ONLY)
# A point is read where it lies: an officer of the merged commune, and one who still holds the former commune.
POINT_READERS = only("specialist", "commune", "former_commune", *READ_ONLY)
POINT_WRITERS = {**only("specialist", "commune", "former_commune"), **only(*READ_ONLY, status=403)}
# A point whose commune is unknown is the province's alone.
UNPLACED_WRITERS = {**only("specialist"), **only(*READ_ONLY, status=403)}
SPLIT_ANSWERERS = {**only(*POINT_READERS, status=403), **only("specialist", "admin", status=302)}
REFORMERS = only("specialist", "other_province", "admin")

CASES = [
    # The door
    Case("account_login", 302, signed_out=200),
    Case("account_logout", 405, signed_out=405),
    Case("account_logout", 302, method="post"),
    Case("account_change_password", 200),
    Case("accounts:me", 200),
    # The hub itself
    Case("home", 200),
    Case("search", 200),
    Case("leader", 403, differ=only("specialist", "other_province", "leader", "inspector")),
    Case("healthz", 200, signed_out=200),
    Case("robots", 200, signed_out=200),
    Case("set_language", 302, method="post"),
    # The journal, files
    Case("audit:journal", 403, differ=only("specialist", "inspector", "admin", "other_province")),
    Case("files:download", 404, {"sha256": "0" * 64}),
    # Areas are public among those who hold anything; who changes them is the province and the administrator
    Case("areas:list", 200, differ=only("no_grant", status=403)),
    Case("areas:detail", 200, {"key": "qd124-2004-02281"}, differ=only("no_grant", status=404)),
    Case("areas:detail", 404, {"key": "khong-co"}),
    Case("areas:reforms", 200, differ=only("no_grant", status=403)),
    Case("areas:reform", 200, REFORM, differ=only("no_grant", status=403)),
    Case("areas:reform_apply", 403, REFORM, differ=REFORMERS),
    Case(
        "areas:reform_apply",
        403,
        REFORM,
        "post",
        differ=when_posted(REFORMERS, 302),
    ),
    Case("areas:reform_undo", 403, REFORM, differ=REFORMERS),
    Case("areas:reform_undo", 403, REFORM, "post", differ=when_posted(REFORMERS, 409)),
    # Plans
    Case("plans:list", 200, differ=only("no_grant", status=403)),
    Case("plans:content", 404, PLAN, differ=PLAN_READERS),
    Case("plans:anomalies", 404, PLAN, differ=PLAN_READERS),
    Case("plans:content", 404, {"code": "khong-co"}),
    Case("points:plan", 404, PLAN, differ=PLAN_READERS),
    # Points
    Case("points:list", 200, differ=only("no_grant", status=403)),
    Case("points:detail", 404, INSIDE, differ=POINT_READERS),
    Case("points:detail", 404, UNPLACED, differ=only("specialist", *READ_ONLY)),
    Case("points:detail", 404, {"code": "TQ-9999"}),
    Case("points:place", 404, INSIDE, differ=POINT_WRITERS),
    Case("points:place", 404, UNPLACED, differ=UNPLACED_WRITERS),
    Case("points:void-place", 404, INSIDE, differ=POINT_WRITERS),
    Case("points:file", 405, INSIDE),
    Case("points:file", 404, INSIDE, "post", differ=when_posted(POINT_WRITERS, 422)),
    Case("points:split", 405, INSIDE),
    Case(
        "points:split",
        404,
        INSIDE,
        "post",
        differ=SPLIT_ANSWERERS,
    ),
]


def load_world() -> None:
    """Tuyên Quang with Plan 207, and one person of each kind."""
    load_tuyen_quang()
    load_plan(actor=SYSTEM, path=data_path("examples/tuyen-quang"))
    load_plan(actor=SYSTEM, path=data_path("examples/lao-cai"))
    tq = TuyenQuang()
    lao_cai = tq.then("10")
    roles = {
        "no_grant": None,
        "commune": ("COMMUNE", tq.now("02221")),
        "other_commune": ("COMMUNE", tq.now("02266")),
        "former_commune": ("COMMUNE", tq.then("02281")),
        "other_province": ("PROV_IT", lao_cai),
        "specialist": ("PROV_IT", tq.now("08")),
        "leader": ("PROV_LEAD", tq.now("08")),
        "inspector": ("INSPECTOR", tq.now("08")),
        "admin": ("SYSTEM_ADMIN", None),
    }
    for name, held in roles.items():
        user = create_user(actor=SYSTEM, username=name.replace("_", "-"), full_name=name, password=PASSWORD)
        if held:
            role, area = held
            grant(actor=SYSTEM, user=user, role=role, area=area)


@pytest.fixture
def world(db: None, snapshots: Snapshots) -> None:
    snapshots.once("permissions", load_world)


def given(address: str, method: str = "get") -> dict[str, int]:
    """What each viewer gets."""
    answers = {}
    for viewer in VIEWERS:
        client = Client()
        if viewer != "signed_out":
            client.force_login(User.objects.get(username=viewer.replace("_", "-")))
        answer = getattr(client, method)(address)
        answer.getvalue()  # a file is read to its end, so that it is closed
        answers[viewer] = answer.status_code
    return answers


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_each_viewer_gets_the_answer_of_the_table(case: Case, world: None) -> None:
    assert given(reverse(case.name, kwargs=case.kwargs or None), case.method) == case.expected


def test_a_file_is_for_who_may_read_the_point_that_owns_it(world: None, settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path
    point = SupportPoint.objects.get(code=INSIDE["code"])
    stream = io.BytesIO(b"%PDF-1.7 bien ban")
    kept = attach_file(actor=SYSTEM, point=point, stream=stream, file_name="bien-ban.pdf", title="Biên bản")
    expected = {**dict.fromkeys(VIEWERS, 404), **POINT_READERS, "signed_out": DOOR}
    assert given(reverse("files:download", args=[kept.blob.sha256])) == expected


def test_the_signed_out_are_sent_to_the_door_and_back(client: Client, db: None) -> None:
    assert client.get("/toi/")["Location"] == "/dang-nhap/?next=/toi/"


def test_every_address_is_in_the_table() -> None:
    named = {case.name for case in CASES}
    missing = sorted(name for name in addresses() if name not in named)
    assert missing == [], "add these addresses to the table"
    assert named <= set(addresses()), "these are no longer addresses"


def addresses() -> list[str]:
    """Names of all addresses, with their namespace; an address without a name shows its pattern."""

    def walk(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
                yield from walk(pattern.url_patterns, inner)
            else:
                yield f"{space}{pattern.name}" if pattern.name else str(pattern.pattern)

    return list(walk(get_resolver().url_patterns, ""))


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/diem/",
        "/diem/?xuat=csv",
        "/tim/?q=TQ-0092",
        "/tim/?q=nang+kha",
        "/dia-ban/qd124-2004-02281/",
        "/ke-hoach/KH-207-2023/",
        "/ke-hoach/KH-207-2023/?dia-ban=hom-nay",
    ],
)
def test_no_page_names_a_point_to_an_outsider(address: str, world: None) -> None:
    told = {}
    for viewer in ("commune", "other_commune", "other_province"):
        client = Client()
        client.force_login(User.objects.get(username=viewer.replace("_", "-")))
        answer = client.get(address)
        text = answer.content.decode()
        told[viewer] = f"/diem/{INSIDE['code']}/" in text or f"\n{INSIDE['code']}," in text
    assert told["commune"]
    assert not told["other_commune"]
    assert not told["other_province"]
