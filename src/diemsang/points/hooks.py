"""What points tell the apps below: a card on a unit's page, what a reform touches, who may read a file."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.areas.models import Area
from diemsang.areas.registry import Card, CardLine, ReformEffect, Subject
from diemsang.core.actor import Actor
from diemsang.documents.models import Decision, Minute
from diemsang.documents.registry import Effect
from diemsang.files.models import Blob
from diemsang.points.models import (
    Approval,
    PlanPoint,
    PointCustody,
    PointFile,
    PointPlace,
    SiteSurvey,
    SiteWaiver,
    SupportPoint,
)
from diemsang.points.queries import may, point_rows, subject_key, visible_to
from diemsang.points.queries.rows import in_area
from diemsang.points.queries.scope import SURVEY, sees_whole
from diemsang.points.queries.survey import RESULT_TONES
from diemsang.points.registry import PointCard
from diemsang.points.surveys import standing_surveys

SHOWN = 8


def area_card(actor: Actor, area: Area, day: dt.date) -> Card | None:
    """The points of a unit of any time, as far as the actor may see them."""
    if not actor.can("points.view"):
        return None
    points = in_area(visible_to(actor), area, day).order_by("code")
    count = points.count()
    lines = [
        CardLine(row.code, reverse("points:detail", args=[row.code]), f"{row.place} · {row.stage_label}")
        for row in point_rows(list(points[:SHOWN]), day)
    ]
    more = f"{reverse('points:list')}?dia-ban={area.key}" if count else ""
    return Card(_("Điểm hỗ trợ"), count, lines, more, _("Chưa có điểm nào ghi ở đây, hoặc ngoài địa bàn bạn được xem."))


def reform_effects(area_ids: set[int], on: dt.date) -> list[ReformEffect]:
    """Points placed in the units that a reform ends or changes."""
    places = PointPlace.objects.filter(area_id__in=area_ids, voided_at=None, valid_to=None).order_by("point__code")
    rows = list(places.values_list("point__code", "area_id"))
    return [
        ReformEffect(_("điểm hỗ trợ đặt tại đây; hồ sơ giữ nguyên, nơi hôm nay suy ra"), len(rows), _few(rows)),
    ]


def split_subjects(area_ids: set[int]) -> list[Subject]:
    """Points that stand in these units; when one is divided, somebody has to say in which part each lies."""
    places = PointPlace.objects.filter(area_id__in=area_ids, voided_at=None, valid_to=None)
    return [
        Subject(
            place.area_id,
            subject_key(place.point.code),
            place.point.code,
            ", ".join(
                str(part) for part in (place.building_name or place.get_host_building_display(), place.village) if part
            ),
            reverse("points:detail", args=[place.point.code]),
        )
        for place in places.select_related("point").order_by("point__code")
    ]


def file_name(actor: Actor, blob: Blob) -> str | None:
    """The name of a paper in the file of a point that the actor may see."""
    papers = PointFile.objects.filter(blob=blob, voided_at=None, point__in=visible_to(actor))
    return papers.values_list("file_name", flat=True).first()


def _few(rows: list[tuple[str, int]]) -> list[str]:
    return [code for code, _area in rows[:SHOWN]]


def survey_card(actor: Actor, point: SupportPoint, day: dt.date) -> PointCard | None:
    """The survey that counts, on the page of a point that the actor sees whole."""
    if not sees_whole(actor, point):
        return None
    survey = standing_surveys([point.pk]).get(point.pk)
    context: dict[str, object] = {
        "survey": survey,
        "code": point.code,
        "tone": RESULT_TONES[survey.result] if survey else "plain",
        "may_survey": may(actor, SURVEY, point),
    }
    return PointCard(_("Khảo sát địa điểm"), "points/_survey_card.html", context)


def survey_href(minute: Minute) -> str:
    """The survey that a minute tells of."""
    survey = SiteSurvey.objects.filter(minute=minute).select_related("point").order_by("-id").first()
    return reverse("points:survey", args=[survey.point.code, survey.public_id]) if survey is not None else ""


def decision_effects(actor: Actor, decision: Decision) -> list[Effect]:
    """What the document did to points, in sums; points are named only to who may see them."""
    found = []
    seen = visible_to(actor)
    for words, rows in (
        (_("Phê duyệt %(count)s điểm"), Approval.objects.filter(decision=decision, voided_at=None)),
        (_("Rút phê duyệt %(count)s điểm"), Approval.objects.filter(ended_by=decision, voided_at=None)),
        (_("Đưa %(count)s điểm vào danh sách"), PlanPoint.objects.filter(decision=decision)),
        (_("Ghi địa điểm của %(count)s điểm"), PointPlace.objects.filter(decision=decision, voided_at=None)),
        (_("Ghi bên giữ tài sản của %(count)s điểm"), PointCustody.objects.filter(decision=decision, voided_at=None)),
        (
            _("Miễn điều kiện địa điểm của %(count)s điểm"),
            PlanPoint.objects.filter(
                point__surveys__in=SiteWaiver.objects.filter(decision=decision, voided_at=None).values("survey")
            ),
        ),
    ):
        count = rows.values("point_id").distinct().count()
        if not count:
            continue
        ids = set(rows.values_list("point_id", flat=True))
        codes = list(seen.filter(pk__in=ids).order_by("code").values_list("code", flat=True)[:2])
        href = reverse("points:detail", args=codes) if len(codes) == count == 1 else ""
        if not href and codes:
            href = reverse("points:list")
        found.append(Effect(words % {"count": count}, href))
    return found
