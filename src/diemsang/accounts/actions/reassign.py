"""After a reform: the roles that people held over former units are granted over the new ones."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.accounts.actions.grants import end_grant, grant
from diemsang.accounts.queries.reassign import to_reassign
from diemsang.areas.models import Area, Reform
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused


@transaction.atomic
def regrant_after_reform(*, actor: Actor, reform: Reform, chosen: Iterable[str], end_old: bool = False) -> int:
    """Grant the new unit for every chosen row (``ReassignRow.key``) from today; ``end_old`` ends the former grant.

    Rows are read again inside the transaction; one that is no longer there (ended or changed meanwhile) refuses all.
    Rows that are done already change nothing. Returns how many grants were made.
    """
    require(actor, "accounts.manage")
    rows = {row.key: row for row in to_reassign(actor, reform)}
    wanted = list(dict.fromkeys(chosen))
    gone = [key for key in wanted if key not in rows]
    if not wanted or gone:
        message = (
            _("{count} dòng không còn trong danh sách.").format(count=len(gone)) if gone else _("chưa chọn dòng nào.")
        )
        raise Refused(_("Chưa phân công lại được."), [Problem(_("Dòng"), message, _("Xem lại danh sách rồi chọn."))])
    if reform.effective_on > clock.today():
        problem = Problem(_("Ngày hiệu lực"), _("chưa đến."), _("Đợi đến ngày đó; quyền hôm nay còn theo đơn vị cũ."))
        raise Refused(_("Chưa phân công lại được."), [problem])
    areas = {area.pk: area for area in Area.objects.filter(pk__in={rows[key].new.id for key in wanted})}
    made = 0
    for key in wanted:
        row = rows[key]
        if not row.done:
            held = row.grant
            grant(
                actor=actor,
                user=held.user,
                role=held.role,
                area=areas[row.new.id],
                office=held.office,
                valid_to=held.valid_to,
            )
            made += 1
    if end_old:
        for ended in {rows[key].grant.pk: rows[key].grant for key in wanted}.values():
            end_grant(actor=actor, grant=ended, reason=_("phân công lại sau {title}").format(title=reform.title))
    if made != sum(not rows[key].done for key in wanted):
        raise Refused(_("Số vai ghi được khác số vai đã chọn; không có gì được ghi."))
    return made
