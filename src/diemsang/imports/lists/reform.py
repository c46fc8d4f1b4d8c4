"""A list "old commune → new commune" as a workbook: it makes one draft, which goes on at the reform desk."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diemsang.areas import actions, queries
from diemsang.areas.formats import DecisionFacts, reform_from_content
from diemsang.areas.models import Kind, Reform
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import search_key
from diemsang.documents.models import DecisionKind
from diemsang.documents.numbers import kind_of
from diemsang.imports.description import Change, Column, ListDescription, ListSession, Row, Standing, Step

RIGHT = "areas.reform"
COMMUNE_KINDS = (Kind.XA, Kind.PHUONG, Kind.THI_TRAN, Kind.DAC_KHU)
_LINE = re.compile(r"^(\d+)(?:, |$)")


class ReformSession(ListSession):
    """Nothing stands in this list: every row is a line of the new draft."""

    def standing(self) -> list[Standing]:
        """Nothing; the form comes empty."""
        return []

    def key(self, row: Row) -> str:
        """No row stands already."""
        return ""

    def natural_key(self, row: Row) -> str:
        """An old unit goes to a new one once."""
        parts = (row.values.get("xa_cu"), row.values.get("huyen_cu"), row.values.get("ma_moi"))
        return "|".join(search_key(str(part or "")) for part in parts) if parts[0] else ""

    def check(self, rows: Sequence[Row]) -> None:
        """Everything that the desk itself would refuse, by making the draft and throwing it away."""
        for row in rows:
            self._kind(row)
        good = [row for row in rows if not row.faults]
        if len(good) < len(rows) or not rows:
            return
        try:
            with transaction.atomic():
                self._draft(rows)
                transaction.set_rollback(True)
        except Refused as refused:
            for problem in refused.problems or [Problem("", str(refused))]:
                line = _LINE.match(problem.where)
                row = next((one for one in rows if line and one.number == int(line.group(1))), rows[0])
                where = problem.where[line.end() :] if line else problem.where
                column = ("xa_cu" if where else "ma_moi") if line else ""
                row.bad(column, "reform", f"{where}: {problem.message}" if where else problem.message, problem.advice)

    def _kind(self, row: Row) -> None:
        """The kind from its column, else from the word before the new name."""
        name = str(row.values.get("ten_moi") or "")
        for kind in COMMUNE_KINDS:
            word = str(kind.label)
            if search_key(name).startswith(search_key(word) + " "):
                row.values["ten_moi"] = name[len(word) :].strip()
                row.values["loai_moi"] = row.values.get("loai_moi") or kind.value
        if name and not row.values.get("loai_moi"):
            row.bad("ten_moi", "kind", _("chưa rõ loại."), _("Ghi «Xã …», «Phường …» ở tên, hoặc điền cột loại."))

    def _draft(self, rows: Sequence[Row]) -> Reform:
        told = self.params
        number, signed = told.get("so", ""), told.get("ngay_van_ban")
        paper = DecisionFacts(
            "",
            kind_of(number) or DecisionKind.NQ.value,
            told.get("trich_yeu", ""),
            number,
            dt.date.fromisoformat(signed) if signed else None,
            told.get("co_quan", ""),
        )
        lines = [
            actions.MappingRow(
                where=str(row.number),
                old=str(row.values["xa_cu"]),
                district=str(row.values.get("huyen_cu") or ""),
                code=str(row.values["ma_moi"]),
                name=str(row.values["ten_moi"]),
                kind=str(row.values["loai_moi"]),
                part=row.values.get("mot_phan") == "co",
                clause=str(row.values.get("dieu") or ""),
            )
            for row in rows
        ]
        return actions.draft_reform_from_rows(
            actor=self.actor,
            rows=lines,
            title=told["ten"],
            effective_on=dt.date.fromisoformat(told["ngay"]),
            paper=paper,
            parent=told["truc_thuoc"],
        )

    def write(self, change: Change) -> Step:
        """A draft of one line."""
        return self.write_all([change])[0]

    def write_all(self, changes: Sequence[Change]) -> list[Step]:
        """One draft of all lines; the first step takes it back."""
        reform = self._draft([change.row for change in changes])
        steps: list[Step] = [{"row_id": f"{reform.code}|{change.row.number}"} for change in changes]
        steps[0] |= {"draft": reform.code, "seen": reform.content_hash}
        return steps

    def undo(self, step: Step) -> None:
        """The draft goes while nobody changed it."""
        if "draft" not in step:
            return
        reform = Reform.objects.filter(code=step["draft"]).first()
        if reform is None:
            return
        if reform.status != Reform.Status.DRAFT or reform.content_hash != step["seen"]:
            message = _("dự thảo đã sửa hoặc đã áp dụng sau lần nhập này.")
            advice = _("Sửa hoặc bỏ dự thảo ở bàn sắp xếp.")
            raise Refused(_("Không hoàn tác được."), [Problem(reform.title, message, advice)])
        actions.discard_draft(actor=self.actor, code=reform.code, seen=reform.content_hash)

    def in_scope(self, row_ids: Iterable[str]) -> int:
        """Lines of drafts over provinces that the actor may reform; one that is gone cannot be written by anybody."""
        ids = list(row_ids)
        codes = {code.partition("|")[0] for code in ids}
        drafts = queries.reforms(self.actor).filter(code__in=codes)
        mine = {reform.code for reform in drafts if queries.may_reform(self.actor, reform_from_content(reform.content))}
        gone = codes - set(Reform.objects.filter(code__in=codes).values_list("code", flat=True))
        return sum(one.partition("|")[0] in mine | gone for one in ids)


def _desk(step: Mapping[str, Any]) -> tuple[str, str]:
    return _("Mở dự thảo ở bàn sắp xếp"), reverse("areas:draft", args=[step["draft"]])


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, str(kind.label)) for kind in COMMUNE_KINDS]


def _whole_or_part() -> list[tuple[str, str]]:
    return [("khong", _("không")), ("co", _("có"))]


REFORM = ListDescription(
    key="reform",
    title=gettext_lazy("Đợt sắp xếp: xã cũ thành xã mới"),
    right=RIGHT,
    columns=(
        Column(
            "xa_cu",
            gettext_lazy("Xã cũ"),
            required=True,
            limit=160,
            aliases=("đơn vị cũ", "xã, phường cũ", "mã xã cũ", "đvhc cũ"),
            help=gettext_lazy("Tên hoặc mã vào ngày trước khi sắp xếp."),
            example="Xã Năng Khả",
            width=28,
        ),
        Column("huyen_cu", gettext_lazy("Huyện cũ"), limit=160, aliases=("thuộc huyện",), width=22),
        Column(
            "ma_moi",
            gettext_lazy("Mã mới"),
            "code",
            required=True,
            limit=5,
            digits=5,
            aliases=("mã xã mới", "mã đvhc mới"),
            help=gettext_lazy("Các dòng cùng mã mới nhập thành một đơn vị."),
            example="02221",
            width=10,
        ),
        Column(
            "ten_moi",
            gettext_lazy("Xã mới"),
            required=True,
            limit=160,
            aliases=("đơn vị mới", "tên xã mới", "xã, phường mới", "đvhc mới", "tên mới"),
            example="Xã Nà Hang",
            width=28,
        ),
        Column("loai_moi", gettext_lazy("Loại mới"), "choice", choices=_kinds, aliases=("loại",), width=12),
        Column(
            "mot_phan",
            gettext_lazy("Chỉ một phần"),
            "choice",
            choices=_whole_or_part,
            help=gettext_lazy("«có» khi xã cũ bị chia cho nhiều nơi."),
            width=13,
        ),
        Column("dieu", gettext_lazy("Điều, khoản"), limit=200, aliases=("khoản", "căn cứ"), width=16),
    ),
    open=ReformSession,
    params=(
        Column("ten", gettext_lazy("Tên đợt sắp xếp"), required=True, limit=300),
        Column("ngay", gettext_lazy("Hiệu lực từ ngày"), "date", required=True),
        Column(
            "truc_thuoc",
            gettext_lazy("Đơn vị mới trực thuộc"),
            required=True,
            limit=160,
            help=gettext_lazy("Tên hoặc mã tỉnh."),
        ),
        Column("so", gettext_lazy("Số văn bản"), required=True, limit=60),
        Column("ngay_van_ban", gettext_lazy("Ngày văn bản"), "date"),
        Column("co_quan", gettext_lazy("Cơ quan ban hành"), limit=200),
        Column("trich_yeu", gettext_lazy("Trích yếu"), required=True, limit=500),
    ),
    help=gettext_lazy("Mỗi dòng một xã cũ và xã mới của nó. Tệp thành một dự thảo, xem và áp dụng ở bàn sắp xếp."),
    leads_to=_desk,
)
