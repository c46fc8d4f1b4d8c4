"""Minutes: made by the hub, printed, signed on paper, scanned back by their QR."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.core.dated import Correctable
from diemsang.files.models import Blob


class MinuteKind(models.TextChoices):
    """Papers that the hub prepares for signature (domain §6.2); the codes are those of the point's file."""

    BB_KS = "BB_KS", _("Biên bản khảo sát")
    BB_GN = "BB_GN", _("Biên bản giao nhận, lắp đặt")
    BB_NT = "BB_NT", _("Biên bản nghiệm thu")
    BB_BG = "BB_BG", _("Biên bản bàn giao tài sản")
    BB_KK = "BB_KK", _("Biên bản kiểm kê")
    BB_BGSN = "BB_BGSN", _("Biên bản bàn giao khi sắp xếp đơn vị hành chính")
    DN_TL = "DN_TL", _("Đề nghị điều chuyển, thanh lý")
    BB_BGPT = "BB_BGPT", _("Biên bản bàn giao người phụ trách điểm")
    DS_DD = "DS_DD", _("Danh sách điểm danh")
    BB_KTR = "BB_KTR", _("Biên bản kiểm tra")


class MinuteState(models.TextChoices):
    """The life of a minute; never edited after printing."""

    DRAFT = "draft", _("bản nháp")
    PRINTED = "printed", _("đã in, chờ bản ký")
    SIGNED = "signed", _("đã có bản ký")
    VOID = "void", _("đã hủy")


class Minute(models.Model):
    """One paper that people sign. ``public_id`` stands in the QR of its pages and tells nothing by itself.

    ``data`` is what the template prints; frozen from printing on. ``pages`` is known once the PDF was made, or when a
    person who printed the Word file said it. ``waiting`` says why every page is held and yet the minute does not count.
    """

    public_id = models.UUIDField(unique=True)
    kind = models.CharField(_("loại"), max_length=8, choices=MinuteKind)
    title = models.CharField(_("trích yếu"), max_length=300)
    on = models.DateField(_("ngày của việc"))
    state = models.CharField(_("tình trạng"), max_length=8, choices=MinuteState, default=MinuteState.DRAFT)
    office_key = models.CharField(_("mẫu của cơ quan"), max_length=80, blank=True)
    data = models.JSONField(_("nội dung"), default=dict)
    pages = models.PositiveSmallIntegerField(_("số trang"), null=True, blank=True)
    docx = models.ForeignKey(Blob, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    pdf = models.ForeignKey(Blob, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    pdf_problem = models.TextField(_("vì sao chưa có PDF"), blank=True)
    made_by = models.CharField(_("người lập"), max_length=200, blank=True)
    made_by_key = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(_("lập lúc"))
    printed_at = models.DateTimeField(_("in lúc"), null=True, blank=True)
    signed_at = models.DateTimeField(_("đủ bản ký lúc"), null=True, blank=True)
    signed_on = models.DateField(_("ngày ký trên giấy"), null=True, blank=True)
    waiting = models.TextField(_("vì sao chưa tính"), blank=True)
    voided_at = models.DateTimeField(_("hủy lúc"), null=True, blank=True)
    void_reason = models.TextField(_("lý do hủy"), blank=True)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, related_name="replaced_by", on_delete=models.PROTECT, verbose_name=_("thay cho")
    )
    search_key = models.TextField(blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["replaces"], name="documents_minute_replaced_once"),
            models.CheckConstraint(
                condition=Q(state="draft", printed_at__isnull=True)
                | Q(state__in=("printed", "signed"), printed_at__isnull=False)
                | Q(state="void"),
                name="documents_minute_printed",
            ),
            models.CheckConstraint(
                condition=Q(state="void", voided_at__isnull=False) | (~Q(state="void") & Q(voided_at__isnull=True)),
                name="documents_minute_void",
            ),
        ]
        indexes = [models.Index(fields=["state", "kind"], name="documents_minute_state")]
        verbose_name = _("biên bản")

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """The short code that stands beside the QR, for people: eight characters of the identity."""
        text = self.public_id.hex[:8].upper()
        return f"{text[:4]}-{text[4:]}"


class MinutePage(Correctable):
    """One page of the signed copy: a photograph or a page of a scan, as it came."""

    class How(models.TextChoices):
        """What said which page it is."""

        QR = "qr", _("theo mã QR")
        HAND = "hand", _("người chọn")

    minute = models.ForeignKey(Minute, related_name="held", on_delete=models.CASCADE)
    number = models.PositiveSmallIntegerField(_("trang"))
    blob = models.ForeignKey(Blob, related_name="+", on_delete=models.PROTECT)
    thumb = models.ForeignKey(Blob, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    how = models.CharField(_("cách nhận"), max_length=4, choices=How, default=How.QR)
    added_by = models.CharField(_("người nộp"), max_length=200, blank=True)

    class Meta:
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["minute", "number"], condition=Q(voided_at__isnull=True), name="documents_page_one_standing"
            )
        ]
        verbose_name = _("trang bản ký")

    def __str__(self) -> str:
        return f"{self.minute_id}/{self.number}"


class LoosePage(models.Model):
    """A page that came in and could not be held: no code to be read, brought to another minute, or a minute that took
    none just then. Its bytes wait here until a person says where it belongs, or that it may go.

    ``coded``: the page's own code names the minute (and the number), so that nobody can give it to another one.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4)
    name = models.CharField(_("tên tệp"), max_length=200)
    blob = models.ForeignKey(Blob, related_name="+", on_delete=models.PROTECT)
    thumb = models.ForeignKey(Blob, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    minute = models.ForeignKey(Minute, null=True, blank=True, related_name="loose", on_delete=models.CASCADE)
    number = models.PositiveSmallIntegerField(_("trang"), null=True, blank=True)
    coded = models.BooleanField(default=False)
    why = models.TextField(_("vì sao chờ"), blank=True)
    added_by = models.CharField(_("người nộp"), max_length=200, blank=True)
    added_key = models.CharField(max_length=200)
    recorded_at = models.DateTimeField(_("nộp lúc"))
    settled_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["blob", "added_key"],
                condition=Q(settled_at__isnull=True),
                name="documents_loose_page_once",
            )
        ]
        verbose_name = _("trang chờ xem")

    def __str__(self) -> str:
        return self.name


class MinuteTemplate(Correctable):
    """An office's own Word template for a kind of minute. A newer one voids it; printed minutes keep their file."""

    kind = models.CharField(_("loại"), max_length=8, choices=MinuteKind)
    office_key = models.CharField(_("cơ quan"), max_length=80)
    blob = models.ForeignKey(Blob, related_name="+", on_delete=models.PROTECT)
    file_name = models.CharField(max_length=200)
    added_by = models.CharField(_("người thêm"), max_length=200, blank=True)

    class Meta:
        ordering = ["kind", "office_key", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "office_key"],
                condition=Q(voided_at__isnull=True),
                name="documents_template_one_standing",
            )
        ]
        verbose_name = _("mẫu biên bản")

    def __str__(self) -> str:
        return f"{self.kind} {self.office_key}"


class MinutePrinting(models.Model):
    """Several minutes asked for as one PDF. ``problems``: public id → why that one is missing from it."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4)
    minutes = models.JSONField(_("biên bản"), default=list)
    done = models.PositiveIntegerField(_("đã xong"), default=0)
    problems = models.JSONField(default=dict)
    pdf = models.ForeignKey(Blob, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    made_by = models.CharField(_("người in"), max_length=200, blank=True)
    made_by_key = models.CharField(max_length=200)
    made_at = models.DateTimeField(_("yêu cầu lúc"))
    finished_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        verbose_name = _("lượt in biên bản")

    def __str__(self) -> str:
        return str(self.public_id)
