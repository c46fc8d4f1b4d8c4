"""Links that show a card to anybody, for a few days, without a person's name."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Callable

import pytest
from conftest import TuyenQuang
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from PIL import Image

from diemsang.accounts.actions import grant
from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.core.lettering import Face
from diemsang.core.paths import data_path
from diemsang.documents.actions import make_minute
from diemsang.documents.minutes.codes import matrix
from diemsang.equipment.actions import ensure_team, plan_visit
from diemsang.plans.actions import load_plan
from diemsang.points.actions import link_minute
from diemsang.points.models import SupportPoint
from diemsang.sharing.actions import make_link, revoke_link
from diemsang.sharing.models import ShareLink
from diemsang.sharing.subjects import card_of
from diemsang.sharing.views import LIMIT

NOW = dt.datetime(2026, 11, 20, 8, 0, tzinfo=clock.VIETNAM)
CODE = "TQ-0092"


@pytest.fixture(autouse=True)
def today() -> object:
    LIMIT.forget()
    with clock.fixed(NOW):
        yield


@pytest.fixture
def point(tq: TuyenQuang) -> SupportPoint:
    load_plan(actor=SYSTEM, path=data_path("examples/tuyen-quang"))
    return SupportPoint.objects.get(code=CODE)


def share(actor: User, **given: object) -> ShareLink:
    wish = {"public_id": uuid.uuid4(), "kind": "diem", "key": CODE} | given
    return make_link(actor=actor, **wish)  # type: ignore[arg-type]


def test_anybody_with_the_link_reads_the_card_until_it_ends(point: SupportPoint, huong: User) -> None:
    address = f"/c/{share(huong, days=7).token}/"
    answer = Client().get(address)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Điểm hỗ trợ TQ-0092" in page and "Kế hoạch 207/KH-UBND" in page
    assert 'property="og:image"' in page and "the.png" in page
    assert "Hường" not in page and "0300" not in page
    assert answer["X-Robots-Tag"].startswith("noindex") and "no-store" in answer["Cache-Control"]
    with clock.fixed(NOW + dt.timedelta(days=7, seconds=1)):
        ended = Client().get(address)
    assert ended.status_code == 404 and "hết hạn" in ended.content.decode()
    assert CODE not in ended.content.decode()


def test_the_typed_name_of_a_building_stays_inside(point: SupportPoint, huong: User) -> None:
    point.places.update(building_name="Nhà ông Bí", host_building="VILLAGE_HALL")
    page = Client().get(f"/c/{share(huong).token}/").content.decode()
    assert "ông Bí" not in page and point.places.get().get_host_building_display() in page


def test_a_reader_of_another_area_shares_nothing_there(
    point: SupportPoint, make_user: Callable[..., User], tq: TuyenQuang
) -> None:
    officer = make_user("ha", role="COMMUNE", area=tq.now("02266"))
    grant(actor=SYSTEM, user=officer, role="INSPECTOR", area=tq.now("08"))
    with pytest.raises(PermissionDenied):
        share(officer)


def test_a_revoked_link_shows_nothing_at_once(point: SupportPoint, huong: User, lan: User) -> None:
    link = share(huong)
    revoke_link(actor=lan, link=link)
    revoke_link(actor=lan, link=link)
    for address in (f"/c/{link.token}/", f"/c/{link.token}/the.png"):
        assert Client().get(address).status_code == 404


def test_pictures_have_their_sizes_and_lead_to_the_link(point: SupportPoint, huong: User) -> None:
    link = share(huong)
    for shape, size in (("the", (1200, 630)), ("a5", (874, 1240))):
        answer = Client().get(f"/c/{link.token}/{shape}.png")
        assert answer["Content-Type"] == "image/png"
        image = Image.open(io.BytesIO(answer.content))
        assert image.size == size and len(answer.content) < 120_000
        import zxingcpp

        assert [code.text for code in zxingcpp.read_barcodes(image)] == [f"http://testserver/c/{link.token}/"]
    assert Client().get(f"/c/{link.token}/a6.png").status_code == 404
    assert len(matrix(f"http://testserver/c/{link.token}/")) > 0


def test_only_who_sees_the_point_and_may_share_makes_a_link(
    point: SupportPoint, huong: User, minh: User, stranger: User, make_user: Callable[..., User], tq: TuyenQuang
) -> None:
    elsewhere = make_user("ha", role="COMMUNE", area=tq.now("02266"))
    for outsider in (stranger, elsewhere):
        with pytest.raises(Http404):
            share(outsider)
    with pytest.raises(PermissionDenied):
        share(minh)
    with pytest.raises(PermissionDenied):
        revoke_link(actor=minh, link=share(huong))
    with pytest.raises(Refused, match="liên kết"):
        share(huong, days=365)


def test_the_same_form_sent_twice_makes_one_link(
    point: SupportPoint, huong: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(huong)
    form = {"lan": str(uuid.uuid4()), "ngay": "1"}
    for _each in range(2):
        assert client.post(f"/chia-se/diem/{CODE}/", form).status_code == 302
    link = ShareLink.objects.get()
    page = client.get(f"/chia-se/diem/{CODE}/").content.decode()
    assert f"/c/{link.token}/" in page and "Thu hồi" in page
    assert link.expires_at == NOW + dt.timedelta(days=1)
    client.post(f"/chia-se/thu-hoi/{link.public_id}/")
    assert f"/c/{link.token}/" not in client.get(f"/chia-se/diem/{CODE}/").content.decode()
    assert "Chia sẻ" in client.get(f"/diem/{CODE}/").content.decode()
    journal = client.get(f"/diem/{CODE}/").content.decode()
    assert link.token not in journal


def test_a_minute_and_an_order_show_no_words_that_people_typed(
    point: SupportPoint, lan: User, signed_in: Callable[[User], Client]
) -> None:
    minute = make_minute(
        actor=SYSTEM,
        public_id=uuid.uuid4(),
        kind="BB_NT",
        title="Nghiệm thu do ông Nguyễn Văn Bí nhận",
        on=NOW.date(),
        data={"parties": [{"role": "Bên nhận", "office": "", "people": [{"name": "Nguyễn Văn Bí", "post": ""}]}]},
    )
    link_minute(minute=minute, points=[point])
    team = ensure_team(actor=SYSTEM, name="Đội ông Bí")
    order = plan_visit(
        actor=SYSTEM, public_id=uuid.uuid4(), team=team, point=point, on=NOW.date(), note="gọi ông Bí 0300 000 009"
    )
    for kind, key in (("bien-ban", minute.public_id), ("lich", order.public_id)):
        link = share(lan, kind=kind, key=str(key))
        page = Client().get(f"/c/{link.token}/").content.decode()
        assert CODE in page and "Bí" not in page and "0300" not in page
    assert (
        f"/chia-se/bien-ban/{minute.public_id}/"
        in signed_in(lan).get(f"/bien-ban/{minute.public_id}/").content.decode()
    )


def test_one_address_may_not_ask_without_end(point: SupportPoint, huong: User) -> None:
    client = Client()
    answers = [client.get("/c/doan-bua/").status_code for _each in range(LIMIT.a_minute + 1)]
    assert set(answers[:-1]) == {404} and answers[-1] == 429


def test_a_long_name_is_cut_and_never_leaves_the_picture(point: SupportPoint) -> None:
    card = card_of("diem", CODE)
    assert card is not None
    face = Face(30)
    lines = face.lines("Nhà văn hóa thôn Nà Khuyến, xã Thượng Lâm, huyện Lâm Bình " * 5, 700, 3)
    assert len(lines) == 3 and lines[-1].endswith("…")
    assert all(face.width(line) <= 700 for line in lines)
    assert face.lines("Đ" * 200, 300, 2)[0].endswith("…")
