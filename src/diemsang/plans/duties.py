"""Who may answer for a task or an anomaly: the role of an office, whatever the office is called at the time."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Duty(models.TextChoices):
    """Roles of offices in the programme (domain §10.1)."""

    PROV_IT = "PROV_IT", _("cơ quan công nghệ thông tin cấp tỉnh")
    PROV_INFO = "PROV_INFO", _("cơ quan văn hóa, thông tin cấp tỉnh")
    PROV_ETHNIC = "PROV_ETHNIC", _("cơ quan công tác dân tộc cấp tỉnh")
    PROV_LEAD = "PROV_LEAD", _("Ủy ban nhân dân tỉnh")
    DISTRICT = "DISTRICT", _("Ủy ban nhân dân huyện (đến 30/06/2025)")
    COMMUNE = "COMMUNE", _("Ủy ban nhân dân xã")
    OPERATOR = "OPERATOR", _("người phụ trách điểm")
    EDITOR = "EDITOR", _("biên tập, phiên dịch")
    LANG_REVIEW = "LANG_REVIEW", _("người thẩm định ngôn ngữ")
    SUPPLIER = "SUPPLIER", _("nhà cung cấp")
