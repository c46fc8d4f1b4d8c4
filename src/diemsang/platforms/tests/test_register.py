"""The register: what may enter, what is corrected, what is put away."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied

from diemsang.accounts.models import User
from diemsang.audit.queries import story_of
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.platforms import actions
from diemsang.platforms.actions import PlatformFacts
from diemsang.platforms.models import AllowedHost, Platform, PlatformSelection
from diemsang.platforms.queries import open_problems
from diemsang.platforms.tests.conftest import TODAY, make_platform


@pytest.mark.parametrize(
    "address",
    [
        "http://tuyenquang.gov.vn",
        "javascript:alert(1)",
        "https://",
        "https://localhost/x",
        "https://10.0.0.1/",
        "https://user:pw@tuyenquang.gov.vn/",
        "https://tuyenquang.gov.vn:cong/",
        "https://tuyên-quang.vn/",
        "https://a b.vn/",
        "//tuyenquang.gov.vn",
        "https://tuyenquang.gov.vn/" + "x" * 500,
    ],
)
def test_an_address_that_is_not_https_is_refused(db: None, address: str) -> None:
    with pytest.raises(Refused) as refused:
        make_platform("Nền tảng A", address=address)
    assert "Địa chỉ" in str(refused.value)
    assert not Platform.objects.exists()


def test_unknown_stays_unknown_and_a_second_press_writes_nothing(db: None) -> None:
    key = uuid.uuid4()
    facts = PlatformFacts(name="  Nền   tảng A ")
    made = actions.record_platform(actor=SYSTEM, public_id=key, facts=facts)
    assert actions.record_platform(actor=SYSTEM, public_id=key, facts=PlatformFacts(name="Khác")) == made
    row = Platform.objects.get()
    assert (row.code, row.name, row.address, row.works_on_tv) == ("NT-0001", "Nền tảng A", "", "")
    assert (row.is_local, row.security_level, row.personal_data, row.login_needed) == (None, None, None, None)
    assert make_platform("Nền tảng B").code == "NT-0002"


def test_every_problem_is_told_at_once(db: None) -> None:
    make_platform("Nền tảng A")
    with pytest.raises(Refused) as refused:
        make_platform(
            "nen tang a",
            address="http://x.vn",
            security_level=6,
            personal_data_what="họ tên",
            works_on_tv="YES",
            tested_on=TODAY + dt.timedelta(days=1),
            cost="SOMETIMES",
            maturity="OLD",
            owner="x" * 201,
        )
    assert len(refused.value.problems) == 9
    assert "NT-0001" in str(refused.value)


def test_a_correction_stands_in_the_journal_and_two_people_do_not_overwrite(db: None, lan: User) -> None:
    made = make_platform("Nền tảng A")
    seen = actions.facts_of(made)
    actions.change_platform(actor=lan, platform=made, facts=PlatformFacts(name="Nền tảng A", is_local=True))
    told = story_of("platform", made.code)[0]
    assert "sửa nền tảng số Nền tảng A" in told.sentence
    with pytest.raises(Refused, match="có người vừa sửa"):
        actions.change_platform(actor=lan, platform=made, facts=PlatformFacts(name="Nền tảng Á"), seen=seen)
    made.refresh_from_db()
    same = actions.change_platform(actor=lan, platform=made, facts=actions.facts_of(made), seen=seen)
    assert (same.is_local, len(story_of("platform", made.code))) == (True, 2)


def test_archiving_needs_a_reason_and_waits_for_the_round(drafted: PlatformSelection, lan: User) -> None:
    platform = Platform.objects.get(code="NT-0001")
    with pytest.raises(Refused) as refused:
        actions.archive_platform(actor=lan, platform=platform, reason=" ")
    assert drafted.code in str(refused.value)
    assert "Lý do" in str(refused.value)
    actions.remove_candidate(actor=lan, selection=drafted, platform=platform)
    actions.archive_platform(actor=lan, platform=platform, reason="chủ quản đã ngừng")
    actions.archive_platform(actor=lan, platform=platform, reason="chủ quản đã ngừng")
    with pytest.raises(Refused, match="đã cất"):
        actions.add_candidate(actor=lan, selection=drafted, platform=Platform.objects.get(code="NT-0001"))
    actions.restore_platform(actor=lan, platform=platform)
    assert Platform.objects.get(code="NT-0001").archived_at is None
    assert len(story_of("platform", "NT-0001")) == 3


def test_what_a_television_may_open(db: None, lan: User) -> None:
    known = {"works_on_tv": "YES", "tested_on": TODAY, "tested_by": "Lan"}
    open_one = make_platform("A", login_needed=False, **known)
    assert open_problems(open_one) == ["tên miền example.gov.vn chưa nằm trong danh sách được mở trên TV."]
    actions.allow_host(actor=lan, host="https://Example.gov.vn/")
    actions.allow_host(actor=lan, host="example.gov.vn")
    assert AllowedHost.objects.count() == 1
    assert open_problems(open_one) == []
    assert len(open_problems(make_platform("B"))) == 2
    assert len(open_problems(make_platform("C", login_needed=True, **{**known, "works_on_tv": "NO"}))) == 2
    assert open_problems(make_platform("D", address="https://example.gov.vn.xau.vn/", login_needed=False, **known))
    for host in ("http://x.vn", "x", "x.vn/duong-dan", "x.vn:8000", "1.2.3.4"):
        with pytest.raises(Refused):
            actions.allow_host(actor=lan, host=host)
    actions.remove_host(actor=lan, host="example.gov.vn")
    assert open_problems(open_one)


def test_who_only_reads_writes_nothing(huong: User, minh: User, thu: User) -> None:
    for user in (huong, minh, thu):
        with pytest.raises(PermissionDenied):
            actions.record_platform(actor=user, public_id=uuid.uuid4(), facts=PlatformFacts(name="A"))
