"""What the minute of an inspection prints (domain §6.2 BB_KTr): from rows, in words of the day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import override

from diemsang.accounts.queries import office_names
from diemsang.equipment.papers import place_words
from diemsang.operations.models import Finding, Inspection, Verdict


def minute_data(row: Inspection) -> dict[str, Any]:
    """What the template of minutes prints (see ``documents.actions.make_minute``). Unknown stays an open line."""
    with override("vi"):  # the paper is Vietnamese whatever the interface speaks
        lines = list(row.lines.all())
        findings = {one.line_id: one for one in row.findings.select_related("office")}
        names = responsible_names(list(findings.values()), row.on)
        conclusion = [row.conclusion] if row.conclusion else []
        conclusion += [
            f"{one.text}: {names[one.pk]} thực hiện, xong trước hết ngày {one.due_on:%d/%m/%Y}."
            for one in findings.values()
        ]
        return {
            "office_parent": "",
            "office": "",
            "place": "",
            "parties": [
                {"role": "Đoàn kiểm tra", "office": "", "people": [{"name": row.members, "post": ""}]},
                {"role": "Đại diện điểm được kiểm tra", "office": "", "people": [{"name": "", "post": ""}]},
            ],
            "bases": [],
            "facts": [
                ["Mã điểm", row.point.code],
                ["Địa điểm", place_words([row.point], row.on, building=False).get(row.point_id, "")],
            ],
            "columns": ["STT", "Nội dung kiểm tra", "Kết quả", "Ghi chú"],
            "lines": [[str(line.position), line.text, str(Verdict(line.verdict).label), line.note] for line in lines],
            "conclusion": conclusion or ["Không có việc phải khắc phục."],
            "signers": [{"title": "ĐOÀN KIỂM TRA"}, {"title": "ĐẠI DIỆN ĐIỂM"}, {"title": "ĐẠI DIỆN UBND XÃ"}],
        }


def responsible_names(findings: list[Finding], on: dt.date) -> dict[int, str]:
    """Id of a finding → who has to put it right, by the name of the day."""
    ids = {one.office_id for one in findings if one.office_id is not None}
    names = office_names(ids, on) if ids else {}
    return {one.pk: names[one.office_id] if one.office_id is not None else one.responsible for one in findings}
