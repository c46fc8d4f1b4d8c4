"""Which languages a point's screen offers, in which order."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit import registry as journal
from diemsang.audit.actions import record
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.library.models import LanguageVariety, PointVariety
from diemsang.points.models import PointPlace, SupportPoint

EDIT = "points.edit"

journal.register("library.point_varieties", "đặt thứ tiếng của điểm {subject}: {tags}")


class StaleVarieties(Refused):
    """Somebody else changed the languages while the form was open."""


@transaction.atomic
def set_point_varieties(
    *, actor: Actor, point: SupportPoint, tags: Sequence[str], seen: Sequence[str] | None = None
) -> bool:
    """Replace the languages of a point; none: those that the library has something in. Whether anything changed.

    ``seen``: the order that the form showed, ``None`` to not ask. ``Refused``: unknown tags, or somebody was faster.
    """
    stands = PointPlace.objects.on(clock.today()).filter(point=point, voided_at=None).order_by("-valid_from").first()
    require(actor, EDIT, stands.area_id if stands is not None else None)
    point = SupportPoint.objects.select_for_update().get(pk=point.pk)
    wanted = list(dict.fromkeys(tags))
    known = {row.tag: row for row in LanguageVariety.objects.filter(tag__in=wanted)}
    missing = [tag for tag in wanted if tag not in known]
    if missing:
        problems = [Problem(tag, _("thư viện không có thứ tiếng này.")) for tag in missing]
        raise Refused(_("Chưa đặt được thứ tiếng của điểm."), problems)
    before = list(point.varieties.order_by("place").values_list("variety__tag", flat=True))
    if before == wanted:
        return False
    if seen is not None and before != list(seen):
        advice = _("Xem lại thứ tự bên dưới rồi ghi lại.")
        problem = Problem(point.code, _("người khác vừa đổi thứ tiếng của điểm."), advice)
        raise StaleVarieties(_("Chưa đặt được thứ tiếng của điểm."), [problem])
    PointVariety.objects.filter(point=point).delete()
    PointVariety.objects.bulk_create(
        PointVariety(point=point, variety=known[tag], place=place) for place, tag in enumerate(wanted)
    )
    record(
        actor=actor,
        action="library.point_varieties",
        subject_type="point",
        subject_key=point.code,
        before={"varieties": before},
        after={"varieties": wanted},
        data={"tags": ", ".join(wanted) or "–"},
    )
    return True
