"""One table: every address of the hub × every kind of person → the answer they get.

An address that is missing from the table fails the last test. Outsiders get 404 (they are not told that the thing is
there), readers without the right 403, the signed-out are sent to sign in (302).
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import PASSWORD, TuyenQuang, load_tuyen_quang
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from diemsang.accounts.actions import create_user, grant
from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.paths import data_path
from diemsang.documents.actions import make_minute
from diemsang.equipment.actions import link_person, write_firm
from diemsang.library.models import Product
from diemsang.operations.actions import ContractFacts, record_contract
from diemsang.plans.actions import load_plan
from diemsang.points.actions import attach_file, link_minute, record_survey
from diemsang.points.models import SupportPoint
from diemsang.points.tests.survey_support import wish as passing_survey
from diemsang.screens.models import Screen, ScreenPlace, ScreenState
from tests.permissions import CASES
from tests.permissions.equipment import deliver_one
from tests.permissions.equipment_work import install_one
from tests.permissions.faults import break_and_inspect
from tests.permissions.feedback import ask_one
from tests.permissions.library import PRODUCT
from tests.permissions.minutes import MINUTE
from tests.permissions.operations import CONTRACT
from tests.permissions.platforms import choose_one
from tests.permissions.screens import SCREEN
from tests.permissions.survey import SURVEY
from tests.permissions.table import DOOR, INSIDE, POINT_READERS, VIEWERS, Case
from tests.permissions.training import teach_one
from tests.snapshot import Snapshots


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
        "trainer": ("TRAINER", tq.now("08")),
        "other_trainer": ("TRAINER", tq.now("08")),
    }
    for name, held in roles.items():
        user = create_user(actor=SYSTEM, username=name.replace("_", "-"), full_name=name, password=PASSWORD)
        if held:
            role, area = held
            grant(actor=SYSTEM, user=user, role=role, area=area)
    record_contract(
        actor=SYSTEM,
        public_id=uuid.UUID(CONTRACT["public_id"]),
        point=SupportPoint.objects.get(code=INSIDE["code"]),
        facts=ContractFacts(carrier="VNPT"),
        source="Hợp đồng",
    )
    deliver_one()
    install_one()
    choose_one()
    break_and_inspect()
    ask_one()
    teach_one()
    Product.objects.create(**PRODUCT, title="Bé Mai rửa tay", kind="story", created_at=clock.now())
    screen = Screen.objects.create(public_id=SCREEN["public_id"], secret_sha256="0" * 64, claimed_at=clock.now())
    ScreenState.objects.create(screen=screen)
    ScreenPlace.objects.create(
        screen=screen, point=SupportPoint.objects.get(code=INSIDE["code"]), valid_from=clock.now()
    )
    minute = make_minute(
        actor=SYSTEM,
        public_id=uuid.UUID(MINUTE["public_id"]),
        kind="BB_NT",
        title="Nghiệm thu",
        on=clock.today(),
        data={},
    )
    link_minute(minute=minute, points=[SupportPoint.objects.get(code=INSIDE["code"])])
    record_survey(
        actor=SYSTEM,
        public_id=uuid.UUID(SURVEY["public_id"]),
        point=SupportPoint.objects.get(code=INSIDE["code"]),
        wish=passing_survey(clock.today()),
    )


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


def test_a_supplier_of_another_firm_is_a_stranger_to_everything(world: None) -> None:
    user = create_user(actor=SYSTEM, username="nguoi-hang", full_name="Người của hãng khác", password=None)
    grant(actor=SYSTEM, user=user, role="SUPPLIER", area=TuyenQuang().now("08"))
    firm = write_firm(actor=SYSTEM, name="Hãng khác")
    link_person(actor=SYSTEM, public_id=uuid.uuid4(), supplier=firm, username="nguoi-hang")
    client = Client()
    client.force_login(user)
    told = {}
    for case in CASES:
        if case.kwargs and case.others == 404:
            answer = getattr(client, case.method)(reverse(case.name, kwargs=case.kwargs))
            if answer.status_code not in (403, 404, 405):
                told[case.label] = answer.status_code
    assert told == {}


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
