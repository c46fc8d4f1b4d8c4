"""Who looks after a point, and what one hands over to the next (domain §6.2 QD_PC, §13.2; R-12, P15).

A reform changes nothing here: an assignment follows its point, and the point derives its unit.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.core.dated import Dated, DatedQuerySet
from diemsang.documents.models import Decision, Minute
from diemsang.operations.models.base import Fact, last_day


class OperatorRole(models.TextChoices):
    """Glossary 13.2."""

    IN_CHARGE = "IN_CHARGE", _("người phụ trách")
    DEPUTY = "DEPUTY", _("người phụ trách thay")
    TEAM = "TEAM", _("thành viên tổ công nghệ số cộng đồng")


class OperatorAssignment(Fact, Dated):
    """Somebody looks after a point from a day until a day. One person in charge a day; deputies as many as there are.

    ``person`` has an account; otherwise ``name`` is all that is kept, with a telephone number only if it was given.
    ``languages`` are tags of the library's varieties that this person says they speak with people.
    """

    role = models.CharField(_("vai"), max_length=12, choices=OperatorRole)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, related_name="+", on_delete=models.PROTECT
    )
    name = models.CharField(_("họ và tên"), max_length=120, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    languages = models.JSONField(_("nói được tiếng"), default=list, blank=True)
    decision = models.ForeignKey(Decision, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    end_reason = models.CharField(_("vì sao thôi"), max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["point_id", "valid_from", "id"]
        indexes = [models.Index(fields=["point", "voided_at", "role", "valid_to"], name="operations_assigned")]
        constraints = [
            models.UniqueConstraint(
                fields=["point"],
                condition=Q(role="IN_CHARGE", voided_at__isnull=True, valid_to__isnull=True),
                name="operations_one_in_charge",
            ),
            models.CheckConstraint(
                condition=(Q(person__isnull=False) & Q(name="")) | (Q(person__isnull=True) & ~Q(name="")),
                name="operations_assigned_someone",
            ),
        ]
        verbose_name = _("phân công người phụ trách")

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The account's name, or the name that was written."""
        return str(self.person) if self.person is not None else self.name

    @property
    def shown_phone(self) -> str:
        """Only for who assigns people there (or, today's, keeps its log); empty when none is known."""
        return self.person.phone_shown if self.person is not None else self.phone

    @property
    def last_day(self) -> Any:
        """Its last day; null: still, or unknown."""
        return last_day(self.valid_to)


class OperatorHandover(Fact):
    """One person handed the point over to the next on a day: what lay there, in words of that day.

    ``lines`` are ``[what, number or code, condition]``; ``faults`` what was broken that day. The screen's PIN is told
    in person and never written: ``pin_told`` only says that it was. ``giver`` null: nobody was in charge before;
    ``giver_planned_end``: the first day no longer in charge that was on record before the handover.
    """

    on = models.DateField(_("ngày bàn giao"))
    giver = models.ForeignKey(OperatorAssignment, null=True, blank=True, related_name="given", on_delete=models.PROTECT)
    giver_planned_end = models.DateField(null=True, blank=True)
    taker = models.ForeignKey(OperatorAssignment, related_name="taken", on_delete=models.PROTECT)
    lines = models.JSONField(_("bàn giao những gì"), default=list)
    keys = models.CharField(_("chìa khóa"), max_length=200, blank=True)
    faults = models.TextField(_("hỏng hóc còn lại"), blank=True)
    pin_told = models.BooleanField(_("đã nói mã PIN trực tiếp"), default=False)
    minute = models.ForeignKey(Minute, null=True, blank=True, related_name="+", on_delete=models.PROTECT)

    class Meta:
        ordering = ["point_id", "on", "id"]
        verbose_name = _("bàn giao người phụ trách")

    def __str__(self) -> str:
        return f"{self.point_id}: {self.on}"


class PosterKind(models.TextChoices):
    """Papers that hang at the point. None of them is a legal document."""

    CARD = "the-nhanh", _("Thẻ nhanh")
    RULES = "noi-quy", _("Nội quy")
    HOURS = "gio-mo-cua", _("Giờ mở cửa")
    OPENING = "khai-truong", _("Thông báo mở cửa")


class Poster(models.Model):
    """The point's own words of a poster; without a row the usual words stand. Each change is told in the journal."""

    point = models.ForeignKey("points.SupportPoint", related_name="posters", on_delete=models.CASCADE)
    kind = models.CharField(_("loại"), max_length=12, choices=PosterKind)
    text = models.TextField(_("nội dung"))
    changed_at = models.DateTimeField(_("sửa lúc"))
    changed_by = models.CharField(_("người sửa"), max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["point", "kind"], name="operations_poster_once")]
        verbose_name = _("tờ dán ở điểm")

    def __str__(self) -> str:
        return f"{self.point_id} {self.kind}"
