"""The only reads of the library: for a person, and what the screen protocol needs of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.http import Http404

from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.text import search_key
from diemsang.files.models import Blob
from diemsang.library.keys import public_keys
from diemsang.library.models import (
    NOTE,
    Audience,
    Edition,
    EditionMedia,
    Head,
    LanguageVariety,
    LiveMedia,
    PointVariety,
    Product,
    Root,
    Track,
    TreeObject,
)
from diemsang.points.models import PointPlace, SupportPoint
from diemsang.points.queries.rows import area_reach

VIEW = "library.view"
PREVIOUS = 1
"""Objects of so many roots before the current one are still given: a television may be in the midst of them."""

__all__ = [
    "VIEW",
    "current_root",
    "hidden_for",
    "is_gone",
    "live_blob",
    "live_editions",
    "matching",
    "media_name",
    "media_sizes",
    "note_code",
    "note_on_screens",
    "note_taken_back",
    "overview",
    "own_varieties",
    "page_to_open",
    "points_varieties",
    "product_for",
    "public_keys",
    "tree_objects",
    "visible_to",
]


def current_root() -> Root | None:
    """The root in force; ``None`` before the first publication."""
    head = Head.objects.select_related("current").first()
    return head.current if head is not None else None


def tree_objects(hashes: Sequence[str]) -> dict[str, str]:
    """Texts of those objects that the current root or the one before lists."""
    root = current_root()
    if root is None:
        return {}
    rows = TreeObject.objects.filter(hash__in=list(hashes), last_root__gte=root.number - PREVIOUS)
    return dict(rows.values_list("hash", "body"))


def is_gone(digest: str) -> bool:
    """Whether the object was public once."""
    return TreeObject.objects.filter(hash=digest, last_root__isnull=False).exists()


@dataclass(frozen=True, slots=True)
class PublicFile:
    """A file that anybody may have, or might once have had (``live`` false)."""

    sha256: str
    size: int
    media_type: str
    live: bool


def live_blob(digest: str) -> PublicFile | None:
    """The public file of that hash; ``None`` when it never was public."""
    known = LiveMedia.objects.filter(hash=digest).values_list("until", flat=True)
    if not known:
        return None
    size, media_type = Blob.objects.values_list("size", "media_type").get(sha256=digest)
    return PublicFile(digest, size, media_type, known[0] is None)


def points_varieties(point: SupportPoint) -> list[str]:
    """Tags in the order of the point; where nobody set them, languages that something was published in."""
    return own_varieties(point) or _published_tags() or ["vi"]


def own_varieties(point: SupportPoint) -> list[str]:
    """Tags that somebody set for the point, in its order; empty: nobody did."""
    return list(PointVariety.objects.filter(point=point).order_by("place").values_list("variety__tag", flat=True))


def live_editions() -> QuerySet[Edition]:
    """Editions that screens show today: published, and not expired (an expired one keeps its state)."""
    open_ended = Q(valid_until=None) | Q(valid_until__gt=clock.today())
    return Edition.objects.filter(open_ended, state=Edition.State.PUBLISHED)


def media_sizes(edition: Edition) -> list[tuple[str, int, int]]:
    """Files and bytes of an edition by language: name (empty: what all languages share), files, bytes; shared first."""
    names = dict(LanguageVariety.objects.values_list("tag", "name"))
    files: dict[str, dict[str, int]] = {}
    for role, digest, size in EditionMedia.objects.filter(edition=edition).values_list(
        "role", "blob__sha256", "blob__size"
    ):
        files.setdefault(role, {})[digest] = size
    return [(names.get(role, role), len(found), sum(found.values())) for role, found in sorted(files.items())]


def _published_tags() -> list[str]:
    used = Track.objects.filter(edition__in=live_editions()).values("variety")
    return list(LanguageVariety.objects.filter(pk__in=used).order_by("place", "tag").values_list("tag", flat=True))


def hidden_for(point: SupportPoint) -> list[str]:
    """Codes of published products that are not meant for the point, in order of code."""
    rows = list(Audience.objects.filter(edition__in=live_editions()).select_related("edition__product"))
    if not rows:
        return []
    stands = PointPlace.objects.on(clock.today()).filter(point=point, voided_at=None).order_by("-valid_from").first()
    tags = set(LanguageVariety.objects.filter(tag__in=points_varieties(point)).values_list("pk", flat=True))
    inside: dict[int, bool] = {}
    for area_id in {row.area_id for row in rows if row.area_id is not None}:
        inside[area_id] = stands is not None and stands.area_id in area_reach([area_id]).whole | {area_id}
    meant = {
        row.edition.product.code
        for row in rows
        if row.point_id == point.pk or row.variety_id in tags or (row.area_id is not None and inside[row.area_id])
    }
    return sorted({row.edition.product.code for row in rows} - meant)


def note_code(public_id: uuid.UUID) -> str:
    """Code of the product that a note of an app above is; televisions report plays by it."""
    return f"{NOTE}{public_id.hex}"


def note_on_screens(public_id: uuid.UUID) -> Edition | None:
    """The edition of a note that is in the tree or waits for its day; ``None``: no screen gets it."""
    newest = _newest(note_code(public_id))
    if newest is None or newest.state not in (Edition.State.REVIEWED, Edition.State.PUBLISHED):
        return None
    return newest if newest.valid_until is None or newest.valid_until > clock.today() else None


def note_taken_back(public_id: uuid.UUID) -> str:
    """Why the note was taken back; "" when it was not."""
    newest = _newest(note_code(public_id))
    return newest.withdraw_reason if newest is not None and newest.state == Edition.State.WITHDRAWN else ""


def page_to_open(code: str) -> str:
    """The page that televisions may open themselves for a product, as its live edition says; "" for none."""
    edition = live_editions().filter(product__code=code).order_by("-number").first()
    track = edition.tracks.order_by("variety__place").first() if edition is not None else None
    return str((track.document.get("open") or {}).get("url", "")) if track is not None else ""


def _newest(code: str) -> Edition | None:
    return Edition.objects.filter(product__code=code).select_related("product").order_by("-number").first()


def visible_to(actor: Actor) -> QuerySet[Product]:
    """Products the actor may read: all or none."""
    return Product.objects.all() if actor.can(VIEW) else Product.objects.none()


def product_for(actor: Actor, code: str) -> Product:
    """The product, or 404 for somebody who may read none."""
    found = visible_to(actor).filter(code=code).first()
    if found is None:
        raise Http404
    return found


@dataclass(slots=True)
class Line:
    """A product with its newest edition, that edition's tracks, and the edition that is public."""

    product: Product
    edition: Edition | None = None
    public: Edition | None = None
    tracks: list[Track] = field(default_factory=list)


def overview(products: Iterable[Product]) -> list[Line]:
    """The products as lines, in their order. Three queries."""
    lines = {product.pk: Line(product) for product in products}
    for edition in Edition.objects.filter(product__in=list(lines)).order_by("number"):
        line = lines[edition.product_id]
        line.edition = edition
        if edition.state == Edition.State.PUBLISHED:
            line.public = edition
    newest = {line.edition.pk: line for line in lines.values() if line.edition}
    tracks = Track.objects.filter(edition__in=list(newest)).select_related("variety").defer("document")
    for track in tracks.order_by("variety__place", "variety__tag"):
        newest[track.edition_id].tracks.append(track)
    return list(lines.values())


def matching(products: QuerySet[Product], text: str) -> QuerySet[Product]:
    """Products whose title or code holds every word, with or without marks."""
    for word in search_key(text).split():
        products = products.filter(search_key__contains=word)
    return products


def media_name(actor: Actor, blob: Blob) -> str | None:
    """The name of a file of a product or a language, for who may read the library."""
    if not actor.can(VIEW):
        return None
    used = EditionMedia.objects.filter(blob=blob).exists()
    used = used or LanguageVariety.objects.filter(greeting=blob).exists()
    if not (used or LanguageVariety.objects.filter(picture=blob).exists()):
        return None
    ending = blob.media_type.rpartition("/")[2]
    return f"{blob.sha256[:12]}.{ending}"
