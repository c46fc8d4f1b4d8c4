"""The pages: asking on a phone, by the QR without an account, the office's list and question."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable

from django.test import Client
from tests.query_counts import FrozenQueries

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.feedback.actions import Wish, answer_question, ask_by_qr, dismiss_question, make_door, show_answer
from diemsang.feedback.actions.asking import WAITING_POINT
from diemsang.feedback.models import Door, Question, State
from diemsang.feedback.tests.conftest import CODE, asked, body, sent
from diemsang.points.models import SupportPoint

SignIn = Callable[[User], Client]
Wall = Callable[[], list[list[str]]]
HOSTILE = "<script>alert(1)</script>{{ 7*7 }}'; DROP TABLE feedback_question;-- \u202e ổn"


def test_four_touches_and_words(operator: User, known: SupportPoint, signed_in: SignIn) -> None:
    client, address = signed_in(operator), f"/hoi-dap/diem/{CODE}/"
    assert address in body(client.get(f"/diem/{CODE}/"))
    assert "?ve=viec-VNEID" in body(client.get(address))
    page = client.get(f"{address}?ve=viec-VNEID")
    form = {"ve": "viec-VNEID", "public_id": str(page.context["form"]["public_id"].value())}
    empty = client.post(address, {**form, "words": ""})
    assert empty.status_code == 422 and "Ghi điều bà con muốn hỏi" in body(empty)
    long = client.post(address, {**form, "words": "ă" * 1001})
    assert long.status_code == 422 and "1001 chữ" in body(long) and "ă" * 1001 in body(long), "what was typed stays"
    wish = {**form, "words": "Gọi 0912345678 được không?"}
    answers = [client.post(address, wish) for _press in range(2)]
    question = Question.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/hoi-dap/{question.public_id}/"}
    story = body(client.get(f"/hoi-dap/{question.public_id}/"))
    assert "Gọi … được không?" in story and "0912345678" not in story and "đã che" in story
    assert "UBND xã Nà Hang" in story and "07/03/2026" in story and "tự đặt" in story
    assert "Gửi câu trả lời" not in story, "the operator asks, the office answers"
    assert client.get(f"{address}?ve=bai-khong-co").status_code == 200
    assert client.post(address, {**form, "ve": "viec-BAY", "words": "?"}).status_code == 422


def test_hostile_words_are_shown_as_words(officer: User, door: Door, signed_in: SignIn) -> None:
    client = Client()
    sent_to = client.post(f"/hoi/{door.code}/", sent(words=HOSTILE))["Location"]
    question = Question.objects.get()
    for page in (body(client.get(sent_to)), body(signed_in(officer).get(f"/hoi-dap/{question.public_id}/"))):
        assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page and "{{ 7*7 }}" in page
    export = body(signed_in(officer).get("/hoi-dap/?xuat=csv"))
    assert question.code in export
    question.words = "=HYPERLINK(1)"
    Question.objects.filter(pk=question.pk).update(words="=HYPERLINK(1)")
    assert "\n=HYPERLINK" not in body(signed_in(officer).get("/hoi-dap/?xuat=csv&cot=loi"))


def test_who_scans_asks_and_reads_the_answer_later(
    officer: User, second: User, door: Door, signed_in: SignIn, wall: Wall
) -> None:
    client, address = Client(), f"/hoi/{door.code}/"
    page = client.get(address)
    assert page.status_code == 200 and "Không cần tên" in body(page)
    assert page["X-Robots-Tag"].startswith("noindex") and "no-store" in page["Cache-Control"]
    for wrong, told in (
        (sent(words=""), "Ghi điều"),
        (sent(about=""), "Chọn một việc"),
        (sent(about="viec-BAY"), "Chọn một việc"),
        (sent(words="123 456"), "còn trống"),
    ):
        answer = client.post(address, wrong)
        assert answer.status_code == 422 and told in body(answer), wrong
    wish = sent(words="Số của tôi 0987 654 321, bao giờ xong?")
    answers = [client.post(address, wish) for _press in range(2)]
    question = Question.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/hoi/tra-loi/{question.read_code}/"}
    link = answers[0]["Location"]
    waiting = body(client.get(link))
    assert "Cán bộ xem lại" in waiting and "654" not in waiting and f"http://testserver{link}" in waiting
    office = signed_in(officer)
    assert question.code in body(office.get("/hoi-dap/?tinh-trang=WAITING"))
    staff = f"/hoi-dap/{question.public_id}/"
    assert question.read_code and question.read_code not in body(office.get(staff)), "the asker's code is the asker's"
    assert office.post(staff, {"viec": "nhan"}).status_code == 302
    assert "07/03/2026" in body(client.get(link))
    absurd = office.post(staff, {"viec": "tra-loi", "public_id": str(uuid.uuid4()), "text": "ă" * 2001})
    assert absurd.status_code == 422 and "ă" * 2001 in body(absurd)
    reply = {"viec": "tra-loi", "public_id": str(uuid.uuid4()), "text": "Bảy ngày.\nMang căn cước."}
    for _press in range(2):
        assert office.post(staff, reply).status_code == 302
    assert question.answers.count() == 1
    told = body(client.get(link))
    assert "Bảy ngày." in told and "UBND xã Nà Hang" in told and "Hường" not in told
    assert "Duyệt lên màn hình" not in body(office.get(staff)) and "người khác" in body(office.get(staff))
    refused = office.post(staff, {"viec": "duyet"})
    assert refused.status_code == 422 and "chính bạn" in body(refused) and not wall()
    assert "Duyệt lên màn hình" in body(signed_in(second).get(staff))
    assert signed_in(second).post(staff, {"viec": "duyet"}).status_code == 302 and len(wall()) == 1
    assert "đang trên màn hình" in body(office.get("/hoi-dap/?tinh-trang=tren-man-hinh"))
    assert office.post(staff, {"viec": "go"}).status_code == 302 and not wall()


def test_a_reason_is_told_to_who_asked(officer: User, door: Door) -> None:
    question = ask_by_qr(public_id=uuid.uuid4(), door=door, wish=Wish("abc abc")).question
    assert question is not None
    dismiss_question(actor=officer, question=question, reason="Không rõ hỏi gì, xin hỏi lại.")
    page = body(Client().get(f"/hoi/tra-loi/{question.read_code}/"))
    assert "Không rõ hỏi gì" in page and "Hường" not in page


def test_a_guessed_code_finds_nothing_and_guessing_is_slow(known: SupportPoint, door: Door) -> None:
    asked(SYSTEM, known)  # a question without a code to read it by
    client = Client()
    for path in ("hoi/AAAAAAAAAAAAAAAA", "hoi/tra-loi/AAAAAAAAAAAAAAAA", "hoi/tra-loi/None", "hoi/tra-loi/%20"):
        assert client.get(f"/{path}/").status_code == 404
    statuses = [client.get(f"/hoi/tra-loi/{n:016d}/").status_code for n in range(100)]
    assert set(statuses) == {404, 429} and statuses[-1] == 429
    assert client.get(f"/hoi/{door.code}/").status_code == 429
    assert Client().get(f"/hoi/{door.code}/", REMOTE_ADDR="203.0.113.9").status_code == 200


def test_a_new_code_ends_the_sheet_on_the_wall(officer: User, known: SupportPoint, door: Door) -> None:
    make_door(actor=officer, public_id=uuid.uuid4(), point=known)
    answer = Client().post(f"/hoi/{door.code}/", sent())
    assert answer.status_code == 404 and "không còn dùng" in body(answer) and not Question.objects.exists()


def test_a_hundred_in_a_minute_leave_a_queue_that_can_be_read(officer: User, door: Door, signed_in: SignIn) -> None:
    client, address = Client(), f"/hoi/{door.code}/"
    one = [client.post(address, sent(words=f"Hỏi {n}?")).status_code for n in range(20)]
    assert one.count(302) == 6 and one[-1] == 429, "one address"
    many = [client.post(address, sent(words=f"Hỏi nữa {n}?"), REMOTE_ADDR=f"203.0.113.{n}") for n in range(100)]
    assert {answer.status_code for answer in many} == {302, 429}
    assert "Hỏi nữa 99?" in body(many[-1]) and "Chờ khoảng một phút" in body(many[-1]), "nothing typed is lost"
    assert many[-1]["Retry-After"]
    for later in range(1, 4):
        with clock.fixed(dt.datetime(2026, 3, 2, 12 + later, tzinfo=clock.VIETNAM)):
            full = [
                client.post(address, sent(words=f"Hỏi {later} {n}?"), REMOTE_ADDR=f"198.51.100.{n}") for n in range(12)
            ]
    assert Question.objects.count() == WAITING_POINT
    assert full[-1].status_code == 429 and "người phụ trách" in body(full[-1]) and "Hỏi 3 11?" in body(full[-1])
    page = signed_in(officer).get("/hoi-dap/")
    assert page.status_code == 200 and f"trong {WAITING_POINT}" in body(page)


def test_others_ids_are_not_found(
    officer: User, neighbour: User, leader: User, known: SupportPoint, signed_in: SignIn
) -> None:
    question = asked(officer, known)
    address = f"/hoi-dap/{question.public_id}/"
    reply = {"viec": "tra-loi", "public_id": str(uuid.uuid4()), "text": "Tôi trả lời thay."}
    assert signed_in(neighbour).get(address).status_code == 404
    assert signed_in(neighbour).post(address, reply).status_code == 404
    assert signed_in(leader).get(address).status_code == 200
    assert signed_in(leader).post(address, reply).status_code == 403
    assert question.code not in body(signed_in(neighbour).get("/hoi-dap/?xuat=csv"))
    assert "Chưa có câu hỏi nào" in body(signed_in(neighbour).get("/hoi-dap/"))
    assert signed_in(officer).get(f"/hoi-dap/{uuid.uuid4()}/").status_code == 404
    assert signed_in(officer).post(address, {"viec": "bay"}).status_code == 422
    assert not question.answers.exists()


def test_each_act_of_the_page(officer: User, specialist: User, known: SupportPoint, signed_in: SignIn) -> None:
    question = asked(officer, known)
    client, address = signed_in(officer), f"/hoi-dap/{question.public_id}/"
    assert client.post(address, {"viec": "xep", "reason": ""}).status_code == 422
    assert client.post(address, {"viec": "xep", "reason": "nhầm"}).status_code == 302
    assert client.post(address, {"viec": "mo-lai", "reason": "lại là câu hỏi"}).status_code == 302
    move = {"viec": "chuyen", "owner": "PROV_IT", "reason": "việc của Sở"}
    for _press in range(2):
        assert client.post(address, move).status_code == 302
    page = body(client.get(address))
    assert "Sở Khoa học và Công nghệ" in page and "việc của Sở" in page
    assert "Trả lời" in body(signed_in(specialist).get(address))


def test_the_sheet_is_made_printed_and_leads_to_the_page(
    officer: User, leader: User, known: SupportPoint, signed_in: SignIn
) -> None:
    client, address = signed_in(officer), f"/hoi-dap/diem/{CODE}/to-dan/"
    assert "chưa có mã QR" in body(client.get(address))
    press = {"lan": str(uuid.uuid4())}
    for _press in range(2):
        assert client.post(address, press).status_code == 302
    door = Door.objects.get()
    page = body(client.get(address))
    assert "ds-qr" in page and "ds-poster-small" in page and "Năng Khả" in page
    link = re.search(r'href="http://testserver(/hoi/[^"]+)"', page)
    assert link is not None and Client().get(link[1]).status_code == 200 and door.code in link[1]
    assert "ds-poster-small" not in body(client.get(f"{address}?kho=a4"))
    assert signed_in(leader).post(address, press).status_code == 403


def test_the_list_is_narrowed_ordered_and_exported(
    officer: User,
    specialist: User,
    operator: User,
    known: SupportPoint,
    unknown: SupportPoint,
    door: Door,
    signed_in: SignIn,
    frozen_queries: FrozenQueries,
    wall: Wall,
) -> None:
    client = signed_in(specialist)
    assert "Hỏi giúp bà con" in body(client.get("/hoi-dap/"))
    late = asked(operator, known, "Cấp lại căn cước mất bao lâu?")
    with clock.fixed(dt.date(2026, 2, 1)):
        later = asked(SYSTEM, unknown, "Bảo hiểm y tế hết hạn thì làm gì?", service="HEALTH")
    done = asked(SYSTEM, known, "Chợ phiên họp ngày nào?", service="")
    answer = answer_question(actor=officer, public_id=uuid.uuid4(), question=done, text="Ngày Dậu.")
    ask_by_qr(public_id=uuid.uuid4(), door=door, wish=Wish("Hỏi bằng điện thoại"))
    for query, count in {
        "": 4,
        "tinh-trang=chua-xong": 3,
        "tinh-trang=qua-han": 1,
        "tinh-trang=ANSWERED": 1,
        "tinh-trang=cho-duyet": 1,
        "tinh-trang=tren-man-hinh": 0,
        "ve=SERVICE": 2,
        "noi-tra-loi=COMMUNE": 4,
        "cach=QR": 1,
        "q=can+cuoc": 1,
        "q=nang+kha": 3,
        f"q={late.code}": 1,
        "q=CH-99999999999999999999": 0,
        "xep=-han&cot=ma,noi-dat,hoi-ngay,cach,tieng,xong,man-hinh": 4,
    }.items():
        page = body(client.get(f"/hoi-dap/?{query}"))
        assert (f"trong {count}" in page) if count else ("Không có câu hỏi nào khớp" in page), query
    page = body(client.get("/hoi-dap/"))
    order = [page.index(word) for word in ("Hỏi bằng điện thoại", "Bảo hiểm y tế", "Cấp lại", "Chợ phiên")]
    assert order == sorted(order), "to be looked at, latest late, then open, then done"
    text = body(client.get("/hoi-dap/?tinh-trang=qua-han&xuat=csv"))
    assert later.code in text and late.code not in text
    client.get("/hoi-dap/")
    with frozen_queries("feedback:list"):
        client.get("/hoi-dap/?moi-trang=50")
    show_answer(actor=specialist, answer=answer)
    for number in range(5):
        asked(SYSTEM, known if number % 2 else unknown, f"Câu {number}")
    with frozen_queries("feedback:list"):
        client.get("/hoi-dap/?moi-trang=200")
    with frozen_queries("feedback:question"):
        client.get(f"/hoi-dap/{late.public_id}/")
    assert Question.objects.get(pk=done.pk).state == State.ANSWERED
