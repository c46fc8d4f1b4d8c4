"""Courses, classes, trained people and their certificates."""

from diemsang.training.models.classes import (
    AnswerCount,
    Attendance,
    Certificate,
    ClassState,
    Enrolment,
    Moment,
    TrainingClass,
)
from diemsang.training.models.courses import Audience, Course, CourseMaterial, Question, QuestionSet
from diemsang.training.models.people import FORGOTTEN, PURPOSE, Trainee, TraineePost, posts_on

__all__ = [
    "FORGOTTEN",
    "PURPOSE",
    "AnswerCount",
    "Attendance",
    "Audience",
    "Certificate",
    "ClassState",
    "Course",
    "CourseMaterial",
    "Enrolment",
    "Moment",
    "Question",
    "QuestionSet",
    "Trainee",
    "TraineePost",
    "TrainingClass",
    "posts_on",
]
