"""Roles: give one, end one, and re-assign people after a reform."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from diemsang.accounts import actions
from diemsang.accounts.models import Grant
from diemsang.accounts.people_forms import EndGrant, GrantFields
from diemsang.accounts.queries.directory import MANAGE, VIEW, people_visible_to, person_for
from diemsang.accounts.queries.reassign import latest_to_reassign, to_reassign
from diemsang.accounts.roles import role_label
from diemsang.accounts.views.acts import Act, actor_of, chosen_area, run_act
from diemsang.areas.models import Reform
from diemsang.areas.queries import labels
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.errors import Refused
from diemsang.core.recent import needs_recent_sign_in


@require_http_methods(["GET", "POST"])
@needs_recent_sign_in
def grant_new(request: HttpRequest, username: str) -> HttpResponse:
    """Give a person a role over a unit, old or new, for a period."""
    actor = actor_of(request)
    person = person_for(actor, username)
    require(actor, MANAGE)
    back = reverse("accounts:person", args=[person.username])
    form = GrantFields(request.POST or None)

    def write(data: dict[str, Any]) -> tuple[str, str]:
        area = chosen_area(request, data.pop("area"))
        made = actions.grant(actor=actor, user=person, area=area, **data)
        return _("Đã giao vai {role}.").format(role=role_label(made.role)), back

    act = Act(_("Giao vai"), _("Giao vai"), back, (str(person), back))
    return run_act(request, act, form, write)


@require_http_methods(["GET", "POST"])
@needs_recent_sign_in
def grant_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role on a day, with a reason."""
    actor = actor_of(request)
    held = get_object_or_404(Grant.objects.select_related("user", "area"), pk=pk)
    if not people_visible_to(actor).filter(pk=held.user_id).exists():
        raise Http404
    if not actor.can(MANAGE):
        raise PermissionDenied
    back = reverse("accounts:person", args=[held.user.username])
    form = EndGrant(request.POST or None, initial={"on": clock.today()})

    def write(data: dict[str, Any]) -> tuple[str, str]:
        ended = actions.end_grant(actor=actor, grant=held, **data)
        day = f"{ended.valid_to:%d/%m/%Y}" if ended.valid_to else ""
        return _("Không còn vai từ ngày {day}.").format(day=day), back

    label = labels([held.area_id], clock.today()).get(held.area_id) if held.area_id else None
    where = label.name if label else _("toàn hệ thống")
    intro = [_("{role} – {area}").format(role=role_label(held.role), area=where)]
    act = Act(_("Kết thúc vai"), _("Kết thúc vai"), back, (str(held.user), back), intro, danger=True)
    return run_act(request, act, form, write)


@require_http_methods(["GET", "POST"])
@needs_recent_sign_in
def reassign(request: HttpRequest) -> HttpResponse:
    """People who hold a role over a unit that a reform ended: choose, see, grant the new unit."""
    actor = actor_of(request)
    require(actor, VIEW)
    applied = Reform.objects.filter(status=Reform.Status.APPLIED)
    asked = request.POST.get("dot") or request.GET.get("dot", "")
    reform = applied.filter(code=asked).first() if asked else latest_to_reassign()
    if asked and reform is None:
        raise Http404
    rows = to_reassign(actor, reform) if reform else []
    seen = set(people_visible_to(actor).filter(pk__in={row.grant.user_id for row in rows}).values_list("pk", flat=True))
    rows = [row for row in rows if row.grant.user_id in seen]
    chosen = request.POST.getlist("dong")
    end_old = bool(request.POST.get("ket-thuc"))
    refused: Refused | None = None
    preview = False
    if request.method == "POST" and reform is not None:
        require(actor, MANAGE)
        if request.POST.get("lam") == "giao":
            try:
                made = actions.regrant_after_reform(actor=actor, reform=reform, chosen=chosen, end_old=end_old)
            except Refused as error:
                refused = error
            else:
                messages.success(request, _("Đã giao {count} vai tại đơn vị mới.").format(count=made))
                return redirect(f"{reverse('accounts:reassign')}?dot={reform.code}")
        else:
            preview = bool(chosen)
    context = {
        "reform": reform,
        "reforms": list(applied),
        "rows": [row for row in rows if row.key in chosen] if preview else rows,
        "chosen": chosen,
        "end_old": end_old,
        "preview": preview,
        "refused": refused,
        "may_manage": actor.can(MANAGE),
    }
    return render(request, "accounts/reassign.html", context, status=422 if refused else 200)
