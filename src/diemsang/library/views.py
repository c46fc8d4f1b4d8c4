"""Pages of the library: what there is in which language, who approved it, and what the screens show of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_POST

from diemsang.audit.queries import story_of
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Refused
from diemsang.core.listing import Column, Listing
from diemsang.library import actions, queries
from diemsang.library.actions.publish import PUBLISH
from diemsang.library.actions.review import RIGHTS
from diemsang.library.forms import ApproveForm, ProductFilter, WithdrawForm
from diemsang.library.models import Edition, LanguageVariety, Product, Review, Track

TONES = {
    Edition.State.DRAFT: "turmeric",
    Edition.State.REVIEWED: "indigo",
    Edition.State.PUBLISHED: "leaf",
    Edition.State.SUPERSEDED: "plain",
    Edition.State.WITHDRAWN: "madder",
}

SOON = dt.timedelta(days=30)


class ProductListing(Listing[Product]):
    """Filters in the address."""

    form_class = ProductFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ten", _l("Tên"), lambda row: row.title, sort=("title", "code"), fixed=True),
        Column("ma", _l("Mã"), lambda row: row.code, sort=("code",), extra=True),
        Column("dang", _l("Dạng"), lambda row: str(row.get_kind_display()), sort=("kind", "title")),
        Column("chu-de", _l("Chủ đề"), lambda row: str(row.get_topic_display()), sort=("topic", "title")),
        Column("ban", _l("Bản"), lambda row: row.newest_number, sort=("newest_number",), number=True),
        Column("tinh-trang", _l("Tình trạng"), lambda row: _state_word(row.newest_state), sort=("newest_state",)),
        Column("han", _l("Hết dùng từ"), lambda row: row.newest_until, sort=("newest_until",)),
        Column("tieng", _l("Thứ tiếng"), lambda row: ", ".join(track.variety.name for track in row.line.tracks)),
        Column("co-quan", _l("Cơ quan chịu trách nhiệm"), lambda row: row.owner, sort=("owner",), extra=True),
    )
    default_sort = "ten"
    name = "thu-vien"
    view_name = "library:list"

    def filter(self, rows: QuerySet[Product], wanted: dict[str, Any]) -> QuerySet[Product]:
        """Narrow the products as the address says."""
        newest = Edition.objects.filter(product=OuterRef("pk")).order_by("-number")
        rows = rows.annotate(
            newest_id=Subquery(newest.values("pk")[:1]),
            newest_number=Subquery(newest.values("number")[:1]),
            newest_state=Subquery(newest.values("state")[:1]),
            newest_from=Subquery(newest.values("valid_from")[:1]),
            newest_until=Subquery(newest.values("valid_until")[:1]),
        )
        if wanted.get("q"):
            rows = queries.matching(rows, wanted["q"])
        if wanted.get("dang"):
            rows = rows.filter(kind=wanted["dang"])
        if wanted.get("chu_de"):
            rows = rows.filter(topic=wanted["chu_de"])
        if wanted.get("tinh_trang"):
            rows = rows.filter(**{"newest_state": wanted["tinh_trang"]})
        if wanted.get("tieng"):
            spoken = Edition.objects.filter(tracks__variety__tag=wanted["tieng"])
            rows = rows.filter(**{"newest_id__in": spoken.values("pk")})
        if wanted.get("thieu"):
            voiced = Track.objects.filter(variety__tag=wanted["thieu"], has_sound=True, illustration=False)
            rows = rows.exclude(**{"newest_id__in": voiced.values("edition")})
        return _by_days(rows, wanted["han"]) if wanted.get("han") else rows

    def prepare(self, rows: list[Product]) -> list[Product]:
        """Editions and tracks of one page of products at once."""
        for line in queries.overview(rows):
            line.product.line = line  # type: ignore[attr-defined]
        return rows


def _by_days(rows: QuerySet[Product], wanted: str) -> QuerySet[Product]:
    """Products by the days of their newest edition."""
    today = clock.today()
    open_ended = Q(newest_until=None) | Q(newest_until__gt=today)
    fits = {
        "con": open_ended & Q(newest_from__lte=today),
        "sap": Q(newest_until__gt=today, newest_until__lte=today + SOON),
        "het": Q(newest_until__lte=today),
        "chua": Q(newest_from__gt=today),
    }
    return rows.filter(fits[wanted])


def _state_word(state: str | None) -> str | None:
    return str(Edition.State(state).label) if state else None


@require_GET
def product_list(request: HttpRequest) -> HttpResponse:
    """All products; ``?xuat=csv|xlsx`` gives them as a file."""
    actor = cast(Actor, request.user)
    require(actor, queries.VIEW)
    varieties = list(LanguageVariety.objects.defer("document"))
    listing = ProductListing(queries.visible_to(actor), request, varieties=varieties)
    if listing.wants_export:
        return listing.export_response(title=_("Sản phẩm thông tin"))
    used = {track.variety_id for row in listing.rows for track in row.line.tracks}  # type: ignore[attr-defined]
    heads = [variety for variety in varieties if variety.pk in used]
    context = {
        "listing": listing,
        "heads": heads,
        "silent": [variety for variety in varieties if variety.pk not in used],
        "matrix": [(row, _cells(row, heads)) for row in listing.rows],
        "root": queries.current_root(),
        "today": clock.today(),
        "may_publish": actor.can(PUBLISH),
        "waiting": Edition.objects.filter(state=Edition.State.REVIEWED).count(),
        "tones": TONES,
    }
    return render(request, "library/list.html", context)


def _cells(row: Product, heads: list[LanguageVariety]) -> list[tuple[str, str]]:
    """Word and tone of the product in each language."""
    tracks = {track.variety_id: track for track in row.line.tracks}  # type: ignore[attr-defined]
    cells = []
    for head in heads:
        track = tracks.get(head.pk)
        if track is None:
            cells.append(("", ""))
        elif track.illustration:
            cells.append((_("minh họa"), "plain"))
        elif not track.has_sound:
            cells.append((_("chỉ có chữ"), "turmeric"))
        else:
            cells.append((_("giọng máy"), "indigo") if track.machine_voice else (_("có tiếng"), "leaf"))
    return cells


@require_GET
def product_page(request: HttpRequest, code: str) -> HttpResponse:
    """One product: its newest edition in every language, who made and approved it, earlier editions, its story."""
    return _page(request, queries.product_for(cast(Actor, request.user), code), {})


def _page(request: HttpRequest, product: Product, more: dict[str, Any], status: int = 200) -> HttpResponse:
    actor = cast(Actor, request.user)
    editions = list(product.editions.order_by("-number").prefetch_related("reviews"))
    newest = editions[0] if editions else None
    reviews = {review.kind: review for review in newest.reviews.all()} if newest else {}
    sizes = queries.media_sizes(newest) if newest else []
    context = {
        "product": product,
        "edition": newest,
        "tone": TONES[Edition.State(newest.state)] if newest else "plain",
        "editions": editions,
        "reviews": [(kind.label, reviews.get(kind)) for kind in Review.Kind if kind in reviews or not product.is_note],
        "tracks": list(newest.tracks.select_related("variety")) if newest else [],
        "sizes": sizes,
        "bytes": sum(size for _name, _files, size in sizes),
        "expired": newest is not None and newest.valid_until is not None and newest.valid_until <= clock.today(),
        "audience": list(newest.audience.select_related("area", "point", "variety")) if newest else [],
        "approvals": _approvals(actor, newest, reviews),
        "may_withdraw": actor.can(PUBLISH) and any(row.state in ("published", "reviewed") for row in editions),
        "withdraw_form": WithdrawForm(),
        "journal": story_of("product", product.code, limit=30),
        **more,
    }
    return render(request, "library/detail.html", context, status=status)


def _approvals(actor: Actor, edition: Edition | None, reviews: dict[str, Review]) -> list[tuple[str, ApproveForm]]:
    """A form for each approval that the person may give now."""
    if edition is None or edition.state != Edition.State.DRAFT or edition.loaded_by_key == actor.actor_key:
        return []
    if any(review.by_key == actor.actor_key for review in reviews.values()):
        return []
    given = {"number": edition.number, "seen": edition.content_hash, "on": clock.today()}
    return [
        (str(kind.label), ApproveForm(initial={"kind": kind.value, **given}, auto_id=f"id_{kind.value}_%s"))
        for kind in Review.Kind
        if kind not in reviews and actor.can(RIGHTS[kind])
    ]


@require_POST
def approve_page(request: HttpRequest, code: str) -> HttpResponse:
    """Approve the language or the content of an edition."""
    actor = cast(Actor, request.user)
    product = queries.product_for(actor, code)
    if not any(actor.can(right) for right in RIGHTS.values()):
        require(actor, RIGHTS[Review.Kind.LANGUAGE])
    form = ApproveForm(request.POST)
    if not form.is_valid():
        kind = str(Review.Kind(form.data["kind"]).label) if form.data.get("kind") in Review.Kind.values else ""
        return _page(request, product, {"approvals": [(kind, form)]}, 422)
    wanted = form.cleaned_data
    edition = product.editions.filter(number=wanted.pop("number")).first()
    if edition is None:
        raise Http404
    try:
        actions.approve(actor=actor, edition=edition, **wanted)
    except Refused as error:
        return _page(request, product, {"refused": error}, 422)
    messages.success(request, _("Đã ghi lượt duyệt."))
    return redirect("library:detail", code=code)


@require_POST
def withdraw_page(request: HttpRequest, code: str) -> HttpResponse:
    """Take a product back."""
    actor = cast(Actor, request.user)
    product = queries.product_for(actor, code)
    require(actor, PUBLISH)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, product, {"withdraw_form": form}, 422)
    try:
        actions.withdraw(actor=actor, code=code, reason=form.cleaned_data["reason"])
    except Refused as error:
        return _page(request, product, {"refused": error, "withdraw_form": form}, 422)
    messages.success(request, _("Đã thu hồi. Màn hình bỏ sản phẩm này ở lần liên lạc tới."))
    return redirect("library:detail", code=code)


@require_POST
def publish_page(request: HttpRequest) -> HttpResponse:
    """Publish all that is approved."""
    actor = cast(Actor, request.user)
    require(actor, queries.VIEW)
    try:
        root = actions.publish(actor=actor)
    except Refused as error:
        messages.error(request, str(error))
    else:
        words = _("Lần phát hành %(number)s, %(items)s sản phẩm.") % {"number": root.number, "items": root.items}
        messages.success(request, words)
    return redirect("library:list")
