"""What the handover between two persons in charge prints: from rows, in words of the day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from diemsang.equipment.actions.acts import pieces_at
from diemsang.equipment.papers import place_words
from diemsang.operations.models import OperatorHandover
from diemsang.operations.registry import open_faults
from diemsang.points.models import SupportPoint


def lines_at(point: SupportPoint, on: dt.date) -> list[list[str]]:
    """Pieces that stood at the point on the day: what, number, condition; what is unknown stays empty. In Vietnamese,
    for it is kept and printed."""
    with override("vi"):
        return [
            [
                piece.item.name,
                piece.serial or piece.code,
                "" if piece.condition == "unknown" else str(piece.get_condition_display()),
            ]
            for piece in pieces_at(point, on)
        ]


def faults_at(point: SupportPoint) -> str:
    """What is broken there now, one a line, as far as an app that knows faults tells. In Vietnamese, to be kept."""
    with override("vi"):
        return "\n".join(open_faults(point))


def minute_data(row: OperatorHandover) -> dict[str, Any]:
    """What the template of minutes prints (see ``documents.actions.make_minute``)."""
    with override("vi"):  # the paper is Vietnamese whatever the interface speaks
        giver = row.giver.shown_name if row.giver is not None else ""
        pin = _("đã nói trực tiếp cho bên nhận; không viết ra giấy") if row.pin_told else ""
        return {
            "office_parent": "",
            "office": "",
            "place": "",
            "parties": [
                {"role": "Bên giao", "office": "", "people": [{"name": giver, "post": "Người phụ trách điểm"}]},
                {
                    "role": "Bên nhận",
                    "office": "",
                    "people": [{"name": row.taker.shown_name, "post": "Người phụ trách điểm từ ngày bàn giao"}],
                },
            ],
            "bases": [str(row.taker.decision)] if row.taker.decision is not None else [],
            "facts": [
                ["Mã điểm", row.point.code],
                ["Địa điểm", place_words([row.point], row.on, building=False).get(row.point_id, "")],
                ["Chìa khóa", row.keys],
                ["Mã PIN của màn hình", pin],
                ["Hỏng hóc còn lại", row.faults],
            ],
            "columns": ["STT", "Bàn giao", "Số hiệu", "Tình trạng"],
            "lines": [[str(at), *line] for at, line in enumerate(row.lines, 1)],
            "conclusion": ["Bên nhận phụ trách điểm, giữ gìn và sử dụng thiết bị đúng mục đích kể từ ngày bàn giao."],
            "signers": [{"title": "BÊN GIAO"}, {"title": "BÊN NHẬN"}, {"title": "ĐẠI DIỆN UBND XÃ"}],
        }
