"""People: the list, one person, and what an administrator does to an account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from diemsang.accounts import actions
from diemsang.accounts.actions.factors import open_recoveries
from diemsang.accounts.models import Office, User
from diemsang.accounts.people_forms import MovePerson, NewPerson, PeopleFilter, PersonFields, Reason
from diemsang.accounts.queries.directory import MANAGE, VIEW, PersonRow, people_visible_to, person_for, person_rows
from diemsang.accounts.views.acts import Act, actor_of, chosen_area, office_choices, run_act
from diemsang.audit.queries import story_of
from diemsang.core.actor import require
from diemsang.core.listing import Column, Listing
from diemsang.core.recent import needs_recent_sign_in
from diemsang.core.text import search_key


class PeopleListing(Listing[PersonRow]):
    """Filters in the address: text with or without marks, office, role, account, grant."""

    form_class = PeopleFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ho-ten", gettext_lazy("Họ và tên"), lambda row: str(row.user), sortable=True, fixed=True),
        Column("ten", gettext_lazy("Tên đăng nhập"), lambda row: row.user.username, sortable=True, extra=True),
        Column("chuc-danh", gettext_lazy("Chức danh"), lambda row: row.user.job_title, extra=True),
        Column("co-quan", gettext_lazy("Cơ quan"), lambda row: row.office, sortable=True),
        Column("vai", gettext_lazy("Vai hôm nay"), lambda row: row.roles, sortable=True),
        Column(
            "tai-khoan", gettext_lazy("Tài khoản"), lambda row: _("đang dùng") if row.user.is_active else _("đã ngừng")
        ),
    )
    default_sort = "ho-ten"
    name = "nguoi-dung"
    view_name = "accounts:people"

    def filter(self, rows: Any, wanted: dict[str, Any]) -> list[PersonRow]:
        """Narrow the people as the address says."""
        return [row for row in rows if _fits(row, wanted)]


def _fits(row: PersonRow, wanted: dict[str, Any]) -> bool:
    user, key = row.user, search_key(wanted.get("q") or "")
    held = {
        "co": bool(row.current),
        "chua": not row.grants,
        "het": bool(row.grants) and not row.current,
    }
    state = {"dang-dung": user.is_active, "da-ngung": not user.is_active}
    return (
        (not key or key in search_key(f"{user} {user.username} {user.job_title}"))
        and wanted.get("co-quan") in (None, "", str(user.office_id))
        and (not wanted.get("vai") or any(found.grant.role == wanted["vai"] for found in row.current))
        and state.get(wanted.get("tai-khoan") or "", True)
        and held.get(wanted.get("giao-vai") or "", True)
    )


@require_GET
def people_list(request: HttpRequest) -> HttpResponse:
    """People the reader may see; ``?xuat=`` gives them as a file."""
    actor = actor_of(request)
    require(actor, VIEW)
    rows = person_rows(people_visible_to(actor))
    offices = sorted({(str(row.user.office_id), row.office) for row in rows if row.office}, key=lambda pair: pair[1])
    listing = PeopleListing(rows, request, offices=offices)
    if listing.wants_export:
        return listing.export_response(title=_("Danh bạ người dùng"))
    may_manage = actor.can(MANAGE)
    waiting = open_recoveries().count() if may_manage else 0
    page = {"listing": listing, "may_manage": may_manage, "recoveries": waiting}
    return render(request, "accounts/people.html", page)


@require_GET
def person_page(request: HttpRequest, username: str) -> HttpResponse:
    """One person: facts, roles with their periods, what happened."""
    actor = actor_of(request)
    person = person_for(actor, username)
    row = person_rows(User.objects.filter(pk=person.pk))[0]
    context = {
        "row": row,
        "person": person,
        # When somebody signed in, and why a factor was lost, is for whoever keeps accounts or reads the journal.
        "story": story_of("user", person.username) if actor.can(MANAGE) or actor.can("audit.view") else None,
        "may_manage": actor.can(MANAGE),
    }
    return render(request, "accounts/person.html", context)


def _managed(request: HttpRequest, username: str) -> User:
    person = person_for(actor_of(request), username)
    require(actor_of(request), MANAGE)
    return person


def _up(person: User) -> tuple[str, str]:
    return str(person), reverse("accounts:person", args=[person.username])


def _office(code: str) -> Office | None:
    return Office.objects.get(code=code) if code else None


@require_http_methods(["GET", "POST"])
@needs_recent_sign_in
def person_new(request: HttpRequest) -> HttpResponse:
    """Name, office and first role on one page; then the invitation link."""
    actor = actor_of(request)
    require(actor, MANAGE)
    form = NewPerson(request.POST or None, offices=office_choices())

    def write(data: dict[str, Any]) -> tuple[str, str]:
        role, period = data.pop("role"), {name: data.pop(name) for name in ("valid_from", "valid_to")}
        where = data.pop("area")
        area = chosen_area(request, where) if role else None
        office = _office(data.pop("office"))
        with transaction.atomic():
            person = actions.create_user(actor=actor, password=None, office=office, **data)
            if role:
                actions.grant(actor=actor, user=person, role=role, area=area, **period)
        words = _("Đã thêm {name}. Việc tiếp theo: tạo liên kết mời để người này tự đặt mật khẩu.")
        return words.format(name=person), reverse("accounts:door", args=[person.username])

    back = reverse("accounts:people")
    intro = [_("Người mới tự đặt mật khẩu qua liên kết mời; không ai khác biết mật khẩu ấy.")]
    act = Act(_("Thêm người"), _("Thêm người"), back, (_("Người, cơ quan"), back), intro)
    return run_act(request, act, form, write)


@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, username: str) -> HttpResponse:
    """Correct name, telephone number, title."""
    person = _managed(request, username)
    now = {"full_name": person.full_name, "phone": person.phone_shown, "job_title": person.job_title}
    form = PersonFields(request.POST or None, initial=now)

    def write(data: dict[str, Any]) -> tuple[str, str]:
        actions.edit_user(actor=actor_of(request), user=person, **data)
        return _("Đã ghi."), _up(person)[1]

    act = Act(_("Sửa thông tin"), _("Ghi"), _up(person)[1], _up(person))
    return run_act(request, act, form, write)


@require_http_methods(["GET", "POST"])
@needs_recent_sign_in
def person_office(request: HttpRequest, username: str) -> HttpResponse:
    """Change of office; what was held through the old one ends."""
    person = _managed(request, username)
    form = MovePerson(
        request.POST or None,
        offices=office_choices(),
        initial={"office": person.office.code if person.office else ""},
    )

    def write(data: dict[str, Any]) -> tuple[str, str]:
        ended = actions.move_user(
            actor=actor_of(request), user=person, office=_office(data["office"]), reason=data["reason"]
        )
        return _("Đã chuyển cơ quan; {count} vai kết thúc hôm nay.").format(count=ended), _up(person)[1]

    row = person_rows(User.objects.filter(pk=person.pk))[0]
    through = [found for found in row.grants if found.state != "ended" and found.grant.office_id == person.office_id]
    intro = [_("Rời cơ quan thì mọi vai giao qua cơ quan đó kết thúc ngay hôm nay. Vai ở cơ quan mới giao riêng.")]
    intro += [_("Sẽ kết thúc: {role} – {area}").format(role=f.role, area=f.area or _("toàn hệ thống")) for f in through]
    act = Act(_("Chuyển cơ quan"), _("Chuyển"), _up(person)[1], _up(person), intro, danger=bool(through))
    return run_act(request, act, form, write)


@require_http_methods(["GET", "POST"])
@needs_recent_sign_in
def person_state(request: HttpRequest, username: str) -> HttpResponse:
    """Close the account, or open it again."""
    person = _managed(request, username)
    closing = person.is_active
    form = Reason(request.POST or None)

    def write(data: dict[str, Any]) -> tuple[str, str]:
        change = actions.deactivate_user if closing else actions.reactivate_user
        change(actor=actor_of(request), user=person, reason=data["reason"])
        return _("Đã ngừng tài khoản.") if closing else _("Đã mở lại tài khoản."), _up(person)[1]

    if closing:
        intro = [
            _("Người này không đăng nhập được nữa và không còn quyền nào. Tên vẫn đứng trong nhật ký; mở lại được.")
        ]
        act = Act(_("Ngừng tài khoản"), _("Ngừng tài khoản"), _up(person)[1], _up(person), intro, danger=True)
    else:
        intro = [_("Các vai chưa hết hạn có hiệu lực trở lại.")]
        act = Act(_("Mở lại tài khoản"), _("Mở lại"), _up(person)[1], _up(person), intro)
    return run_act(request, act, form, write)
