"""The page behind the label of a piece for who has not signed in: say what it does, and nothing about oneself."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from diemsang.core.errors import Refused
from diemsang.core.limits import MemoryLimit, address_of
from diemsang.equipment.models import Asset
from diemsang.equipment.queries.pages import place_of
from diemsang.operations.actions.sticker import Told, report_by_sticker
from diemsang.operations.fault_forms import StickerForm

LOOKS = MemoryLimit(60)
"""Pages a minute of one address."""
REPORTS = MemoryLimit(6)
"""Reports a minute of one address: a helper may scan every piece of a point, one after the other."""
OF_PIECE = MemoryLimit(12)
"""Reports a minute about one piece, whoever sends them."""
OF_ALL = MemoryLimit(120)
"""Reports a minute without an account, all together."""

SAID = ("thanks", "full")
"""What the page says after a report, at an address that sends nothing again."""


@login_not_required
@require_http_methods(["GET", "POST"])
def sticker_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Point's code and the piece's name, pictures of what it may do, a line of words. No serial, no person."""
    response = _answer(request, public_id)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def _answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    address = address_of(request)
    wait = LOOKS.wait_s(address)
    if wait:
        return _said(request, "busy", 429, wait)
    asset = Asset.objects.filter(public_id=public_id, voided_at=None).select_related("item").first()
    if asset is None:
        return _said(request, "unknown", 404)
    if asset.disposed_on is not None:
        return _said(request, "disposed", asset=asset)
    if request.method == "GET" and request.GET.get("xong") in SAID:
        return _said(request, request.GET["xong"], asset=asset)
    place = place_of(asset)
    if place is None or place.point is None:
        return _said(request, "stored", asset=asset)
    form = StickerForm(request.POST or None, initial={"public_id": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        wait = REPORTS.wait_s(address) or OF_PIECE.wait_s(str(asset.pk)) or OF_ALL.wait_s("all")
        if wait:
            return _said(request, "busy", 429, wait)
        try:
            told = report_by_sticker(asset=asset, point=place.point, **form.cleaned_data)
        except Refused:  # this form was sent before, and the piece has moved since
            return _said(request, "stored", asset=asset)
        return redirect(f"{request.path}?xong={'full' if told == Told.FULL else 'thanks'}")
    context = {
        "asset": asset,
        "point": place.point,
        "form": form,
        "staff": f"{resolve_url(settings.LOGIN_URL)}?next={reverse('equipment:asset', args=[asset.public_id])}",
    }
    return render(request, "operations/sticker.html", context, status=422 if request.method == "POST" else 200)


def _said(
    request: HttpRequest, what: str, status: int = 200, wait: int = 0, asset: Asset | None = None
) -> HttpResponse:
    response = render(request, "operations/sticker_said.html", {"what": what, "asset": asset}, status=status)
    if wait:
        response["Retry-After"] = str(wait)
    return response
