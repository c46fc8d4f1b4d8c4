"""Screens, what they said, and what the hub made of it. The words are those of docs/screen-protocol.md.

No row knows a person: an event has no name, no text that anybody typed, no device number of a maker.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.areas.models import Area
from diemsang.points.models import SupportPoint
from diemsang.screens.faults import fault_text


class ClockTrust(models.TextChoices):
    """How the hub knows when an event happened (screen-protocol.md, *Time and its trust*)."""

    ANCHORED = "anchored", _("giờ của trung tâm")
    DEVICE = "device", _("giờ của máy, đã đối chiếu")
    BOUNDED = "bounded", _("chỉ biết khoảng ngày")


class Sound(models.TextChoices):
    """What the screen last said of its sound; unknown is not good."""

    ARMED = "armed", _("đã bật tiếng")
    SILENT = "silent", _("chưa bật tiếng")
    UNKNOWN = "unknown", _("chưa rõ")


class Storage(models.TextChoices):
    """What the screen last said of its storage."""

    OK = "ok", _("tốt")
    FULL = "full", _("đầy")
    FAILING = "failing", _("hỏng")
    UNKNOWN = "unknown", _("chưa rõ")


class Screen(models.Model):
    """One TV with its identity. The hub knows only the SHA-256 of its secret."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    label = models.CharField(_("tên gọi"), max_length=80, blank=True)
    agent = models.CharField(_("trình duyệt"), max_length=300, blank=True)
    size = models.CharField(_("kích thước"), max_length=20, blank=True)
    claimed_at = models.DateTimeField(_("nhận lúc"))
    revoked_at = models.DateTimeField(_("thôi dùng lúc"), null=True, blank=True)
    revoke_reason = models.CharField(_("lý do thôi dùng"), max_length=300, blank=True)
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces")

    class Meta:
        ordering = ["-claimed_at"]
        verbose_name = _("màn hình")

    def __str__(self) -> str:
        """As people call it: its label, else the first digits of its identity."""
        return self.label or str(self.public_id)[:8]


class Pairing(models.Model):
    """A TV asks to be claimed. ``code`` is empty once it was used; ``screen`` is who it became."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    screen_key = models.UUIDField(unique=True)
    secret_sha256 = models.CharField(max_length=64, db_index=True)
    code = models.CharField(_("mã ghép"), max_length=8, unique=True, null=True, blank=True)
    code_expires_at = models.DateTimeField(_("mã hết hạn lúc"))
    agent = models.CharField(_("trình duyệt"), max_length=300, blank=True)
    size = models.CharField(_("kích thước"), max_length=20, blank=True)
    asked_at = models.DateTimeField()
    screen = models.OneToOneField(Screen, null=True, blank=True, on_delete=models.CASCADE, related_name="pairing")

    class Meta:
        verbose_name = _("yêu cầu ghép")

    def __str__(self) -> str:
        return str(self.id)


class ScreenPlace(models.Model):
    """Where a screen stood, from one moment until another (null: still). Use counts where the screen stood."""

    screen = models.ForeignKey(Screen, related_name="places", on_delete=models.CASCADE)
    point = models.ForeignKey(SupportPoint, related_name="screen_places", on_delete=models.PROTECT)
    valid_from = models.DateTimeField(_("từ"))
    valid_to = models.DateTimeField(_("đến"), null=True, blank=True)

    class Meta:
        ordering = ["screen_id", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["screen"], condition=Q(valid_to__isnull=True), name="screens_one_place_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="screens_place_ends_after_start",
            ),
        ]
        verbose_name = _("nơi đặt màn hình")

    def __str__(self) -> str:
        return f"{self.screen_id}@{self.point_id}"


class Stream(models.Model):
    """A numbered list of events. ``acked`` is the last of an unbroken prefix, ``chain`` its chain value.

    ``after`` and ``after_seq`` are what the screen says this stream follows (a fork, a gap, a wiped memory);
    ``missing`` counts events that the screen said it cannot send again. ``at_last`` is the time of the last anchored
    event, from which days of the next batch are bounded.
    """

    screen = models.ForeignKey(Screen, related_name="streams", on_delete=models.CASCADE)
    uuid = models.UUIDField()
    acked = models.PositiveBigIntegerField(default=0)
    chain = models.CharField(max_length=32)
    after = models.UUIDField(null=True, blank=True)
    after_seq = models.PositiveBigIntegerField(null=True, blank=True)
    why = models.CharField(max_length=10, blank=True)
    forked_at = models.DateTimeField(null=True, blank=True)
    missing = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField()
    at_last = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["screen", "uuid"], name="screens_stream_once")]
        verbose_name = _("dãy sự kiện")

    def __str__(self) -> str:
        return str(self.uuid)


class Event(models.Model):
    """One event as the screen made it (``data``: its own text) and what the hub knows of its time.

    ``at`` is null unless the moment is known; ``day_from`` to ``day_to`` always contain the true day. ``point`` is
    where the screen stood; null when the days reach over a move. Millions of rows: written in bulk, never one by one,
    and by nobody but the intake, which vouches for stream and point (why: migration 0004).
    """

    stream = models.ForeignKey(
        Stream, related_name="events", on_delete=models.CASCADE, db_index=False, db_constraint=False
    )
    seq = models.PositiveBigIntegerField()
    chain = models.CharField(max_length=32)
    received_at = models.DateTimeField()
    boot = models.CharField(max_length=8, blank=True)
    mono_ms = models.BigIntegerField(null=True)
    wall_ms = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=20, blank=True)
    trust = models.CharField(max_length=10, choices=ClockTrust)
    at = models.DateTimeField(null=True)
    day_from = models.DateField()
    day_to = models.DateField()
    point = models.ForeignKey(
        SupportPoint, null=True, related_name="+", on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    data = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="screens_event_once")]
        verbose_name = _("sự kiện")

    def __str__(self) -> str:
        return f"{self.stream_id}#{self.seq}"


class UnreadableEvent(models.Model):
    """An event that took its place in the chain but could not be read. Its ``Event`` row has no kind and no data."""

    stream = models.ForeignKey(Stream, related_name="unreadable_events", on_delete=models.CASCADE)
    seq = models.PositiveBigIntegerField()
    reason = models.CharField(_("lý do"), max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="screens_unreadable_once")]
        verbose_name = _("sự kiện không đọc được")

    def __str__(self) -> str:
        return f"{self.stream_id}#{self.seq}: {self.reason}"


class BootAnchor(models.Model):
    """A contact told what the screen's running clock showed at a moment of the hub."""

    screen = models.ForeignKey(Screen, related_name="anchors", on_delete=models.CASCADE)
    boot = models.CharField(max_length=8)
    mono_ms = models.BigIntegerField()
    wall_ms = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["screen", "boot", "mono_ms"], name="screens_anchor_boot")]
        verbose_name = _("mốc giờ")

    def __str__(self) -> str:
        return f"{self.screen_id} {self.boot}"


class ScreenState(models.Model):
    """What the last contact said. Null and *unknown* are not good news.

    ``contacts`` numbers the screen's contacts, so that of two at the same moment one sees that it was overtaken.
    """

    screen = models.OneToOneField(Screen, primary_key=True, related_name="state", on_delete=models.CASCADE)
    contacts = models.PositiveBigIntegerField(default=0)
    last_contact_at = models.DateTimeField(_("liên lạc lúc"), null=True)
    root = models.PositiveIntegerField(_("bản nội dung"), null=True)
    missing = models.JSONField(_("tệp còn thiếu"), default=list)
    missing_count = models.PositiveIntegerField(_("số tệp còn thiếu"), null=True)
    sound = models.CharField(_("tiếng"), max_length=10, choices=Sound, default=Sound.UNKNOWN)
    storage = models.CharField(_("bộ nhớ"), max_length=10, choices=Storage, default=Storage.UNKNOWN)
    app = models.CharField(_("phiên bản ứng dụng"), max_length=40, blank=True)
    errors = models.PositiveIntegerField(_("số lỗi"), null=True)
    offset_ms = models.BigIntegerField(_("đồng hồ lệch, mili giây"), null=True)
    clock_trust = models.CharField(_("đồng hồ"), max_length=10, choices=ClockTrust, blank=True)
    forked_at = models.DateTimeField(_("bị trùng máy lúc"), null=True)
    unreadable = models.PositiveIntegerField(_("số sự kiện không đọc được"), default=0)
    settings_seen = models.CharField(_("cài đặt đã tải"), max_length=16, blank=True)

    class Meta:
        verbose_name = _("tình trạng màn hình")

    def __str__(self) -> str:
        return str(self.screen_id)


class ScreenSettings(models.Model):
    """Settings of the whole hub (neither area nor point), of an area, or of a point; null means *as above*.

    Resolved hub < province < commune < point (``queries.settings.resolved``). Times are Vietnam's; sizes KiB.
    """

    area = models.OneToOneField(Area, null=True, blank=True, on_delete=models.CASCADE, related_name="screen_settings")
    point = models.OneToOneField(
        SupportPoint, null=True, blank=True, on_delete=models.CASCADE, related_name="screen_settings"
    )
    idle_s = models.PositiveIntegerField(_("nghỉ sau, giây"), null=True, blank=True)
    volume_note = models.CharField(_("lời dặn về âm lượng"), max_length=200, null=True, blank=True)
    lead_in_ms = models.PositiveIntegerField(_("tiếng dẫn trước, mili giây"), null=True, blank=True)
    quiet = models.JSONField(_("giờ yên lặng"), null=True, blank=True)
    media = models.JSONField(_("giờ tải tệp"), null=True, blank=True)
    cap_kib = models.PositiveIntegerField(_("bộ nhớ cho tệp, KiB"), null=True, blank=True)
    hours = models.CharField(_("giờ mở cửa"), max_length=200, null=True, blank=True)
    poll_s = models.PositiveIntegerField(_("liên lạc mỗi, giây"), null=True, blank=True)
    varieties = models.JSONField(_("thứ tự các tiếng"), null=True, blank=True)
    note = models.CharField(_("lời của điểm"), max_length=300, null=True, blank=True)
    pin_salt = models.CharField(max_length=32, null=True, blank=True)
    pin_rounds = models.PositiveIntegerField(null=True, blank=True)
    pin_sha256 = models.CharField(max_length=64, null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(area__isnull=True, point__isnull=True), name="screens_settings_of_hub_once"
            ),
            models.CheckConstraint(
                condition=Q(area__isnull=True) | Q(point__isnull=True), name="screens_settings_one_level"
            ),
        ]
        verbose_name = _("cài đặt màn hình")

    def __str__(self) -> str:
        return f"{self.area_id or '-'}/{self.point_id or '-'}"


class ScreenBucket(models.Model):
    """How often somebody may ask: a person's guesses of codes, an address's pairings. ``key`` is a keyed hash."""

    key = models.CharField(max_length=64, unique=True)
    tokens = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("bộ đếm")

    def __str__(self) -> str:
        return self.key


class ReportedFault(models.Model):
    """A fault that an operator reported in three digits; it stands until a person settles it (``faults.py``).

    ``at`` is when it happened, or when the hub heard of it while the moment is not known (``sure`` false).
    """

    screen = models.ForeignKey(Screen, related_name="faults", on_delete=models.CASCADE)
    point = models.ForeignKey(SupportPoint, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("mã hỏng"), max_length=3)
    at = models.DateTimeField(_("lúc"))
    sure = models.BooleanField(default=True)
    settled_at = models.DateTimeField(_("đã xem xét lúc"), null=True, blank=True)
    settled_by = models.CharField(_("người xem xét"), max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["screen"], condition=Q(settled_at__isnull=True), name="screens_fault_open"),
        ]
        verbose_name = _("hỏng hóc đã báo")

    def __str__(self) -> str:
        return f"{self.screen_id}: {self.code}"

    @property
    def text(self) -> str:
        """The symptom in words."""
        return fault_text(self.code)


class ScreenLook(models.Model):
    """A person looked at what a screen lost: from then on only more than this counts as a new fault."""

    screen = models.OneToOneField(Screen, primary_key=True, related_name="look", on_delete=models.CASCADE)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    missing = models.PositiveBigIntegerField(default=0)
    unreadable = models.PositiveIntegerField(default=0)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("lượt xem xét")

    def __str__(self) -> str:
        return f"{self.screen_id}: {self.by}"
