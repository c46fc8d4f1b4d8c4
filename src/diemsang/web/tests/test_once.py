"""A page that only reads asks once for a name; one that writes asks as often as it needs."""

from __future__ import annotations

import pytest
from conftest import TuyenQuang
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from diemsang.areas.models import AreaVersion
from diemsang.areas.queries import labels
from diemsang.core import clock
from diemsang.web.middleware import ask_once


@pytest.mark.parametrize(("method", "queries"), [("get", 1), ("head", 1), ("post", 2)])
def test_a_page_that_only_reads_asks_once(tq: TuyenQuang, method: str, queries: int) -> None:
    area = tq.now("08").pk

    def page(request: HttpRequest) -> HttpResponse:
        names = [labels([area], clock.today()) for _time in range(2)]
        assert names[0] == names[1]
        return HttpResponse()

    request = getattr(RequestFactory(), method)("/")
    with CaptureQueriesContext(connection) as captured:
        ask_once(page)(request)
    assert len(captured) == queries


def test_a_page_that_tries_something_and_takes_it_back_tells_the_truth_before_between_and_after(tq: TuyenQuang) -> None:
    area = tq.now("08").pk
    told = []

    def page(request: HttpRequest) -> HttpResponse:
        told.append(labels([area], clock.today())[area].name)
        with transaction.atomic():
            AreaVersion.objects.filter(area=area).update(name="Thử")
            told.append(labels([area], clock.today())[area].name)
            transaction.set_rollback(True)
        told.append(labels([area], clock.today())[area].name)
        return HttpResponse()

    ask_once(page)(RequestFactory().get("/"))
    assert told == ["Tỉnh Tuyên Quang", "Tỉnh Thử", "Tỉnh Tuyên Quang"]
