"""The register of platforms, and the hosts that televisions may open."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, fields
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from diemsang.audit.actions import record
from diemsang.audit.registry import name_fields, register
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc, search_key
from diemsang.platforms.actions.common import host_of, next_code
from diemsang.platforms.models import (
    AllowedHost,
    Candidate,
    Cost,
    Maturity,
    OnTv,
    Platform,
    PlatformSelection,
    PlatformTile,
)
from diemsang.platforms.registry import tell_screens
from diemsang.platforms.rights import MANAGE
from diemsang.points.topics import Topic

register("platforms.record", "ghi nền tảng số {subject}")
register("platforms.change", "sửa nền tảng số {subject}")
register("platforms.archive", "cất nền tảng số {subject}")
register("platforms.restore", "dùng lại nền tảng số {subject}")
register("platforms.allow_host", "cho TV mở tên miền {subject}")
register("platforms.remove_host", "thôi cho TV mở tên miền {subject}")
name_fields(
    {
        "owner": _noop("cơ quan chủ quản"),
        "address": _noop("địa chỉ"),
        "purpose": _noop("mục đích"),
        "topics": _noop("chủ đề"),
        "maturity": _noop("mức hoàn thiện"),
        "is_local": _noop("thuộc phạm vi quản lý của địa phương"),
        "security_level": _noop("cấp độ an toàn"),
        "personal_data": _noop("xử lý dữ liệu cá nhân"),
        "personal_data_what": _noop("dữ liệu cá nhân nào"),
        "cost": _noop("người dân phải trả tiền"),
        "cost_note": _noop("mức thu"),
        "login_needed": _noop("phải đăng nhập"),
        "works_on_tv": _noop("trên TV của điểm"),
        "tested_on": _noop("thử ngày"),
        "tested_by": _noop("người thử"),
        "languages": _noop("thứ tiếng"),
        "notes": _noop("ghi chú"),
    }
)


@dataclass(frozen=True, slots=True)
class PlatformFacts:
    """What is known of a platform; what is not stays empty or null."""

    name: str
    owner: str = ""
    address: str = ""
    purpose: str = ""
    topics: tuple[str, ...] = ()
    maturity: str = ""
    is_local: bool | None = None
    security_level: int | None = None
    personal_data: bool | None = None
    personal_data_what: str = ""
    cost: str = ""
    cost_note: str = ""
    login_needed: bool | None = None
    works_on_tv: str = ""
    tested_on: dt.date | None = None
    tested_by: str = ""
    languages: str = ""
    notes: str = ""


NAMES = tuple(one.name for one in fields(PlatformFacts))
LONG = {"purpose": 2000, "notes": 4000, "address": 500, "personal_data_what": 500, "tested_by": 120}
"""Most characters of texts; 200 for all others."""


def facts_of(platform: Platform) -> PlatformFacts:
    """What the row says now."""
    values = {name: getattr(platform, name) for name in NAMES}
    return PlatformFacts(**{**values, "topics": tuple(platform.topics)})


@transaction.atomic
def record_platform(*, actor: Actor, public_id: uuid.UUID, facts: PlatformFacts) -> Platform:
    """Put a platform into the register. The same ``public_id`` again: the row that stands, unchanged.

    ``Refused`` for an address that is not https, an unknown word, a name that another platform bears.
    """
    require(actor, MANAGE)
    standing = Platform.objects.filter(public_id=public_id).first()
    if standing is not None:
        return standing
    facts = _clean(facts)
    _check(facts, None)
    platform = Platform(public_id=public_id, code=next_code("NT", Platform.objects), made_at=clock.now())
    _put(platform, facts)
    platform.save()
    _tell(actor, "platforms.record", platform, after=_plain(facts, NAMES))
    return platform


@transaction.atomic
def change_platform(
    *, actor: Actor, platform: Platform, facts: PlatformFacts, seen: PlatformFacts | None = None
) -> Platform:
    """Correct or complete what is known; before and after stand in the journal. Nothing different writes nothing.

    ``seen``: what the person had before them; ``Refused`` when somebody changed it since.
    """
    require(actor, MANAGE)
    platform = Platform.objects.select_for_update().get(pk=platform.pk)
    before, facts = facts_of(platform), _clean(facts)
    changed = [name for name in NAMES if getattr(before, name) != getattr(facts, name)]
    if not changed:
        return platform
    if seen is not None and seen != before:
        problem = Problem(platform.code, _("có người vừa sửa nền tảng này."), _("Xem lại các mục rồi ghi lần nữa."))
        raise Refused(_("Chưa ghi được nền tảng."), [problem])
    _check(facts, platform)
    _put(platform, facts)
    platform.save()
    _tell(actor, "platforms.change", platform, before=_plain(before, changed), after=_plain(facts, changed))
    return platform


@transaction.atomic
def archive_platform(*, actor: Actor, platform: Platform, reason: str) -> Platform:
    """The platform takes no part in new rounds; it stays to be read. Again: nothing.

    ``Refused`` without a reason, while a round that is not decided has it, or while a tile shows it.
    """
    require(actor, MANAGE)
    platform = Platform.objects.select_for_update().get(pk=platform.pk)
    if platform.archived_at is not None:
        return platform
    reason, problems = nfc(reason), []
    if not reason or len(reason) > 300:
        problems.append(Problem(_("Lý do"), _("còn trống hoặc dài quá 300 ký tự."), _("Ghi vì sao thôi dùng.")))
    rounds = Candidate.objects.filter(platform=platform).exclude(selection__state=PlatformSelection.State.DECIDED)
    if codes := list(rounds.values_list("selection__code", flat=True)):
        words = _("đang dự đợt %(codes)s.") % {"codes": ", ".join(codes)}
        problems.append(Problem(platform.code, words, _("Chờ đợt ấy có quyết định.")))
    tiles = PlatformTile.objects.filter(platform=platform).exclude(state=PlatformTile.State.WITHDRAWN)
    if tiles.exists():
        problems.append(Problem(platform.code, _("còn ô trên màn hình."), _("Thu hồi các ô ấy trước.")))
    if problems:
        raise Refused(_("Chưa cất được nền tảng."), problems)
    platform.archived_at, platform.archive_reason = clock.now(), reason
    platform.save(update_fields=["archived_at", "archive_reason"])
    _tell(actor, "platforms.archive", platform, reason=reason)
    return platform


@transaction.atomic
def restore_platform(*, actor: Actor, platform: Platform) -> Platform:
    """The platform may take part again. Again: nothing."""
    require(actor, MANAGE)
    platform = Platform.objects.select_for_update().get(pk=platform.pk)
    if platform.archived_at is None:
        return platform
    _check(facts_of(platform), platform)
    platform.archived_at, platform.archive_reason = None, ""
    platform.save(update_fields=["archived_at", "archive_reason"])
    _tell(actor, "platforms.restore", platform)
    return platform


@transaction.atomic
def allow_host(*, actor: Actor, host: str, note: str = "") -> AllowedHost:
    """Televisions may open ``host`` (no address: its name alone). Again: nothing."""
    require(actor, MANAGE)
    host, note = nfc(host).lower().removeprefix("https://").rstrip("/"), nfc(note)
    if not host_of(f"https://{host}") or host_of(f"https://{host}") != host:
        advice = _("Ghi riêng tên miền, ví dụ tuyenquang.gov.vn.")
        raise Refused(_("Chưa ghi được tên miền."), [Problem(_("Tên miền"), _("không đúng dạng."), advice)])
    if len(note) > 300:
        raise Refused(_("Chưa ghi được tên miền."), [Problem(_("Vì sao"), _("dài quá 300 ký tự."))])
    now, who = clock.now(), actor.actor_label[:200]
    row, made = AllowedHost.objects.get_or_create(host=host, defaults={"added_at": now, "added_by": who, "note": note})
    if made or row.removed_at is not None:
        row.removed_at, row.note, row.added_at, row.added_by = None, note, now, who
        row.save()
        record(actor=actor, action="platforms.allow_host", subject_type="allowed_host", subject_key=host, reason=note)
        tell_screens(actor)
    return row


@transaction.atomic
def remove_host(*, actor: Actor, host: str) -> None:
    """Televisions open ``host`` no longer; tiles of it become guides. Unknown or removed: nothing."""
    require(actor, MANAGE)
    if AllowedHost.objects.filter(host=host, removed_at=None).update(removed_at=clock.now()):
        record(actor=actor, action="platforms.remove_host", subject_type="allowed_host", subject_key=host)
        tell_screens(actor)


def _clean(facts: PlatformFacts) -> PlatformFacts:
    values: dict[str, Any] = {name: getattr(facts, name) for name in NAMES}
    for name, value in values.items():
        if isinstance(value, str):
            lines = value.splitlines() if name in ("purpose", "notes") else [value]
            values[name] = "\n".join(nfc(line) for line in lines).strip()
    values["topics"] = tuple(code for code in Topic.values if code and code in facts.topics)
    return PlatformFacts(**values)


def _label(name: str) -> str:
    return str(getattr(Platform._meta.get_field(name), "verbose_name", name)).capitalize()


def _check(facts: PlatformFacts, platform: Platform | None) -> None:
    problems = [*_text_problems(facts), *_fact_problems(facts)]
    others = Platform.objects.filter(archived_at=None)
    if platform is not None:
        others = others.exclude(pk=platform.pk)
    same = [row for row in others if search_key(row.name) == search_key(facts.name)] if facts.name else []
    if same:
        words = _("đã có %(code)s mang tên này.") % {"code": same[0].code}
        problems.append(Problem(_label("name"), words, _("Sửa nền tảng ấy, hoặc đặt tên phân biệt.")))
    if problems:
        raise Refused(_("Chưa ghi được nền tảng."), problems)


def _text_problems(facts: PlatformFacts) -> list[Problem]:
    problems = []
    for name in NAMES:
        value, limit = getattr(facts, name), LONG.get(name, 200)
        if isinstance(value, str) and len(value) > limit:
            problems.append(Problem(_label(name), _("dài quá %(limit)s ký tự.") % {"limit": limit}, _("Rút gọn.")))
    if not facts.name:
        problems.append(Problem(_label("name"), _("còn trống."), _("Ghi tên mà cơ quan chủ quản dùng.")))
    if facts.address and not host_of(facts.address):
        advice = _("Ghi đủ, không dấu cách, ví dụ https://dichvucong.gov.vn. Chưa rõ thì để trống.")
        problems.append(Problem(_label("address"), _("phải là một địa chỉ https:// đầy đủ."), advice))
    return problems


def _fact_problems(facts: PlatformFacts) -> list[Problem]:
    problems = []
    for name, known in (("maturity", Maturity.values), ("cost", Cost.values), ("works_on_tv", OnTv.values)):
        if getattr(facts, name) and getattr(facts, name) not in known:
            problems.append(Problem(_label(name), _("không có lựa chọn này.")))
    if facts.security_level is not None and not 1 <= facts.security_level <= 5:
        problems.append(Problem(_label("security_level"), _("chỉ có cấp 1 đến 5."), _("Chưa rõ thì để trống.")))
    if facts.personal_data_what and facts.personal_data is not True:
        advice = _("Chọn «có», hoặc xóa phần kể ra.")
        problems.append(Problem(_label("personal_data"), _("đã kể ra dữ liệu mà chưa chọn «có»."), advice))
    if facts.works_on_tv and (facts.tested_on is None or not facts.tested_by):
        advice = _("Ghi ngày thử và người thử, hoặc chọn «chưa thử».")
        problems.append(Problem(_label("works_on_tv"), _("chưa rõ ai thử, ngày nào."), advice))
    if facts.tested_on and facts.tested_on > clock.today():
        problems.append(Problem(_label("tested_on"), _("ở tương lai."), _("Ghi ngày đã thử thật.")))
    return problems


def _put(platform: Platform, facts: PlatformFacts) -> None:
    for name in NAMES:
        setattr(platform, name, getattr(facts, name))
    platform.topics = list(facts.topics)
    platform.search_key = search_key(f"{platform.code} {facts.name} {facts.owner} {facts.address}")[:500]


def _plain(facts: PlatformFacts, names: Any) -> dict[str, Any]:
    values = {name: getattr(facts, name) for name in names}
    if "topics" in values:
        values["topics"] = ", ".join(values["topics"])
    if values.get("tested_on"):
        values["tested_on"] = f"{values['tested_on']:%d/%m/%Y}"
    return {name: value for name, value in values.items() if value not in ("", None) or len(names) < len(NAMES)}


def _tell(actor: Actor, action: str, platform: Platform, **more: Any) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="platform",
        subject_key=platform.code,
        subject_label=platform.name,
        **more,
    )
    tell_screens(actor)
