"""Hostile input never makes a server error: the API against its own description, and every page's parameters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from conftest import load_tuyen_quang
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from diemsang.accounts.actions import create_user, grant
from diemsang.accounts.models import User
from diemsang.config.api import api
from diemsang.config.wsgi import application
from diemsang.core.actor import SYSTEM
from diemsang.core.paths import data_path
from diemsang.plans.actions import load_plan
from tests.permissions import CASES
from tests.permissions.table import Case
from tests.snapshot import Snapshots

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
FEW = settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
HOSTILE = ["\x00", "²", "9" * 5000, "-1", "0000-00-00", "9999-12-31", "31/02/2024", "\ud800", "' OR 1=1 --", "💥" * 50]
ODD = st.sampled_from(HOSTILE) | st.text(max_size=40)
PARAMETERS = [
    *("q", "trang", "moi-trang", "xep", "xuat", "ngay", "ke-hoach", "dia-ban", "giai-doan", "thieu", "dia-diem"),
    *("xem", "doi", "tinh-trang", "diem"),
    *("hoat-dong", "tinh", "ten", "loai", "thuoc", "ban", "tu", "den", "nguoi", "viec", "loc", "cot", "next"),
]
"""Every parameter that some page reads; each page gets them all."""


def load_world() -> None:
    from conftest import PASSWORD, TuyenQuang

    load_tuyen_quang()
    load_plan(actor=SYSTEM, path=data_path("examples/tuyen-quang"))
    tq = TuyenQuang()
    for name, role, area in (("lan", "PROV_IT", tq.now("08")), ("huong", "COMMUNE", tq.now("02221"))):
        person = create_user(actor=SYSTEM, username=name, full_name=name, password=PASSWORD)
        grant(actor=SYSTEM, user=person, role=role, area=area)


@pytest.fixture
def world(db: None, snapshots: Snapshots) -> None:
    snapshots.once("fuzz", load_world)


def cookies(name: str) -> dict[str, str]:
    """The session of one person; none for the signed-out."""
    client = Client()
    if name:
        client.force_login(User.objects.get(username=name))
    return {key: morsel.value for key, morsel in client.cookies.items()}


@pytest.fixture
def described(world: None) -> Iterator[Any]:
    """The API; as in Django's own test client, the end of a request leaves the test's connection open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_dict(dict(api.get_openapi_schema()))
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def operations(schema: Any) -> Iterator[Any]:
    for found in schema.get_all_operations():
        yield found.ok()


@pytest.mark.slow
@pytest.mark.parametrize("person", ["lan", "huong", ""])
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_the_api_keeps_to_its_description(described: Any, person: str, mode: Any, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    held, tried = cookies(person), 0
    for operation in operations(described):
        operation.app = application

        @FEW
        @given(case=operation.as_strategy(generation_mode=mode))
        def holds(case: Any) -> None:
            nonlocal tried
            tried += 1
            answer = case.call(cookies=held, headers={"Accept-Encoding": "identity"})
            case.validate_response(answer, checks=CHECKS)

        try:
            holds()
        except schemathesis.errors.SchemathesisError as error:  # without parameters nothing can be wrong
            if "negative" not in str(error).lower():
                raise
    assert tried


PAGES = {case.label: case for case in CASES if case.method == "get" and not case.name.startswith("api:")}


@pytest.mark.slow
@pytest.mark.parametrize("page", list(PAGES.values()), ids=list(PAGES))
def test_no_parameter_breaks_a_page(page: Case, world: None) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username="lan"))
    address = reverse(page.name, kwargs=page.kwargs or None)
    # Drawn words meet the same code on both databases; the hostile ones below are what a database minds.
    few = settings(FEW, max_examples=3 if connection.vendor == "sqlite" else 1)

    @few
    @given(words=st.dictionaries(st.sampled_from(PARAMETERS), ODD, min_size=1, max_size=8))
    def holds(words: dict[str, str]) -> None:
        safe = {name: word.encode("utf-8", "replace").decode() for name, word in words.items()}
        answer = client.get(address, safe)
        assert answer.status_code < 500, words
        answer.getvalue()

    holds()
    for word in HOSTILE:
        safe = word.encode("utf-8", "replace").decode()
        answer = client.get(address, dict.fromkeys(PARAMETERS, safe))
        answer.getvalue()  # a file is read to its end, so that it is closed
        assert answer.status_code < 500, word


@pytest.mark.parametrize("rest", ["%00", "TQ-0001%00", "%ED%A0%80", "9" * 400, "%2e%2e%2f", "%F0%9F%92%A5"])
@pytest.mark.parametrize("root", ["/diem/", "/dia-ban/", "/ke-hoach/", "/tep/", "/api/v1/points/", "/api/v1/areas/"])
def test_no_name_in_an_address_breaks_it(root: str, rest: str, world: None) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username="lan"))
    assert client.get(f"{root}{rest}").status_code in {301, 404, 422}
    assert client.get(f"{root}{rest}/").status_code in {404, 422}
