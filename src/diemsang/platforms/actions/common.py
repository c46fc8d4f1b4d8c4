"""What the actions of platforms share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.vietnamese import number
from diemsang.documents.models import Decision
from diemsang.platforms.models import PlatformSelection

LONGEST = 500


def next_code(prefix: str, rows: Any) -> str:
    """``NT-0007`` after ``NT-0006``. Called inside the transaction that writes the row."""
    last = rows.select_for_update().order_by("-code").values_list("code", flat=True).first()
    return f"{prefix}-{int(last.rpartition('-')[2]) + 1 if last else 1:04d}"


def host_of(address: str) -> str:
    """The host of a clean https address; "" for any other text."""
    if len(address) > LONGEST or not all("!" <= char <= "~" for char in address):
        return ""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  # raises for a port that is none
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme != "https" or parts.username is not None or parts.password is not None:
        return ""
    labels = host.split(".")
    clean = len(labels) > 1 and all(label and label.replace("-", "").isalnum() for label in labels)
    return host if clean and not labels[-1].isdigit() else ""


def check_decision(decision: Decision) -> list[Problem]:
    """A decision that others can look up: with its number and its day."""
    found = []
    advice = _("Bổ sung ở trang của văn bản trong sổ Văn bản.")
    if not decision.number:
        found.append(Problem(_("Quyết định"), _("văn bản này chưa có số, ký hiệu."), advice))
    if decision.on is None:
        found.append(Problem(_("Quyết định"), _("văn bản này chưa có ngày ký."), advice))
    return found


def locked(selection: PlatformSelection) -> PlatformSelection:
    """The round as it stands, held until the transaction ends."""
    rows = PlatformSelection.objects.select_for_update(of=("self",)).select_related("decision", "plan")
    return rows.get(pk=selection.pk)


def must_be(selection: PlatformSelection, message: str, *states: str) -> None:
    """``Refused`` unless the round is in one of the states."""
    if selection.state in states:
        return
    words = _("đợt %(code)s %(state)s.") % {"code": selection.code, "state": selection.get_state_display()}
    hints = {
        PlatformSelection.State.DRAFT: _("Mở chấm trước đã."),
        PlatformSelection.State.OPEN: _("Tiêu chí, nền tảng dự tuyển không đổi được nữa; cần khác thì lập đợt mới."),
    }
    advice = hints.get(PlatformSelection.State(selection.state), _("Lập đợt mới nếu cần so lại."))
    raise Refused(message, [Problem(_("Tình trạng"), words, advice)])


def figure(value: Decimal) -> str:
    """A weight or score for a Vietnamese reader, without idle noughts: 12,5."""
    return number(Decimal(format(value.normalize(), "f")))


def tell(actor: Actor, action: str, selection: PlatformSelection, **more: Any) -> None:
    """An entry on the round's own story."""
    record(
        actor=actor,
        action=action,
        subject_type="platform_selection",
        subject_key=selection.code,
        subject_label=selection.code,
        **more,
    )
