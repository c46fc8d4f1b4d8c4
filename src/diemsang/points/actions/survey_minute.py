"""The minute of a survey (BB_KS): what was seen, for the surveyors and the commune to sign."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from diemsang.accounts.queries import office_names, owner_name
from diemsang.areas.models import Area, Level
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.vietnamese import number
from diemsang.documents.actions import make_minute
from diemsang.documents.models import Decision, Minute, MinuteKind, MinuteState
from diemsang.points.actions.minutes import link_minute
from diemsang.points.models import Grid, PlanPoint, SiteSurvey, Stability, SupportPoint, SurveyResult
from diemsang.points.queries.scope import SURVEY, require_on
from diemsang.points.queries.survey import SurveyStory, place_words, survey_story

CONCLUSIONS = {
    SurveyResult.PASSED: "Địa điểm đạt đủ bốn điều kiện cơ bản.",
    SurveyResult.WAIVED: "Địa điểm có điều kiện không đạt và đã được miễn bằng văn bản.",
    SurveyResult.FAILED: "Địa điểm chưa đạt đủ bốn điều kiện cơ bản.",
    SurveyResult.OPEN: "Chưa kết luận được: còn điều kiện chưa rõ.",
}
"""Words of the paper."""


@transaction.atomic
def make_survey_minute(*, actor: Actor, survey: SiteSurvey, public_id: uuid.UUID) -> Minute:
    """A draft minute of the survey; the one that stands when there is one. ``Refused`` for a voided survey.

    Names of candidates are left out: the paper goes to more people than need them (domain §8.1).
    """
    point = survey.point
    require_on(actor, SURVEY, point)
    list(SupportPoint.objects.select_for_update().filter(pk=point.pk))
    survey = SiteSurvey.objects.select_related("point", "minute").get(pk=survey.pk)
    if survey.voided_at is not None:
        problem = Problem(point.code, _("phiếu khảo sát này đã hủy."), _("Mở phiếu đang có của điểm."))
        raise Refused(_("Chưa lập được biên bản."), [problem])
    if survey.minute is not None and survey.minute.state != MinuteState.VOID:
        return survey.minute
    if Minute.objects.filter(public_id=public_id).exists():  # an old page sent again after its minute was voided
        public_id = uuid.uuid4()
    with override("vi"):  # the paper is Vietnamese whatever the interface speaks
        story = survey_story(actor, survey)
        data = _data(story, _office_name(actor, survey))
    title = f"Khảo sát địa điểm đặt điểm hỗ trợ {point.code}"
    minute = make_minute(
        actor=actor,
        public_id=public_id,
        kind=MinuteKind.BB_KS,
        title=f"{title}, {_inside(story.then)}"[:300] if story.then else title,
        on=survey.on,
        data=data,
    )
    link_minute(minute=minute, points=[point])
    survey.minute = minute
    survey.save(update_fields=["minute"])
    return minute


def move_minute(actor: Actor, old: Minute, new: Minute) -> None:
    """The minute was voided and another draft stands in its place: the survey refers to that one."""
    SiteSurvey.objects.filter(minute=old, voided_at=None).update(minute=new)


def _inside(place: str) -> str:
    """A place within a sentence: the word for the kind of unit is small there."""
    return place[:1].lower() + place[1:] if place.startswith(("Xã ", "Huyện ", "Phường ", "Thị ")) else place


def _office_name(actor: Actor, survey: SiteSurvey) -> str:
    """The office of who makes the minute, as it was called on the survey's day; "" when unknown."""
    office = getattr(actor, "office_id", None)
    return office_names([office], survey.on).get(office, "") if office else ""


def _data(story: SurveyStory, office: str) -> dict[str, Any]:
    """What the template prints; what nobody noted stays blank."""
    survey = story.survey
    return {
        "office_parent": "",
        "office": office,
        "place": "",
        "parties": [
            {
                "role": "Đoàn khảo sát",
                "office": office,
                "people": [_person(line) for line in survey.surveyors.splitlines()],
            },
            {"role": "Đại diện địa phương", "office": _committee(story), "people": [{"name": "", "post": ""}]},
        ],
        "bases": _bases(story),
        "facts": [[label, text] for label, text in _facts(story)],
        "columns": ["STT", "Điều kiện", "Kết luận", "Ghi chú"],
        "lines": [
            [
                str(at),
                line.condition.title,
                line.label,
                "; ".join(
                    part for part in (line.note, f"miễn theo {line.waiver.decision}" if line.waiver else "") if part
                ),
            ]
            for at, line in enumerate(story.lines, 1)
        ],
        "conclusion": [CONCLUSIONS[SurveyResult(survey.result)], *survey.note.splitlines()],
        "signers": [{"title": "ĐẠI DIỆN ĐOÀN KHẢO SÁT"}, {"title": "ĐẠI DIỆN ĐỊA PHƯƠNG"}],
    }


def _person(line: str) -> dict[str, str]:
    name, _comma, post = line.partition(",")
    return {"name": name.strip(), "post": post.strip()}


def _committee(story: SurveyStory) -> str:
    """The commune's committee as it was called on the day; "" when the commune is not known."""
    _then, _now, area_id = place_words(story.point, story.survey.on)
    area = Area.objects.filter(pk=area_id or 0, level=Level.COMMUNE).first()
    return owner_name("COMMUNE", area.pk, story.survey.on) if area is not None else ""


def _bases(story: SurveyStory) -> list[str]:
    articles = list(dict.fromkeys(line.condition.article for line in story.lines))
    lines = PlanPoint.objects.filter(point=story.point, left_on=None).select_related("plan").order_by("listed_on")
    found = [f"Căn cứ {article};" for article in articles]
    for line in lines:
        version = line.plan.versions.select_related("decision").order_by("-number").first()
        if version is not None:
            found.append(f"Căn cứ {_cited(version.decision)};")
    return found


def _cited(paper: Decision) -> str:
    """A document as a basis names it: kind, number, day, issuer; its title when it has no number."""
    if not paper.number:
        return paper.full_name
    kind = str(paper.get_kind_display())
    parts = [f"{kind[:1].upper()}{kind[1:]} số {paper.number}"]
    parts += [f"ngày {paper.on:%d/%m/%Y}"] if paper.on else []
    parts += [f"của {paper.issuer}"] if paper.issuer else []
    return " ".join(parts)


def _facts(story: SurveyStory) -> list[tuple[str, str]]:
    survey = story.survey
    power = [str(Grid(survey.grid).label)] if survey.grid else []
    power += [str(Stability(survey.power).label)] if survey.power else []
    things = [
        ", ".join(
            part
            for part in (
                thing.name,
                f"số lượng {thing.quantity}" if thing.quantity is not None else "",
                {True: "còn dùng được", False: "đã hỏng"}.get(thing.working, "") if thing.working is not None else "",
                f"nguồn vốn: {thing.funding}" if thing.funding else "",
            )
            if part
        )
        for thing in story.equipment
    ]
    tongues = [*story.varieties, *([survey.varieties_note] if survey.varieties_note else [])]
    shots = sum(len(line.photos) for line in story.lines) + len(story.other_photos)
    return [
        ("Mã điểm", story.point.code),
        ("Địa điểm", story.then),
        ("Sóng di động", "; ".join(f"{carrier}: {signal}" for carrier, signal in story.signal)),
        ("Nguồn điện", ", ".join(power)),
        ("Diện tích phòng (m²)", number(survey.room_area) if survey.room_area is not None else ""),
        ("Số chỗ ngồi", str(survey.seats) if survey.seats is not None else ""),
        ("Tiếng nói chính", ", ".join(tongues)),
        ("Thiết bị đã có", "; ".join(things)),
        ("Ảnh kèm theo", f"{shots} ảnh trong hồ sơ điện tử của điểm" if shots else ""),
    ]
