"""What may change of a unit without a reform: where its label stands on a map, another spelling of its name."""

from __future__ import annotations

from django.db import transaction

from diemsang.areas.models import Area, AreaVersion
from diemsang.audit import registry
from diemsang.audit.actions import record
from diemsang.core.actor import Actor, require
from diemsang.core.text import nfc, search_key

registry.register("areas.relabel", "sửa vị trí nhãn hoặc cách viết khác của {subject}")


@transaction.atomic
def relabel(*, actor: Actor, version: AreaVersion, lat: float | None, lon: float | None, variant: str) -> None:
    """Degrees of the label, and the variant spelling of this version's name (found by search)."""
    require(actor, "areas.reform", version.area_id)
    area = Area.objects.select_for_update().get(pk=version.area_id)
    before = {"label_lat": area.label_lat, "label_lon": area.label_lon, "variant": version.variant}
    area.label_lat, area.label_lon = lat, lon
    area.save(update_fields=["label_lat", "label_lon"])
    version.variant = nfc(variant)
    version.variant_key = search_key(version.variant)
    version.save(update_fields=["variant", "variant_key"])
    record(
        actor=actor,
        action="areas.relabel",
        subject_type="area",
        subject_key=area.key,
        subject_label=version.title,
        before=before,
        after={"label_lat": lat, "label_lon": lon, "variant": version.variant},
    )
