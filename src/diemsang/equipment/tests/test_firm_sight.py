"""What of a point and a piece is not told to the firm that sold it."""

from __future__ import annotations

import pytest

from diemsang.accounts.models import User
from diemsang.equipment.models import Contract
from diemsang.equipment.tests.conftest import Shop
from diemsang.equipment.tests.test_firms import MINE, SignedIn, cung, link, theirs
from diemsang.points.tests.survey_support import survey

pytestmark = pytest.mark.django_db
__all__ = ["cung", "theirs"]  # fixtures


def test_a_list_of_pieces_tells_a_firm_not_who_holds_them(
    cung: User, lan: User, shop: Shop, theirs: Contract, signed_in: SignedIn
) -> None:
    link(cung, shop.contract.supplier)
    for person, told in ((lan, True), (cung, False)):
        client = signed_in(person)
        assert ("Bên giữ" in client.get("/thiet-bi/tai-san/").content.decode()) is told
        assert ("Bên giữ" in client.get("/thiet-bi/tai-san/?xuat=csv").content.decode("utf-8-sig")) is told


def test_a_firm_does_not_read_surveys(cung: User, lan: User, shop: Shop, theirs: Contract, signed_in: SignedIn) -> None:
    link(cung, shop.contract.supplier)
    address = f"/diem/{MINE}/khao-sat/{survey(shop.point(MINE)).public_id}/"
    assert signed_in(lan).get(address).status_code == 200
    assert signed_in(cung).get(address).status_code == 404
