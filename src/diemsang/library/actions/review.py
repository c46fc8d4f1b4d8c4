"""Approving an edition: its language and what it says, by two people, neither of whom loaded it (W5)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit import registry as journal
from diemsang.audit.actions import record
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.library.models import Edition, Review, TreeObject
from diemsang.library.tree import made

RIGHTS = {Review.Kind.LANGUAGE: "library.review_language", Review.Kind.POLICY: "library.review_policy"}

journal.register("library.approve", "duyệt {kind} của sản phẩm {subject}, bản {number}")


@transaction.atomic
def approve(*, actor: Actor, edition: Edition, kind: str, on: dt.date, decision: str = "", seen: str = "") -> Review:
    """Approve one side of a draft; the second approval makes its record. The same again changes nothing.

    ``seen`` is the content hash that the person looked at, when a page showed it. ``Refused`` when somebody loaded
    other content meanwhile, when the person loaded it or gave the other approval, or when the day lies ahead.
    """
    wanted = Review.Kind(kind)
    require(actor, RIGHTS[wanted])
    edition = Edition.objects.select_for_update().select_related("product").get(pk=edition.pk)
    decision = nfc(decision)
    standing = {review.kind: review for review in edition.reviews.all()}
    mine = standing.get(wanted)
    if mine is not None and mine.by_key == actor.actor_key:
        return mine
    problems = _problems(actor, edition, mine, standing, on, seen)
    if len(decision) > 300:
        problems.append(Problem(_("Căn cứ"), _("dài quá 300 ký tự."), _("Rút gọn.")))
    if problems:
        raise Refused(_("Chưa duyệt được."), problems)
    review = Review.objects.create(
        edition=edition, kind=wanted, by=actor.actor_label, by_key=actor.actor_key, on=on, decision=decision
    )
    record(
        actor=actor,
        action="library.approve",
        subject_type="product",
        subject_key=edition.product.code,
        subject_label=edition.product.title,
        after={"edition": edition.number, "content_hash": edition.content_hash, "decision": decision},
        data={"kind": str(wanted.label), "number": edition.number},
    )
    if len(standing) + 1 == len(Review.Kind):
        make_record(edition)
    return review


def _problems(
    actor: Actor, edition: Edition, mine: Review | None, standing: dict[str, Review], on: dt.date, seen: str
) -> list[Problem]:
    where, problems = str(edition), []
    if mine is not None:
        problems.append(Problem(where, _("{who} đã duyệt phần này.").format(who=mine.by)))
    elif edition.state != Edition.State.DRAFT:
        problems.append(Problem(where, _("bản này không còn chờ duyệt.")))
    if actor.actor_key == edition.loaded_by_key:
        advice = _("Nhờ người khác duyệt.")
        problems.append(Problem(where, _("người nạp không được duyệt bản của mình."), advice))
    if any(review.by_key == actor.actor_key for review in standing.values()):
        message = _("ngôn ngữ và nội dung phải do hai người duyệt.")
        problems.append(Problem(where, message, _("Nhờ người khác duyệt phần còn lại.")))
    if seen and seen != edition.content_hash:
        message = _("nội dung đã được nạp lại sau khi bạn mở trang.")
        problems.append(Problem(where, message, _("Xem lại rồi duyệt.")))
    if on > clock.today():
        problems.append(Problem(_("Ngày"), _("ở tương lai."), _("Ghi ngày duyệt thật.")))
    return problems


def make_record(edition: Edition) -> None:
    """The record is made once, from what both approved."""
    reviews = list(edition.reviews.order_by("kind"))
    decisions = dict.fromkeys([edition.decision_text, *(review.decision for review in reviews)])
    body = made(
        {
            "v": 1,
            "id": edition.product.code,
            "edition": edition.number,
            "kind": edition.kind,
            "topic": edition.topic,
            "urgent": edition.urgent,
            "from": edition.valid_from.isoformat(),
            "until": edition.valid_until.isoformat() if edition.valid_until else None,
            "picture": edition.picture,
            "made_by": edition.made_by,
            "approved_by": ", ".join(review.by for review in reviews),
            "approved_on": max(review.on for review in reviews).isoformat(),
            "decision": "; ".join(text for text in decisions if text),
            "source": edition.source,
            "tracks": {track.variety.tag: track.document for track in edition.tracks.select_related("variety")},
        }
    )
    TreeObject.objects.get_or_create(hash=body.hash, defaults={"body": body.body.decode()})
    edition.record_hash, edition.record_size = body.hash, len(body.body)
    edition.state = Edition.State.REVIEWED
    edition.save(update_fields=["record_hash", "record_size", "state"])
