"""The only place that writes questions and answers."""

from diemsang.feedback.actions.answering import answer_question, hide_answer, show_answer
from diemsang.feedback.actions.asking import Asked, Wish, ask, ask_by_qr
from diemsang.feedback.actions.doors import make_door
from diemsang.feedback.actions.sorting import accept_question, dismiss_question, reopen_question, transfer_question

__all__ = [
    "Asked",
    "Wish",
    "accept_question",
    "answer_question",
    "ask",
    "ask_by_qr",
    "dismiss_question",
    "hide_answer",
    "make_door",
    "reopen_question",
    "show_answer",
    "transfer_question",
]
