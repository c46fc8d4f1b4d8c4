"""What anybody may know of a certificate."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from diemsang.training.codes import CERTIFICATE
from diemsang.training.models import FORGOTTEN, Certificate

VALID, ENDED, WITHDRAWN = "valid", "ended", "withdrawn"
WORDS: dict[str, str | Promise] = {
    VALID: _("còn hiệu lực"),
    ENDED: _("đã hết hạn"),
    WITHDRAWN: _("đã thu hồi"),
}
TONES = {VALID: "leaf", ENDED: "turmeric", WITHDRAWN: "madder"}


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """Course, days and initials; no name, no point, no reason of a withdrawal."""

    state: str
    course: str
    issued_on: dt.date
    last_day: dt.date | None
    initials: str

    @property
    def label(self) -> str:
        """The state in words."""
        return str(WORDS[self.state])

    @property
    def tone(self) -> str:
        """Tone of the badge."""
        return TONES[self.state]


def certificate_facts(code: str, on: dt.date) -> CertificateFacts | None:
    """By the whole code; ``None`` for anything else, whatever it is."""
    if len(code) != CERTIFICATE:
        return None
    rows = Certificate.objects.select_related("enrolment__trainee", "enrolment__training_class__course")
    row = rows.filter(code=code).first()
    if row is None:
        return None
    trainee = row.enrolment.trainee
    state = WITHDRAWN if row.withdrawn_on else VALID if row.valid_on(on) else ENDED
    forgotten = trainee is None or trainee.forgotten_at is not None
    return CertificateFacts(
        state,
        row.enrolment.training_class.course.title,
        row.issued_on,
        row.last_day,
        str(FORGOTTEN) if forgotten or trainee is None else trainee.initials,
    )
