"""A lost second factor is taken off an account by two different people; the person enrols again."""

from __future__ import annotations

import datetime as dt

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from diemsang.accounts.actions.sessions import end_sessions
from diemsang.accounts.factors import has_factor
from diemsang.accounts.lengths import REASON, length_problems
from diemsang.accounts.models import FactorRecovery, User
from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc

register("accounts.ask_factor_recovery", "đề nghị khôi phục xác thực hai bước của {subject}")
register("accounts.confirm_factor_recovery", "xác nhận khôi phục xác thực hai bước của {subject}")
register("accounts.withdraw_factor_recovery", "rút đề nghị khôi phục xác thực hai bước của {subject}")

LASTS = dt.timedelta(hours=24)


@transaction.atomic
def ask_factor_recovery(*, actor: Actor, user: User, reason: str) -> FactorRecovery:
    """The first of two people: ask for the factor to be taken off. Asked again, the standing request is returned.

    ``Refused`` for one's own account, without a reason, and when there is no factor to lose.
    """
    require(actor, "accounts.manage")
    user = User.objects.select_for_update().get(pk=user.pk)
    problems = _own(actor, user)
    if not nfc(reason):
        advice = _("Ghi vì sao, và đã xác minh người đề nghị bằng cách nào.")
        problems.append(Problem(_("Lý do"), _("còn trống."), advice))
    problems += length_problems((_("Lý do"), nfc(reason), REASON))
    if not has_factor(user):
        problems.append(Problem(str(user), _("chưa bật xác thực hai bước, không có gì để khôi phục.")))
    if problems:
        raise Refused(_("Chưa đề nghị được."), problems)
    standing = open_recovery(user)
    if standing is not None:
        return standing
    now = clock.now()
    made = FactorRecovery.objects.create(
        user=user,
        reason=nfc(reason),
        requested_by=actor.actor_key,
        requested_by_label=actor.actor_label,
        requested_at=now,
        expires_at=now + LASTS,
    )
    _tell(actor, "accounts.ask_factor_recovery", made)
    return made


@transaction.atomic
def confirm_factor_recovery(*, actor: Actor, recovery: FactorRecovery) -> User:
    """The second of two people: the factor and its recovery codes go, and every session of the person ends.

    ``Refused`` for whoever asked, for one's own account, and when the request is no longer open.
    """
    require(actor, "accounts.manage")
    recovery = FactorRecovery.objects.select_for_update().get(pk=recovery.pk)
    problems = _own(actor, recovery.user)
    if not _is_open(recovery):
        problems.append(Problem("", _("Đề nghị này đã xong, đã rút hoặc quá 24 giờ."), _("Lập đề nghị mới nếu cần.")))
    if recovery.requested_by == actor.actor_key:
        advice = _("Một quản trị khác phải xác nhận; nếu chỉ có một, xác nhận bằng lệnh trên máy chủ.")
        problems.append(Problem("", _("Người đề nghị không thể tự xác nhận."), advice))
    if problems:
        raise Refused(_("Chưa khôi phục được."), problems)
    recovery.confirmed_by, recovery.confirmed_at = actor.actor_key, clock.now()
    recovery.save(update_fields=["confirmed_by", "confirmed_at"])
    Authenticator.objects.filter(user_id=recovery.user_id).delete()
    user = end_sessions(user=recovery.user)
    _tell(actor, "accounts.confirm_factor_recovery", recovery)
    return user


@transaction.atomic
def withdraw_factor_recovery(*, actor: Actor, recovery: FactorRecovery) -> None:
    """Close a request without carrying it out; the person whose factor it is may do so as well."""
    recovery = FactorRecovery.objects.select_for_update().get(pk=recovery.pk)
    if actor.actor_key != recovery.user.actor_key:
        require(actor, "accounts.manage")
    if not _is_open(recovery):
        return
    recovery.withdrawn_at = clock.now()
    recovery.save(update_fields=["withdrawn_at"])
    _tell(actor, "accounts.withdraw_factor_recovery", recovery)


def open_recovery(user: User) -> FactorRecovery | None:
    """The request that waits for its second person, if there is one."""
    return open_recoveries().filter(user=user).first()


def open_recoveries() -> QuerySet[FactorRecovery]:
    """Every request that waits for its second person."""
    return FactorRecovery.objects.filter(confirmed_at=None, withdrawn_at=None, expires_at__gt=clock.now())


def _is_open(recovery: FactorRecovery) -> bool:
    done = recovery.confirmed_at or recovery.withdrawn_at
    return done is None and recovery.expires_at > clock.now()


def _own(actor: Actor, user: User) -> list[Problem]:
    if actor.actor_key != user.actor_key:
        return []
    return [Problem("", _("Không ai tự khôi phục cho chính mình."), _("Nhờ hai quản trị khác."))]


def _tell(actor: Actor, action: str, recovery: FactorRecovery) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="user",
        subject_key=recovery.user.username,
        subject_label=str(recovery.user),
        reason=recovery.reason,
    )
