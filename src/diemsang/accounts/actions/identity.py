"""The name a person bears in the province's sign-in service (OIDC). Only administrators write it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.accounts.models import User
from diemsang.audit.actions import record
from diemsang.audit.registry import name_fields, register
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc

register("accounts.set_outside_identity", "ghi tên của {subject} ở hệ thống đăng nhập chung")
name_fields({"outside_identity": "tên ở hệ thống đăng nhập chung"})


@transaction.atomic
def set_outside_identity(*, actor: Actor, user: User, identity: str) -> None:
    """Tie the account to an outside identity; empty unties it. One identity belongs to one account at most."""
    require(actor, "accounts.manage")
    user = User.objects.select_for_update().get(pk=user.pk)
    wanted = nfc(identity) or None
    if wanted == user.outside_identity:
        return
    where = _("Tên ở hệ thống đăng nhập chung")
    if wanted and len(wanted) > 200:
        raise Refused(_("Chưa ghi được."), [Problem(where, _("dài quá 200 ký tự."))])
    if wanted and User.objects.filter(outside_identity=wanted).exists():
        raise Refused(_("Chưa ghi được."), [Problem(where, _("đã gắn với tài khoản khác."), _("Gỡ ở đó trước."))])
    before, user.outside_identity = user.outside_identity, wanted
    user.save(update_fields=["outside_identity"])
    record(
        actor=actor,
        action="accounts.set_outside_identity",
        subject_type="user",
        subject_key=user.username,
        subject_label=str(user),
        before={"outside_identity": before},
        after={"outside_identity": wanted},
    )
