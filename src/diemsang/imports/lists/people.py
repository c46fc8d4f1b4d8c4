"""People as a list: new accounts with one role, and corrections of name, telephone and title.

Never a password: who is new gets an invitation link from the administrator afterwards. Roles of standing people and
leaving an office are done on their pages, where the reason is asked.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diemsang.accounts import actions
from diemsang.accounts.models import Office, User
from diemsang.accounts.queries import office_names
from diemsang.accounts.roles import role_label
from diemsang.accounts.scope import known_roles, rights_table
from diemsang.areas.models import Area
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import search_key
from diemsang.imports.description import Change, Column, Fault, ListDescription, ListSession, Row, Standing, Step, Value
from diemsang.imports.lists.offices import MANAGE, find_area
from diemsang.imports.lists.units import Units
from diemsang.imports.models import ImportStep, State
from diemsang.imports.suggest import suggest

OWN = ("full_name", "phone", "title")
"""What a row changes of a standing person."""
_USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,29}")


class PeopleSession(ListSession):
    """Everything needs ``accounts.manage``, which reaches all people."""

    _units: Units | None = None
    _offices: dict[str, str] | None = None
    _taken: set[str] | None = None

    @property
    def units(self) -> Units:
        """Looked up once."""
        if self._units is None:
            self._units = Units()
        return self._units

    @property
    def offices(self) -> dict[str, str]:
        """Codes and names (as search keys) to codes."""
        if self._offices is None:
            rows = dict(Office.objects.values_list("pk", "code"))
            names = office_names(rows, clock.today())
            self._offices = {search_key(names[pk]): code for pk, code in rows.items()}
            self._offices |= {search_key(code): code for code in rows.values()}
        return self._offices

    def standing(self) -> list[Standing]:
        """Active people; the role in force when there is exactly one."""
        require(self.actor, MANAGE)
        today = clock.today()
        found = []
        people = User.objects.filter(is_active=True).select_related("office").prefetch_related("grants")
        for user in people.order_by("username"):
            grants = [grant for grant in user.grants.all() if grant.in_force(today)]
            one = grants[0] if len(grants) == 1 else None
            values: dict[str, Value] = {
                "username": user.username,
                "full_name": user.full_name,
                "phone": user.phone or None,
                "office": user.office.code if user.office else None,
                "title": user.job_title or None,
                "role": one.role if one else None,
                "area": self.units.full(one.area_id, today) if one and one.area_id else None,
                "from": one.valid_from if one else None,
                "to": one.valid_to if one else None,
            }
            found.append(Standing(user.username, values, str(user)))
        return found

    def key(self, row: Row) -> str:
        """A user name in use."""
        if self._taken is None:
            self._taken = set(User.objects.filter(is_active=True).values_list("username", flat=True))
        name = str(row.values.get("username") or "").lower()
        return name if name in self._taken else ""

    def natural_key(self, row: Row) -> str:
        """The user name."""
        return str(row.values.get("username") or "").lower()

    def check(self, rows: Sequence[Row]) -> None:
        """Offices and units by name; only own particulars of standing people change."""
        for row in rows:
            self._office(row)
            if row.standing is not None:
                self._check_standing(row, row.standing)
            elif not row.row_id:
                self._check_new(row)

    def _office(self, row: Row) -> None:
        text = row.values.get("office")
        if text is None:
            return
        code = self.offices.get(search_key(str(text)))
        if code is None:
            near = suggest(str(text), self.offices)
            advice = _("Ghi mã hoặc tên cơ quan; nhập danh sách cơ quan trước.")
            row.bad("office", "unknown_office", _("không có cơ quan này."), advice, self.offices.get(near, ""))
        else:
            row.values["office"] = code

    def _check_standing(self, row: Row, held: Standing) -> None:
        for key in row.values.keys() - set(OWN) - {"username"}:
            value = row.values[key]
            if key == "area" and value is not None:
                found = find_area(self.units, "area", str(value))
                value = self.units.full(found, clock.today()) if not isinstance(found, Fault) else value
            if value is None or value == held.values.get(key):
                row.values[key] = held.values.get(key)
            else:
                row.bad(key, "fixed", _("không sửa qua Excel."), _("Mở trang của người này để sửa."))
        row.values["username"] = row.row_id
        if "full_name" in row.values and row.values["full_name"] is None:
            row.values["full_name"] = held.values["full_name"]

    def _check_new(self, row: Row) -> None:
        name = self.natural_key(row)
        if name and not _USERNAME.fullmatch(name):
            advice = _("2 đến 30 chữ thường không dấu, số, dấu chấm, gạch nối; bắt đầu bằng chữ.")
            row.bad("username", "username", _("không hợp lệ."), advice)
        elif name and User.objects.filter(username=name).exists() and not _undone(name):
            row.bad("username", "taken", _("là tài khoản đã ngừng."), _("Mở lại tài khoản đó, hoặc chọn tên khác."))
        if row.values.get("full_name") is None:
            row.bad("full_name", "required", _("để trống."), _("Ghi họ và tên."))
        area = row.values.get("area")
        if area is not None:
            found = find_area(self.units, "area", str(area))
            if isinstance(found, Fault):
                row.faults.append(found)
            else:
                row.found["area"] = found
                row.values["area"] = self.units.full(found, clock.today())
        role = row.values.get("role")
        wants_area = any(line.role == role and line.scope == "area" for line in rights_table())
        if role is not None and wants_area and area is None:
            row.bad("area", "required", _("để trống."), _("Vai này cần địa bàn."))
        start, end = row.values.get("from"), row.values.get("to")
        first = start if isinstance(start, dt.date) else clock.today()
        if isinstance(end, dt.date) and end <= first:
            row.bad("to", "order", _("không sau ngày bắt đầu."), _("Chọn ngày sau ngày bắt đầu."))

    def write(self, change: Change) -> Step:
        """A new account without a password, with its role; or corrected particulars."""
        row = change.row
        if row.standing is None:
            return self._create(row)
        user = User.objects.get(username=row.row_id)
        before = {"full_name": user.full_name, "phone": user.phone or "", "job_title": user.job_title}
        values = {**row.standing.values, **row.values}
        actions.edit_user(
            actor=self.actor,
            user=user,
            full_name=str(values["full_name"]),
            phone=str(values["phone"] or ""),
            job_title=str(values["title"] or ""),
        )
        user.refresh_from_db()
        after = {"full_name": user.full_name, "phone": user.phone or "", "job_title": user.job_title}
        return {"row_id": user.username, "before": before, "after": after}

    def _create(self, row: Row) -> Step:
        values = row.values
        office = Office.objects.filter(code=values.get("office")).first() if values.get("office") else None
        user = self._account(row, office)
        role, start, end = values.get("role"), values.get("from"), values.get("to")
        if role is not None:
            area = Area.objects.get(pk=row.found["area"]) if "area" in row.found else None
            held = actions.grant(
                actor=self.actor,
                user=user,
                role=str(role),
                area=area,
                office=office,
                valid_from=start if isinstance(start, dt.date) else None,
                valid_to=end if isinstance(end, dt.date) else None,
            )
            return {"row_id": user.username, "made": True, "grant": held.pk}
        return {"row_id": user.username, "made": True}

    def _account(self, row: Row, office: Office | None) -> User:
        """A new account, or the one that an import made and its undoing switched off."""
        values = row.values
        name, full_name = self.natural_key(row), str(values["full_name"])
        phone, title = str(values.get("phone") or ""), str(values.get("title") or "")
        user = User.objects.filter(username=name, is_active=False).first()
        if user is None:
            return actions.create_user(
                actor=self.actor,
                username=name,
                full_name=full_name,
                password=None,
                phone=phone,
                office=office,
                job_title=title,
            )
        reason = _("nhập lại danh sách đã hoàn tác")
        actions.reactivate_user(actor=self.actor, user=user, reason=reason)
        actions.edit_user(actor=self.actor, user=user, full_name=full_name, phone=phone, job_title=title)
        if user.office_id != (office.pk if office else None):
            actions.move_user(actor=self.actor, user=user, office=office, reason=reason)
        return user

    def undo(self, step: Step) -> None:
        """A new account is switched off (its acts stay in the journal); particulars go back unless changed since."""
        user = User.objects.get(username=step["row_id"])
        reason = _("hoàn tác lần nhập Excel")
        if step.get("made"):
            if user.last_login is not None:
                message = _("đã đăng nhập sau lần nhập này.")
                advice = _("Ngừng tài khoản trên trang của người đó nếu cần.")
                raise Refused(_("Không hoàn tác được."), [Problem(user.username, message, advice)])
            for held in user.grants.filter(pk=step.get("grant", 0)):
                # Nobody ever used it: it ends on the day that it began.
                actions.end_grant(actor=self.actor, grant=held, on=held.valid_from, reason=reason)
            actions.deactivate_user(actor=self.actor, user=user, reason=reason)
            return
        now = {"full_name": user.full_name, "phone": user.phone or "", "job_title": user.job_title}
        if now != step["after"]:
            message = _("đã sửa lại sau lần nhập này.")
            raise Refused(_("Không hoàn tác được."), [Problem(user.username, message, _("Giữ bản mới."))])
        actions.edit_user(actor=self.actor, user=user, **step["before"])

    def in_scope(self, row_ids: Iterable[str]) -> int:
        """All people, for whoever manages accounts."""
        return User.objects.filter(username__in=set(row_ids)).count() if self.actor.can(MANAGE) else 0


def _undone(username: str) -> bool:
    """Whether a switched-off account came from an import that was undone, and nobody ever signed in to it."""
    if User.objects.filter(username=username, last_login__isnull=False).exists():
        return False
    steps = ImportStep.objects.filter(step__row_id=username, step__made=True, run__list_key="people")
    return steps.filter(run__state=State.UNDONE).exists()


def _roles() -> list[tuple[str, str]]:
    return [(role, role_label(role)) for role in known_roles()]


PEOPLE = ListDescription(
    key="people",
    title=gettext_lazy("Người dùng"),
    right=MANAGE,
    columns=(
        Column("username", gettext_lazy("Tên đăng nhập"), "code", required=True, limit=30, example="huong.ma"),
        Column("full_name", gettext_lazy("Họ và tên"), limit=150, aliases=("họ tên", "tên"), width=28),
        Column("phone", gettext_lazy("Điện thoại"), "code", limit=20, digits=10, aliases=("số điện thoại", "sđt")),
        Column("office", gettext_lazy("Cơ quan"), limit=200, help=gettext_lazy("Mã hoặc tên."), width=30),
        Column("title", gettext_lazy("Chức danh"), limit=120, aliases=("chức vụ",), width=22),
        Column("role", gettext_lazy("Vai trò"), "choice", choices=_roles, width=28),
        Column("area", gettext_lazy("Địa bàn"), width=30),
        Column("from", gettext_lazy("Từ ngày"), "date", width=12),
        Column("to", gettext_lazy("Đến trước ngày"), "date", width=12),
    ),
    open=PeopleSession,
    help=gettext_lazy("Người mới chưa có mật khẩu: sau khi nhập, cấp liên kết mời cho từng người."),
)
