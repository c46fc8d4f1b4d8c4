"""Loading a folder of products: read everything, check everything, then write in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from diemsang.areas.models import Area
from diemsang.areas.queries import resolve
from diemsang.audit import registry as journal
from diemsang.audit.actions import record
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.tabular import Problems
from diemsang.core.text import search_key
from diemsang.files.actions import store
from diemsang.files.models import Blob
from diemsang.files.types import MEDIA
from diemsang.library.folder import Folder, ProductFile, VarietyFile, read_folder
from diemsang.library.models import Audience, Edition, EditionMedia, LanguageVariety, Product, Track
from diemsang.library.tree import media_in
from diemsang.points.models import SupportPoint

LOAD = "library.load"
OPEN = (Edition.State.DRAFT, Edition.State.REVIEWED)

journal.register("library.load", "nạp sản phẩm {subject}, bản {number}: {tracks} thứ tiếng")
journal.register("library.variety", "ghi thứ tiếng {subject}")
journal.name_fields({"edition": gettext_noop("bản số"), "own_name": gettext_noop("tên tự gọi")})


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load made of one product; ``status``: ``created``, ``changed`` or ``unchanged``."""

    code: str
    title: str
    edition: int
    status: str


@dataclass(slots=True)
class LoadReport:
    """What a load did. ``files``: media of the folder in use; ``size``: their bytes together."""

    products: list[Loaded] = field(default_factory=list)
    varieties: list[str] = field(default_factory=list)
    files: int = 0
    size: int = 0


@dataclass(slots=True)
class _Meant:
    areas: list[Area] = field(default_factory=list)
    points: list[SupportPoint] = field(default_factory=list)


def load_library(*, actor: Actor, path: Path) -> LoadReport:
    """Load the folder ``path`` (examples/thu-vien/FORMAT.md) as drafts that wait for two reviews.

    The same content again changes nothing. A draft with other content is replaced, and its reviews are gone. Raises
    ``Refused`` with every problem of every file at once, ``PermissionDenied`` without ``library.load``.
    """
    require(actor, LOAD)
    path, problems = Path(path), Problems()
    if not path.is_dir():
        problems.add(str(path), _("không có thư mục này."), _("Kiểm tra lại đường dẫn."))
        raise Refused(_("Không nạp được thư viện."), problems.found)
    known = set(LanguageVariety.objects.values_list("tag", flat=True))
    folder = read_folder(path, known, problems)
    meant = {product.code: _meant(product, problems) for product in folder.products}
    stored = {edition.product.code: edition for edition in _latest(product.code for product in folder.products)}
    for product in folder.products:
        _check_number(product, stored.get(product.code), problems)
    if problems.found:
        message = _("Không nạp thư viện từ «{name}»: có {count} chỗ phải sửa. Chưa ghi gì.")
        raise Refused(message.format(name=path.name, count=len(problems.found)), problems.found)
    try:
        with transaction.atomic():
            return _write(actor, folder, meant)
    except IntegrityError as error:
        # Every key was checked above; only another load at the same moment can still take one.
        problem = Problem(path.name, _("hai lần nạp chạy cùng lúc."), _("Chạy lại."))
        raise Refused(_("Có người khác vừa nạp thư viện; chưa ghi gì."), [problem]) from error


def _latest(codes: Iterable[str]) -> list[Edition]:
    """The highest edition of each product."""
    rows = Edition.objects.filter(product__code__in=list(codes)).select_related("product").order_by("number")
    return list({edition.product_id: edition for edition in rows}.values())


def _check_number(product: ProductFile, latest: Edition | None, problems: Problems) -> None:
    if latest is None or product.number > latest.number:
        return
    if product.number < latest.number:
        advice = _("Bản mới nhất đã có: {number}.").format(number=latest.number)
        problems.add(f"{product.where}, edition", _("số bản nhỏ hơn bản đã có."), advice)
    elif latest.state not in OPEN and latest.content_hash != product.content_hash:
        advice = _("Ghi edition = {number}.").format(number=latest.number + 1)
        problems.add(f"{product.where}, edition", _("nội dung khác bản đã phát hành cùng số."), advice)


def _meant(product: ProductFile, problems: Problems) -> _Meant:
    found = _Meant()
    where = f"{product.where}, audience"
    for code in product.areas:
        try:
            found.areas.append(resolve(code, on=clock.today()))
        except (Area.DoesNotExist, Refused, LookupError):
            message = _("không có địa bàn mã «{code}» hôm nay.").format(code=code)
            problems.add(f"{where}, areas", message, _("Kiểm tra mã đơn vị hành chính."))
    points = {point.code: point for point in SupportPoint.objects.filter(code__in=product.points)}
    for code in product.points:
        if code in points:
            found.points.append(points[code])
        else:
            problems.add(f"{where}, points", _("không có điểm mã «{code}».").format(code=code), _("Kiểm tra mã điểm."))
    return found


def _write(actor: Actor, folder: Folder, meant: Mapping[str, _Meant]) -> LoadReport:
    report = LoadReport(files=len(folder.files))
    blobs = _stored(actor, folder)
    report.size = sum(blob.size for blob in blobs.values())
    for place, variety in enumerate(folder.varieties):
        if _write_variety(actor, variety, place, blobs):
            report.varieties.append(variety.tag)
    for product in folder.products:
        report.products.append(_write_product(actor, product, meant[product.code], blobs))
    return report


def _stored(actor: Actor, folder: Folder) -> dict[str, Blob]:
    """Every file of the folder in the store; those that are there already are not sent again."""
    blobs = {blob.sha256: blob for blob in Blob.objects.filter(sha256__in=list(folder.files))}
    for digest, path in folder.files.items():
        with path.open("rb") as stream:
            blob = store(actor=actor, stream=stream, name=path.name, kinds=MEDIA)
        if blob.sha256 != digest:
            raise Refused(_("Tệp «{name}» bị đổi trong lúc nạp. Chạy lại.").format(name=path.name))
        blobs[digest] = blob
    return blobs


def _write_variety(actor: Actor, variety: VarietyFile, place: int, blobs: Mapping[str, Blob]) -> bool:
    values = {
        **variety.facts,
        "place": place,
        "greeting": blobs[variety.greeting["h"]] if variety.greeting else None,
        "picture": blobs[variety.picture["h"]] if variety.picture else None,
        "document": variety.document,
    }
    known = LanguageVariety.objects.select_related("greeting", "picture").filter(tag=variety.tag).first()
    if known is not None and all(getattr(known, name) == value for name, value in values.items()):
        return False
    LanguageVariety.objects.update_or_create(tag=variety.tag, defaults=values)
    record(
        actor=actor,
        action="library.variety",
        subject_type="variety",
        subject_key=variety.tag,
        subject_label=variety.facts["name"],
        before={"name": known.name, "own_name": known.own_name} if known else None,
        after={"name": variety.facts["name"], "own_name": variety.facts["own_name"]},
    )
    return True


def _write_product(actor: Actor, given: ProductFile, meant: _Meant, blobs: Mapping[str, Blob]) -> Loaded:
    title = next((given.tracks[tag]["title"] for tag in ("vi", *given.tracks) if tag in given.tracks), given.code)
    facts = {"title": title, "search_key": search_key(f"{title} {given.code}")[:400], "owner": given.owner}
    facts |= {"kind": given.kind, "topic": given.topic, "urgent": given.urgent}
    product, made = Product.objects.get_or_create(code=given.code, defaults={**facts, "created_at": clock.now()})
    product = Product.objects.select_for_update().get(pk=product.pk)
    digest = given.content_hash
    old = Edition.objects.filter(product=product, number=given.number).first()
    if old is not None and old.content_hash == digest:
        return Loaded(given.code, title, given.number, "unchanged")
    if old is not None:
        if old.state not in OPEN:
            raise Refused(_("Bản {number} của «{title}» vừa được phát hành.").format(number=old.number, title=title))
        old.delete()
    Product.objects.filter(pk=product.pk).update(**facts)
    edition = Edition.objects.create(
        product=product,
        number=given.number,
        kind=given.kind,
        topic=given.topic,
        urgent=given.urgent,
        valid_from=given.valid_from,
        valid_until=given.valid_until,
        made_by=given.made_by,
        source=given.source,
        rights=given.rights,
        decision_text=given.decision,
        picture=given.picture,
        content_hash=digest,
        loaded_by=actor.actor_label,
        loaded_by_key=actor.actor_key,
        loaded_at=clock.now(),
    )
    _write_parts(edition, given, meant, blobs)
    record(
        actor=actor,
        action="library.load",
        subject_type="product",
        subject_key=given.code,
        subject_label=title,
        before={"edition": old.number, "content_hash": old.content_hash} if old else None,
        after={"edition": given.number, "content_hash": digest},
        data={"number": given.number, "tracks": len(given.tracks)},
    )
    return Loaded(given.code, title, given.number, "created" if made or old is None else "changed")


def _write_parts(edition: Edition, given: ProductFile, meant: _Meant, blobs: Mapping[str, Blob]) -> None:
    varieties = {row.tag: row for row in LanguageVariety.objects.filter(tag__in=[*given.tracks, *given.varieties])}
    Audience.objects.bulk_create(
        [
            *(Audience(edition=edition, area=area) for area in meant.areas),
            *(Audience(edition=edition, point=point) for point in meant.points),
            *(Audience(edition=edition, variety=varieties[tag]) for tag in given.varieties),
        ]
    )
    used: set[tuple[str, str]] = set()
    if given.picture:
        used.add((given.picture["h"], ""))
    for tag, track in given.tracks.items():
        Track.objects.create(
            edition=edition,
            variety=varieties[tag],
            title=track["title"],
            has_sound=_has_sound(track),
            illustration=track["illustration"],
            machine_voice=track["machine_voice"],
            document=track,
        )
        used |= {(media["h"], tag) for media in media_in(track)}
    EditionMedia.objects.bulk_create(
        EditionMedia(edition=edition, blob=blobs[digest], role=role) for digest, role in sorted(used)
    )


def _has_sound(track: Mapping[str, Any]) -> bool:
    return any(media["t"].startswith(("audio/", "video/")) for media in media_in(track))
