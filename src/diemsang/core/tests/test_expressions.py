"""What the database works out by the thousand says the same as Python says of one."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from diemsang.core import clock
from diemsang.core.expressions import Among, DayOf
from diemsang.points.models import SupportPoint

MIDNIGHT = dt.datetime(2026, 11, 28, 17, tzinfo=dt.UTC)
"""In Vietnam, where the day begins seven hours before that of UTC."""
AROUND = st.integers(-2_000_000, 2_000_000).map(lambda micro: MIDNIGHT + dt.timedelta(microseconds=micro))
ANY_TIME = st.integers(-500_000, 500_000).map(lambda hours: MIDNIGHT + dt.timedelta(hours=hours))


class InTheDatabase(TestCase):
    @settings(max_examples=40)
    @given(AROUND | ANY_TIME)
    def test_the_day_of_a_moment_is_the_day_in_vietnam(self, moment: dt.datetime) -> None:
        SupportPoint.objects.create(code="TQ-0001", created_at=moment)
        (told,) = SupportPoint.objects.annotate(day=DayOf("created_at")).values_list("day", flat=True)
        assert told == moment.astimezone(clock.VIETNAM).date()

    @settings(max_examples=20)
    @given(st.sets(st.integers(0, 9), max_size=10))
    def test_among_ids_is_in_ids(self, chosen: set[int]) -> None:
        points = [SupportPoint.objects.create(code=f"TQ-000{at}", created_at=clock.now()) for at in range(10)]
        ids = {points[at].pk for at in chosen}
        found = SupportPoint.objects.filter(pk__in=Among(ids)).values_list("pk", flat=True)
        assert set(found) == ids
        assert (
            set(SupportPoint.objects.exclude(pk__in=Among(ids)).values_list("pk", flat=True))
            == {point.pk for point in points} - ids
        )

    def test_no_ids_ask_nothing(self) -> None:
        with CaptureQueriesContext(connection) as asked:
            assert list(SupportPoint.objects.filter(pk__in=Among(()))) == []
        assert len(asked) == 0
