"""When and where a course is held, who is on its list, who came, how the checks went."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.accounts.models import Office, User
from diemsang.core.dated import Correctable
from diemsang.documents.models import Minute
from diemsang.points.models import SupportPoint
from diemsang.training.models.courses import NOT_BEFORE_START, Course, Question
from diemsang.training.models.people import Trainee

SCORE = Q(pre_score=None) | Q(pre_score__lte=100)
AFTER = Q(post_score=None) | Q(post_score__lte=100)


class ClassState(models.TextChoices):
    """The life of a class."""

    PLANNED = "planned", _("dự kiến")
    HELD = "held", _("đã mở lớp")
    CLOSED = "closed", _("đã kết thúc")
    CANCELLED = "cancelled", _("đã hủy")


class Moment(models.TextChoices):
    """When a check is taken."""

    PRE = "pre", _("trước khi học")
    POST = "post", _("sau khi học")


class TrainingClass(models.Model):
    """A course at a place from ``starts_on`` to ``ends_on`` (the last day, included), held by an office.

    Residents are counted, never named: ``women``, ``men``, ``children``; null is not counted yet. ``check_open``: the
    check that people may answer on their phones now. ``minute`` is the sign-in sheet that counts. ``trainer`` is the
    name as it is printed; ``trainer_user`` the account that may hold the class, when the trainer has one.
    """

    public_id = models.UUIDField(unique=True)
    course = models.ForeignKey(Course, related_name="classes", on_delete=models.PROTECT)
    office = models.ForeignKey(Office, related_name="+", on_delete=models.PROTECT, verbose_name=_("cơ quan tổ chức"))
    place = models.CharField(_("nơi học"), max_length=200)
    point = models.ForeignKey(
        SupportPoint, null=True, blank=True, related_name="classes_here", on_delete=models.PROTECT
    )
    trainer = models.CharField(_("giảng viên, báo cáo viên"), max_length=200, blank=True)
    trainer_user = models.ForeignKey(
        User,
        null=True,
        blank=True,
        related_name="+",
        on_delete=models.PROTECT,
        verbose_name=_("giảng viên có tài khoản"),
    )
    starts_on = models.DateField(_("từ ngày"))
    ends_on = models.DateField(_("đến hết ngày"))
    starts_at = models.TimeField(_("giờ bắt đầu"), null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(_("số chỗ"))
    state = models.CharField(_("tình trạng"), max_length=10, choices=ClassState, default=ClassState.PLANNED)
    reason = models.CharField(_("lý do hủy"), max_length=300, blank=True)
    check_open = models.CharField(_("bài kiểm tra đang mở"), max_length=4, choices=Moment, blank=True)
    women = models.PositiveIntegerField(_("phụ nữ"), null=True, blank=True)
    men = models.PositiveIntegerField(_("nam giới"), null=True, blank=True)
    children = models.PositiveIntegerField(_("trẻ em"), null=True, blank=True)
    minute = models.ForeignKey(Minute, null=True, blank=True, related_name="training_classes", on_delete=models.PROTECT)
    made_at = models.DateTimeField(_("ghi lúc"))
    closed_at = models.DateTimeField(_("kết thúc lúc"), null=True, blank=True)

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=NOT_BEFORE_START, name="training_class_ends_later"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="training_class_capacity"),
            models.CheckConstraint(
                condition=~Q(state=ClassState.CANCELLED) | ~Q(reason=""), name="training_class_reason"
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_on"], name="training_class_state")]
        verbose_name = _("lớp tập huấn")

    def __str__(self) -> str:
        return f"{self.course.title}, {self.day_words}"

    @property
    def days(self) -> list[dt.date]:
        """Every day of the class, the last included."""
        count = (self.ends_on - self.starts_on).days + 1
        return [self.starts_on + dt.timedelta(days=at) for at in range(count)]

    @property
    def day_words(self) -> str:
        """``12/05/2025`` or ``12/05/2025 – 13/05/2025``."""
        first, last = f"{self.starts_on:%d/%m/%Y}", f"{self.ends_on:%d/%m/%Y}"
        return first if first == last else f"{first} – {last}"

    @property
    def open_to_change(self) -> bool:
        """Whether people and marks may still be written."""
        return self.state in {ClassState.PLANNED, ClassState.HELD}


class Enrolment(Correctable):
    """A seat in a class: of a named person, or of a point whose person nobody named yet (``trainee`` null).

    ``point``: for which point the person learns, as known when the seat was made. Of a check only the score is kept
    (percent). ``answer_code`` lets its holder answer on a phone while a check is open.
    """

    class How(models.TextChoices):
        """How the person came onto the list."""

        INVITED = "invited", _("được mời")
        ADDED = "added", _("không có trong danh sách mời")

    public_id = models.UUIDField(unique=True)
    training_class = models.ForeignKey(TrainingClass, related_name="enrolments", on_delete=models.CASCADE)
    trainee = models.ForeignKey(Trainee, null=True, blank=True, related_name="enrolments", on_delete=models.PROTECT)
    point = models.ForeignKey(SupportPoint, null=True, blank=True, related_name="seats", on_delete=models.PROTECT)
    how = models.CharField(_("vào danh sách"), max_length=8, choices=How, default=How.INVITED)
    answer_code = models.CharField(max_length=12, unique=True)
    pre_score = models.PositiveSmallIntegerField(_("điểm trước, %"), null=True, blank=True)
    post_score = models.PositiveSmallIntegerField(_("điểm sau, %"), null=True, blank=True)

    class Meta:
        ordering = ["training_class_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "trainee"],
                condition=Q(voided_at__isnull=True, trainee__isnull=False),
                name="training_seat_person_once",
            ),
            models.UniqueConstraint(
                fields=["training_class", "point"],
                condition=Q(voided_at__isnull=True, trainee__isnull=True),
                name="training_seat_point_once",
            ),
            models.CheckConstraint(condition=SCORE & AFTER, name="training_seat_scores"),
            models.CheckConstraint(
                condition=Q(trainee__isnull=False) | Q(point__isnull=False), name="training_seat_of_somebody"
            ),
        ]
        verbose_name = _("chỗ trong lớp")

    def __str__(self) -> str:
        return f"{self.training_class_id}: {self.trainee_id or self.point_id}"


class Attendance(models.Model):
    """Whether somebody was there on a day, as ticked from the signed sheet. No row: not ticked yet."""

    enrolment = models.ForeignKey(Enrolment, related_name="attendance", on_delete=models.CASCADE)
    on = models.DateField(_("ngày"))
    present = models.BooleanField(_("có mặt"))
    marked_at = models.DateTimeField(_("ghi lúc"))

    class Meta:
        ordering = ["enrolment_id", "on"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "on"], name="training_attendance_day")]
        verbose_name = _("điểm danh")

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.on}"


class AnswerCount(models.Model):
    """How many people of a class chose an answer; nobody's own answers are kept."""

    training_class = models.ForeignKey(TrainingClass, related_name="answer_counts", on_delete=models.CASCADE)
    moment = models.CharField(max_length=4, choices=Moment)
    question = models.ForeignKey(Question, related_name="counts", on_delete=models.PROTECT)
    choice = models.PositiveSmallIntegerField(_("câu trả lời"))
    count = models.PositiveIntegerField(_("số người chọn"), default=0)

    class Meta:
        ordering = ["training_class_id", "moment", "question_id", "choice"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "moment", "question", "choice"], name="training_answer_count"
            )
        ]
        verbose_name = _("số người chọn câu trả lời")

    def __str__(self) -> str:
        return f"{self.training_class_id} {self.moment} {self.question_id}/{self.choice}: {self.count}"


class Certificate(models.Model):
    """What somebody who passed holds. ``code`` is all that the public check asks for.

    ``expires_on`` is the first day on which it no longer counts; null: it does not run out.
    """

    public_id = models.UUIDField(unique=True)
    enrolment = models.ForeignKey(Enrolment, related_name="certificates", on_delete=models.PROTECT)
    code = models.CharField(_("mã"), max_length=16, unique=True)
    issued_on = models.DateField(_("cấp ngày"))
    expires_on = models.DateField(_("hết hạn từ ngày"), null=True, blank=True)
    issued_at = models.DateTimeField(_("ghi lúc"))
    withdrawn_on = models.DateField(_("thu hồi ngày"), null=True, blank=True)
    withdraw_reason = models.CharField(_("lý do thu hồi"), max_length=300, blank=True)

    class Meta:
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(withdrawn_on__isnull=True), name="training_certificate_one"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | ~Q(withdraw_reason=""), name="training_certificate_reason"
            ),
        ]
        indexes = [models.Index(fields=["issued_on"], name="training_certificate_issued")]
        verbose_name = _("chứng nhận")

    def __str__(self) -> str:
        return self.code

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it counts."""
        return self.expires_on - dt.timedelta(days=1) if self.expires_on else None

    def valid_on(self, day: dt.date) -> bool:
        """Whether it counts on a day."""
        return (
            self.issued_on <= day
            and (self.expires_on is None or day < self.expires_on)
            and (self.withdrawn_on is None or day < self.withdrawn_on)
        )
