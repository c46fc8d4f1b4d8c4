"""The catalogue: sorts of equipment as plans name them, and their technical configuration by decision."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc, search_key
from diemsang.documents.models import Decision
from diemsang.equipment.models import Configuration, Item
from diemsang.equipment.rights import MANAGE
from diemsang.plans.models import Item as PlanItem
from diemsang.plans.models import Plan
from diemsang.plans.queries import latest_version
from diemsang.plans.reconcile import POINT

register("equipment.items", "đưa {count} loại thiết bị của {subject} vào danh mục")
register("equipment.item", "ghi loại thiết bị {subject} trong danh mục")
register("equipment.configure", "ghi cấu hình kỹ thuật của {subject} theo {decision}, từ {on}")

KINDS = {
    "internet_tv": Item.Kind.TV,
    "amplifier": Item.Kind.AMPLIFIER,
    "hall_speaker": Item.Kind.SPEAKER,
    "microphone": Item.Kind.MICROPHONE,
    "keyboard": Item.Kind.INPUT,
    "accessory_set": Item.Kind.SUPPLY,
}
"""What the keys that plans use mean; any other key starts as *other* and a person says what it is."""
WITH_SERIAL = {Item.Kind.TV, Item.Kind.AMPLIFIER}
"""Kinds of which every piece is to have its serial on record, unless a person says otherwise."""


@transaction.atomic
def ensure_items(*, actor: Actor, plan: Plan) -> dict[str, Item]:
    """Every item of the plan's newest version stands in the catalogue; by key. What stands is left as it is."""
    version = latest_version(plan)
    wanted: list[PlanItem] = list(version.items.exclude(key=POINT)) if version else []
    known = {item.key: item for item in Item.objects.filter(key__in=[item.key for item in wanted])}
    last = Item.objects.aggregate(last=Max("position"))["last"] or 0
    made = []
    for place, item in enumerate((item for item in wanted if item.key not in known), last + 1):
        kind = KINDS.get(item.key, Item.Kind.OTHER)
        made.append(
            Item(
                key=item.key,
                name=item.name,
                unit=item.unit,
                kind=kind,
                serialised=kind in WITH_SERIAL,
                position=place,
            )
        )
    if made:
        Item.objects.bulk_create(made, ignore_conflicts=True)
        record(
            actor=actor,
            action="equipment.items",
            subject_type="plan",
            subject_key=plan.code,
            subject_label=plan.short_title,
            data={"count": len(made)},
            after={"items": ", ".join(item.name for item in made)},
        )
    return {item.key: item for item in Item.objects.filter(key__in=[item.key for item in wanted])}


@transaction.atomic
def save_item(*, actor: Actor, key: str, name: str, unit: str, kind: str, serialised: bool) -> Item:
    """A sort of equipment is called and counted so. The same key again changes it; nothing new writes nothing."""
    require(actor, MANAGE)
    name, unit, problems = nfc(name), nfc(unit), []
    if not name:
        problems.append(Problem(_("Tên"), _("còn trống."), _("Ghi tên như trong kế hoạch, hợp đồng.")))
    if not unit:
        problems.append(Problem(_("Đơn vị"), _("còn trống."), _("Ví dụ: cái, bộ.")))
    if kind not in Item.Kind.values:
        problems.append(Problem(_("Loại"), _("không có loại này.")))
    if serialised and kind == Item.Kind.SUPPLY:
        problems.append(Problem(_("Có số sê-ri"), _("vật tư chỉ đếm số lượng.")))
    if problems:
        raise Refused(_("Chưa ghi được loại thiết bị."), problems)
    found = Item.objects.select_for_update().filter(key=key).first()
    before = {} if found is None else _facts(found)
    item = found or Item(key=key, position=(Item.objects.aggregate(last=Max("position"))["last"] or 0) + 1)
    if item.pk and item.kind != kind and item.assets.filter(voided_at=None).exists() and kind == Item.Kind.SUPPLY:
        problem = Problem(_("Loại"), _("đã có từng tài sản riêng của loại này."), _("Giữ loại có tài sản riêng."))
        raise Refused(_("Chưa ghi được loại thiết bị."), [problem])
    item.name, item.unit, item.kind, item.serialised = name, unit, kind, serialised
    after = _facts(item)
    if before == after:
        return item
    item.save()
    record(
        actor=actor,
        action="equipment.item",
        subject_type="equipment_item",
        subject_key=key,
        subject_label=name,
        before={name: value for name, value in before.items() if after[name] != value},
        after={name: value for name, value in after.items() if before.get(name) != value},
    )
    return item


@transaction.atomic
def add_item(*, actor: Actor, name: str, unit: str, kind: str, serialised: bool) -> Item:
    """A sort that no plan names; its key is made from the name. The same again changes nothing.

    ``Refused`` when another sort has that name.
    """
    require(actor, MANAGE)
    key = slugify(search_key(name))[:40].strip("-")
    found = Item.objects.filter(key=key).first() or next(
        (item for item in Item.objects.all() if search_key(item.name) == search_key(name)), None
    )
    wanted = {"name": nfc(name), "unit": nfc(unit), "kind": kind, "serialised": serialised}
    if found is not None and _facts(found) != wanted:
        problem = Problem(_("Tên"), _("danh mục đã có «%s».") % found.name, _("Mở loại ấy để sửa, hoặc đặt tên khác."))
        raise Refused(_("Chưa ghi được loại thiết bị."), [problem])
    if nfc(name) and not key:
        raise Refused(_("Chưa ghi được loại thiết bị."), [Problem(_("Tên"), _("cần có chữ hoặc số."))])
    return found or save_item(actor=actor, key=key, name=name, unit=unit, kind=kind, serialised=serialised)


def _facts(item: Item) -> dict[str, object]:
    return {"name": item.name, "unit": item.unit, "kind": item.kind, "serialised": item.serialised}


@transaction.atomic
def record_configuration(*, actor: Actor, item: Item, decision: Decision, text: str, on: dt.date) -> Configuration:
    """The decision lays down the technical configuration of ``item`` from ``on`` on; an earlier one ends that day.

    The same again returns the row that stands. ``Refused`` for a day before the one that stands.
    """
    require(actor, MANAGE)
    text = "\n".join(line for line in (nfc(line) for line in text.splitlines()) if line)
    Item.objects.select_for_update().get(pk=item.pk)
    standing = Configuration.objects.filter(item=item, voided_at=None, valid_to=None).first()
    if standing and (standing.decision_id, standing.text, standing.valid_from) == (decision.pk, text, on):
        return standing
    problems = []
    if not text:
        problems.append(Problem(_("Cấu hình kỹ thuật"), _("còn trống."), _("Chép như trong văn bản.")))
    if on > clock.today():
        problems.append(Problem(_("Từ ngày"), _("ở tương lai."), _("Ghi khi văn bản đã có hiệu lực.")))
    if decision.on and on < decision.on:
        words = {"day": f"{decision.on:%d/%m/%Y}"}
        problems.append(Problem(_("Từ ngày"), _("trước ngày của văn bản (%(day)s).") % words))
    if standing and standing.valid_from and on <= standing.valid_from:
        words = {"day": f"{standing.valid_from:%d/%m/%Y}"}
        problems.append(Problem(_("Từ ngày"), _("không sau cấu hình đang có (%(day)s).") % words))
    if problems:
        raise Refused(_("Chưa ghi được cấu hình kỹ thuật."), problems)
    if standing:
        standing.valid_to = on
        standing.save(update_fields=["valid_to"])
    made = Configuration.objects.create(item=item, decision=decision, text=text, valid_from=on, recorded_at=clock.now())
    record(
        actor=actor,
        action="equipment.configure",
        subject_type="equipment_item",
        subject_key=item.key,
        subject_label=item.name,
        data={"decision": str(decision), "on": f"{on:%d/%m/%Y}"},
    )
    return made
