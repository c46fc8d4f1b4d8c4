"""Questions from a point, who answers them until when, and the answers.

Domain §5.1 (NĐ 49/2024/NĐ-CP): grassroots information receives feedback and gives the answer. Nobody who asks is a
row here: no name, no telephone number; who asked by QR reads the answer behind an opaque code.

A reform changes nothing here: a question follows its point, and its owner is a *duty* over the unit in which the point
lies today.
"""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diemsang.core import clock
from diemsang.library.models import LanguageVariety
from diemsang.operations.day_fields import Service
from diemsang.points.models import SupportPoint

MOST_WORDS, MOST_ANSWER, MOST_REASON = 1_000, 2_000, 300
"""Characters."""


def new_code() -> str:
    """96 random bits as 16 letters that fit in an address; nobody guesses one."""
    return secrets.token_urlsafe(12)


class About(models.TextChoices):
    """What a question is about."""

    PRODUCT = "PRODUCT", _("một bài trên tivi")
    SERVICE = "SERVICE", _("việc cần làm, cần giúp")
    OTHER = "OTHER", _("chuyện khác")


class Source(models.TextChoices):
    """How a question came."""

    OPERATOR = "OPERATOR", _("người phụ trách hoặc cán bộ ghi giúp")
    QR = "QR", _("người dân quét mã QR")
    TV = "TV", _("từ tivi của điểm")


class State(models.TextChoices):
    """The life of a question. *Waiting*: from strangers, and nobody of the office has looked at it yet."""

    WAITING = "WAITING", _("chờ xem lại")
    OPEN = "OPEN", _("chờ trả lời")
    ANSWERED = "ANSWERED", _("đã trả lời")
    DISMISSED = "DISMISSED", _("không phải câu hỏi")


OWNERS = {
    "COMMUNE": _("UBND xã"),
    "PROV_INFO": _("cơ quan quản lý thông tin cơ sở của tỉnh"),
    "PROV_IT": _("cơ quan quản lý công nghệ thông tin của tỉnh"),
    "PROV_ETHNIC": _("cơ quan công tác dân tộc của tỉnh"),
}
"""Duties (accounts.roles) that may own a question."""


class Door(models.Model):
    """The address behind a point's QR: whoever opens it may ask. A new one ends the one before."""

    public_id = models.UUIDField(unique=True)
    point = models.ForeignKey(SupportPoint, related_name="question_doors", on_delete=models.CASCADE)
    code = models.CharField(max_length=32, unique=True, default=new_code, editable=False)
    made_by = models.CharField(_("người tạo"), max_length=200)
    made_at = models.DateTimeField(_("tạo lúc"))
    ended_at = models.DateTimeField(_("thôi dùng lúc"), null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["point"], condition=Q(ended_at__isnull=True), name="feedback_door_one")
        ]
        verbose_name = _("mã QR hỏi đáp của điểm")

    def __str__(self) -> str:
        return f"{self.point_id}"


class Question(models.Model):
    """One question. ``public_id`` is made by the caller, so that a retry writes once.

    A product is named by its permanent code and by the title of the day. ``words`` have no long numbers: ``masked``
    tells that some were left out. ``owner`` is a duty over the point's unit of today. ``opened_on``: the day it became
    a question (written by somebody of the hub, or accepted); from then ``due_on`` counts. ``read_code``: the opaque
    code behind which who asked by QR reads the answer; empty for others.
    """

    public_id = models.UUIDField(unique=True)
    point = models.ForeignKey(SupportPoint, related_name="questions", on_delete=models.CASCADE)
    about = models.CharField(_("hỏi về"), max_length=8, choices=About)
    product_code = models.CharField(_("mã bài"), max_length=64, blank=True)
    product_title = models.CharField(_("tên bài"), max_length=300, blank=True)
    service = models.CharField(_("việc"), max_length=16, choices=Service, blank=True)
    words = models.CharField(_("câu hỏi"), max_length=MOST_WORDS)
    search_key = models.TextField(default="")
    masked = models.BooleanField(_("đã che số"), default=False)
    variety = models.ForeignKey(LanguageVariety, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    source = models.CharField(_("cách hỏi"), max_length=8, choices=Source)
    asked_by = models.CharField(_("người ghi"), max_length=200, blank=True)
    asked_at = models.DateTimeField(_("ghi lúc"))
    read_code = models.CharField(max_length=32, unique=True, null=True, blank=True, editable=False)
    state = models.CharField(_("tình trạng"), max_length=9, choices=State)
    owner = models.CharField(_("nơi trả lời"), max_length=20, choices=list(OWNERS.items()))
    opened_on = models.DateField(_("nhận ngày"), null=True, blank=True)
    due_on = models.DateField(_("hạn trả lời"), null=True, blank=True)
    closed_on = models.DateField(_("xong ngày"), null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(fields=["point", "state"], name="feedback_question_state"),
            models.Index(fields=["state", "due_on"], name="feedback_question_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(about="PRODUCT") | Q(product_code=""), name="feedback_question_product_alone"
            ),
            models.CheckConstraint(
                condition=Q(about="SERVICE") | Q(service=""), name="feedback_question_service_alone"
            ),
            models.CheckConstraint(
                condition=Q(opened_on__isnull=True) | Q(due_on__isnull=True) | Q(due_on__gte=F("opened_on")),
                name="feedback_question_order",
            ),
        ]
        verbose_name = _("câu hỏi")

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """What people say on the telephone."""
        return f"CH-{self.pk:04d}"

    @property
    def asked_on(self) -> dt.date:
        """The day in Vietnam."""
        return self.asked_at.astimezone(clock.VIETNAM).date()

    @property
    def about_words(self) -> str:
        """The product's title, the service, or that it is something else."""
        if self.about == About.PRODUCT:
            return self.product_title or self.product_code
        return str(Service(self.service).label) if self.service else str(About(self.about).label)


class Answer(models.Model):
    """What an office answered, in plain words. Never edited: a later one takes its place and the old one stays.

    Shown on the point's screen from ``shown_at`` until ``hidden_at``, at the latest until the day ``shown_until``, and
    only when somebody else than ``by_key`` approved it.
    """

    public_id = models.UUIDField(unique=True)
    question = models.ForeignKey(Question, related_name="answers", on_delete=models.CASCADE)
    text = models.CharField(_("trả lời"), max_length=MOST_ANSWER)
    by = models.CharField(_("người trả lời"), max_length=200)
    by_key = models.CharField(max_length=120)
    office = models.CharField(_("cơ quan trả lời"), max_length=200, blank=True)
    at = models.DateTimeField(_("trả lời lúc"))
    replaced_at = models.DateTimeField(_("thay lúc"), null=True, blank=True)
    shown_at = models.DateTimeField(_("lên màn hình lúc"), null=True, blank=True)
    shown_by = models.CharField(_("người duyệt lên màn hình"), max_length=200, blank=True)
    shown_by_key = models.CharField(max_length=120, blank=True)
    shown_until = models.DateField(_("hết hiện trên màn hình từ"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("gỡ khỏi màn hình lúc"), null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["question"], condition=Q(replaced_at__isnull=True), name="feedback_answer_one"
            ),
            models.CheckConstraint(
                condition=Q(shown_at__isnull=True) | ~Q(shown_by_key=F("by_key")), name="feedback_answer_four_eyes"
            ),
        ]
        verbose_name = _("câu trả lời")

    def __str__(self) -> str:
        return f"{self.question_id}"

    @property
    def on_screen(self) -> bool:
        """Whether the point's screen shows it."""
        if self.shown_at is None or self.hidden_at is not None:
            return False
        return self.shown_until is None or self.shown_until > clock.today()


class QuestionStep(models.Model):
    """One line of a question's story; never changed. ``what`` is empty when only words were added."""

    question = models.ForeignKey(Question, related_name="steps", on_delete=models.CASCADE)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    what = models.CharField(max_length=120)
    text = models.CharField(max_length=MOST_ANSWER, blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("bước của câu hỏi")

    def __str__(self) -> str:
        return f"{self.question_id}: {self.what}"
