"""Everything wrong with a survey that somebody wants to record, all at once."""

from __future__ import annotations

import math
from collections.abc import Iterator

from django.utils.translation import gettext as _

from diemsang.core import clock
from diemsang.core.errors import Problem
from diemsang.core.text import nfc
from diemsang.points.checklists import Checklist, varieties
from diemsang.points.models import Carrier, Grid, Signal, SiteSurvey, Stability, SupportPoint, Verdict
from diemsang.points.surveys import SurveyWish

LARGEST_ROOM, MOST_SEATS, MOST_PIECES = 5000, 5000, 1000
"""Square metres, seats, pieces of one thing: more is a slip of the hand."""


def survey_problems(
    point: SupportPoint, wish: SurveyWish, checklist: Checklist, but: SiteSurvey | None
) -> list[Problem]:
    """All problems; ``but`` is the survey that this one replaces."""
    return [*_day(point, wish, but), *_verdicts(wish, checklist), *_facts(wish), *_equipment(wish), *_people(wish)]


def _day(point: SupportPoint, wish: SurveyWish, but: SiteSurvey | None) -> Iterator[Problem]:
    if wish.on > clock.today():
        yield Problem(_("Ngày khảo sát"), _("ở tương lai."), _("Ghi ngày đã đến nơi."))
    same = SiteSurvey.objects.filter(point=point, on=wish.on, voided_at=None)
    other = same.exclude(pk=but.pk if but else 0).first()
    if other is not None:
        words = {"day": f"{wish.on:%d/%m/%Y}", "who": other.recorded_by or _("người khác")}
        message = _("đã có phiếu khảo sát ngày %(day)s do %(who)s ghi.") % words
        yield Problem(point.code, message, _("Mở phiếu ấy; nếu phiếu ấy sai thì thay phiếu kèm lý do."))


def _verdicts(wish: SurveyWish, checklist: Checklist) -> Iterator[Problem]:
    for condition in checklist.conditions:
        verdict, note = wish.verdicts.get(condition.code, ("", ""))
        if verdict not in Verdict.values:
            message = _("chưa chọn kết luận.")
            yield Problem(condition.title, message, _("Chọn đạt, không đạt, hoặc chưa rõ."))
        elif verdict == Verdict.FAIL and not nfc(note) and not wish.from_paper:
            yield Problem(condition.title, _("không đạt mà chưa ghi vì sao."), _("Ghi ngắn gọn điều đã thấy."))
    for code in wish.verdicts:
        if code not in checklist.codes:
            yield Problem(code, _("không có trong bộ điều kiện của giai đoạn này."))


def _facts(wish: SurveyWish) -> Iterator[Problem]:
    for carrier, signal in wish.signal.items():
        if carrier not in Carrier.values or signal not in Signal.values:
            yield Problem(_("Sóng di động"), _("“%(what)s” không có trong danh mục.") % {"what": f"{carrier} {signal}"})
    if wish.grid not in Grid.values or wish.power not in Stability.values:
        yield Problem(_("Nguồn điện"), _("không có trong danh mục."))
    if wish.room_area is not None and not (math.isfinite(wish.room_area) and 0 < wish.room_area <= LARGEST_ROOM):
        yield Problem(_("Diện tích phòng"), _("phải từ 1 đến %(most)s m².") % {"most": LARGEST_ROOM})
    if wish.seats is not None and not 0 <= wish.seats <= MOST_SEATS:
        yield Problem(_("Số chỗ ngồi"), _("phải từ 0 đến %(most)s.") % {"most": MOST_SEATS})
    for tag in wish.varieties:
        if tag not in varieties():
            yield Problem(_("Tiếng nói chính"), _("“%(tag)s” không có trong danh mục.") % {"tag": tag})


def _equipment(wish: SurveyWish) -> Iterator[Problem]:
    for number, thing in enumerate(wish.equipment, 1):
        where = _("Thiết bị đã có, dòng %(number)s") % {"number": number}
        if not nfc(thing.name):
            yield Problem(where, _("chưa ghi tên thiết bị."), _("Ghi tên, hoặc xóa cả dòng."))
        if thing.quantity is not None and not 1 <= thing.quantity <= MOST_PIECES:
            yield Problem(where, _("số lượng phải từ 1 đến %(most)s.") % {"most": MOST_PIECES})


def _people(wish: SurveyWish) -> Iterator[Problem]:
    if not nfc(wish.surveyors):
        yield Problem(_("Người khảo sát"), _("còn trống."), _("Ghi họ tên và chức danh, mỗi người một dòng."))
    for number, (name, post) in enumerate(wish.candidates, 1):
        if not nfc(name) and nfc(post):
            where = _("Người dự kiến phụ trách, dòng %(number)s") % {"number": number}
            yield Problem(where, _("có chức danh mà chưa có tên."), _("Ghi tên, hoặc xóa cả dòng."))
