"""Making and revoking links, for people of the hub; what a link shows, for anybody who has it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Refused
from diemsang.core.limits import MemoryLimit, address_of
from diemsang.sharing import pictures
from diemsang.sharing.actions import DAYS, make_link, revoke_link
from diemsang.sharing.models import ShareKind, ShareLink
from diemsang.sharing.queries import link_for, links_of, shareable, shown
from diemsang.sharing.subjects import card_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
LIMIT = MemoryLimit(120)
"""Asks a minute of one address: a village behind one router reads, nobody tries tokens."""


@require_http_methods(["GET", "POST"])
def subject_page(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """A thing's card, the links that show it, and a form for another."""
    actor = cast(Actor, request.user)
    key = shareable(actor, kind, key)
    refused = None
    if request.method == "POST":
        days = request.POST.get("ngay", "")
        try:
            made_id = uuid.UUID(request.POST.get("lan", ""))
        except ValueError:
            made_id = uuid.uuid4()
        try:
            made = make_link(
                actor=actor, public_id=made_id, kind=kind, key=key, days=int(days) if days.isdecimal() else 0
            )
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã tạo liên kết. Chép hoặc tải ảnh để gửi."))
            return redirect(f"{reverse('sharing:subject', args=[kind, key])}#{made.token}")
    card = card_of(kind, key)
    if card is None:
        raise Http404
    context = {
        "card": card,
        "kind": ShareKind(kind),
        "links": [_told(request, link) for link in links_of(kind, key)],
        "days": DAYS,
        "lan": uuid.uuid4(),
        "refused": refused,
        "back": _back(kind, key),
    }
    return render(request, "sharing/subject.html", context, status=422 if refused else 200)


@require_POST
def revoke_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The link shows nothing any more."""
    actor = cast(Actor, request.user)
    link = revoke_link(actor=actor, link=link_for(actor, public_id))
    messages.success(request, _("Đã thu hồi liên kết: ai mở cũng không xem được nữa."))
    return redirect("sharing:subject", link.kind, link.object_key)


def open_to_all(view: View[P]) -> View[P]:
    """No sign-in; not found by search engines, kept by no cache; not too often from one address."""

    @login_not_required
    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        wait = LIMIT.wait_s(address_of(request))
        if wait:
            response = render(request, "sharing/gone.html", {"busy": True}, status=429)
            response["Retry-After"] = str(wait)
        else:
            response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "no-referrer"
        response["Cache-Control"] = "private, no-store"
        return response

    return cast(View[P], answer)


@open_to_all
def public_page(request: HttpRequest, token: str) -> HttpResponse:
    """What the link shows, to anybody; 404 in kind words when it has ended."""
    found = shown(token)
    if found is None:
        return render(request, "sharing/gone.html", status=404)
    link, card = found
    return render(request, "sharing/public.html", {"card": card, **_told(request, link)})


@open_to_all
def public_picture(request: HttpRequest, token: str, shape: str) -> HttpResponse:
    """The card as a picture, ``the`` (1200 × 630) or ``a5``."""
    found = shown(token) if shape in pictures.SHAPES else None
    if found is None:
        return render(request, "sharing/gone.html", status=404)
    link, card = found
    content = pictures.picture(
        card, _address(request, link), _until(link), pictures.SHAPES[shape], illustration=settings.ILLUSTRATION
    )
    response = HttpResponse(content, content_type="image/png")
    response["Content-Disposition"] = f'inline; filename="diem-sang-{link.kind}-{shape}.png"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _told(request: HttpRequest, link: ShareLink) -> dict[str, object]:
    images = {shape: reverse("sharing:picture", args=[link.token, shape]) for shape in pictures.SHAPES}
    wide = request.build_absolute_uri(images["the"])
    return {"link": link, "address": _address(request, link), "images": images, "preview": wide}


def _address(request: HttpRequest, link: ShareLink) -> str:
    return request.build_absolute_uri(reverse("sharing:public", args=[link.token]))


def _until(link: ShareLink) -> str:
    return f"{link.expires_at.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}"


def _back(kind: str, key: str) -> str:
    if kind == ShareKind.POINT:
        return reverse("points:detail", args=[key])
    return reverse("minutes:detail" if kind == ShareKind.MINUTE else "equipment:work-order", args=[key])
