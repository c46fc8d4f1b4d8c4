"""Asking, sorting, answering, showing: at the interface of the actions."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from conftest import TuyenQuang
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.feedback.actions import (
    Wish,
    accept_question,
    answer_question,
    ask,
    ask_by_qr,
    dismiss_question,
    hide_answer,
    make_door,
    reopen_question,
    show_answer,
    transfer_question,
)
from diemsang.feedback.actions.asking import WAITING_POINT
from diemsang.feedback.actions.notes import SHOWN_DAYS
from diemsang.feedback.models import OWNERS, About, Answer, Door, Question, State
from diemsang.feedback.queries.rows import question_rows, ranked
from diemsang.feedback.queries.scope import questions_for
from diemsang.feedback.queries.story import question_story
from diemsang.feedback.queries.tasks import question_tasks
from diemsang.feedback.terms import terms
from diemsang.feedback.tests.conftest import TODAY, asked
from diemsang.library.models import Product
from diemsang.operations.day_fields import Service
from diemsang.points.models import SupportPoint

D = dt.date
Wall = Callable[[], list[list[str]]]


def answered(actor: User, question: Question, text: str = "Đến trụ sở công an xã, mang căn cước.") -> Answer:
    return answer_question(actor=actor, public_id=uuid.uuid4(), question=question, text=text)


def test_every_kind_has_a_rule_with_its_source() -> None:
    for about in About:
        assert (about.value, "") in terms()
    for (kind, service), term in terms().items():
        assert kind in About.values and service in ("", *Service.values)
        assert term.owner in OWNERS and 1 <= term.days <= 60 and term.source


def test_a_question_of_the_operator_is_open_with_an_owner_and_a_deadline(operator: User, known: SupportPoint) -> None:
    question = asked(operator, known)
    assert (question.state, question.owner, question.due_on) == (State.OPEN, "COMMUNE", TODAY + dt.timedelta(days=5))
    assert asked(operator, known, service="SAFETY").due_on == TODAY + dt.timedelta(days=2)
    product = Product.objects.create(code="rua-tay", title="Bé Mai rửa tay", kind="story", created_at=clock.now())
    about = asked(operator, known, product=product)
    assert (about.about, about.product_title, about.owner, about.service) == (
        About.PRODUCT,
        "Bé Mai rửa tay",
        "PROV_INFO",
        "",
    )
    product.title = "Tên khác"
    product.save()
    assert Question.objects.get(pk=about.pk).about_words == "Bé Mai rửa tay", "the title of the day"


def test_the_same_form_twice_asks_once(operator: User, known: SupportPoint, unknown: SupportPoint) -> None:
    press, wish = uuid.uuid4(), Wish("Xin giấy ở đâu?")
    first = ask(actor=operator, public_id=press, point=known, wish=wish)
    assert ask(actor=operator, public_id=press, point=known, wish=wish) == first
    with pytest.raises(Refused, match="câu hỏi khác"):
        ask(actor=SYSTEM, public_id=press, point=unknown, wish=wish)
    assert Question.objects.count() == 1 and first.steps.count() == 1


def test_a_strangers_id_opens_nothing_of_others(operator: User, known: SupportPoint, door: Door) -> None:
    """Who knows the id of an operator's question learns no code by sending it again through the QR."""
    mine = asked(operator, known)
    with pytest.raises(Refused, match="câu hỏi khác"):
        ask_by_qr(public_id=mine.public_id, door=door, wish=Wish("Cho xem?"))
    assert Question.objects.get().read_code is None


@pytest.mark.parametrize(
    ("words", "told"),
    [("", "còn trống"), ("  \u200b ", "còn trống"), ("?!… 123", "còn trống"), ("ă" * 1001, "1001 chữ, quá 1.000")],
)
def test_absurd_words_are_refused_with_what_to_do(words: str, told: str, operator: User, known: SupportPoint) -> None:
    with pytest.raises(Refused) as refused:
        asked(operator, known, words)
    assert told in str(refused.value) and refused.value.problems[0].advice
    assert not Question.objects.exists()


def test_telephone_and_identity_numbers_are_masked(operator: User, known: SupportPoint) -> None:
    question = asked(operator, known, "Gọi 0912.345.678, căn cước 012 345 678 901, xong trước 12/2026 nhé")
    assert question.words == "Gọi …, căn cước …, xong trước 12/2026 nhé" and question.masked
    assert "345" not in question.search_key
    assert not asked(operator, known, "Năm 2026 có được không?").masked


def test_the_owner_is_the_commune_of_today(known: SupportPoint, unknown: SupportPoint, tuyen_quang: TuyenQuang) -> None:
    """TQ-0092 was recorded in xã Năng Khả, which lies in xã Nà Hang since 01/07/2025."""
    rows = question_rows([asked(SYSTEM, known), asked(SYSTEM, unknown)], TODAY)
    assert rows[0].owner == "UBND xã Nà Hang" and rows[0].place == "Xã Năng Khả, nay là Xã Nà Hang"
    assert rows[1].owner.startswith("Sở "), "where nobody knows the commune the province finds out first"


def test_each_sees_what_lies_in_their_area(
    operator: User, officer: User, specialist: User, neighbour: User, known: SupportPoint, door: Door
) -> None:
    question = asked(operator, known)
    by_qr = ask_by_qr(public_id=uuid.uuid4(), door=door, wish=Wish("Chửi bậy")).question
    assert by_qr is not None and by_qr.state == State.WAITING
    assert set(questions_for(officer)) == set(questions_for(specialist)) == {question, by_qr}
    assert set(questions_for(operator)) == {question}, "who moderates reads it first"
    assert not questions_for(neighbour).exists()
    with pytest.raises(Http404):
        answered(neighbour, question)
    with pytest.raises(PermissionDenied):
        answered(operator, question)
    with pytest.raises(PermissionDenied):
        dismiss_question(actor=operator, question=by_qr, reason="nói xấu tôi")


def test_a_strangers_words_wait_and_then_count_from_today(officer: User, door: Door) -> None:
    question = ask_by_qr(public_id=uuid.uuid4(), door=door, wish=Wish("Mua loa ở đâu?", service="TRADE")).question
    assert question is not None and (question.due_on, question.asked_by) == (None, "")
    with clock.fixed(D(2026, 3, 9)):
        for _again in range(2):
            question = accept_question(actor=officer, question=question)
    assert (question.state, question.due_on) == (State.OPEN, D(2026, 3, 14))
    assert question.steps.count() == 2


def test_strangers_are_bounded_by_point_and_by_day(door: Door, officer: User) -> None:
    made = [ask_by_qr(public_id=uuid.uuid4(), door=door, wish=Wish(f"Hỏi lần {n}")) for n in range(WAITING_POINT + 5)]
    assert [asked.question is None for asked in made] == [False] * WAITING_POINT + [True] * 5
    for question in Question.objects.all():
        dismiss_question(actor=officer, question=question, reason="thử máy")
    assert ask_by_qr(public_id=uuid.uuid4(), door=door, wish=Wish("Hỏi thật")).question is not None


def test_a_question_goes_to_another_office_and_its_story_keeps_why(
    officer: User, specialist: User, known: SupportPoint
) -> None:
    question = asked(officer, known)
    due = question.due_on
    with pytest.raises(Refused, match="Lý do"):
        transfer_question(actor=officer, question=question, owner="PROV_IT", reason=" ")
    with pytest.raises(Refused, match="danh mục"):
        transfer_question(actor=officer, question=question, owner="SUPPLIER", reason="ai đó")
    for _again in range(2):
        moved = transfer_question(actor=officer, question=question, owner="PROV_IT", reason="việc của Sở")
    assert (moved.owner, moved.due_on) == ("PROV_IT", due), "who asked does not wait longer"
    last = moved.steps.order_by("-id")[0]
    assert "UBND xã" in last.what and last.text == "việc của Sở" and moved.steps.count() == 2
    answered(specialist, moved)
    with pytest.raises(Refused, match="đã xong"):
        transfer_question(actor=officer, question=question, owner="COMMUNE", reason="trả lại")


def test_put_aside_and_opened_again(officer: User, known: SupportPoint) -> None:
    question = asked(officer, known)
    dismiss_question(actor=officer, question=question, reason="trùng câu trước")
    with pytest.raises(Refused, match="Mở lại trước"):
        answered(officer, question)
    with clock.fixed(D(2026, 3, 20)):
        again = reopen_question(actor=officer, question=question, reason="xếp nhầm")
    assert (again.state, again.due_on) == (State.OPEN, D(2026, 3, 25))
    answered(officer, question)
    with pytest.raises(Refused, match="đã trả lời"):
        dismiss_question(actor=officer, question=question, reason="thôi")


def test_a_second_answer_keeps_the_first_and_leaves_the_screen(
    officer: User, second: User, known: SupportPoint, wall: Wall
) -> None:
    question = asked(officer, known)
    press = uuid.uuid4()
    first = answer_question(actor=officer, public_id=press, question=question, text="Đến  xã.\n\n Mang căn cước.")
    assert answer_question(actor=officer, public_id=press, question=question, text="khác hẳn") == first
    assert first.text == "Đến xã.\nMang căn cước." and first.office == "UBND xã Nà Hang"
    show_answer(actor=second, answer=first)
    assert len(wall()) == 1
    newer = answered(officer, question, "Đến trung tâm phục vụ hành chính công.")
    first.refresh_from_db()
    assert not wall() and first.replaced_at is not None and not first.on_screen
    assert list(question.answers.all()) == [newer, first]
    with pytest.raises(Refused, match="mới hơn"):
        show_answer(actor=second, answer=first)
    for words, told in (("…", "còn trống"), ("ă" * 2001, "2001 chữ")):
        with pytest.raises(Refused, match=told):
            answered(officer, question, words)


def test_two_people_stand_behind_what_the_screen_shows(
    officer: User, second: User, operator: User, leader: User, known: SupportPoint, wall: Wall
) -> None:
    answer = answered(officer, asked(operator, known))
    with pytest.raises(Refused, match="chính bạn"):
        show_answer(actor=officer, answer=answer)
    for nobody in (operator, leader):
        with pytest.raises(PermissionDenied):
            show_answer(actor=nobody, answer=answer)
    for _again in range(2):
        shown = show_answer(actor=second, answer=answer)
    assert shown.on_screen and len(wall()) == 1
    assert wall() == [["Bà con hỏi: Làm VNeID ở đâu?", "Đến trụ sở công an xã, mang căn cước."]]
    for _again in range(2):
        hide_answer(actor=officer, answer=shown)
    answer.refresh_from_db()
    assert not wall() and not answer.on_screen
    show_answer(actor=second, answer=answer)
    assert len(wall()) == 1, "taken off by mistake, it comes back"
    with clock.fixed(TODAY + dt.timedelta(days=SHOWN_DAYS)):
        assert not Answer.objects.get().on_screen and not wall(), "it ends by itself"
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(shown_by_key=answer.by_key)


def test_a_new_code_ends_the_old_sheet(officer: User, neighbour: User, known: SupportPoint, door: Door) -> None:
    press = uuid.uuid4()
    newer = make_door(actor=officer, public_id=press, point=known)
    assert make_door(actor=officer, public_id=press, point=known) == newer and newer.code != door.code
    assert list(Door.objects.filter(point=known, ended_at=None)) == [newer]
    with pytest.raises(Http404):
        make_door(actor=neighbour, public_id=uuid.uuid4(), point=known)


def test_the_home_page_hears_what_waits(
    officer: User,
    second: User,
    specialist: User,
    operator: User,
    neighbour: User,
    known: SupportPoint,
    door: Door,
) -> None:
    def waits(user: User, day: dt.date = TODAY) -> list[tuple[str, str, dt.date | None]]:
        return [(task.what, task.href, task.due) for task in question_tasks(user, day)]

    assert waits(officer) == []
    old = asked(operator, known)
    asked(operator, known, "Hỏi hai")
    ask_by_qr(public_id=uuid.uuid4(), door=door, wish=Wish("Hỏi ba"))
    told = waits(officer, D(2026, 3, 12))
    assert [what.split()[0] for what, _href, _due in told] == ["Xem", "Trả", "Trả"]
    assert told[1][1:] == (f"/hoi-dap/{old.public_id}/", old.due_on)
    assert waits(specialist) == [], "the commune's turn"
    assert waits(operator) == waits(neighbour) == []
    elsewhere = asked(SYSTEM, SupportPoint.objects.get(code="TQ-0001"))
    assert [href for _what, href, _due in waits(specialist)] == [f"/hoi-dap/{elsewhere.public_id}/"], "commune unknown"
    answered(officer, old)
    assert len(waits(officer)) == 2, "nobody approves his own words"
    assert waits(second)[-1][:2] == ("Duyệt câu trả lời lên màn hình của điểm", f"/hoi-dap/{old.public_id}/")
    for number in range(3):
        asked(operator, known, f"Hỏi thêm {number}")
    what, href, _due = waits(officer)[-1]
    assert what == "Trả lời câu hỏi của bà con (4)" and href == "/hoi-dap/?tinh-trang=OPEN&goc=1"


def test_of_what_is_done_the_newest_stands_first(officer: User, known: SupportPoint) -> None:
    rows = []
    for day in (D(2026, 3, 5), D(2026, 4, 2)):
        with clock.fixed(day):
            rows.append(asked(SYSTEM, known, f"Câu của tháng {day.month}"))
            answered(officer, rows[-1])
    standing = asked(SYSTEM, known, "Câu chưa ai trả lời")
    assert list(ranked(questions_for(officer))) == [standing, rows[1], rows[0]]


def test_the_story_does_not_repeat_the_standing_answer(officer: User, known: SupportPoint) -> None:
    row = asked(SYSTEM, known)
    for text in ("Hỏi ở xã.", "Hỏi ở công an xã."):
        answered(officer, row, text)
    story = question_story(officer, Question.objects.get(pk=row.pk), TODAY)
    assert story.answer and story.answer.text == "Hỏi ở công an xã."
    assert sorted(entry.text for entry in story.entries) == ["", "", "Hỏi ở xã."]
