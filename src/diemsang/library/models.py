"""Information products, their editions in several languages, and what was published of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.areas.models import Area
from diemsang.files.models import Blob
from diemsang.points.models import SupportPoint
from diemsang.points.topics import Topic as Topic


class ProductKind(models.TextChoices):
    """What a product is made of; docs/screen-protocol.md, *Root, tree, media*."""

    VIDEO = "video", _("phim")
    AUDIO = "audio", _("bài nghe")
    ARTICLE = "article", _("bài đọc")
    STORY = "story", _("truyện tranh")
    GUIDE = "guide", _("hướng dẫn từng bước")
    QUIZ = "quiz", _("đố vui")
    ALERT = "alert", _("cảnh báo")
    PROMPTS = "prompts", _("lời của màn hình")


class LanguageVariety(models.Model):
    """A language as it is spoken somewhere. ``illustration``: no real language, placeholder tones.

    ``document`` is the variety as a television gets it (protocol, *varieties*).
    """

    tag = models.CharField(_("mã"), max_length=40, unique=True)
    place = models.PositiveSmallIntegerField(_("thứ tự"), default=0)
    name = models.CharField(_("tên"), max_length=120)
    own_name = models.CharField(_("tên tự gọi"), max_length=120)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True, default="")
    has_text = models.BooleanField(_("đọc được chữ"), default=True)
    scripts = models.CharField(_("chữ viết"), max_length=300, blank=True, default="")
    dialect_of = models.CharField(_("thuộc tiếng"), max_length=40, blank=True, default="")
    fallback = models.CharField(_("tiếng thay thế"), max_length=40, blank=True, default="")
    illustration = models.BooleanField(_("minh họa"), default=False)
    machine_voice = models.BooleanField(_("giọng máy"), default=False)
    greeting = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    picture = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    document = models.JSONField(default=dict)

    class Meta:
        ordering = ["place", "tag"]
        verbose_name = _("thứ tiếng")

    def __str__(self) -> str:
        return self.name


NOTE = "loi_"
"""What codes of notes begin with (``actions.notes``): written in Vietnamese by one person, approved by another."""


class Product(models.Model):
    """One information product through all its editions. ``code`` is permanent: televisions report plays by it."""

    code = models.CharField(_("mã"), max_length=64, unique=True)
    title = models.CharField(_("tên"), max_length=300)
    search_key = models.CharField(max_length=400, default="")
    kind = models.CharField(_("dạng"), max_length=10, choices=ProductKind)
    topic = models.CharField(_("chủ đề"), max_length=20, choices=Topic, blank=True, default="")
    owner = models.CharField(_("cơ quan chịu trách nhiệm"), max_length=300, blank=True, default="")
    urgent = models.BooleanField(_("khẩn"), default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["code"]
        verbose_name = _("sản phẩm thông tin")

    def __str__(self) -> str:
        return self.title

    @property
    def is_note(self) -> bool:
        """Whether an app above made it; one look by a second person is its approval."""
        return self.code.startswith(NOTE)


class Edition(models.Model):
    """One state of a product, valid ``valid_from`` ≤ day < ``valid_until`` (null: open).

    Both reviews are by two different people, neither of whom loaded it; then its record is made, once, and never
    changes. ``content_hash`` tells whether a folder loaded again says anything new.
    """

    class State(models.TextChoices):
        """How far an edition has come."""

        DRAFT = "draft", _("chờ thẩm định")
        REVIEWED = "reviewed", _("đã thẩm định")
        PUBLISHED = "published", _("đã phát hành")
        SUPERSEDED = "superseded", _("đã có bản mới")
        WITHDRAWN = "withdrawn", _("đã thu hồi")

    product = models.ForeignKey(Product, related_name="editions", on_delete=models.CASCADE)
    number = models.PositiveIntegerField(_("bản số"))
    state = models.CharField(_("tình trạng"), max_length=10, choices=State, default=State.DRAFT)
    kind = models.CharField(_("dạng"), max_length=10, choices=ProductKind)
    topic = models.CharField(_("chủ đề"), max_length=20, choices=Topic, blank=True, default="")
    urgent = models.BooleanField(_("khẩn"), default=False)
    valid_from = models.DateField(_("dùng từ"))
    valid_until = models.DateField(_("hết dùng từ"), null=True, blank=True)
    made_by = models.CharField(_("người, đơn vị làm"), max_length=300)
    source = models.TextField(_("nguồn"), blank=True, default="")
    rights = models.TextField(_("quyền sử dụng"), blank=True, default="")
    decision_text = models.CharField(_("căn cứ duyệt"), max_length=300, blank=True, default="")
    picture = models.JSONField(null=True, blank=True)
    content_hash = models.CharField(max_length=64)
    loaded_by = models.CharField(max_length=200)
    loaded_by_key = models.CharField(max_length=120)
    loaded_at = models.DateTimeField()
    record_hash = models.CharField(max_length=64, blank=True, default="")
    record_size = models.PositiveIntegerField(default=0)
    cleared_at = models.DateTimeField(null=True, blank=True)
    """When a person first published with it among the approved: from then on it may enter the tree on its day."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True, default="")
    withdraw_reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["product", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["product", "number"], name="library_edition_key"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=models.F("valid_from")),
                name="library_edition_days",
            ),
        ]
        verbose_name = _("bản")

    def __str__(self) -> str:
        return f"{self.product.code} #{self.number}"


class Audience(models.Model):
    """Where an edition is meant for: exactly one of area, point and variety. No row: everywhere."""

    edition = models.ForeignKey(Edition, related_name="audience", on_delete=models.CASCADE)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT)
    point = models.ForeignKey(SupportPoint, null=True, blank=True, on_delete=models.CASCADE)
    variety = models.ForeignKey(LanguageVariety, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        verbose_name = _("nơi dành cho")

    def __str__(self) -> str:
        return f"{self.edition_id}"


class Track(models.Model):
    """An edition in one variety; ``document`` is the protocol's *track*, whole."""

    edition = models.ForeignKey(Edition, related_name="tracks", on_delete=models.CASCADE)
    variety = models.ForeignKey(LanguageVariety, related_name="tracks", on_delete=models.PROTECT)
    title = models.CharField(_("tên"), max_length=300)
    has_sound = models.BooleanField(_("có tiếng"), default=False)
    illustration = models.BooleanField(_("minh họa"), default=False)
    machine_voice = models.BooleanField(_("giọng máy"), default=False)
    document = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "variety"], name="library_track_key")]
        ordering = ["variety__place", "variety__tag"]
        verbose_name = _("lời theo thứ tiếng")

    def __str__(self) -> str:
        return self.title


class EditionMedia(models.Model):
    """A stored file that an edition uses. ``role`` is the variety's tag, or empty for what all share."""

    edition = models.ForeignKey(Edition, related_name="media", on_delete=models.CASCADE)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "blob", "role"], name="library_media_key")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.blob_id}"


class Review(models.Model):
    """Somebody approved an edition: its language, or what it says."""

    class Kind(models.TextChoices):
        """The two looks that W5 asks for."""

        LANGUAGE = "language", _("ngôn ngữ")
        POLICY = "policy", _("nội dung chính sách")

    edition = models.ForeignKey(Edition, related_name="reviews", on_delete=models.CASCADE)
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.CharField(_("người duyệt"), max_length=200)
    by_key = models.CharField(max_length=120)
    on = models.DateField(_("ngày"))
    decision = models.CharField(_("căn cứ"), max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind"], name="library_review_kind"),
            models.UniqueConstraint(fields=["edition", "by_key"], name="library_review_four_eyes"),
        ]
        ordering = ["kind"]
        verbose_name = _("lượt duyệt")

    def __str__(self) -> str:
        return f"{self.edition_id} {self.kind}"


class TreeObject(models.Model):
    """One object of the content tree, by the hash of its bytes. ``last_root``: number of the last root that lists it.

    Null while no root ever did (a reviewed edition that waits).
    """

    hash = models.CharField(max_length=64, unique=True)
    body = models.TextField()
    last_root = models.PositiveIntegerField(null=True, blank=True, db_index=True)

    def __str__(self) -> str:
        return self.hash[:12]


class Root(models.Model):
    """One publication: the root's bytes as served, with the detached signature (raw r‖s, base64) and its key."""

    number = models.PositiveIntegerField(_("số"), unique=True)
    body = models.TextField()
    signature = models.CharField(max_length=100)
    key_id = models.CharField(max_length=16)
    made_at = models.DateTimeField(_("phát hành lúc"))
    made_by = models.CharField(_("người phát hành"), max_length=200)
    items = models.PositiveIntegerField(_("số sản phẩm"), default=0)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("lần phát hành")

    def __str__(self) -> str:
        return str(self.number)


class Head(models.Model):
    """The one row that says which root is current; whoever publishes locks it, so numbers never collide."""

    current = models.ForeignKey(Root, null=True, blank=True, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return f"{self.current_id}"


class LiveMedia(models.Model):
    """Since when a file is public, and until when it was: 200, 410, or never (404)."""

    hash = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.hash[:12]


class PointVariety(models.Model):
    """A language of a point, in the order in which its screen offers them."""

    point = models.ForeignKey(SupportPoint, related_name="varieties", on_delete=models.CASCADE)
    variety = models.ForeignKey(LanguageVariety, on_delete=models.PROTECT)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["point", "variety"], name="library_point_variety")]
        verbose_name = _("thứ tiếng của điểm")

    def __str__(self) -> str:
        return f"{self.point_id} {self.variety_id}"
