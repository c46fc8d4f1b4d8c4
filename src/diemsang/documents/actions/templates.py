"""An office's own Word template for a kind of minute."""

from __future__ import annotations

import io

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit import registry
from diemsang.audit.actions import record
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.documents.minutes import codes, render, sandbox, words
from diemsang.documents.models import MinuteKind, MinuteTemplate
from diemsang.documents.queries.minutes import TEMPLATES
from diemsang.files import actions as files
from diemsang.files.types import DOCX

registry.register("minutes.set_template", "thay mẫu {kind} của cơ quan {subject}")
registry.register("minutes.drop_template", "bỏ mẫu {kind} của cơ quan {subject}; dùng lại mẫu chung")
MAX_TEMPLATE = 5 * 1024 * 1024


@transaction.atomic
def set_template(*, actor: Actor, kind: str, office_key: str, content: bytes, file_name: str) -> MinuteTemplate:
    """The template that this office's minutes of this kind use from now on; printed ones keep their file.

    ``Refused`` when it is no plain Word file, names a field the hub does not know (every such field is named), leaves
    out the code, calls or fetches anything. The same bytes again return the template that stands.
    """
    require(actor, TEMPLATES)
    if kind not in MinuteKind.values or not nfc(office_key):
        raise Refused(_("Chưa nhận được mẫu."), [Problem(_("Loại, cơ quan"), _("chưa chọn."))])
    blob = files.store(actor=actor, stream=io.BytesIO(content), name=file_name, limit=MAX_TEMPLATE, kinds=(DOCX,))
    sandbox.check_package(content)
    code = codes.picture("DS1:TEST")
    filled, unknown = sandbox.fill(content, dict(words.sample(kind)), code)
    if unknown:
        raise sandbox.refused(render.unknown_fields(unknown), _("Các trường được dùng có ở trang «Mẫu biên bản»."))
    if not sandbox.holds(filled, code):
        raise sandbox.refused(_("thiếu ô mã QR."), _("Đặt {{ qr }} ở chân trang, để bản ký được nhận lại bằng mã."))
    standing = (
        MinuteTemplate.objects.select_for_update().filter(kind=kind, office_key=office_key, voided_at=None).first()
    )
    if standing is not None:
        if standing.blob_id == blob.pk:
            return standing
        standing.voided_at, standing.void_reason = clock.now(), _("có mẫu mới")
        standing.save(update_fields=["voided_at", "void_reason"])
    made = MinuteTemplate.objects.create(
        kind=kind,
        office_key=office_key,
        blob=blob,
        file_name=nfc(file_name)[-200:],
        added_by=actor.actor_label[:200],
        recorded_at=clock.now(),
    )
    _journal(actor, "minutes.set_template", made)
    return made


@transaction.atomic
def drop_template(*, actor: Actor, template: MinuteTemplate) -> None:
    """Back to the house's template; dropped already changes nothing."""
    require(actor, TEMPLATES)
    standing = MinuteTemplate.objects.select_for_update().filter(pk=template.pk, voided_at=None).first()
    if standing is None:
        return
    standing.voided_at, standing.void_reason = clock.now(), _("dùng lại mẫu chung")
    standing.save(update_fields=["voided_at", "void_reason"])
    _journal(actor, "minutes.drop_template", standing)


def _journal(actor: Actor, action: str, template: MinuteTemplate) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="minute_template",
        subject_key=str(template),
        subject_label=template.office_key,
        data={"kind": str(template.get_kind_display())},
    )
