"""Publishing: one signed root over all that is approved and valid. Whoever publishes holds the row of ``Head``."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from diemsang.audit import registry as journal
from diemsang.audit.actions import record
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.library import keys
from diemsang.library.models import Edition, Head, LanguageVariety, LiveMedia, Product, Root, TreeObject
from diemsang.library.tree import Leaf, Object, media_in, root_object, shards_of, varieties_object

PUBLISH = "library.publish"
HEAD = 1
"""Key of the one row."""
IN_TREE = (Edition.State.REVIEWED, Edition.State.PUBLISHED)

journal.register("library.publish", "phát hành nội dung {subject}: {items} sản phẩm")
journal.register("library.withdraw", "thu hồi sản phẩm {subject}")
journal.name_fields({"root": gettext_noop("lần phát hành")})


@dataclass(slots=True)
class _Tree:
    editions: list[Edition] = field(default_factory=list)
    shards: list[Object] = field(default_factory=list)
    varieties: Object = field(default_factory=lambda: Object("", b""))


@transaction.atomic
def publish(*, actor: Actor) -> Root:
    """Publish all that is approved and not expired; the current root again when nothing would change.

    An edition that starts later waits while an earlier one of its product is still valid. ``Refused`` when nothing was
    ever published and nothing is approved.
    """
    require(actor, PUBLISH)
    head = lock_head()
    Edition.objects.filter(state=Edition.State.REVIEWED, cleared_at=None).update(cleared_at=clock.now())
    tree = _tree()
    if head.current is None and not tree.editions:
        advice = _("Nạp sản phẩm, rồi duyệt cả ngôn ngữ và nội dung.")
        raise Refused(_("Chưa phát hành được."), [Problem("", _("chưa có sản phẩm nào được duyệt."), advice)])
    return _publish(actor, head, tree)


@transaction.atomic
def publish_by_date(*, actor: Actor) -> Root | None:
    """What a new day changes by itself: expired products leave, and an edition that a person published ahead begins.

    The root that holds now; ``None`` when nothing was ever published. An approval alone puts nothing in: that waits
    for somebody to publish.
    """
    require(actor, PUBLISH)
    head = lock_head()
    return _publish(actor, head, _tree(only_cleared=True)) if head.current is not None else None


@transaction.atomic
def withdraw(*, actor: Actor, code: str, reason: str) -> Root | None:
    """Take a product back at once: a new root without it; its own media answer 410 from now on.

    The root that holds now. ``Refused`` without a reason, or when nothing of the product could be shown.
    """
    require(actor, PUBLISH)
    reason = nfc(reason)
    head = lock_head()
    product = Product.objects.filter(code=code).first()
    editions = list(Edition.objects.filter(product=product, state__in=IN_TREE)) if product else []
    problems = _reason_problems(reason)
    if product is None:
        problems.append(Problem(_("Mã"), _("không có sản phẩm «{code}».").format(code=code)))
    elif not editions:
        problems.append(Problem(code, _("không có bản nào đang phát hành hoặc chờ phát hành.")))
    if problems or product is None:
        raise Refused(_("Chưa thu hồi được."), problems)
    return take_back(actor=actor, head=head, product=product, reason=reason)


def take_back(*, actor: Actor, head: Head, product: Product, reason: str) -> Root | None:
    """The part of a withdrawal that needs no right of its own: the caller holds the head and checked who may."""
    reason = nfc(reason)
    if problems := _reason_problems(reason):
        raise Refused(_("Chưa thu hồi được."), problems)
    editions = list(Edition.objects.filter(product=product, state__in=IN_TREE))
    shown = any(edition.state == Edition.State.PUBLISHED for edition in editions)
    Edition.objects.filter(pk__in=[edition.pk for edition in editions]).update(
        state=Edition.State.WITHDRAWN,
        withdrawn_at=clock.now(),
        withdrawn_by=actor.actor_label,
        withdraw_reason=reason,
    )
    record(
        actor=actor,
        action="library.withdraw",
        subject_type="product",
        subject_key=product.code,
        subject_label=product.title,
        reason=reason,
    )
    # Only what was shown needs a new root; other approved products do not ride along with a withdrawal.
    return publish_cleared(actor=actor, head=head) if shown else head.current


def publish_cleared(*, actor: Actor, head: Head) -> Root:
    """A root over what a person cleared; the caller holds the head. Other approved products do not ride along."""
    return _publish(actor, head, _tree(only_cleared=True))


def _reason_problems(reason: str) -> list[Problem]:
    if reason and len(reason) <= 300:
        return []
    return [Problem(_("Lý do"), _("còn trống hoặc dài quá 300 ký tự."), _("Ghi vì sao thu hồi."))]


def lock_head() -> Head:
    """Hold the one row that says which root is current, until the transaction ends."""
    Head.objects.get_or_create(pk=HEAD)
    return Head.objects.select_for_update(of=("self",)).select_related("current").get(pk=HEAD)


def _tree(*, only_cleared: bool = False) -> _Tree:
    today = clock.today()
    editions = Edition.objects.filter(state__in=IN_TREE).select_related("product").order_by("-number")
    if only_cleared:
        editions = editions.filter(Q(state=Edition.State.PUBLISHED) | Q(cleared_at__isnull=False))
    by_product: dict[int, list[Edition]] = {}
    for edition in editions:
        if edition.valid_until is None or edition.valid_until > today:
            by_product.setdefault(edition.product_id, []).append(edition)
    chosen = [
        next((edition for edition in editions if edition.valid_from <= today), editions[0])
        for editions in by_product.values()
    ]
    leaves = [Leaf(edition.product.code, edition.record_hash, edition.record_size) for edition in chosen]
    varieties = LanguageVariety.objects.order_by("place", "tag").values_list("document", flat=True)
    return _Tree(chosen, shards_of(leaves), varieties_object(varieties))


def _publish(actor: Actor, head: Head, tree: _Tree) -> Root:
    _settle_states(tree.editions)
    if head.current is not None and _says_the_same(head.current, tree):
        return head.current
    last = Root.objects.order_by("-number").first()
    number, now = (last.number if last else 0) + 1, clock.now()
    body = root_object(number, now, tree.shards, tree.varieties)
    key = keys.signing_key()
    root = Root.objects.create(
        number=number,
        body=body.body.decode(),
        signature=keys.sign(key, body.body),
        key_id=keys.key_id(keys.spki_of(key)),
        made_at=now,
        made_by=actor.actor_label,
        items=len(tree.editions),
    )
    for made in (*tree.shards, tree.varieties):
        TreeObject.objects.get_or_create(hash=made.hash, defaults={"body": made.body.decode()})
    records = [edition.record_hash for edition in tree.editions]
    listed = [*records, tree.varieties.hash, *(shard.hash for shard in tree.shards)]
    TreeObject.objects.filter(hash__in=listed).update(last_root=number)
    _settle_media([*records, tree.varieties.hash])
    before = head.current
    head.current = root
    head.save(update_fields=["current"])
    record(
        actor=actor,
        action="library.publish",
        subject_type="root",
        subject_key=str(number),
        subject_label=_("lần {number}").format(number=number),
        before={"root": before.number} if before else None,
        after={"root": number, "content_hash": body.hash},
        data={"items": len(tree.editions)},
    )
    return root


def _says_the_same(root: Root, tree: _Tree) -> bool:
    known: dict[str, Any] = json.loads(root.body)
    return bool(
        known["shards"] == [shard.listed for shard in tree.shards] and known["varieties"] == tree.varieties.listed
    )


def _settle_states(chosen: list[Edition]) -> None:
    """What is in the tree is published; earlier editions of the same products are superseded."""
    for edition in chosen:
        if edition.state != Edition.State.PUBLISHED:
            Edition.objects.filter(pk=edition.pk).update(state=Edition.State.PUBLISHED)
        earlier = Edition.objects.filter(product=edition.product_id, number__lt=edition.number, state__in=IN_TREE)
        earlier.update(state=Edition.State.SUPERSEDED)


def _settle_media(objects: list[str]) -> None:
    """Since when and until when each file is public, after this publication."""
    live: set[str] = set()
    for body in TreeObject.objects.filter(hash__in=objects).values_list("body", flat=True):
        live |= {media["h"] for media in media_in(json.loads(body))}
    now = clock.now()
    known = dict(LiveMedia.objects.values_list("hash", "until"))
    LiveMedia.objects.filter(hash__in=[digest for digest in live if known.get(digest)]).update(until=None)
    gone = [digest for digest, until in known.items() if until is None and digest not in live]
    LiveMedia.objects.filter(hash__in=gone).update(until=now)
    LiveMedia.objects.bulk_create(LiveMedia(hash=digest, since=now) for digest in sorted(live - set(known)))
