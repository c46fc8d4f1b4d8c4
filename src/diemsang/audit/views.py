"""The journal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from diemsang.audit import queries
from diemsang.audit.forms import JournalFilter
from diemsang.audit.models import Entry
from diemsang.audit.registry import registered, tell
from diemsang.core.actor import Actor
from diemsang.core.clock import VIETNAM
from diemsang.core.listing import Column, Listing
from diemsang.core.text import nfc


def _sentence(entry: Entry) -> str:
    return tell(entry.action, entry.subject_label, entry.data)


class JournalListing(Listing[Entry]):
    """Filters in the address: who, what, which thing, when."""

    form_class = JournalFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("luc", _("Lúc"), lambda entry: entry.at, sort=("at", "id")),
        Column("nguoi-lam", _("Người làm"), lambda entry: entry.actor_label, sort=("actor_label",)),
        Column("viec-da-lam", _("Việc đã làm"), _sentence),
        Column("doi-tuong", _("Đối tượng"), lambda entry: entry.subject_label),
        Column("ly-do", _("Lý do"), lambda entry: entry.reason),
    )
    default_sort = "-luc"
    name = "nhat-ky"

    def filter(self, rows: QuerySet[Entry], wanted: dict[str, Any]) -> QuerySet[Entry]:
        """Narrow the journal."""
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


@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """Who did what, when, and why; each entry opens to what changed."""
    actor = cast(Actor, request.user)
    entries = queries.journal(actor)
    actions = [(action, _bare(pattern)) for action, pattern in registered().items()]
    listing = JournalListing(
        entries, request, actors=queries.actors(actor), actions=sorted(actions, key=lambda pair: pair[1])
    )
    if listing.wants_export:
        return listing.export_response(title=str(_("Nhật ký")))
    return render(request, "audit/journal.html", {"listing": listing, "rows": queries.told(listing.rows)})


def _bare(pattern: str) -> str:
    """The sentence pattern as a choice: places become an ellipsis."""
    words = [word if "{" not in word else "…" for word in pattern.split(" ")]
    return " ".join(words)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=VIETNAM)
