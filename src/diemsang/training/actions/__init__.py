"""The only place that writes about training."""

from diemsang.training.actions.answers import answer_check, open_seat
from diemsang.training.actions.attendance import mark_day, set_scores
from diemsang.training.actions.certificates import withdraw_certificate
from diemsang.training.actions.classes import (
    ClassFacts,
    cancel_class,
    close_class,
    count_residents,
    edit_class,
    hold_class,
    make_class,
    open_check,
    reopen_class,
)
from diemsang.training.actions.courses import (
    CourseFacts,
    QuestionDraft,
    add_material,
    drop_material,
    edit_course,
    make_course,
    parse_questions,
    set_questions,
    write_questions,
)
from diemsang.training.actions.people import (
    PersonFacts,
    edit_trainee,
    end_post,
    forget_due,
    forget_trainee,
    start_post,
)
from diemsang.training.actions.seats import drop_seat, enrol_person, invite_points, name_seat
from diemsang.training.actions.sheet import make_sheet, move_sheet

__all__ = [
    "ClassFacts",
    "CourseFacts",
    "PersonFacts",
    "QuestionDraft",
    "add_material",
    "answer_check",
    "cancel_class",
    "close_class",
    "count_residents",
    "drop_material",
    "drop_seat",
    "edit_class",
    "edit_course",
    "edit_trainee",
    "end_post",
    "enrol_person",
    "forget_due",
    "forget_trainee",
    "hold_class",
    "invite_points",
    "make_class",
    "make_course",
    "make_sheet",
    "mark_day",
    "move_sheet",
    "name_seat",
    "open_check",
    "open_seat",
    "parse_questions",
    "reopen_class",
    "set_questions",
    "set_scores",
    "start_post",
    "withdraw_certificate",
    "write_questions",
]
