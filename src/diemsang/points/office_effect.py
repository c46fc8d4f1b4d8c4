"""What an office holds of the points, told when the office is about to end."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from diemsang.accounts.models import Office
from diemsang.accounts.registry import OfficeHolding
from diemsang.points.models import PointCustody


def office_custody(office: Office, day: dt.date) -> OfficeHolding:
    """Points whose property the office holds on a day: they must be handed over when it ends."""
    rows = PointCustody.objects.on(day).filter(office=office, voided_at=None).order_by("point__code")
    codes = list(rows.values_list("point__code", flat=True))
    return OfficeHolding(_("điểm đang giữ tài sản"), len(codes), codes[:10])
