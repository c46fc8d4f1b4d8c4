"""A person claims a TV for a point, moves it, replaces it, ends its use."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.points.models import SupportPoint
from diemsang.points.queries.scope import require_on
from diemsang.screens.actions.limits import draw_guess, give_back_guess
from diemsang.screens.models import Pairing, Screen, ScreenPlace, ScreenState

CLAIM, MANAGE = "screens.claim", "screens.manage"
register("screens.claim", "nhận màn hình {screen} về điểm {subject}")
register("screens.move", "chuyển màn hình {screen} từ điểm {from} đến điểm {subject}")
register("screens.replace", "thay màn hình {old} ở điểm {subject} bằng màn hình {screen}")
register("screens.revoke", "thôi dùng màn hình {screen} ở điểm {subject}")


def claim_screen(*, actor: Actor, code: str, point: SupportPoint, label: str = "") -> Screen:
    """The TV that shows ``code`` stands at ``point`` from now on. ``Refused`` with advice when no living code is so.

    Guesses are counted per person outside the claim's own transaction, so that a wrong one stays counted.
    """
    require_on(actor, CLAIM, point)
    digits = _guessed(actor, code)
    screen = _claim(actor, digits, point, label)
    give_back_guess(actor_key=actor.actor_key)
    return screen


def replace_screen(*, actor: Actor, screen: Screen, code: str, reason: str) -> Screen:
    """The TV that shows ``code`` takes the place of ``screen``, which is revoked. Returns the new one."""
    place = _standing(screen)
    require_on(actor, MANAGE, place.point)
    require_on(actor, CLAIM, place.point)
    _need_reason(reason)
    digits = _guessed(actor, code)
    with transaction.atomic():
        _end(screen, reason)
        new = _claimed(digits, place.point, screen.label)
        screen.replaced_by = new
        screen.save(update_fields=["replaced_by"])
        data = {"screen": str(new), "old": str(screen)}
        _journal(actor, "screens.replace", place.point, new, data, reason)
    give_back_guess(actor_key=actor.actor_key)
    return new


@transaction.atomic
def move_screen(*, actor: Actor, screen: Screen, point: SupportPoint) -> ScreenPlace:
    """The screen stands at another point from now on; what it said before counts where it stood then."""
    place = _standing(screen)
    require_on(actor, MANAGE, place.point)
    require_on(actor, MANAGE, point)
    if place.point_id == point.pk:
        return place
    now = clock.now()
    old = place.point
    place.valid_to = now
    place.save(update_fields=["valid_to"])
    new = ScreenPlace.objects.create(screen=screen, point=point, valid_from=now)
    _journal(actor, "screens.move", point, screen, {"screen": str(screen), "from": old.code})
    return new


@transaction.atomic
def revoke_screen(*, actor: Actor, screen: Screen, reason: str) -> None:
    """The TV is told kindly at its next contact. Revoking again changes nothing."""
    place = screen.places.select_related("point").order_by("-valid_from").first()
    if place is None:
        raise Refused(_("Chưa thôi dùng được màn hình."), [Problem(_("Màn hình"), _("không đứng ở điểm nào."))])
    require_on(actor, MANAGE, place.point)
    _need_reason(reason)
    if not _end(screen, reason):
        return
    _journal(actor, "screens.revoke", place.point, screen, {"screen": str(screen)}, reason)


@transaction.atomic
def _claim(actor: Actor, digits: str, point: SupportPoint, label: str) -> Screen:
    screen = _claimed(digits, point, label)
    _journal(actor, "screens.claim", point, screen, {"screen": str(screen)})
    return screen


def _guessed(actor: Actor, code: str) -> str:
    """The digits of what was typed; ``Refused`` when they cannot be a code, or too many were wrong."""
    digits = "".join(letter for letter in nfc(code) if letter in "0123456789")
    if len(digits) != 8:
        advice = _("Gõ đủ 8 chữ số đang hiện trên màn hình.")
        raise Refused(_("Chưa nhận được màn hình."), [Problem(_("Mã ghép"), _("phải có 8 chữ số."), advice)])
    if not draw_guess(actor_key=actor.actor_key):
        advice = _("Chờ vài phút rồi gõ lại mã đang hiện trên màn hình.")
        raise Refused(_("Chưa nhận được màn hình."), [Problem(_("Mã ghép"), _("đã gõ sai quá nhiều lần."), advice)])
    return digits


def _claimed(digits: str, point: SupportPoint, label: str) -> Screen:
    now = clock.now()
    pairing = Pairing.objects.select_for_update().filter(code=digits, screen=None, code_expires_at__gt=now).first()
    if pairing is None:
        advice = _("Xem lại mã đang hiện trên màn hình: mã chỉ dùng một lần và đổi sau mỗi 15 phút.")
        raise Refused(_("Chưa nhận được màn hình."), [Problem(_("Mã ghép"), _("không đúng hoặc đã hết hạn."), advice)])
    screen = Screen.objects.create(
        secret_sha256=pairing.secret_sha256,
        label=nfc(label)[:80],
        agent=pairing.agent,
        size=pairing.size,
        claimed_at=now,
    )
    ScreenState.objects.create(screen=screen)
    ScreenPlace.objects.create(screen=screen, point=point, valid_from=now)
    pairing.screen, pairing.code = screen, None
    pairing.save(update_fields=["screen", "code"])
    return screen


def _standing(screen: Screen) -> ScreenPlace:
    """Where the screen stands, held until the transaction ends; ``Refused`` when its use has ended."""
    places = screen.places.select_related("point").filter(valid_to=None)
    place = places.first()
    if screen.revoked_at is not None or place is None:
        advice = _("Tải lại trang để xem tình trạng mới nhất.")
        raise Refused(_("Chưa làm được."), [Problem(_("Màn hình"), _("đã thôi dùng."), advice)])
    return place


def _need_reason(reason: str) -> None:
    if not nfc(reason):
        problem = Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao thôi dùng màn hình."))
        raise Refused(_("Chưa làm được."), [problem])


def _end(screen: Screen, reason: str) -> bool:
    """Whether the screen was in use until now."""
    now = clock.now()
    held = Screen.objects.select_for_update().get(pk=screen.pk)
    if held.revoked_at is not None:
        screen.revoked_at, screen.revoke_reason = held.revoked_at, held.revoke_reason
        return False
    screen.revoked_at, screen.revoke_reason = now, nfc(reason)[:300]
    screen.save(update_fields=["revoked_at", "revoke_reason"])
    ScreenPlace.objects.filter(screen=screen, valid_to=None).update(valid_to=now)
    return True


def _journal(
    actor: Actor, action: str, point: SupportPoint, screen: Screen, data: dict[str, str], reason: str = ""
) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="point",
        subject_key=point.code,
        data={**data, "id": str(screen.public_id)},
        reason=reason,
    )
