"""The register of documents: recorded, corrected with a reason, signed copy held, changed by a later one."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import IO, Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from diemsang.audit import registry
from diemsang.audit.actions import record
from diemsang.audit.reasons import require_reason
from diemsang.core import clock
from diemsang.core.actor import SYSTEM, Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc, search_key
from diemsang.documents.models import Decision, DecisionKind, DecisionRelation, SignedCopy, number_key
from diemsang.documents.numbers import kind_of
from diemsang.documents.registry import effects_of
from diemsang.files import actions as files

registry.register("documents.correct", "sửa thông tin văn bản {subject}")
registry.register("documents.attach", "lưu bản ký của văn bản {subject}")
registry.register("documents.replace_copy", "thay bản ký của văn bản {subject}")
registry.register("documents.relate", "ghi văn bản {subject} {relation} văn bản {earlier}")
registry.name_fields(
    {"kind": "loại", "number": "số, ký hiệu", "on": "ngày", "title": "trích yếu", "issuer": "cơ quan ban hành"}
)

MANAGE = "documents.manage"
FACTS = ("kind", "number", "on", "issuer", "title", "source")
ADDRESSES = ("ghi", "chon")
"""Words that stand for other pages where a document's key stands in an address."""
SIGNED_TYPES = ("application/pdf", "image/jpeg", "image/png", "image/webp")
"""A signed copy is a scan: a document that can still be edited proves nothing."""


class StaleDecision(Refused):
    """Somebody else changed the document since the page was opened."""


@transaction.atomic
def record_decision(
    *,
    actor: Actor,
    title: str,
    kind: str = "",
    number: str = "",
    on: dt.date | None = None,
    issuer: str = "",
    source: str = "",
) -> Decision:
    """Write a document into the register under a key made from its number. ``issuer`` stands as printed.

    Without ``kind`` the symbol in the number tells it. ``Refused`` when the same number of the same issuer and year
    is there already (its advice names it), when the day lies ahead, or when the kind is not to be told.
    """
    require(actor, MANAGE)
    facts = _clean(kind, number, on, issuer, title, source)
    _check(_("Chưa ghi được văn bản."), facts, None)
    decision = Decision.objects.create(key=_free_key(facts), **facts)
    _journal(actor, "documents.record", decision, after=_plain(facts))
    return decision


def fingerprint(decision: Decision) -> str:
    """What a form carries to notice that somebody else changed the document meanwhile."""
    facts = "|".join(str(getattr(decision, name)) for name in FACTS)
    return hashlib.sha256(f"{facts}|{decision.file_id}".encode()).hexdigest()[:16]


def is_locked(decision: Decision) -> bool:
    """Whether a signed copy is held or something refers to the document: a correction then needs a reason."""
    related = decision.changes.exists() or decision.changed_by.exists()
    return decision.file_id is not None or related or bool(effects_of(SYSTEM, decision))


@transaction.atomic
def correct_decision(
    *,
    actor: Actor,
    decision: Decision,
    title: str,
    kind: str = "",
    number: str = "",
    on: dt.date | None = None,
    issuer: str = "",
    source: str = "",
    reason: str = "",
    seen: str | None = None,
) -> Decision:
    """Correct what was recorded; before and after stay in the journal. Nothing different changes nothing.

    ``seen`` is the ``fingerprint`` the person had before them; ``StaleDecision`` when it is no longer true.
    """
    require(actor, MANAGE)
    decision = _lock(decision)
    facts, reason = _clean(kind, number, on, issuer, title, source), nfc(reason)
    if all(getattr(decision, name) == value for name, value in facts.items()):
        return decision
    _fresh(decision, seen)
    why = _("văn bản đã có bản ký hoặc đã có nơi dẫn")
    more = require_reason(is_locked(decision), reason, where=_("Lý do sửa"), why=why)
    _check(_("Chưa sửa được văn bản."), facts, decision.pk, more)
    before = {name: getattr(decision, name) for name in FACTS}
    for name, value in facts.items():
        setattr(decision, name, value)
    decision.save()
    changed = [name for name in FACTS if before[name] != facts[name]]
    _journal(
        actor,
        "documents.correct",
        decision,
        before=_plain({name: before[name] for name in changed}),
        after=_plain({name: facts[name] for name in changed}),
        reason=reason,
    )
    return decision


@transaction.atomic
def attach_signed(
    *,
    actor: Actor,
    decision: Decision,
    stream: IO[bytes],
    file_name: str,
    reason: str = "",
    seen: str | None = None,
) -> SignedCopy:
    """Hold the signed copy (PDF or picture). Replacing one needs a reason; the old one stays as a row.

    The same bytes again (a double click) return the copy that stands.
    """
    require(actor, MANAGE)
    blob = files.store(actor=actor, stream=stream, name=file_name)
    decision, reason = _lock(decision), nfc(reason)
    standing = decision.copies.filter(voided_at=None).first()
    if standing is not None and standing.blob_id == blob.pk:
        return standing
    _fresh(decision, seen)
    problems = []
    if blob.media_type not in SIGNED_TYPES:
        problems.append(Problem(_("Bản ký"), _("phải là PDF hoặc ảnh."), _("Quét bản đã ký thành PDF.")))
    problems += require_reason(standing is not None, reason, where=_("Lý do thay"), why=_("văn bản đã có bản ký"))
    if problems:
        raise Refused(_("Chưa lưu được bản ký."), problems)
    now = clock.now()
    if standing is not None:
        standing.voided_at, standing.void_reason = now, reason
        standing.save(update_fields=["voided_at", "void_reason"])
    copy = SignedCopy.objects.create(
        decision=decision,
        blob=blob,
        file_name=nfc(file_name)[-200:],
        added_by=actor.actor_label[:200],
        recorded_at=now,
    )
    decision.file = blob
    decision.save(update_fields=["file"])
    action = "documents.replace_copy" if standing else "documents.attach"
    _journal(actor, action, decision, after={"sha256": blob.sha256}, reason=reason)
    return copy


@transaction.atomic
def relate(*, actor: Actor, later: Decision, earlier: Decision, kind: str, note: str = "") -> DecisionRelation:
    """A later document amends, replaces, withdraws or corrects an earlier one. The same again changes nothing."""
    require(actor, MANAGE)
    # Both rows are locked in one order, so that two people cannot close a circle at once.
    list(Decision.objects.select_for_update().filter(pk__in=(later.pk, earlier.pk)).order_by("pk").values_list("pk"))
    problems = []
    if kind not in DecisionRelation.Kind.values:
        problems.append(Problem(_("Quan hệ"), _("chưa chọn.")))
    if later.pk == earlier.pk:
        problems.append(Problem(_("Văn bản trước"), _("là chính văn bản này."), _("Chọn văn bản khác.")))
    elif later.on and earlier.on and later.on < earlier.on:
        message = _("ban hành ngày %(day)s, sau văn bản này.") % {"day": f"{earlier.on:%d/%m/%Y}"}
        problems.append(Problem(_("Văn bản trước"), message, _("Ghi quan hệ ở trang của văn bản ban hành sau.")))
    elif _changes(earlier.pk, later.pk):
        message = _("đang được ghi là văn bản sửa văn bản này, trực tiếp hoặc qua văn bản khác.")
        problems.append(Problem(_("Văn bản trước"), message, _("Ghi quan hệ ở trang của văn bản ban hành sau.")))
    if problems:
        raise Refused(_("Chưa ghi được quan hệ."), problems)
    found, made = DecisionRelation.objects.get_or_create(
        later=later, earlier=earlier, kind=kind, defaults={"note": nfc(note)[:300], "recorded_at": clock.now()}
    )
    if made:
        words = {"relation": str(DecisionRelation.Kind(kind).label), "earlier": str(earlier)}
        _journal(actor, "documents.relate", later, data=words)
    return found


def _changes(later: int, earlier: int) -> bool:
    """Whether one document changes the other, directly or through others."""
    reached: set[int] = set()
    edge = {later}
    while edge:
        reached |= edge
        found = DecisionRelation.objects.filter(later__in=edge).values_list("earlier_id", flat=True)
        edge = set(found) - reached
    return earlier in reached


def duplicates(number: str, issuer: str, on: dt.date | None, but: int | None = None) -> list[Decision]:
    """Documents with the same number, issuer and year: numbering restarts each year (Decree 30/2020)."""
    if not number_key(number):
        return []
    same = Decision.objects.filter(number_key=number_key(number))
    same = same.filter(on__year=on.year) if on else same.filter(on=None)
    return [row for row in same if row.pk != but and search_key(row.issuer) == search_key(issuer)]


def _clean(kind: str, number: str, on: dt.date | None, issuer: str, title: str, source: str) -> dict[str, Any]:
    number = nfc(number)
    return {
        "kind": kind or kind_of(number),
        "number": number,
        "on": on,
        "issuer": nfc(issuer),
        "title": nfc(title),
        "source": nfc(source),
    }


def _check(sentence: str, facts: dict[str, Any], but: int | None, more: list[Problem] | None = None) -> None:
    problems = list(more or [])
    if facts["kind"] not in DecisionKind.values:
        problems.append(Problem(_("Loại"), _("chưa rõ, số ký hiệu không cho biết."), _("Chọn loại văn bản.")))
    if not facts["title"]:
        problems.append(Problem(_("Trích yếu"), _("còn trống."), _("Chép trích yếu như trên văn bản.")))
    for name, where, limit in (
        ("title", _("Trích yếu"), 500),
        ("number", _("Số, ký hiệu"), 60),
        ("issuer", _("Cơ quan ban hành"), 200),
    ):
        if len(facts[name]) > limit:
            problems.append(Problem(where, _("dài quá %(limit)s ký tự.") % {"limit": limit}))
    if facts["on"] is not None and facts["on"] > clock.today():
        problems.append(Problem(_("Ngày"), _("ở tương lai."), _("Ghi ngày đã ký trên văn bản.")))
    for other in duplicates(facts["number"], facts["issuer"], facts["on"], but):
        message = _("đã có trong sổ: %(other)s.") % {"other": other.full_name}
        problems.append(Problem(_("Số, ký hiệu"), message, _("Ý bạn là văn bản ấy? Mở nó trong sổ văn bản.")))
    if problems:
        raise Refused(sentence, problems)


def _free_key(facts: dict[str, Any]) -> str:
    """A readable key no document has: number and year, or the first words of the title."""
    year = f"-{facts['on'].year}" if facts["on"] else ""
    text = search_key(facts["number"] or facts["title"]).replace("/", "-")
    stem = slugify(text)[:60].strip("-") or "van-ban"
    stem = stem if year and stem.endswith(year) else f"{stem}{year}"
    key, n = stem, 1
    while key in ADDRESSES or Decision.objects.filter(key=key).exists():
        n += 1
        key = f"{stem}-{n}"
    return key


def _lock(decision: Decision) -> Decision:
    return Decision.objects.select_for_update().get(pk=decision.pk)


def _fresh(decision: Decision, seen: str | None) -> None:
    if seen is not None and seen != fingerprint(decision):
        advice = _("Mở lại trang, xem bản mới nhất rồi sửa tiếp.")
        raise StaleDecision(_("Chưa ghi."), [Problem(str(decision), _("vừa có người khác sửa."), advice)])


def _plain(facts: dict[str, Any]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in facts.items()}


def _journal(actor: Actor, action: str, decision: Decision, **more: Any) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="decision",
        subject_key=decision.key,
        subject_label=str(decision),
        **more,
    )
