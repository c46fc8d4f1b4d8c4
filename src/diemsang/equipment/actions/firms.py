"""Who speaks for a supplier or a carrier: linked from a day, ended on a day."""

from __future__ import annotations

import datetime as dt
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.accounts.models import User
from diemsang.accounts.scope import rights_table
from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.equipment.actions.contracts import ensure_supplier
from diemsang.equipment.hands import tell_firm
from diemsang.equipment.models import Supplier, SupplierPerson
from diemsang.equipment.queries.firms import may_link, reaches_beyond
from diemsang.equipment.rights import VIEW

register("equipment.firm", "ghi nhà cung cấp, nhà mạng {subject}")
register("equipment.firm_person", "gắn {person} vào nhà cung cấp {subject} từ ngày {on}")
register("equipment.firm_person_ended", "thôi gắn {person} với nhà cung cấp {subject} từ ngày {on}")

AHEAD = dt.timedelta(days=366)
"""A link that begins later than in a year is a slip of the hand."""


@transaction.atomic
def write_firm(*, actor: Actor, name: str, tax_code: str = "") -> Supplier:
    """A firm that has no contract yet, such as a carrier. One of that code or name already there is left as it is.

    ``Refused`` without a name, or for a tax code that is none.
    """
    _require(actor)
    before = set(Supplier.objects.values_list("pk", flat=True))
    if len(nfc(name)) > 200:
        raise Refused(_("Chưa ghi được nhà cung cấp."), [Problem(_("Tên"), _("dài quá 200 chữ."), _("Rút gọn."))])
    firm = ensure_supplier(name=name, tax_code=tax_code)
    if firm.pk not in before:
        record(
            actor=actor,
            action="equipment.firm",
            subject_type="supplier",
            subject_key=str(firm.pk),
            subject_label=firm.name,
        )
    return firm


@transaction.atomic
def link_person(
    *, actor: Actor, public_id: uuid.UUID, supplier: Supplier, username: str, since: dt.date | None = None
) -> SupplierPerson:
    """From ``since`` (today if none) the person sees what the firm sold, and the faults given to it.

    The same ``public_id``, or a person who belongs to the firm already, changes nothing. ``Refused`` for a name nobody
    signs in with, an account that was closed, a person whose roles have no right over their own, a day too far off,
    and a firm that sold beyond where the actor writes contracts.
    """
    _require(actor)
    firm = Supplier.objects.select_for_update().get(pk=supplier.pk)
    made = SupplierPerson.objects.filter(public_id=public_id).first()
    if made is not None and made.supplier_id == firm.pk:
        return made
    since = since or clock.today()
    user = User.objects.filter(username__iexact=nfc(username)).first()
    problems = _person_problems(user, username) + _beyond(actor, firm)
    if made is not None:
        problems.append(Problem(firm.name, _("mã của lần ghi này đã dùng rồi."), _("Mở lại trang rồi ghi.")))
    if since > clock.today() + AHEAD:
        problems.append(Problem(_("Từ ngày"), _("xa hơn một năm nữa."), _("Kiểm tra lại năm.")))
    if problems or user is None:
        raise Refused(_("Chưa gắn được người."), problems)
    rows = SupplierPerson.objects.filter(supplier=firm, user=user)
    standing = rows.filter(valid_to=None).first()
    if standing is not None:
        return standing
    later = rows.filter(valid_to__gt=since).order_by("-valid_to").first()
    if later is not None:
        message = _("đã gắn với hãng này đến trước ngày %s.") % f"{later.valid_to:%d/%m/%Y}"
        advice = _("Gắn tiếp từ ngày ấy trở đi.")
        raise Refused(_("Chưa gắn được người."), [Problem(str(user), message, advice)])
    row = SupplierPerson.objects.create(
        public_id=public_id,
        supplier=firm,
        user=user,
        valid_from=since,
        made_by=actor.actor_label[:200],
        recorded_at=clock.now(),
    )
    _tell(actor, "equipment.firm_person", row, since)
    tell_firm(firm)
    return row


@transaction.atomic
def end_link(*, actor: Actor, link: SupplierPerson, on: dt.date | None = None) -> SupplierPerson:
    """The person no longer belongs to the firm from ``on`` (today if none): the sight ends that day.

    Ended already by then: unchanged. ``Refused`` for a day before the link begins, or too far off, and as for linking.
    """
    _require(actor)
    row = SupplierPerson.objects.select_for_update(of=("self",)).select_related("supplier", "user").get(pk=link.pk)
    day = on or clock.today()
    if row.valid_to is not None and row.valid_to <= day:
        return row
    problems = _beyond(actor, row.supplier)
    if row.valid_from is not None and day < row.valid_from:
        message = _("trước ngày bắt đầu %s.") % f"{row.valid_from:%d/%m/%Y}"
        problems.append(Problem(_("Từ ngày"), message, _("Ghi ngày không trước ngày ấy.")))
    if day > clock.today() + AHEAD:
        problems.append(Problem(_("Từ ngày"), _("xa hơn một năm nữa."), _("Kiểm tra lại năm.")))
    if problems:
        raise Refused(_("Chưa ghi được ngày thôi."), problems)
    row.valid_to = day
    row.save(update_fields=["valid_to"])
    _tell(actor, "equipment.firm_person_ended", row, day)
    return row


def _require(actor: Actor) -> None:
    if not may_link(actor):
        raise PermissionDenied(f"{actor.actor_label}: thiếu quyền gắn người của nhà cung cấp")


def _beyond(actor: Actor, firm: Supplier) -> list[Problem]:
    """Nobody gives, or takes away, a sight that is not theirs."""
    if not reaches_beyond(actor, firm):
        return []
    message = _("có hợp đồng ngoài địa bàn của bạn, người của hãng thấy cả phần ấy.")
    return [Problem(firm.name, message, _("Nhờ quản trị hệ thống."))]


def _person_problems(user: User | None, username: str) -> list[Problem]:
    where = _("Tên đăng nhập")
    if not nfc(username):
        return [Problem(where, _("còn trống."), _("Ghi tên người ấy dùng để đăng nhập."))]
    if user is None:
        message = _("không có ai đăng nhập bằng tên «%s».") % nfc(username)[:80]
        return [Problem(where, message, _("Kiểm tra lại, hoặc nhờ quản trị hệ thống mở tài khoản trước."))]
    if not user.is_active:
        return [Problem(where, _("tài khoản «%s» đã ngừng.") % user.username, _("Nhờ quản trị hệ thống mở lại trước."))]
    own = {line.role for line in rights_table() if line.right == VIEW and line.scope == "own"}
    if not user.grants.on(clock.today()).filter(role__in=own).exists():
        message = _("«%s» chưa được giao vai Nhà cung cấp, viễn thông.") % user.username
        return [Problem(where, message, _("Nhờ quản trị hệ thống giao vai trước."))]
    return []


def _tell(actor: Actor, action: str, row: SupplierPerson, day: dt.date) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="supplier",
        subject_key=str(row.supplier_id),
        subject_label=row.supplier.name,
        data={"person": str(row.user), "on": f"{day:%d/%m/%Y}"},
        after={"username": row.user.username},
    )
