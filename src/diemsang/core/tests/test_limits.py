"""Limits of asks in memory, and whose ask it is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import RequestFactory

from diemsang.core import clock
from diemsang.core.limits import MemoryLimit, address_of

AT = dt.datetime(2026, 3, 2, 8, tzinfo=clock.VIETNAM)


def test_so_many_a_minute_for_each_key_and_no_more() -> None:
    limit = MemoryLimit(3)
    with clock.fixed(AT):
        assert [limit.wait_s("a") for _ask in range(4)] == [0, 0, 0, 20]
        assert limit.wait_s("b") == 0
    with clock.fixed(AT + dt.timedelta(seconds=20)):
        assert limit.wait_s("a") == 0


@pytest.mark.parametrize(
    ("proxies", "told", "address"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "9.9.9.9, 203.0.113.9", "203.0.113.9"),
        (1, "", "10.0.0.1"),
        (1, "x", "10.0.0.1"),
    ],
)
def test_behind_the_proxy_it_is_the_address_that_the_proxy_saw(
    settings: Any, proxies: int, told: str, address: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"x-forwarded-for": told} if told else {}
    request = RequestFactory(REMOTE_ADDR="10.0.0.1").get("/", headers=headers)
    assert address_of(request) == address
