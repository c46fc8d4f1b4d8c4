"""A reform's folder (docs/area-format.md) as one zip file, out and in."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from diemsang.areas.formats import STEP_COLUMNS, ReformDoc, read_reform
from diemsang.core.errors import Problem, Refused
from diemsang.core.tabular import csv_bytes

NAMES = ("reform.toml", "steps.csv")
MAX_ZIP = 5 * 1024 * 1024
MAX_INSIDE = 20 * 1024 * 1024


def zip_of(doc: ReformDoc) -> bytes:
    """The folder of a reform as a zip file. Reading it gives an equal reform."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(f"{doc.code}/reform.toml", _toml(doc))
        packed.writestr(f"{doc.code}/steps.csv", _steps(doc))
    return out.getvalue()


def reform_from_zip(data: bytes, name: str) -> ReformDoc:
    """The reform in a zip file. ``Refused`` when it is no such file, too large, or its contents are wrong."""
    if len(data) > MAX_ZIP:
        raise _bad(name, _("tệp quá lớn (tối đa 5 MB)."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            found = {PurePosixPath(info.filename).name: info for info in packed.infolist()}
            missing = [wanted for wanted in NAMES if wanted not in found]
            if missing:
                raise _bad(name, _("trong tệp không có %(names)s.") % {"names": ", ".join(missing)})
            if any(found[wanted].file_size > MAX_INSIDE for wanted in NAMES):
                raise _bad(name, _("nội dung giải nén quá lớn."))
            with tempfile.TemporaryDirectory() as folder:
                for wanted in NAMES:
                    with packed.open(found[wanted]) as inside:
                        content = inside.read(MAX_INSIDE + 1)
                    if len(content) > MAX_INSIDE:
                        raise _bad(name, _("nội dung giải nén quá lớn."))
                    (Path(folder) / wanted).write_bytes(content)
                return read_reform(Path(folder))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise _bad(name, _("không mở được (hỏng, bị cắt, hoặc có mật khẩu).")) from error


def _bad(name: str, message: str) -> Refused:
    advice = _("Nén thư mục có reform.toml và steps.csv thành một tệp .zip rồi gửi lại.")
    return Refused(_("Chưa đọc được tệp."), [Problem(name, message, advice)])


def _toml(doc: ReformDoc) -> str:
    def line(key: str, value: str) -> str:
        return f"{key} = {json.dumps(value, ensure_ascii=False)}"

    lines = [line("code", doc.code), line("title", doc.title), f"effective_on = {doc.effective_on.isoformat()}"]
    lines += [line("source_scheme", doc.source_scheme), line("scheme", doc.scheme), line("decision", doc.decision)]
    for paper in doc.decisions:
        lines += ["", "[[decisions]]", line("key", paper.key), line("kind", paper.kind), line("title", paper.title)]
        lines += [line(name, getattr(paper, name)) for name in ("number", "issuer", "source") if getattr(paper, name)]
        lines += [f"on = {paper.on.isoformat()}"] if paper.on else []
    return "\n".join(lines) + "\n"


def _steps(doc: ReformDoc) -> bytes:
    rows = []
    for step in doc.steps:
        values = {column: getattr(step, column, None) for column in STEP_COLUMNS}
        values |= {"whole_of": " ".join(step.whole_of), "part_of": " ".join(step.part_of)}
        rows.append([values[column] for column in STEP_COLUMNS])
    return csv_bytes(STEP_COLUMNS, rows)
