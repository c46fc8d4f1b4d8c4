"""Settings of screens level by level, what has not arrived where, and the commands."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from conftest import TuyenQuang
from django.test import Client

from diemsang.accounts.models import User
from diemsang.areas.models import Area
from diemsang.audit.models import Entry
from diemsang.config.cli.screens import screens as command
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.files.models import Blob
from diemsang.library.models import Edition, EditionMedia, Head, Product, Root
from diemsang.points.models import PointPlace, SupportPoint
from diemsang.screens.actions.settings import change_settings
from diemsang.screens.models import Screen, ScreenSettings, ScreenState
from diemsang.screens.pins import pin_problem
from diemsang.screens.queries.arrival import arrivals
from diemsang.screens.queries.fleet import fleet
from diemsang.screens.queries.levels import Level, levels_of_area, levels_of_hub, levels_of_point
from diemsang.screens.queries.settings import resolved
from diemsang.screens.setting_fields import BY_KEY
from diemsang.screens.tests.test_fleet_pages import INSIDE, OTHER, SignIn, asked, points, standing, text_of

__all__ = ["points"]


def point(code: str = INSIDE) -> SupportPoint:
    return SupportPoint.objects.get(code=code)


def area_of(code: str = INSIDE) -> int:
    return PointPlace.objects.get(point__code=code, voided_at=None, valid_to=None).area_id


def test_a_lower_level_wins_and_the_page_says_where_each_value_comes_from(
    lan: User, tq: TuyenQuang, signed_in: SignIn, points: None
) -> None:
    change_settings(actor=SYSTEM, level=levels_of_hub().here, texts={"idle_s": "120", "poll_s": "600"})
    change_settings(actor=lan, level=levels_of_area(tq.now("08")).here, texts={"idle_s": "150"})
    change_settings(actor=lan, level=levels_of_area(tq.now("02221")).here, texts={"hours": "7 giờ – 21 giờ"})
    levels = levels_of_point(point())
    assert [level.name for level in levels.above] == ["cả hub", "Tỉnh Tuyên Quang", "Xã Nà Hang"]
    told = {line.field.key: (line.value, line.source) for line in levels.lines()}
    assert told["idle_s"] == (150, "Tỉnh Tuyên Quang")
    assert told["poll_s"] == (600, "cả hub")
    assert told["hours"] == ("7 giờ – 21 giờ", "Xã Nà Hang")
    assert told["lead_in_ms"] == (3000, "mặc định của phần mềm")
    document = resolved(point(), area_of())
    assert all(document[key] == value for key, (value, _source) in told.items()), "the TV is told the same"
    page = text_of(signed_in(lan).get(f"/man-hinh/cai-dat/diem/{INSIDE}/"))
    assert "theo Tỉnh Tuyên Quang" in page


def test_a_value_of_ones_own_is_dropped_again(lan: User, signed_in: SignIn, points: None) -> None:
    client, address = signed_in(lan), f"/man-hinh/cai-dat/diem/{INSIDE}/"
    assert client.post(address, {"idle_s": "90", "seen": ""}).status_code == 302
    seen = levels_of_point(point()).seen
    assert client.post(address, {"idle_s": "90", "bo": "idle_s", "seen": seen}).status_code == 302
    assert ScreenSettings.objects.get(point=point()).idle_s is None
    before = Entry.objects.count()
    assert client.post(address, {"idle_s": "", "seen": levels_of_point(point()).seen}).status_code == 302
    assert Entry.objects.count() == before, "nothing changed, so nothing is told"


def test_everything_that_is_wrong_is_said_at_once_and_nothing_typed_is_lost(
    lan: User, signed_in: SignIn, points: None
) -> None:
    sent = {
        "idle_s": "5",
        "quiet": "21:00-25:00",
        "media": "22:00-05:00 nhanh",
        "poll_s": "mười",
        "pin": "1111",
        "hours": "7 giờ",
        "seen": "",
    }
    answer = signed_in(lan).post(f"/man-hinh/cai-dat/diem/{INSIDE}/", sent)
    page = text_of(answer)
    assert answer.status_code == 422
    for said in ("từ 30 đến 3.600", "giờ 25:00 không có", "không phải khung giờ", "từ 60 đến 3.600", "quá dễ đoán"):
        assert said in page, said
    assert 'value="7 giờ"' in page
    assert "1111" not in page.split("</header>")[-1], "a PIN is never shown again"
    assert not ScreenSettings.objects.exists()


def test_a_form_that_was_overtaken_writes_nothing(lan: User, signed_in: SignIn, points: None) -> None:
    client, address = signed_in(lan), f"/man-hinh/cai-dat/diem/{INSIDE}/"
    assert client.post(address, {"idle_s": "90", "seen": ""}).status_code == 302
    answer = client.post(address, {"idle_s": "240", "seen": ""})
    assert answer.status_code == 409
    assert "người khác vừa thay đổi" in text_of(answer)
    assert ScreenSettings.objects.get(point=point()).idle_s == 90


def test_a_pin_is_kept_only_as_its_hash(lan: User, signed_in: SignIn, points: None) -> None:
    client, address = signed_in(lan), f"/man-hinh/cai-dat/diem/{INSIDE}/"
    assert client.post(address, {"pin": "2749", "seen": ""}).status_code == 302
    row = ScreenSettings.objects.get(point=point())
    assert row.pin_salt
    assert row.pin_rounds
    made = hashlib.pbkdf2_hmac("sha256", b"2749", bytes.fromhex(row.pin_salt), row.pin_rounds, 32)
    assert row.pin_sha256 == made.hex()
    assert "2749" not in text_of(client.get(address))
    entry = Entry.objects.order_by("-id").first()
    assert entry is not None
    assert "2749" not in json.dumps([entry.before, entry.after, entry.data])
    assert client.post(address, {"bo": "pin", "seen": levels_of_point(point()).seen}).status_code == 302
    assert ScreenSettings.objects.get(point=point()).pin_sha256 is None


@pytest.mark.parametrize("pin", ["123", "123456789", "12a4", "0000", "1234", "9876", "１２９４", " 12 4"])
def test_a_weak_or_wrong_pin_is_refused(pin: str) -> None:
    assert pin_problem(pin)


def test_windows_are_read_as_people_write_them() -> None:
    media = BY_KEY["media"]
    assert media.read("22:00-5:00 256 KiB/s 20 MiB; 12:00 – 13:30") == [
        {"from": "22:00", "to": "05:00", "max_kib_s": 256, "max_item_kib": 20_480},
        {"from": "12:00", "to": "13:30", "max_kib_s": None, "max_item_kib": None},
    ]
    assert media.show(media.read("22:00-5:00 256 KiB/s 20 MiB")) == "22:00-05:00 256 KiB/s 20 MiB"
    assert BY_KEY["quiet"].read("không") == []
    assert BY_KEY["cap_kib"].read("4.096") == 4_194_304
    for wrong in ("22:00", "24:00-06:00", "06:00-06:00", "1:00-2:00 0 KiB/s", "\n".join(["1:00-2:00"] * 7)):
        with pytest.raises(ValueError, match=r"."):
            media.read(wrong)


def test_settings_are_written_only_where_one_has_the_right(
    lan: User, huong: User, minh: User, quan: User, tq: TuyenQuang, signed_in: SignIn, points: None
) -> None:
    province, commune = tq.now("08").key, tq.now("02221").key
    answers = {
        user.username: [
            signed_in(user).get(f"/man-hinh/cai-dat/{page}").status_code
            for page in ("", "hub/", f"dia-ban/{province}/", f"dia-ban/{commune}/", f"diem/{INSIDE}/", f"diem/{OTHER}/")
        ]
        for user in (lan, huong, minh, quan)
    }
    assert answers == {
        "lan": [200, 403, 200, 200, 200, 200],
        "huong": [200, 403, 404, 200, 200, 404],
        "minh": [403, 403, 403, 403, 403, 403],
        "quan": [200, 200, 200, 200, 200, 200],
    }


def test_an_action_asks_for_the_right_itself(huong: User, tq: TuyenQuang, points: None) -> None:
    from django.core.exceptions import PermissionDenied

    with pytest.raises(PermissionDenied):
        change_settings(actor=huong, level=Level("x", area=tq.now("08")), texts={"idle_s": "90"})


def test_the_polling_interval_decides_when_a_screen_is_late(tq: TuyenQuang, points: None) -> None:
    slow, usual = standing(), standing(OTHER)
    change_settings(actor=SYSTEM, level=levels_of_area(tq.now("02221")).here, texts={"poll_s": "3600"})
    polls = {row.pk: row.signals.poll_s for row in fleet(SYSTEM)}
    assert polls == {slow.pk: 3600, usual.pk: 300}
    assert resolved(point(), area_of())["poll_s"] == 3600


def publish(titles: list[str]) -> list[str]:
    """A publication with one file a product; hashes of the files."""
    now, hashes = clock.now(), []
    for number, title in enumerate(titles):
        product = Product.objects.create(code=f"sp_{number}", title=title, kind="article", created_at=now)
        edition = Edition.objects.create(
            product=product,
            number=1,
            state=Edition.State.PUBLISHED,
            kind="article",
            valid_from=now.date(),
            made_by="x",
            content_hash="0" * 64,
            loaded_by="x",
            loaded_by_key="x",
            loaded_at=now,
            record_hash=hashlib.sha256(f"r{number}".encode()).hexdigest(),
        )
        sha256 = hashlib.sha256(title.encode()).hexdigest()
        blob = Blob.objects.create(sha256=sha256, size=1, created_at=now)
        EditionMedia.objects.create(edition=edition, blob=blob)
        hashes.append(sha256)
    root = Root.objects.create(number=3, body="{}", signature="", key_id="", made_at=now - dt.timedelta(days=3))
    Head.objects.create(current=root)
    return hashes


def test_what_has_not_arrived_where_and_what_nobody_knows(lan: User, signed_in: SignIn, points: None) -> None:
    first, second = publish(["Cảnh báo lừa đảo", "Trồng lê"])
    whole, lacks, old, vague = standing(), standing(OTHER), standing("TQ-0001"), standing("TQ-0002")
    ScreenState.objects.filter(screen=whole).update(root=3, missing_count=0)
    ScreenState.objects.filter(screen=lacks).update(root=3, missing_count=1, missing=[first])
    ScreenState.objects.filter(screen=old).update(root=2, missing_count=0)
    ScreenState.objects.filter(screen=vague).update(root=3, missing_count=60, missing=[second, "f" * 64])
    report = arrivals(lan)
    told = {
        line.item.title: (line.has, [row.point_code for row in line.lacks], line.unknown) for line in report.products
    }
    assert told == {"Cảnh báo lừa đảo": (1, [OTHER], 2), "Trồng lê": (2, ["TQ-0002"], 1)}
    assert (report.screens, report.whole, len(report.unknown)) == (4, 1, 1)
    page = text_of(signed_in(lan).get("/man-hinh/noi-dung/"))
    assert "58 tệp khác không nêu tên" in page
    assert "giữ bản 2" in page


def test_an_expired_product_is_not_waited_for(lan: User, points: None) -> None:
    publish(["Cảnh báo lừa đảo", "Trồng lê"])
    today = clock.today()
    for code, until in (("sp_0", today), ("sp_1", today + dt.timedelta(days=1))):
        first = today - dt.timedelta(days=9)
        Edition.objects.filter(product__code=code).update(valid_from=first, valid_until=until)
    assert [line.item.code for line in arrivals(lan).products] == ["sp_1"], "the last day is the day before the end"


Run = Callable[..., str]


@pytest.fixture
def run(db: None) -> Run:
    def invoke(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(command, words)
        assert (1 if result.exception else 0) == code, result.output
        if isinstance(result.exception, Refused):
            return str(result.exception)
        return result.output

    return invoke


def test_the_commands_claim_list_move_and_revoke(run: Run, points: None) -> None:
    assert "Chưa có TV nào" in run("list")
    assert "không có điểm nào" in run("claim", asked(), "--point", "TQ-9999", code=1)
    assert f"điểm {INSIDE}" in run("claim", asked(), "--point", INSIDE.lower())
    (told,) = json.loads(run("list", "--json"))["screens"]
    assert (told["point"], told["state"], told["last_contact_at"], told["missing"]) == (INSIDE, "unknown", None, None)
    assert OTHER in run("move", told["id"][:8], "--point", OTHER)
    assert "không khớp đúng một TV" in run("revoke", "ffff", "--reason", "x", code=1)
    assert "đã thôi dùng" in run("revoke", told["id"], "--reason", "hỏng màn")
    assert json.loads(run("list", "--json"))["screens"] == []
    assert Screen.objects.get(public_id=uuid.UUID(told["id"])).revoke_reason == "hỏng màn"


def test_a_client_that_sends_nothing_changes_nothing(lan: User, signed_in: SignIn, points: None) -> None:
    client: Client = signed_in(lan)
    assert client.post(f"/man-hinh/cai-dat/diem/{INSIDE}/").status_code == 302
    assert not ScreenSettings.objects.exists()
    assert client.get("/man-hinh/cai-dat/dia-ban/khong-co/").status_code == 404
    assert Area.objects.exists()
