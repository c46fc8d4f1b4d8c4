"""Roles over areas for a period: given, ended. Half-open: ``valid_to`` is the first day without the role."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from diemsang.accounts.models import Grant, Office, User
from diemsang.accounts.roles import role_label
from diemsang.accounts.scope import known_roles, rights_table
from diemsang.areas.models import Area
from diemsang.areas.queries import labels
from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc

register("accounts.grant", "giao cho {subject} vai “{role}” tại {where}")
register("accounts.end_grant", "kết thúc vai “{role}” của {subject} tại {where}")

ADMIN = "SYSTEM_ADMIN"


@transaction.atomic
def grant(
    *,
    actor: Actor,
    user: User,
    role: str,
    area: Area | None = None,
    office: Office | None = None,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> Grant:
    """Let the person hold a role over an area from a day on (today if none is given).

    A grant of the same role and area that holds for the whole of the period is returned as it is; one that ends
    earlier, or begins within it, is named and refused, so that nobody believes in a longer period than there is.
    ``Refused`` as well when the role is unknown, needs an area and has none, holds everywhere and has one, or the
    interval is empty.
    """
    require(actor, "accounts.manage")
    User.objects.select_for_update().get(pk=user.pk)  # two who give the same role at once make one grant
    start = valid_from or clock.today()
    problems = []
    if role not in known_roles():
        problems.append(
            Problem(_("Vai trò"), _("không có vai “{role}”.").format(role=role), _("Chọn vai có trong bảng quyền."))
        )
    elif area is None and any(line.role == role and line.scope == "area" for line in rights_table()):
        problems.append(
            Problem(_("Địa bàn"), _("vai “{role}” cần có địa bàn.").format(role=role_label(role)), _("Chọn địa bàn."))
        )
    elif area is not None and role == ADMIN:
        message = _("vai “{role}” có hiệu lực toàn hệ thống, không chỉ ở một địa bàn.").format(role=role_label(role))
        problems.append(Problem(_("Địa bàn"), message, _("Bỏ trống địa bàn, hoặc chọn vai khác.")))
    if valid_to is not None and valid_to <= start:
        problems.append(Problem(_("Đến ngày"), _("không sau ngày bắt đầu."), _("Chọn ngày sau ngày bắt đầu.")))
    if not user.is_active:
        problems.append(Problem(_("Người"), _("tài khoản đã ngừng."), _("Mở lại tài khoản trước.")))
    if problems:
        raise Refused(_("Chưa giao được vai."), problems)
    standing = _standing(user, role, area, start, valid_to)
    if standing is not None:
        return standing
    # A grant that was ended on its first day left an empty interval, whose place the new one takes.
    made, _again = Grant.objects.update_or_create(
        user=user,
        role=role,
        area=area,
        valid_from=start,
        defaults={
            "office": office or user.office,
            "valid_to": valid_to,
            "granted_by": actor.actor_label,
            "granted_at": clock.now(),
        },
    )
    _forget_scope(user)
    record(
        actor=actor,
        action="accounts.grant",
        subject_type="user",
        subject_key=user.username,
        subject_label=str(user),
        data={"role": role_label(role), "where": _where(area, start)},
        after={
            "role": role,
            "area": area.key if area else None,
            "valid_from": start.isoformat(),
            "valid_to": valid_to.isoformat() if valid_to else None,
        },
    )
    return made


@transaction.atomic
def end_grant(*, actor: Actor, grant: Grant, on: dt.date | None = None, reason: str = "") -> Grant:
    """The role is no longer held from ``on`` (today if none is given). Ending it twice changes nothing."""
    require(actor, "accounts.manage")
    day = on or clock.today()
    if grant.valid_to is not None and grant.valid_to <= day:
        return grant
    if grant.valid_from is not None and day < grant.valid_from:
        problem = Problem(_("Ngày kết thúc"), _("trước ngày giao vai."), _("Chọn ngày không trước ngày giao vai."))
        raise Refused(_("Chưa kết thúc được vai."), [problem])
    if grant.role == ADMIN:
        keep_an_administrator(ending=grant, actor=actor, day=day)
    before = grant.valid_to
    grant.valid_to = day
    grant.save(update_fields=["valid_to"])
    _forget_scope(grant.user)
    record(
        actor=actor,
        action="accounts.end_grant",
        subject_type="user",
        subject_key=grant.user.username,
        subject_label=str(grant.user),
        data={"role": role_label(grant.role), "where": _where(grant.area, day)},
        before={"valid_to": before.isoformat() if before else None},
        after={"valid_to": day.isoformat()},
        reason=nfc(reason),
    )
    return grant


def _standing(user: User, role: str, area: Area | None, start: dt.date, end: dt.date | None) -> Grant | None:
    """The grant that already holds for the whole period; ``Refused`` when one holds for a part of it."""
    held = Grant.objects.filter(user=user, role=role, area=area).exclude(valid_to=F("valid_from"))
    held = held.filter(Q(valid_to=None) | Q(valid_to__gt=start))
    if end is not None:
        held = held.filter(Q(valid_from=None) | Q(valid_from__lt=end))
    for one in held.order_by("valid_from", "pk"):
        begun = one.valid_from is None or one.valid_from <= start
        if begun and (one.valid_to is None or (end is not None and one.valid_to >= end)):
            return one
        first = f"{one.valid_from:%d/%m/%Y}" if one.valid_from else _("chưa rõ")
        last = f"{one.valid_to:%d/%m/%Y}" if one.valid_to else _("chưa định")
        message = _("chồng lên vai đã giao từ {first} đến trước {last}.").format(first=first, last=last)
        advice = (
            _("Giao tiếp từ ngày {last}, hoặc kết thúc vai kia trước.").format(last=last)
            if begun
            else _("Chọn ngày kết thúc không sau {first}, hoặc kết thúc vai kia trước.").format(first=first)
        )
        raise Refused(_("Chưa giao được vai."), [Problem(str(user), message, advice)])
    return None


def keep_an_administrator(
    *, leaving: User | None = None, ending: Grant | None = None, actor: Actor | None = None, day: dt.date | None = None
) -> None:
    """``Refused`` when nobody, or not the actor, would stay administrator after an account or a grant ends.

    One whose own role has a last day does not count when a role without one ends: the hub would have no
    administrator after that day, and nobody would have decided so.
    Rows of administrators are locked, so that two who end each other at once cannot both succeed.
    """
    today = clock.today()
    on = max(day or today, today)
    lasting = Grant.objects.on(today).filter(role=ADMIN, user__is_active=True)
    lasting = lasting.filter(Q(valid_to=None) | Q(valid_to__gt=on))
    standing = list(lasting.select_for_update(of=("self",)).select_related("user"))
    who = leaving or (ending.user if ending else None)
    if not any(grant.user_id == who.pk for grant in standing if who):
        return
    rest = [g for g in standing if not (leaving and g.user_id == leaving.pk) and not (ending and g.pk == ending.pk)]
    advice = _("Giao vai quản trị hệ thống cho người khác trước.")
    if not rest:
        problem = Problem(_("Quản trị hệ thống"), _("đây là người quản trị cuối cùng."), advice)
        raise Refused(_("Hệ thống phải còn ít nhất một người quản trị."), [problem])
    leaves = [grant for grant in standing if grant not in rest]
    if any(grant.valid_to is None for grant in leaves) and all(grant.valid_to is not None for grant in rest):
        problem = Problem(
            _("Quản trị hệ thống"), _("những người quản trị còn lại đều chỉ giữ vai đến một ngày đã định."), advice
        )
        raise Refused(_("Hệ thống phải còn ít nhất một người quản trị."), [problem])
    if isinstance(actor, User) and ending and ending.user_id == actor.pk and all(g.user_id != actor.pk for g in rest):
        problem = Problem(
            _("Quản trị hệ thống"), _("không tự kết thúc được vai này của mình."), _("Nhờ người quản trị khác làm.")
        )
        raise Refused(_("Chưa kết thúc được vai."), [problem])


def _where(area: Area | None, day: dt.date) -> str:
    if area is None:
        return _("toàn hệ thống")
    label = labels([area.pk], day).get(area.pk)
    return label.name if label else area.key


def _forget_scope(user: User) -> None:
    """Drop the rights remembered on this instance, so that a change counts at once."""
    user.__dict__.pop("scope", None)
