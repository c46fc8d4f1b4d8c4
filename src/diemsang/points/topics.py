"""What the content of points is about: one list for products, courses and platforms."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    """Content by QĐ 39/2021 Art. 12–13 and Plan 207; domain §1.4."""

    NONE = "", _("không thuộc chủ đề nào")
    POLICY_LAW = "POLICY_LAW", _("đường lối, chính sách, pháp luật")
    PUBLIC_SERVICE = "PUBLIC_SERVICE", _("dịch vụ công trực tuyến")
    PRODUCTION = "PRODUCTION", _("kỹ năng sản xuất, phát triển kinh tế")
    TRADE = "TRADE", _("thương mại")
    SCI_TECH = "SCI_TECH", _("khoa học kỹ thuật")
    CULTURE_SOCIETY = "CULTURE_SOCIETY", _("văn hóa – xã hội")
    SECURITY_ORDER = "SECURITY_ORDER", _("an ninh, trật tự")
    DIGITAL_SKILL = "DIGITAL_SKILL", _("kỹ năng số, ứng dụng di động, nền tảng số")
    HEALTH_EDU = "HEALTH_EDU", _("y tế, giáo dục")
    DISASTER = "DISASTER", _("phòng chống thiên tai")
