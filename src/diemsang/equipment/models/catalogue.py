"""The catalogue: sorts of equipment, and the technical configuration that a decision laid down for each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.core.dated import Correctable, Dated, DatedQuerySet
from diemsang.documents.models import Decision


class Item(models.Model):
    """A sort of equipment. ``key`` is the key of the plans' items, so that the ledger counts both alike.

    ``serialised``: each piece is expected to carry its maker's serial; a piece without one is a gap. Of supplies
    (``Kind.SUPPLY``: cables, brackets) only quantities are kept; of every other kind each piece is an asset.
    """

    class Kind(models.TextChoices):
        """Glossary 13.4."""

        TV = "TV", _("Internet TV")
        AMPLIFIER = "AMPLIFIER", _("amply")
        SPEAKER = "SPEAKER", _("loa")
        MICROPHONE = "MICROPHONE", _("micro")
        INPUT = "INPUT", _("bàn phím, chuột, điều khiển")
        NETWORK = "NETWORK", _("thiết bị mạng")
        POWER = "POWER", _("nguồn, lưu điện")
        SUPPLY = "SUPPLY", _("vật tư, phụ kiện")
        OTHER = "OTHER", _("thiết bị khác")

    key = models.SlugField(_("mã"), max_length=40, unique=True)
    name = models.CharField(_("tên"), max_length=200)
    unit = models.CharField(_("đơn vị"), max_length=20)
    kind = models.CharField(_("loại"), max_length=12, choices=Kind, default=Kind.OTHER)
    serialised = models.BooleanField(_("có số sê-ri"), default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "key"]
        verbose_name = _("loại thiết bị")

    def __str__(self) -> str:
        return self.name

    @property
    def by_piece(self) -> bool:
        """Whether each piece is an asset of its own."""
        return self.kind != self.Kind.SUPPLY


class Configuration(Dated, Correctable):
    """The technical configuration of an item, by decision, from a day on. Another one ends it."""

    item = models.ForeignKey(Item, related_name="configurations", on_delete=models.PROTECT)
    decision = models.ForeignKey(Decision, related_name="+", on_delete=models.PROTECT, verbose_name=_("văn bản"))
    text = models.TextField(_("cấu hình kỹ thuật"))

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["item_id", "-valid_from", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(voided_at__isnull=True, valid_to__isnull=True),
                name="equipment_configuration_one_open",
            )
        ]
        verbose_name = _("cấu hình kỹ thuật")

    def __str__(self) -> str:
        return f"{self.item_id}: {self.decision_id}"
