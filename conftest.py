"""The fixed cast and the starting data that tests of every app share.

``tq`` is Tuyên Quang with its areas, both reforms applied and its offices; ``lan`` (specialist of the province),
``huong`` (officer of xã Nà Hang), ``minh`` (leader) and ``quan`` (administrator) are people in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import hypothesis
import pytest
from django.db import connection
from django.test import Client
from tests.migrated import use_kept
from tests.snapshot import Snapshots

from diemsang.accounts.models import Office, User
from diemsang.areas.models import Area
from diemsang.core.actor import SYSTEM
from diemsang.core.migrating import few_models_redrawn
from diemsang.core.paths import data_path

pytest_plugins = ["tests.query_counts"]

# How fast a busy machine draws examples is no property of the product.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")

BEFORE = dt.date(2023, 12, 31)
"""A day on which Plan 207 ran in the six districts."""
AFTER = dt.date(2025, 7, 1)
"""The first day of two-tier government."""
PASSWORD = "nắng lên đỉnh Cham Chu"  # noqa: S105 - invented, for tests only
"""The password of the whole cast in tests."""

EXAMPLE = data_path("examples/tuyen-quang")
REFORMS = ("2024-09-01", "2025-07-01")


@dataclass(frozen=True, slots=True)
class TuyenQuang:
    """Where a test looks up units by code: ``tq.now("02221")`` is xã Nà Hang, ``tq.then("02281")`` xã Năng Khả."""

    def then(self, code: str) -> Area:
        """The unit that bore the code at the end of 2023."""
        return self.on(code, BEFORE)

    def now(self, code: str) -> Area:
        """The unit that bears the code since 01/07/2025."""
        return self.on(code, AFTER)

    def on(self, code: str, day: dt.date) -> Area:
        """The unit that bore the code on a day."""
        from diemsang.areas.queries import resolve

        return resolve(code, on=day)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, pytestconfig: pytest.Config) -> Iterator[None]:
    """Before the test database is made: a kept copy of it may serve, and migrations run as in a hub."""
    if pytestconfig.cache is not None:
        use_kept(pytestconfig.cache.mkdir("migrated"))
    with few_models_redrawn():
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """The test database. A flush empties the journal too, which its triggers refuse: lift them meanwhile."""
    rows = import_module("diemsang.audit.migrations.0002_append_only")
    truncate = import_module("diemsang.audit.migrations.0003_search_and_undo")
    lift = rows.DROP["sqlite"] if connection.vendor == "sqlite" else truncate.DROP_TRUNCATE
    restore = rows.CREATE["sqlite"] if connection.vendor == "sqlite" else truncate.NO_TRUNCATE["postgresql"]
    flush = connection.ops.execute_sql_flush

    def flush_without_triggers(statements: Iterable[str]) -> None:
        flush([*lift, *statements, *restore])

    connection.ops.execute_sql_flush = flush_without_triggers  # type: ignore[method-assign, assignment]


@pytest.fixture(scope="session")
def snapshots() -> Snapshots:
    """Keeps starting data between tests."""
    return Snapshots()


def load_areas_of_2023() -> None:
    """Units of both old provinces as they stood in September 2023."""
    from diemsang.areas.actions import load_areas

    load_areas(actor=SYSTEM, path=EXAMPLE / "areas")


def load_tuyen_quang() -> None:
    """Units, both reforms, offices."""
    from diemsang.accounts.actions import load_offices
    from diemsang.areas.actions import apply_reform

    load_areas_of_2023()
    for reform in REFORMS:
        apply_reform(actor=SYSTEM, path=EXAMPLE / "reforms" / reform)
    load_offices(actor=SYSTEM, path=EXAMPLE / "offices.csv")


@pytest.fixture
def tq(db: None, snapshots: Snapshots) -> TuyenQuang:
    """Tuyên Quang of today: areas, the reforms of 2024 and 2025, offices."""
    snapshots.once("tuyen-quang", load_tuyen_quang)
    return TuyenQuang()


@pytest.fixture
def tq_2023(db: None, snapshots: Snapshots) -> TuyenQuang:
    """Tuyên Quang and Hà Giang of 2023, before any reform (``now`` finds nothing new in it)."""
    snapshots.once("tuyen-quang-2023", load_areas_of_2023)
    return TuyenQuang()


MakeUser = Callable[..., User]


@pytest.fixture
def make_user(db: None) -> MakeUser:
    """``make_user("an", role="COMMUNE", area=area)``: a person with one grant (none without a role)."""

    def make(username: str, *, role: str = "", area: Area | None = None, **more: Any) -> User:
        from diemsang.accounts.actions import create_user, grant

        given = {"full_name": username.title(), "password": PASSWORD, **more}
        user = create_user(actor=SYSTEM, username=username, **given)
        if role:
            grant(actor=SYSTEM, user=user, role=role, area=area)
        return user

    return make


@pytest.fixture
def lan(tq: TuyenQuang, make_user: MakeUser) -> User:
    """Specialist of the province."""
    office = Office.objects.get(code="tq-khcn")
    return make_user("lan", role="PROV_IT", area=tq.now("08"), full_name="Hoàng Thị Lan", office=office)


@pytest.fixture
def huong(tq: TuyenQuang, make_user: MakeUser) -> User:
    """Officer of xã Nà Hang, which was formed from thị trấn Na Hang, xã Năng Khả and xã Thanh Tương."""
    from diemsang.accounts.actions import ensure_committee

    area = tq.now("02221")
    office = ensure_committee(actor=SYSTEM, area=area, duty="COMMUNE")
    return make_user("huong", role="COMMUNE", area=area, full_name="Ma Thị Hường", office=office, phone="0300 000 002")


@pytest.fixture
def minh(tq: TuyenQuang, make_user: MakeUser) -> User:
    """Leader of the province."""
    office = Office.objects.get(code="tq-ubnd")
    return make_user("minh", role="PROV_LEAD", area=tq.now("08"), full_name="Nguyễn Văn Minh", office=office)


@pytest.fixture
def quan(tq: TuyenQuang, make_user: MakeUser) -> User:
    """Administrator; sees no single province's work."""
    return make_user("quan", role="SYSTEM_ADMIN", full_name="Trần Anh Quân")


@pytest.fixture
def stranger(db: None, make_user: MakeUser) -> User:
    """Signed in, no grant at all."""
    return make_user("an", full_name="Nông Thị An")


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """``signed_in(lan).get("/")``."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
