"""Taking back a name that an office was given by mistake."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from diemsang.accounts.models import Office
from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc

register("accounts.take_back_name", "bỏ tên “{name}” ghi nhầm; cơ quan {subject} mang lại tên “{back}”")


@transaction.atomic
def take_back_name(
    *, actor: Actor, office: Office, name: str, on: dt.date, until: dt.date | None, first: bool, reason: str
) -> None:
    """The name from ``on`` was a mistake: it goes, and the name before holds until ``until`` again.

    ``first``: the office had no name on record before; the name that the renaming wrote down for it goes as well.
    ``Refused`` when the office was renamed, merged or ended since.
    """
    require(actor, "accounts.manage")
    office = Office.objects.select_for_update().get(pk=office.pk)
    versions = list(office.versions.order_by(F("valid_from").asc(nulls_first=True)))
    last = versions[-1] if versions else None
    stands = last is not None and (last.name, last.valid_from, last.valid_to) == (nfc(name), on, None)
    if last is None or not stands or len(versions) < 2:
        message = _("đã đổi tên, sáp nhập hoặc kết thúc sau lần ghi này.")
        raise Refused(_("Không hoàn tác được."), [Problem(office.code, message, _("Sửa trên trang của cơ quan."))])
    before = versions[-2]
    last.delete()
    if first:
        before.delete()
    else:
        before.valid_to = until
        before.save(update_fields=["valid_to"])
    record(
        actor=actor,
        action="accounts.take_back_name",
        subject_type="office",
        subject_key=office.code,
        subject_label=before.name,
        data={"name": last.name, "back": before.name},
        before={"name": last.name, "valid_from": on.isoformat()},
        after={"name": before.name},
        reason=nfc(reason),
    )
