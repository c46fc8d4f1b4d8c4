"""What the library asks of who approves and publishes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.core.actor import Actor
from diemsang.core.tasks import Task, told
from diemsang.library.actions.review import RIGHTS
from diemsang.library.models import Edition, Review


def review_tasks(actor: Actor, day: dt.date) -> Iterator[Task]:
    """Editions that lack an approval which this person may give: not who loaded it, not who gave the other one."""
    for kind, right in RIGHTS.items():
        if not actor.can(right):
            continue
        given = Review.objects.filter(edition=OuterRef("pk"))
        rows = Edition.objects.filter(state=Edition.State.DRAFT).exclude(loaded_by_key=actor.actor_key)
        rows = rows.filter(~Exists(given.filter(kind=kind)), ~Exists(given.filter(by_key=actor.actor_key)))
        side = str(kind.label)
        waiting = rows.select_related("product").order_by("pk")
        yield from told(waiting, partial(_one, side), partial(_many, side))


def _one(side: str, edition: Edition) -> Task:
    href = reverse("library:detail", args=[edition.product.code])
    words = _("Duyệt sản phẩm thông tin: %(side)s") % {"side": side}
    return Task(words, _("Mở sản phẩm"), href, edition.product.title, now=True)


def _many(side: str, count: int, _edition: Edition) -> Task:
    words = _("%(count)s sản phẩm thông tin chờ duyệt: %(side)s") % {"count": count, "side": side}
    return Task(words, _("Xem danh sách"), reverse("library:list"), now=True, count=count)
