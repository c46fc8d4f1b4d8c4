"""The journal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from diemsang.audit import actions, queries
from diemsang.audit.forms import JournalFilter
from diemsang.audit.models import Entry
from diemsang.audit.registry import registered, tell
from diemsang.audit.undo import why_not
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.clock import VIETNAM
from diemsang.core.errors import Refused
from diemsang.core.listing import EXPORT, Column, Listing
from diemsang.core.text import nfc, search_key


def _sentence(entry: Entry) -> str:
    return tell(entry.action, entry.subject_label, entry.data)


class JournalListing(Listing[Entry]):
    """Filters in the address: who, what, which thing, when."""

    form_class = JournalFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("luc", _("Lúc"), lambda entry: entry.at, sort=("at", "id"), fixed=True),
        Column("nguoi-lam", _("Người làm"), lambda entry: entry.actor_label, sort=("actor_label",)),
        Column("viec-da-lam", _("Việc đã làm"), _sentence),
        Column("doi-tuong", _("Đối tượng"), lambda entry: entry.subject_label, extra=True),
        Column("ly-do", _("Lý do"), lambda entry: entry.reason, extra=True),
    )
    default_sort = "-luc"
    name = "nhat-ky"
    view_name = "audit:journal"

    def filter(self, rows: QuerySet[Entry], wanted: dict[str, Any]) -> QuerySet[Entry]:
        """Narrow the journal."""
        if wanted.get("q"):
            for word in search_key(wanted["q"]).split():
                rows = rows.filter(search_key__contains=word)
        if wanted.get("nhom"):
            rows = rows.filter(action__startswith=f"{wanted['nhom']}.")
        if wanted.get("nguoi"):
            rows = rows.filter(actor_key=wanted["nguoi"])
        if wanted.get("viec"):
            rows = rows.filter(action=wanted["viec"])
        if wanted.get("doi_tuong"):
            text = nfc(wanted["doi_tuong"])
            rows = rows.filter(Q(subject_label__icontains=text) | Q(subject_key__iexact=text))
        if wanted.get("tu"):
            rows = rows.filter(at__gte=_midnight(wanted["tu"]))
        if wanted.get("den"):
            rows = rows.filter(at__lt=_midnight(wanted["den"] + dt.timedelta(days=1)))
        return rows


class ShownJournal(JournalListing):
    """The journal for who may read it and not take it out."""

    exports = False


@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """Who did what, when, and why; each entry opens to what changed."""
    actor = cast(Actor, request.user)
    entries = queries.journal(actor)
    names = [(action, _bare(pattern)) for action, pattern in registered().items()]
    exporting = actor.can(queries.EXPORT) or EXPORT in request.GET
    listing = (JournalListing if exporting else ShownJournal)(
        entries, request, actors=queries.actors(actor), actions=sorted(names, key=lambda pair: pair[1])
    )
    if listing.wants_export:
        actions.export_taken(actor=actor, rows=min(listing.count, listing.export_limit), address=request.path)
        return listing.export_response(title=str(_("Nhật ký")))
    return render(request, "audit/journal.html", {"listing": listing, "rows": queries.told(listing.rows)})


@require_GET
def entry_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry with everything it says; its own actor may take it back for a day."""
    actor = cast(Actor, request.user)
    return _entry(request, actor, queries.entry_for(actor, pk), None)


def _entry(request: HttpRequest, actor: Actor, entry: Entry, refused: Refused | None) -> HttpResponse:
    (told,) = queries.told([entry])
    mine = entry.actor_key == actor.actor_key
    context = {
        "told": told,
        "entry": entry,
        "may_undo": mine and not why_not(entry, clock.now()),
        "undone": Entry.objects.filter(undoes=entry).first(),
        "refused": refused,
    }
    return render(request, "audit/entry.html", context, status=409 if refused else 200)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own act back; a refusal is shown on the entry's page."""
    actor = cast(Actor, request.user)
    entry = queries.entry_for(actor, pk)
    try:
        actions.undo(actor=actor, entry=entry)
    except Refused as error:
        return _entry(request, actor, entry, error)
    messages.success(request, gettext("Đã hoàn tác."))
    return redirect("audit:entry", pk=pk)


def _bare(pattern: str) -> str:
    """The sentence pattern as a choice: places become an ellipsis."""
    words = [word if "{" not in word else "…" for word in gettext(pattern).split(" ")]
    return " ".join(words)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=VIETNAM)
