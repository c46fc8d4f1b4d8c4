"""Notes: short guides that an app above had approved (a platform's tile, the answer to a question), as products.

A note needs no file: its words are shown, and the worker lets a machine read them (``library.jobs``). The app above
checked the right to approve and says who wrote and who approved; both stand in the record that televisions get.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from diemsang.areas.models import Area
from diemsang.audit import registry as journal
from diemsang.audit.actions import record
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc, search_key
from diemsang.library import voice
from diemsang.library.actions.publish import IN_TREE, lock_head, publish_cleared, take_back
from diemsang.library.actions.review import make_record
from diemsang.library.models import Audience, Edition, LanguageVariety, Product, ProductKind, Review, Topic, Track
from diemsang.library.queries import note_code
from diemsang.library.tree import made
from diemsang.points.models import SupportPoint

TAG = "vi"
STEPS, LONG, TITLE, ADDRESS = 40, 2000, 200, 500
HTTPS = re.compile(r"https://[!-~]+")

journal.register("library.note", "đưa «{subject}» lên màn hình, bản {number}")


@dataclass(frozen=True, slots=True)
class Approval:
    """Two people: who wrote the words and who approved them, with the keys of the journal (``Actor.actor_key``).

    ``decision``: number and date of the paper it rests on; empty without one.
    """

    written_by: str
    written_by_key: str
    approved_by: str
    approved_by_key: str
    approved_on: dt.date
    decision: str = ""


@transaction.atomic
def publish_note(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    title: str,
    steps: Sequence[str],
    approval: Approval,
    source_label: str,
    valid_from: dt.date,
    valid_until: dt.date | None = None,
    url_for_qr: str | None = None,
    qr_label: str = "",
    open_url: str | None = None,
    topic: str = Topic.DIGITAL_SKILL,
    owner: str = "",
    areas: Sequence[Area] = (),
    points: Sequence[SupportPoint] = (),
    varieties: Sequence[LanguageVariety] = (),
) -> Product:
    """Show approved Vietnamese words on the screens of their audience, at once or from ``valid_from`` on.

    With ``url_for_qr`` a guide that ends with the code, else an article. ``steps`` are shown one by one. ``open_url``:
    the page that a television may open itself; the caller knows that its host is allowed. No areas, points and
    varieties: everywhere. The same ``public_id`` again with the same content changes nothing, with other content makes
    the next edition. ``source_label`` says from where it came. ``Refused`` with every problem at once; also when one
    person wrote and approved. The right to approve is checked by the caller, in whose act this is a part.
    """
    given: dict[str, Any] = {
        "kind": ProductKind.GUIDE if url_for_qr else ProductKind.ARTICLE,
        "title": nfc(title),
        "steps": [line for line in (nfc(step) for step in steps) if line],
        "qr": {"url": url_for_qr, "label": nfc(qr_label) or nfc(title)} if url_for_qr else None,
        "open": open_url or None,
        "topic": topic,
        "valid_from": valid_from,
        "valid_until": valid_until,
        "source": nfc(source_label),
        "owner": nfc(owner)[:300],
        "approval": asdict(approval),
    }
    if problems := _problems(given, approval):
        raise Refused(_("Chưa đưa được lên màn hình."), problems)
    meant = {
        "area": sorted({area.pk for area in areas}),
        "point": sorted({point.pk for point in points}),
        "variety": sorted({variety.pk for variety in varieties}),
    }
    digest = made({"note": _plain(given), "audience": meant}).hash
    head = lock_head()
    product, last = _product(note_code(public_id), given)
    if last is not None and last.state in IN_TREE and last.content_hash == digest:
        return product
    edition = _edition(actor, product, (last.number if last else 0) + 1, given, approval, digest)
    for field, keys in meant.items():
        Audience.objects.bulk_create(Audience(edition=edition, **{f"{field}_id": key}) for key in keys)
    track: dict[str, Any] = {"title": given["title"], "illustration": False, "machine_voice": False}
    track["parts"] = [{"text": text, "audio": None, "picture": None} for text in given["steps"]]
    track |= {name: value for name, value in (("qr", given["qr"]), ("open", _opened(open_url))) if value}
    Track.objects.create(edition=edition, variety=_vietnamese(), title=given["title"], document=track)
    make_record(edition)
    _tell(actor, edition)
    publish_cleared(actor=actor, head=head)
    transaction.on_commit(partial(_ask_voice, edition.pk), robust=True)
    return product


@transaction.atomic
def withdraw_note(*, actor: Actor, public_id: uuid.UUID, reason: str) -> None:
    """Take a note back from every screen at once. Unknown or gone already: nothing. ``Refused`` without a reason.

    The right to take it back is checked by the caller.
    """
    head = lock_head()
    product = Product.objects.filter(code=note_code(public_id)).first()
    if product is not None and product.editions.filter(state__in=IN_TREE).exists():
        take_back(actor=actor, head=head, product=product, reason=reason)


def _problems(given: dict[str, Any], approval: Approval) -> list[Problem]:
    problems, steps = [], given["steps"]
    if not given["title"] or len(given["title"]) > TITLE:
        problems.append(Problem(_("Tên"), _("còn trống hoặc dài quá 200 ký tự."), _("Ghi việc bà con muốn làm.")))
    if not steps or len(steps) > STEPS:
        problems.append(Problem(_("Lời đọc"), _("còn trống hoặc quá 40 bước."), _("Mỗi dòng một bước, câu ngắn.")))
    if any(len(step) > LONG for step in steps):
        problems.append(Problem(_("Lời đọc"), _("có bước dài quá 2.000 ký tự."), _("Chia thành nhiều bước.")))
    for address in filter(None, (given["qr"] and given["qr"]["url"], given["open"])):
        if len(address) > ADDRESS or not HTTPS.fullmatch(address):
            advice = _("Ví dụ: https://dichvucong.gov.vn")
            problems.append(Problem(_("Địa chỉ"), _("phải là một địa chỉ https://, dưới 500 ký tự."), advice))
    if given["valid_until"] is not None and given["valid_until"] <= given["valid_from"]:
        problems.append(Problem(_("Hết dùng từ"), _("không sau ngày bắt đầu dùng.")))
    if given["topic"] not in Topic.values or not given["topic"]:
        problems.append(Problem(_("Chủ đề"), _("không có chủ đề này.")))
    if not given["source"]:
        problems.append(Problem(_("Nguồn"), _("còn trống."), _("Ghi lời này từ đâu mà có.")))
    if not approval.written_by_key or approval.written_by_key == approval.approved_by_key:
        words = _("người viết và người duyệt phải là hai người.")
        problems.append(Problem(_("Duyệt"), words, _("Nhờ người khác duyệt.")))
    return problems


def _plain(given: dict[str, Any]) -> dict[str, Any]:
    """For the hash: days as text."""
    found = {**given, "approval": {**given["approval"], "approved_on": given["approval"]["approved_on"].isoformat()}}
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in found.items()}


def _opened(url: str | None) -> dict[str, str] | None:
    return {"url": url} if url else None


def _product(code: str, given: dict[str, Any]) -> tuple[Product, Edition | None]:
    """The product with these facts, and its newest edition."""
    facts = {"title": given["title"], "search_key": search_key(f"{given['title']} {code}")[:400]}
    facts |= {"kind": given["kind"], "topic": given["topic"], "owner": given["owner"]}
    product, _made = Product.objects.update_or_create(
        code=code, defaults=facts, create_defaults={**facts, "created_at": clock.now()}
    )
    return product, product.editions.order_by("-number").first()


def _edition(
    actor: Actor, product: Product, number: int, given: dict[str, Any], approval: Approval, digest: str
) -> Edition:
    edition = Edition.objects.create(
        product=product,
        number=number,
        kind=given["kind"],
        topic=given["topic"],
        valid_from=given["valid_from"],
        valid_until=given["valid_until"],
        made_by=approval.written_by[:300],
        source=given["source"],
        decision_text=approval.decision[:300],
        content_hash=digest,
        loaded_by=approval.written_by[:200],
        loaded_by_key=approval.written_by_key,
        loaded_at=clock.now(),
        cleared_at=clock.now(),
    )
    Review.objects.create(
        edition=edition,
        kind=Review.Kind.POLICY,
        by=approval.approved_by[:200],
        by_key=approval.approved_by_key,
        on=approval.approved_on,
    )
    return edition


def _vietnamese() -> LanguageVariety:
    """The variety that notes are written in; a hub that loaded no library yet gets its row."""
    name = "Tiếng Việt"
    document = {"tag": TAG, "name": name, "own_name": name, "note": "", "illustration": False, "machine_voice": False}
    document |= {"fallback": None, "greeting": None, "picture": None}
    defaults = {"name": name, "own_name": name, "document": document}
    return LanguageVariety.objects.get_or_create(tag=TAG, defaults=defaults)[0]


def _ask_voice(edition: int) -> None:
    """Let the worker read it, where this machine has a voice."""
    if voice.available():
        async_task("diemsang.library.jobs.voice_note", edition)


def _tell(actor: Actor, edition: Edition) -> None:
    record(
        actor=actor,
        action="library.note",
        subject_type="product",
        subject_key=edition.product.code,
        subject_label=edition.product.title,
        after={"edition": edition.number, "content_hash": edition.content_hash},
        data={"number": edition.number, "source": edition.source},
    )
