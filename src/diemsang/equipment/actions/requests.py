"""The request that pieces of a point be moved elsewhere or disposed of (DN_TL)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.core.actor import Actor
from diemsang.core.errors import Problem
from diemsang.core.text import nfc
from diemsang.core.vietnamese import number
from diemsang.documents.models import Minute, MinuteKind, MinuteState
from diemsang.equipment import papers
from diemsang.equipment.actions.acts import make_act, pieces_at, refuse_minute, standing_minute, taken
from diemsang.equipment.models import ActLine, Asset
from diemsang.equipment.rights import ACCEPT
from diemsang.points.models import SupportPoint
from diemsang.points.queries.scope import require_on

MOST_REASON, MOST_VALUE = 300, 10**12
PURPOSES = {"transfer": "Điều chuyển", "dispose": "Thanh lý"}
"""As the paper calls them."""


@transaction.atomic
def make_request(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    point: SupportPoint,
    assets: Sequence[Asset],
    purpose: str,
    reason: str,
    on: dt.date,
    target: SupportPoint | None = None,
    receiver: str = "",
    value: int | None = None,
) -> Minute:
    """Draft DN_TL: it is asked that these pieces of the point be moved elsewhere or disposed of.

    ``value``: what they are still worth together, whole đồng; ``receiver`` is who should get them, as it is printed.
    ``Refused`` for pieces that are not at the point, or that another request asks for which is not signed yet.
    """
    require_on(actor, ACCEPT, point)
    if (standing := standing_minute(public_id, MinuteKind.DN_TL)) is not None:
        return standing
    list(SupportPoint.objects.select_for_update().filter(pk=point.pk))
    reason, receiver, problems = nfc(reason), nfc(receiver)[:200], []
    here = {piece.pk: piece for piece in pieces_at(point, on)}
    lines = [ActLine(point=point, asset=here[row.pk], item=here[row.pk].item) for row in assets if row.pk in here]
    if len(lines) != len(assets) or not assets:
        problems.append(Problem(_("Tài sản"), _("chưa chọn, hoặc không còn ở điểm này."), _("Tải lại trang.")))
    asked = ActLine.objects.filter(asset__in=assets, act__kind=MinuteKind.DN_TL).select_related("asset", "act__minute")
    for line in asked.exclude(act__minute__state__in=(MinuteState.VOID, MinuteState.SIGNED)):
        problems.append(taken(line.asset.code if line.asset else point.code, line.act.minute))
    if purpose not in PURPOSES:
        problems.append(Problem(_("Đề nghị"), _("chọn điều chuyển hoặc thanh lý.")))
    if not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao đề nghị.")))
    if len(reason) > MOST_REASON:
        problems.append(Problem(_("Lý do"), _("dài hơn %s chữ.") % MOST_REASON, _("Ghi gọn lại.")))
    if value is not None and not 0 <= value <= MOST_VALUE:
        problems.append(Problem(_("Giá trị còn lại"), _("phải từ 0 đến 1.000 tỷ đồng.")))
    if target is not None and target.pk == point.pk:
        problems.append(Problem(_("Nơi đến"), _("là chính điểm này.")))
    refuse_minute(problems)
    held = papers.holder_of(point, on)
    return make_act(
        actor,
        public_id,
        MinuteKind.DN_TL,
        on,
        lines,
        offices=(papers.office_words(held.office if held else None, on), ""),
        facts=[
            ("Đề nghị", PURPOSES[purpose]),
            ("Lý do", reason),
            ("Giá trị còn lại (đồng)", number(value) if value is not None else ""),
            ("Bên nhận đề xuất", receiver),
            ("Nơi đến", _place_of(target, on)),
        ],
        act={"purpose": purpose, "reason": reason, "target": target},
    )


def _place_of(target: SupportPoint | None, on: dt.date) -> str:
    """The other point's code and where it stands."""
    if target is None:
        return ""
    return ", ".join(filter(None, (target.code, papers.place_words([target], on).get(target.pk, ""))))
