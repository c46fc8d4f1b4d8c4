"""The demonstration's questions: what people asked at the points, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from diemsang.attention.queries.listing import attention
from diemsang.core.actor import SYSTEM
from diemsang.core.paths import data_path
from diemsang.feedback.illustration import AGAIN, LATE, QUESTIONS, SHOWN, UNSEEN, hear
from diemsang.feedback.models import Answer, Question, QuestionStep, Source, State
from diemsang.feedback.queries.rows import QuestionRow, question_rows
from diemsang.library.actions import publish
from diemsang.library.models import Audience
from diemsang.library.queries import live_editions
from diemsang.library.tests.conftest import load_and_approve
from diemsang.points.illustration import named
from tests.test_demo import CODE, TODAY, year

__all__ = ["year"]


@pytest.fixture
def shelf(year: dict[str, int], tmp_path: Path) -> Iterator[dict[str, int]]:
    """The year, and the example products published: people ask about them, and screens can show an answer."""
    with override_settings(HOME=tmp_path):
        (tmp_path / "hub.toml").write_text('made = "test"\n', encoding="utf-8")
        load_and_approve(data_path("examples/thu-vien"))
        publish(actor=SYSTEM)
        yield year


def test_the_questions_tell_their_planted_story(shelf: dict[str, int]) -> None:
    needs, before = attention(SYSTEM, TODAY), Question.objects.count()
    hear(actor=SYSTEM, plan_code=CODE)
    assert attention(SYSTEM, TODAY) == needs
    rows = {row.question.public_id: row for row in question_rows(list(Question.objects.all()), TODAY)}
    assert before == sum(not told.product for told in QUESTIONS) and len(rows) == len(QUESTIONS) == 15
    late, unseen, again, shown = (rows[named(CODE, "question", key)] for key in (LATE, UNSEEN, AGAIN, SHOWN))
    assert [row for row in rows.values() if row.late] == [late]
    assert (late.late, late.owner, late.place) == (4, "UBND xã Nà Hang", "Thị trấn Na Hang, nay là Xã Nà Hang")
    assert [row for row in rows.values() if row.question.state == State.WAITING] == [unseen]
    assert (unseen.question.source, unseen.owner) == (Source.QR, "UBND xã Nà Hang")
    assert [row for row in rows.values() if row.question.state == State.DISMISSED] == [again]
    assert again.point_code == rows[named(CODE, "question", "rung")].point_code
    assert [row for row in rows.values() if row.shown] == [shown]
    check_owners(rows.values())
    check_screen(shown)
    check_words_of_questions()


def check_owners(rows: Collection[QuestionRow]) -> None:
    """Each is its commune's or a duty's of the province; most were answered in time, one was not."""
    done = [row.question for row in rows if row.question.state == State.ANSWERED]
    assert {row.question.owner for row in rows} == {"COMMUNE", "PROV_INFO", "PROV_ETHNIC"}
    assert {row.question.source for row in rows} == {Source.OPERATOR, Source.QR}
    assert sum(one.closed_on > one.due_on for one in done if one.closed_on and one.due_on) == 1
    assert len(done) == 10 and all(one.closed_on and one.due_on for one in done)


def check_screen(shown: QuestionRow) -> None:
    """On the screen of its point alone, by the word of a second person."""
    answer = Answer.objects.exclude(shown_at=None).get()
    assert answer.question == shown.question and answer.by_key != answer.shown_by_key
    note = Audience.objects.filter(edition__in=live_editions(), point__isnull=False).get()
    assert note.point == shown.question.point and "khai sinh" in note.edition.tracks.get().document["parts"][0]["text"]


def check_words_of_questions() -> None:
    """What people and offices say says that it is invented, and so do their names."""
    told = [
        *Question.objects.values_list("words", flat=True),
        *Question.objects.exclude(asked_by="").values_list("asked_by", flat=True),
        *Answer.objects.values_list("text", flat=True),
        *Answer.objects.values_list("by", flat=True),
        *QuestionStep.objects.exclude(text="").values_list("text", flat=True),
    ]
    assert told and all("minh họa" in words for words in told)
    assert not Question.objects.filter(masked=True).exists()
