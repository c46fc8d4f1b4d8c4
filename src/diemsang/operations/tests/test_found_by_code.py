"""The search box finds what bears a code that is printed on a slip or a label, for who may see it."""

from __future__ import annotations

import uuid

import pytest

from diemsang.accounts.models import User
from diemsang.core.actor import SYSTEM
from diemsang.documents.actions import make_minute
from diemsang.documents.models import MinuteKind
from diemsang.equipment.models import Asset
from diemsang.equipment.models.assets import serial_key
from diemsang.operations.models import Incident
from diemsang.operations.tests.conftest import TODAY
from diemsang.operations.tests.fault_support import body, today, tv
from diemsang.operations.tests.test_firm_faults import SELLER, SignIn, cung, given, link
from diemsang.points.actions.minutes import link_minute
from diemsang.points.models import SupportPoint

pytestmark = pytest.mark.django_db
__all__ = ["cung", "given", "today", "tv"]  # fixtures


def test_an_incident_a_piece_and_a_minute_are_found_by_their_code(
    given: Incident, tv: Asset, known: SupportPoint, specialist: User, leader: User, signed_in: SignIn
) -> None:
    minute = make_minute(
        actor=SYSTEM, public_id=uuid.uuid4(), kind=MinuteKind.BB_KTR, title="Kiểm tra", on=TODAY, data={}
    )
    link_minute(minute=minute, points=[known])
    Asset.objects.filter(pk=tv.pk).update(serial="TV-7O81", serial_exact="TV7O81", serial_key="TV7081")
    for person in (specialist, leader):
        client = signed_in(person)
        for asked, href in (
            (given.code, f"/van-hanh/su-co/{given.public_id}/"),
            (given.code.lower().replace("-", ""), f"/van-hanh/su-co/{given.public_id}/"),
            (tv.code, f"/thiet-bi/t/{tv.public_id}/"),
            ("tv 7081".replace(" ", "-"), f"/thiet-bi/t/{tv.public_id}/"),
            (minute.code, f"/bien-ban/{minute.public_id}/"),
        ):
            assert f'href="{href}"' in body(client.get("/tim/", {"q": asked})), (person.username, asked)
    Asset.objects.filter(pk=tv.pk).update(serial="SC-4471", serial_exact="SC4471", serial_key=serial_key("SC-4471"))
    assert f'href="/thiet-bi/t/{tv.public_id}/"' in body(signed_in(leader).get("/tim/", {"q": "SC4471"}))


def test_a_code_shows_nothing_to_who_may_not_see_it(
    given: Incident, tv: Asset, cung: User, specialist: User, signed_in: SignIn
) -> None:
    client = signed_in(cung)
    for asked in (given.code, "SC-999999999", "TS-1"):
        assert "Không có gì khớp" in body(client.get("/tim/", {"q": asked})), asked
    link(cung, SELLER)
    assert given.code in body(client.get("/tim/", {"q": given.code}))
