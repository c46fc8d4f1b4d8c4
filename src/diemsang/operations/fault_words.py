"""Incidents as people write them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from diemsang.core import vietnamese
from diemsang.operations.models import FaultKind, Incident


def thing_words(row: Incident) -> str:
    """``Internet TV TS-00012``, or the kind when it is no piece. Needs ``item`` and ``asset``."""
    if row.asset is not None and row.item is not None:
        return f"{row.item.name} {row.asset.code}"
    if row.item is not None:
        return row.item.name
    return str(FaultKind(row.kind).label)


def fault_words(row: Incident) -> str:
    """``SC-0012 Internet TV TS-00012: không lên nguồn, từ 01/03/2026``."""
    words = {"code": row.code, "thing": thing_words(row), "symptom": str(row.get_symptom_display())}
    if row.found_on is None:
        return _("%(code)s %(thing)s: %(symptom)s, không rõ từ ngày nào") % words
    return _("%(code)s %(thing)s: %(symptom)s, từ %(day)s") % {**words, "day": vietnamese.day(row.found_on)}
