"""What people of the hub write about a screen beside its place: its name, and that faults were looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.audit.models import Entry
from diemsang.audit.registry import register, register_undo
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.points.models import SupportPoint
from diemsang.screens.actions.claim import MANAGE, move_screen
from diemsang.screens.actions.limits import draw_guess, give_back_guess
from diemsang.screens.models import Pairing, ReportedFault, Screen, ScreenLook, ScreenState
from diemsang.screens.queries.scope import CLAIM, point_of, require_on
from diemsang.screens.registry import StoredEvent

register("screens.label", "đặt tên màn hình {screen} ở điểm {subject}")
register("screens.look", "đã xem xét màn hình {screen} ở điểm {subject}: {faults} hỏng hóc được báo")


def look_up_code(*, actor: Actor, code: str) -> Pairing:
    """The TV that shows this code now, so that a person can compare. Counted as a guess until it is right.

    ``Refused`` says what to do. No transaction around it: a wrong guess stays counted.
    """
    digits = "".join(letter for letter in nfc(code) if letter in "0123456789")
    refused = _("Chưa tìm thấy TV này.")
    if len(digits) != 8:
        advice = _("Gõ đủ 8 chữ số đang hiện trên màn hình.")
        raise Refused(refused, [Problem(_("Mã ghép"), _("phải có 8 chữ số."), advice)])
    if not actor.can(CLAIM) or not draw_guess(actor_key=actor.actor_key):
        advice = _("Chờ vài phút rồi gõ lại mã đang hiện trên màn hình.")
        raise Refused(refused, [Problem(_("Mã ghép"), _("đã gõ sai quá nhiều lần."), advice)])
    pairing = Pairing.objects.filter(code=digits).first()
    if pairing is None:
        advice = _("Xem lại số trên TV. TV này có thể đã được ghép rồi: khi đó TV không còn hiện mã.")
        raise Refused(refused, [Problem(_("Mã ghép"), _("không có TV nào đang hiện mã này."), advice)])
    give_back_guess(actor_key=actor.actor_key)
    if pairing.code_expires_at <= clock.now():
        advice = _("TV đã tự hiện mã mới: gõ mã mới, hoặc quét lại mã QR.")
        raise Refused(refused, [Problem(_("Mã ghép"), _("đã hết hạn."), advice)])
    return pairing


@transaction.atomic
def label_screen(*, actor: Actor, screen: Screen, label: str) -> None:
    """Give the TV a name that people use; empty takes it away."""
    require_on(actor, MANAGE, screen)
    held = Screen.objects.select_for_update().get(pk=screen.pk)
    new = nfc(label).strip()[:80]
    if held.label == new:
        return
    old, held.label = held.label, new
    held.save(update_fields=["label"])
    record(
        actor=actor,
        action="screens.label",
        subject_type="point",
        subject_key=_code(held),
        before={"label": old},
        after={"label": new},
        data={"screen": str(held), "id": str(held.public_id)},
    )


@transaction.atomic
def look_at(*, actor: Actor, screen: Screen, note: str = "", seen: Sequence[int] = ()) -> int:
    """Faults and lost evidence were looked at: they no longer mark the screen. Returns how many faults it settled.

    ``seen``: ids of the faults on the page the person looked at; one reported since stays open.
    """
    require_on(actor, MANAGE, screen)
    now = clock.now()
    state = ScreenState.objects.select_for_update().get(screen=screen)
    gone = screen.streams.aggregate(n=Sum("missing"))["n"] or 0
    ScreenLook.objects.update_or_create(
        screen=screen,
        defaults={
            "at": now,
            "by": actor.actor_label,
            "missing": gone,
            "unreadable": state.unreadable,
            "note": nfc(note)[:300],
        },
    )
    faults = ReportedFault.objects.filter(screen=screen, settled_at=None, pk__in=seen)
    settled = faults.update(settled_at=now, settled_by=actor.actor_label)
    record(
        actor=actor,
        action="screens.look",
        subject_type="point",
        subject_key=_code(screen),
        data={"screen": str(screen), "id": str(screen.public_id), "faults": settled},
        reason=nfc(note)[:300],
    )
    return settled


def take_faults(screen: Screen, events: Sequence[StoredEvent]) -> None:
    """Keep the faults of a batch that was just stored (``registry.register_intake``)."""
    now = clock.now()
    faults = [
        ReportedFault(
            screen=screen,
            point_id=event.point_id,
            code=str(event.fields.get("code", ""))[:3],
            at=dt.datetime.fromtimestamp(event.at_ms / 1000, dt.UTC) if event.at_ms is not None else now,
            sure=event.at_ms is not None,
        )
        for event in events
        if event.kind == "fault"
    ]
    if faults:
        ReportedFault.objects.bulk_create(faults)


def _move_back(actor: Actor, entry: Entry) -> None:
    """The inverse of a move: back to the point it came from, while it still stands where this move put it."""
    screen = Screen.objects.filter(public_id=entry.data["id"]).first()
    point = SupportPoint.objects.filter(code=entry.data["from"]).first()
    here = point_of(screen) if screen is not None else None
    if screen is None or point is None or here is None or here.code != entry.subject_key or screen.revoked_at:
        advice = _("Mở trang của màn hình để xem nó đang ở đâu.")
        problem = Problem(_("Màn hình"), _("không còn ở điểm mà lần chuyển này đưa đến."), advice)
        raise Refused(_("Chưa hoàn tác được."), [problem])
    move_screen(actor=actor, screen=screen, point=point)


register_undo("screens.move", _move_back)


def _code(screen: Screen) -> str:
    point = point_of(screen)
    return point.code if point is not None else str(screen.public_id)
