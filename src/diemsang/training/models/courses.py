"""What is taught: courses, their materials and questions."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diemsang.core.dated import Correctable, Dated, DatedQuerySet
from diemsang.files.models import Blob
from diemsang.library.models import Topic


class Audience(models.TextChoices):
    """Whom a course is for; glossary 13.6 (``TraineeGroup``)."""

    MANAGER = "MANAGER", _("người quản lý điểm")
    OPERATOR = "OPERATOR", _("người phụ trách điểm")
    RESIDENT = "RESIDENT", _("người dân")


class Course(Dated):
    """One course as it is taught from ``valid_from`` on. Marks are percentages.

    ``pass_mark`` null: the course has no check, who came has passed. ``validity_months`` null: its certificate does
    not run out. Both are the office's own policy: no rule of a higher body fixes them (domain §1.3).
    """

    public_id = models.UUIDField(unique=True)
    title = models.CharField(_("tên khóa"), max_length=200)
    audience = models.CharField(_("đối tượng"), max_length=10, choices=Audience)
    topics = models.JSONField(_("nội dung"), default=list)
    hours = models.DecimalField(_("số giờ"), max_digits=4, decimal_places=1)
    pass_mark = models.PositiveSmallIntegerField(_("điểm đạt, %"), null=True, blank=True)
    min_attendance = models.PositiveSmallIntegerField(_("dự ít nhất, % số ngày"), default=80)
    validity_months = models.PositiveSmallIntegerField(_("chứng nhận có hạn, tháng"), null=True, blank=True)
    made_at = models.DateTimeField(_("ghi lúc"))

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pass_mark=None) | Q(pass_mark__range=(1, 100)), name="training_course_pass_mark"
            ),
            models.CheckConstraint(condition=Q(min_attendance__range=(1, 100)), name="training_course_attendance"),
        ]
        verbose_name = _("khóa tập huấn")

    def __str__(self) -> str:
        return self.title

    @property
    def named_people(self) -> bool:
        """Whether people of this course are rows; residents are only counted (domain §8.1)."""
        return self.audience != Audience.RESIDENT

    @property
    def topic_words(self) -> list[str]:
        """Its topics (domain §1.4) in words."""
        return [str(Topic(code).label) for code in self.topics if code in Topic.values]


class CourseMaterial(Correctable):
    """A file that is handed out."""

    public_id = models.UUIDField(unique=True)
    course = models.ForeignKey(Course, related_name="materials", on_delete=models.CASCADE)
    title = models.CharField(_("tên tài liệu"), max_length=200)
    file_name = models.CharField(max_length=200)
    blob = models.ForeignKey(Blob, related_name="+", on_delete=models.PROTECT)

    class Meta:
        ordering = ["title", "id"]
        verbose_name = _("tài liệu của khóa")

    def __str__(self) -> str:
        return self.title


class QuestionSet(Correctable):
    """The questions of a course, the same before and after. New questions are a new set; the old one is voided."""

    public_id = models.UUIDField(unique=True)
    course = models.ForeignKey(Course, related_name="question_sets", on_delete=models.CASCADE)

    class Meta:
        ordering = ["course_id", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["course"], condition=Q(voided_at__isnull=True), name="training_set_one_standing"
            )
        ]
        verbose_name = _("bộ câu hỏi")

    def __str__(self) -> str:
        return f"{self.course_id}: {self.pk}"


class Question(models.Model):
    """One question with two to five answers, of which one is right (``answer``, counted from 0)."""

    question_set = models.ForeignKey(QuestionSet, related_name="questions", on_delete=models.CASCADE)
    number = models.PositiveSmallIntegerField(_("số"))
    text = models.CharField(_("câu hỏi"), max_length=300)
    choices = models.JSONField(_("các câu trả lời"), default=list)
    answer = models.PositiveSmallIntegerField(_("câu trả lời đúng"))
    weight = models.PositiveSmallIntegerField(_("hệ số"), default=1)

    class Meta:
        ordering = ["question_set_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["question_set", "number"], name="training_question_number"),
            models.CheckConstraint(condition=Q(weight__range=(1, 10)), name="training_question_weight"),
        ]
        verbose_name = _("câu hỏi")

    def __str__(self) -> str:
        return self.text


NOT_BEFORE_START = Q(ends_on__gte=F("starts_on"))
