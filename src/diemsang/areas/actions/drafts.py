"""Composing a reform: drafts, kept after every step, edited by several people one at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from diemsang.areas.actions.derived import lock
from diemsang.areas.composing import Composer, numbered, schemes_for
from diemsang.areas.formats import DecisionFacts, ReformDoc, Step, reform_from_content
from diemsang.areas.models import Kind, Reform
from diemsang.areas.queries.reach import require_reform
from diemsang.audit import registry
from diemsang.audit.actions import record
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc, search_key

registry.register("areas.start_draft", "lập dự thảo {subject}")
registry.register("areas.change_draft", "sửa dự thảo {subject}: {what}")
registry.register("areas.discard_draft", "bỏ dự thảo {subject}")


@dataclass(frozen=True, slots=True)
class MappingRow:
    """One line of a list "old commune → new commune". ``where`` names it for its author: sheet and row."""

    where: str
    old: str
    district: str
    code: str
    name: str
    kind: str
    part: bool = False
    clause: str = ""


@transaction.atomic
def start_draft(*, actor: Actor, title: str, effective_on: dt.date, paper: DecisionFacts) -> Reform:
    """A draft without steps. The paper's key is made from the draft's."""
    require(actor, "areas.reform")
    base = slugify(search_key(title))[:45].strip("-") or "dot"
    code = f"{base}-{effective_on:%Y-%m-%d}"
    number = 2
    while Reform.objects.filter(code=code).exists():
        code = f"{base}-{effective_on:%Y-%m-%d}-{number}"
        number += 1
    before, after = schemes_for(effective_on)
    key = f"vb-{code}"
    doc = ReformDoc(code, nfc(title), effective_on, before, after, key, (replace(paper, key=key),))
    return _keep(actor, doc)


@transaction.atomic
def draft_from_doc(*, actor: Actor, doc: ReformDoc) -> Reform:
    """A draft from a reform's folder. ``Refused`` when its code is known already."""
    require_reform(actor, doc)
    if Reform.objects.filter(code=doc.code).exists():
        message = _("đã có đợt sắp xếp mang mã này.")
        advice = _("Mở đợt đó, hoặc đổi «code» trong reform.toml.")
        raise Refused(_("Chưa lập dự thảo."), [Problem(doc.code, message, advice)])
    return _keep(actor, doc)


@transaction.atomic
def draft_reform_from_rows(
    *, actor: Actor, rows: Sequence[MappingRow], title: str, effective_on: dt.date, paper: DecisionFacts, parent: str
) -> Reform:
    """A draft from a list old → new; rows with one new code together form that unit. ``parent``: name or code.

    ``Refused`` with every row that cannot be read: no such unit on the eve, several, two names for one code.
    """
    reform = start_draft(actor=actor, title=title, effective_on=effective_on, paper=paper)
    doc = reform_from_content(reform.content)
    composer = Composer(actor, doc)
    above = composer.parent(parent)
    groups: dict[str, list[tuple[MappingRow, str]]] = {}
    for row in rows:
        first = len(composer.problems)
        old = composer.unit(row.old, row.district)
        for index in range(first, len(composer.problems)):
            problem = composer.problems.found[index]
            composer.problems.found[index] = replace(problem, where=f"{row.where}, {problem.where}")
        if old is not None:
            groups.setdefault(row.code, []).append((row, old.code))
    steps: list[Step] = []
    for code, members in groups.items():
        head = members[0][0]
        for row, _old in members:
            if search_key(row.name) != search_key(head.name):
                message = _("mã %(code)s vừa là «%(one)s» vừa là «%(other)s».") % {
                    "code": code,
                    "one": head.name,
                    "other": row.name,
                }
                composer.problems.add(row.where, message, _("Mỗi mã mới một tên."))
        kind = next((k.value for k in Kind if search_key(str(k.label)) == search_key(head.kind)), head.kind)
        if kind not in Kind.values:
            composer.problems.add(head.where, _("không rõ loại «%(kind)s».") % {"kind": head.kind}, _("Xã, phường…"))
            continue
        whole = tuple(old for row, old in members if not row.part)
        part = tuple(old for row, old in members if row.part)
        do = "revise" if len(whole) == 1 and not part else "form"
        clause = next((row.clause for row, _old in members if row.clause), "")
        steps.append(Step("", do, "COMMUNE", code, kind, head.name, "", above, whole, part, "", clause))
    if composer.problems.found:
        raise Refused(_("Danh sách có lỗi; chưa lập dự thảo."), composer.problems.found)
    return add_steps(actor=actor, code=reform.code, seen=reform.content_hash, steps=steps)


@transaction.atomic
def compose_step(*, actor: Actor, code: str, seen: str, task: str, given: Mapping[str, str]) -> Reform:
    """Add the step of a task (``merge``, ``split``, ``revise``, ``abolish``) from what was typed."""
    doc = reform_from_content(_draft(code).content)
    steps: list[Step] = getattr(Composer(actor, doc), task)(**given)
    return add_steps(actor=actor, code=code, seen=seen, steps=steps)


@transaction.atomic
def add_steps(*, actor: Actor, code: str, seen: str, steps: Sequence[Step]) -> Reform:
    """Put steps at the end."""
    what = _("thêm %(count)s bước") % {"count": len(steps)}
    return _change(actor, code, seen, what, lambda doc: replace(doc, steps=(*doc.steps, *steps)))


@transaction.atomic
def remove_step(*, actor: Actor, code: str, seen: str, index: int) -> Reform:
    """Take the step at ``index`` (from 0) out."""

    def without(doc: ReformDoc) -> ReformDoc:
        return replace(doc, steps=(*doc.steps[:index], *doc.steps[index + 1 :]))

    return _change(actor, code, seen, _("bỏ bước %(number)s") % {"number": index + 1}, without)


@transaction.atomic
def raise_step(*, actor: Actor, code: str, seen: str, index: int) -> Reform:
    """Put the step at ``index`` before its neighbour."""

    def raised(doc: ReformDoc) -> ReformDoc:
        if not 0 < index < len(doc.steps):
            return doc
        steps = list(doc.steps)
        steps[index - 1 : index + 1] = [steps[index], steps[index - 1]]
        return replace(doc, steps=tuple(steps))

    return _change(actor, code, seen, _("đưa bước %(number)s lên") % {"number": index + 1}, raised)


@transaction.atomic
def change_head(*, actor: Actor, code: str, seen: str, title: str, effective_on: dt.date) -> Reform:
    """Another title or day. With the day the code schemes follow; steps that no longer fit are told by step."""

    def headed(doc: ReformDoc) -> ReformDoc:
        before, after = (doc.source_scheme, doc.scheme)
        if effective_on != doc.effective_on:
            before, after = schemes_for(effective_on)
        return replace(doc, title=nfc(title), effective_on=effective_on, source_scheme=before, scheme=after)

    return _change(actor, code, seen, _("tên, ngày hiệu lực"), headed)


@transaction.atomic
def add_paper(*, actor: Actor, code: str, seen: str, paper: DecisionFacts) -> Reform:
    """One more document. ``paper.key`` empty: one that is not in the register yet gets a key of the draft's."""

    def with_paper(doc: ReformDoc) -> ReformDoc:
        taken = {known.key for known in doc.decisions}
        if paper.key in taken:
            message = _("văn bản này đã có trong dự thảo.")
            raise Refused(_("Chưa ghi."), [Problem(paper.number or paper.title, message, _("Chọn văn bản khác."))])
        fresh = (f"vb-{doc.code}-{number}" for number in range(2, len(taken) + 3))
        key = paper.key or next(name for name in fresh if name not in taken)
        return replace(doc, decisions=(*doc.decisions, replace(paper, key=key)))

    return _change(actor, code, seen, _("thêm văn bản %(name)s") % {"name": paper.number or paper.title}, with_paper)


@transaction.atomic
def remove_paper(*, actor: Actor, code: str, seen: str, key: str) -> Reform:
    """Take a document out; steps that named it fall back on the main one, which is the first that stays."""

    def without(doc: ReformDoc) -> ReformDoc:
        left = tuple(paper for paper in doc.decisions if paper.key != key)
        if not left:
            problem = Problem(doc.title, _("phải có ít nhất một văn bản."), _("Thêm văn bản khác trước."))
            raise Refused(_("Chưa ghi."), [problem])
        main = doc.decision if doc.decision != key else left[0].key
        steps = tuple(replace(step, decision="") if step.decision == key else step for step in doc.steps)
        return replace(doc, decisions=left, decision=main, steps=steps)

    return _change(actor, code, seen, _("bỏ một văn bản"), without)


@transaction.atomic
def discard_draft(*, actor: Actor, code: str, seen: str) -> None:
    """Throw a draft away; the journal keeps that it was."""
    reform = _draft(code)
    require_reform(actor, reform_from_content(reform.content))
    _check_seen(reform, seen)
    reform.delete()
    _journal(actor, "areas.discard_draft", reform)


def _keep(actor: Actor, doc: ReformDoc) -> Reform:
    doc = numbered(doc)
    reform = Reform.objects.create(
        code=doc.code,
        title=doc.title,
        effective_on=doc.effective_on,
        content=doc.content(),
        content_hash=doc.content_hash(),
        drafted_by=actor.actor_label,
    )
    _journal(actor, "areas.start_draft", reform)
    return reform


def _draft(code: str) -> Reform:
    reform = Reform.objects.filter(code=code).first()
    if reform is None or reform.status != Reform.Status.DRAFT:
        raise Refused(_("Đợt này không còn là dự thảo."), [Problem(code, _("không sửa được."), _("Mở lại danh sách."))])
    return reform


def _check_seen(reform: Reform, seen: str) -> None:
    if seen != reform.content_hash:
        message = _("người khác vừa sửa dự thảo này sau khi bạn mở trang.")
        advice = _("Xem bản hiện nay bên dưới; những gì bạn gõ vẫn còn trong ô, bấm lại nếu vẫn đúng.")
        raise Refused(_("Chưa ghi."), [Problem(reform.title, message, advice)])


def _change(actor: Actor, code: str, seen: str, what: str, change: Callable[[ReformDoc], ReformDoc]) -> Reform:
    lock()
    reform = _draft(code)
    doc = reform_from_content(reform.content)
    _check_seen(reform, seen)
    changed = numbered(change(doc))
    require_reform(actor, doc)
    require_reform(actor, changed)
    reform.content, reform.content_hash = changed.content(), changed.content_hash()
    reform.title, reform.effective_on = changed.title, changed.effective_on
    reform.save(update_fields=["title", "effective_on", "content", "content_hash"])
    _journal(actor, "areas.change_draft", reform, what)
    return reform


def _journal(actor: Actor, action: str, reform: Reform, what: str = "") -> None:
    record(
        actor=actor,
        action=action,
        subject_type="reform",
        subject_key=reform.code,
        subject_label=reform.title,
        data={"what": what, "content_hash": reform.content_hash},
    )
