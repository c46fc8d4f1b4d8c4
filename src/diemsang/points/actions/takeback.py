"""Taking back what one has just done to a point: a place recorded, a paper added, removed or put back."""

from __future__ import annotations

from django.utils.translation import gettext as _

from diemsang.audit.models import Entry
from diemsang.audit.registry import register_undo
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.points.actions import histories, place
from diemsang.points.models import PointFile, PointPlace, SupportPoint


def _reason() -> str:
    return _("hoàn tác việc vừa ghi")


def _newer(code: str) -> Refused:
    advice = _("Xem lại hồ sơ điểm rồi ghi một thay đổi mới.")
    return Refused(_("Chưa hoàn tác được."), [Problem(code, _("đã ghi mới hơn."), advice)])


def _point(entry: Entry) -> SupportPoint:
    return SupportPoint.objects.get(code=entry.subject_key)


def _place_back(actor: Actor, entry: Entry) -> None:
    """The place that the act recorded is void again; ``Refused`` when another one stands by now."""
    point = _point(entry)
    rows = PointPlace.objects.select_related("area", "replaces").filter(point=point, voided_at=None, valid_to=None)
    standing = rows.first()
    if standing is None or place.facts(standing) != entry.after:
        raise _newer(point.code)
    place.void_place(actor=actor, place=standing, reason=_reason())


def _paper(entry: Entry, *, held: bool) -> PointFile:
    """The paper of the act, by the number that the entry keeps."""
    rows = PointFile.objects.filter(point=_point(entry), pk=entry.data.get("file"), voided_at__isnull=held)
    paper = rows.select_related("point").first()
    if paper is None:
        raise _newer(entry.subject_key)
    return paper


def _attached_back(actor: Actor, entry: Entry) -> None:
    histories.remove_file(actor=actor, file=_paper(entry, held=True), reason=_reason())


def _removed_back(actor: Actor, entry: Entry) -> None:
    paper = _paper(entry, held=False)
    histories.restore_file(actor=actor, file=paper)
    if paper.voided_at is not None:  # the same content was added meanwhile
        raise _newer(entry.subject_key)


register_undo(place.MOVE, _place_back)
register_undo(place.CORRECT, _place_back)
register_undo("points.attach", _attached_back)
register_undo("points.restore_file", _attached_back)
register_undo("points.remove_file", _removed_back)
