"""Writing the milestone ledger. Called by the action that is the source, inside its transaction.

That action has checked its own right (to accept a delivery, to open the day); the ledger has none of its own.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.actions import Item as Told
from diemsang.audit.actions import record, record_many
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.plans.models import Item
from diemsang.points.ledger import ActivityFact, MilestoneFact
from diemsang.points.models import ActivityDay, Milestone, SupportPoint

register("points.milestone", "ghi mốc “{kind}” ngày {on} cho điểm {subject} ({item} × {quantity})")
register("points.void_milestone", "hủy mốc “{kind}” ngày {on} của điểm {subject}")
register("points.evidence", "ghi một lượt {milestones} mốc và {days} ngày hoạt động từ nguồn {subject}")

BATCH = 2000


@transaction.atomic
def record_milestone(
    *,
    actor: Actor,
    point: SupportPoint,
    item: str,
    kind: str,
    on: dt.date,
    source: str,
    quantity: int = 1,
) -> Milestone:
    """The point reached stage ``kind`` with ``item`` on a day. The same again returns the row that stands.

    ``Refused`` when the day lies ahead, the stage is unknown, or the same source has said another day or quantity:
    void that first.
    """
    problems = []
    if on > clock.today():
        problems.append(Problem(_("Ngày"), _("ở tương lai."), _("Ghi ngày đã diễn ra.")))
    if kind not in Milestone.Kind.values:
        problems.append(Problem(_("Mốc"), _("“%(kind)s” không phải một mốc.") % {"kind": kind}))
    if quantity < 1:
        problems.append(Problem(_("Số lượng"), _("phải từ 1 trở lên.")))
    standing = Milestone.objects.filter(point=point, item=item, kind=kind, source=source, voided_at=None).first()
    if standing is not None and (standing.on, standing.quantity) != (on, quantity):
        message = _("nguồn này đã ghi ngày %(on)s, số lượng %(quantity)s.") % {
            "on": f"{standing.on:%d/%m/%Y}",
            "quantity": standing.quantity,
        }
        problems.append(Problem(point.code, message, _("Hủy mốc cũ kèm lý do rồi ghi lại.")))
    if problems:
        raise Refused(_("Chưa ghi được mốc."), problems)
    if standing is not None:
        return standing
    milestone = Milestone.objects.create(
        point=point, item=item, kind=kind, on=on, quantity=quantity, source=source, recorded_at=clock.now()
    )
    _journal(actor, "points.milestone", point, milestone)
    return milestone


@transaction.atomic
def record_milestones(*, actor: Actor, facts: Sequence[MilestoneFact]) -> None:
    """Several milestones that one act implies, each with its journal entry, in as many queries as for one.

    The caller knows that none of them stands and that no day lies ahead.
    """
    codes = dict(SupportPoint.objects.filter(pk__in={fact.point_id for fact in facts}).values_list("pk", "code"))
    rows = [_milestone(fact) for fact in facts]
    Milestone.objects.bulk_create(rows, batch_size=BATCH)
    names = _item_names()
    told = [Told(codes[row.point_id], _words(row, names), after={"source": row.source}) for row in rows]
    record_many(actor=actor, action="points.milestone", subject_type="point", items=told)


@transaction.atomic
def void_milestone(*, actor: Actor, milestone: Milestone, reason: str) -> None:
    """The milestone no longer stands; the row and the reason stay. Voiding again changes nothing."""
    reason = nfc(reason)
    if not reason:
        raise Refused(_("Chưa hủy được mốc."), [Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao hủy."))])
    if milestone.voided_at is not None:
        return
    milestone.voided_at, milestone.void_reason = clock.now(), reason
    milestone.save(update_fields=["voided_at", "void_reason"])
    _journal(actor, "points.void_milestone", milestone.point, milestone, reason)


@transaction.atomic
def record_activity(*, point: SupportPoint, day: dt.date, source: str) -> ActivityDay:
    """The point was used on a day. The same again returns the row that stands; no journal entry for every day."""
    if day > clock.today():
        problem = Problem(_("Ngày"), _("ở tương lai."), _("Ghi ngày đã diễn ra."))
        raise Refused(_("Chưa ghi được ngày hoạt động."), [problem])
    return ActivityDay.objects.get_or_create(point=point, day=day, source=source)[0]


@transaction.atomic
def take_back_activity(*, point: SupportPoint, day: dt.date, source: str) -> None:
    """The source no longer says that the point was used on the day; its own history tells why. Again: nothing."""
    ActivityDay.objects.filter(point=point, day=day, source=source).delete()


@transaction.atomic
def record_activity_days(*, facts: Iterable[ActivityFact]) -> None:
    """Many days at once; what stands already stays. The caller vouches that no day lies in the future."""
    ActivityDay.objects.bulk_create(
        [ActivityDay(point_id=fact.point_id, day=fact.day, source=fact.source) for fact in facts], ignore_conflicts=True
    )


@transaction.atomic
def record_evidence(
    *, actor: Actor, source: str, milestones: Iterable[MilestoneFact], activity: Iterable[ActivityFact]
) -> tuple[int, int]:
    """Many rows of one source at once, with one journal entry; rows that stand already are left alone.

    Returns how many milestones and days were added. ``Refused`` when a standing milestone of the same source says
    another day.
    """
    kept = {
        (row.point_id, row.item, row.kind, row.source): row
        for row in Milestone.objects.filter(source__startswith=f"{source}:", voided_at=None)
    }
    new: list[Milestone] = []
    problems = []
    for fact in milestones:
        old = kept.get((fact.point_id, fact.item, fact.kind, fact.source))
        if old is None:
            new.append(_milestone(fact))
        elif (old.on, old.quantity) != (fact.on, fact.quantity):
            problems.append(Problem(fact.source, _("đã ghi ngày %(on)s.") % {"on": f"{old.on:%d/%m/%Y}"}))
    if problems:
        raise Refused(_("Chưa ghi được các mốc."), problems)
    known = set(ActivityDay.objects.filter(source__startswith=f"{source}:").values_list("point_id", "day", "source"))
    days = [
        ActivityDay(point_id=fact.point_id, day=fact.day, source=fact.source)
        for fact in activity
        if (fact.point_id, fact.day, fact.source) not in known
    ]
    Milestone.objects.bulk_create(new, batch_size=BATCH)
    ActivityDay.objects.bulk_create(days, batch_size=BATCH)
    if new or days:
        record(
            actor=actor,
            action="points.evidence",
            subject_type="ledger_source",
            subject_key=source,
            data={"milestones": len(new), "days": len(days)},
            after=dict(Counter(row.kind for row in new)),
        )
    return len(new), len(days)


def add_listed(listed: Sequence[MilestoneFact]) -> None:
    """Milestones *listed* of a plan's list; the journal entry of the list tells of them. Idempotent."""
    kept = set(
        Milestone.objects.filter(source__in=[fact.source for fact in listed], voided_at=None).values_list(
            "source", flat=True
        )
    )
    Milestone.objects.bulk_create([_milestone(fact) for fact in listed if fact.source not in kept], batch_size=BATCH)


def _milestone(fact: MilestoneFact) -> Milestone:
    return Milestone(
        point_id=fact.point_id,
        item=fact.item,
        kind=fact.kind,
        on=fact.on,
        quantity=fact.quantity,
        source=fact.source,
        recorded_at=clock.now(),
    )


def _journal(actor: Actor, action: str, point: SupportPoint, milestone: Milestone, reason: str = "") -> None:
    record(
        actor=actor,
        action=action,
        subject_type="point",
        subject_key=point.code,
        data=_words(milestone, _item_names()),
        after={"source": milestone.source},
        reason=reason,
    )


def _item_names() -> dict[str, str]:
    """How the plans call what they count, as the newest version has it."""
    return dict(Item.objects.order_by("version_id").values_list("key", "name"))


def _words(milestone: Milestone, names: Mapping[str, str]) -> dict[str, object]:
    return {
        "kind": str(Milestone.Kind(milestone.kind).label),
        "on": f"{milestone.on:%d/%m/%Y}",
        "item": names.get(milestone.item, milestone.item),
        "quantity": milestone.quantity,
    }
