"""Settings of screens, written level by level; everything that is wrong is said at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.audit.registry import name_fields, register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.screens.models import ScreenSettings
from diemsang.screens.pins import pin_hash, pin_problem
from diemsang.screens.queries.levels import Level, require_level, seen_of
from diemsang.screens.queries.settings import forget
from diemsang.screens.setting_fields import FIELDS

register("screens.settings", "đặt cài đặt màn hình của {subject}")
name_fields(
    {
        "idle_s": "nghỉ sau (giây)",
        "volume_note": "lời dặn về âm lượng",
        "lead_in_ms": "tiếng dẫn trước (mili giây)",
        "quiet": "giờ yên lặng",
        "media": "giờ tải tệp",
        "cap_kib": "bộ nhớ cho tệp (KiB)",
        "hours": "giờ mở cửa",
        "poll_s": "liên lạc mỗi (giây)",
        "note": "lời của điểm",
        "pin": "mã PIN của người phụ trách",
    }
)


class StaleSettings(Refused):
    """Somebody else wrote these settings while the form was open."""


@transaction.atomic
def change_settings(
    *,
    actor: Actor,
    level: Level,
    texts: Mapping[str, str],
    pin: str = "",
    drop_pin: bool = False,
    seen: str | None = None,
) -> bool:
    """Write what people typed; an empty text means *as above*. Returns whether anything changed.

    ``texts``: by key of ``setting_fields.FIELDS``; keys left out stay as they are. ``seen``: ``Levels.seen`` of the
    form, ``None`` to not ask. A PIN is never read back, and the journal only says that there is a new one.
    """
    require_level(actor, level)
    row = ScreenSettings.objects.select_for_update().filter(area=level.area, point=level.point).first()
    if seen is not None and seen != seen_of(row):
        advice = _("Xem lại các giá trị bên dưới rồi ghi lại.")
        problem = Problem(level.name, _("người khác vừa thay đổi cài đặt này."), advice)
        raise StaleSettings(_("Chưa ghi cài đặt."), [problem])
    values, problems = _read(texts)
    pin = pin.strip()
    if pin and pin_problem(pin):
        problems.append(Problem(_("Mã PIN"), pin_problem(pin), _("Chọn 4 đến 8 chữ số khó đoán.")))
    if pin and drop_pin:
        problems.append(Problem(_("Mã PIN"), _("vừa đặt mới vừa bỏ."), _("Chọn một trong hai.")))
    if problems:
        raise Refused(_("Chưa ghi cài đặt."), problems)
    if row is None:
        row = ScreenSettings(area=level.area, point=level.point)
    before = {key: getattr(row, key) for key in values}
    changed = {key: value for key, value in values.items() if before[key] != value}
    after: dict[str, Any] = dict(changed)
    for key, value in changed.items():
        setattr(row, key, value)
    if pin:
        row.pin_salt, row.pin_rounds, row.pin_sha256 = pin_hash(pin)
        after["pin"] = _("đặt mới")
    elif drop_pin and row.pin_sha256:
        row.pin_salt, row.pin_rounds, row.pin_sha256 = None, None, None
        after["pin"] = _("bỏ")
    if not after:
        return False
    row.changed_at = clock.now()
    row.save()
    transaction.on_commit(forget)
    record(
        actor=actor,
        action="screens.settings",
        subject_type="point" if level.point is not None else "area" if level.area is not None else "hub",
        subject_key=level.point.code
        if level.point is not None
        else level.area.key
        if level.area is not None
        else "hub",
        subject_label=level.name,
        before={key: before[key] for key in changed},
        after=after,
    )
    return True


def _read(texts: Mapping[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for field in FIELDS:
        if field.key not in texts:
            continue
        text = texts[field.key].strip()
        if not text:
            values[field.key] = None
            continue
        try:
            values[field.key] = field.read(text)
        except ValueError as error:
            problems.append(Problem(str(field.label), str(error), str(field.help)))
    return values, problems
