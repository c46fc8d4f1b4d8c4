"""What two trainers of the same province get from every address of training: the one whose class it is, and another.

Outside training they hold what docs/rights.csv says; ``tests/test_rights_product.py`` asks that of every role.
"""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from diemsang.accounts.models import User
from tests.permissions.minutes import MINUTE
from tests.permissions.table import INSIDE, Case
from tests.permissions.training import CASES
from tests.test_permissions import world

__all__ = ["world"]  # a fixture

TRAINERS = {  # method, address, act: (whose class it is, another)
    "get list": (302, 302),
    "get classes": (200, 200),
    "get courses": (200, 200),
    "get trainees": (200, 200),
    "get course_new": (403, 403),
    "post course_new": (403, 403),
    "get course": (200, 200),
    "get course_edit": (403, 403),
    "get questions": (403, 403),
    "get material": (403, 403),
    "post material_drop": (403, 403),
    "get class_new": (403, 403),
    "get class": (200, 404),
    "get class_edit": (403, 404),
    "get invite": (403, 404),
    "get residents": (200, 404),
    "get invitation": (200, 404),
    "get person": (200, 404),
    "post person": (422, 404),
    "get attendance": (200, 404),
    "post attendance": (422, 404),
    "get scores": (200, 404),
    "post scores": (422, 404),
    "get slips": (200, 404),
    "post act mo": (422, 404),
    "post act ket-thuc": (302, 404),
    "get reason huy": (403, 404),
    "post reason huy": (403, 404),
    "get name": (200, 404),
    "post drop": (302, 404),
    "get trainee": (200, 404),
    "get trainee_edit": (403, 404),
    "get forget": (403, 404),
    "post forget": (403, 404),
    "get post": (403, 404),
    "get post_end": (403, 404),
    "get certificate": (200, 404),
    "get withdraw": (403, 404),
    "get verify": (200, 200),
    "get answer": (200, 200),
}


def key(case: Case) -> str:
    """How a case stands in ``TRAINERS``."""
    words = [case.method, case.name.removeprefix("training:"), case.kwargs.get("act", "")]
    return " ".join(words).strip()


@pytest.mark.parametrize("who", ["trainer", "other-trainer"])
def test_each_address_answers_a_trainer_as_the_table_says(who: str, world: None) -> None:
    differ, client = {}, Client()
    client.force_login(User.objects.get(username=who))
    for case in CASES:
        with transaction.atomic():  # what a press writes is taken back before the next
            mark = transaction.savepoint()
            got = getattr(client, case.method)(reverse(case.name, kwargs=case.kwargs or None)).status_code
            transaction.savepoint_rollback(mark)
        if got != TRAINERS[key(case)][who != "trainer"]:
            differ[key(case)] = got
    assert differ == {}


def test_every_address_of_training_is_in_the_table() -> None:
    assert set(TRAINERS) == {key(case) for case in CASES}


def test_a_trainer_finds_no_point_and_no_minute_of_others(world: None) -> None:
    client = Client()
    client.force_login(User.objects.get(username="trainer"))
    assert client.get(reverse("points:detail", kwargs=INSIDE)).status_code == 404
    assert client.get(reverse("minutes:detail", kwargs=MINUTE)).status_code == 404
    assert client.get(reverse("minutes:list")).status_code == 200
