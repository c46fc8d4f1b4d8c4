"""A plan back into a folder of readable files, the same that loading reads."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from diemsang.core.errors import Problem, Refused
from diemsang.plans.formats import OPTIONAL_FILES, plan_files
from diemsang.plans.models import Plan
from diemsang.plans.snapshot import content_of


def export_plan(plan: Plan, path: Path) -> list[Path]:
    """Write the latest version of ``plan`` into the folder ``path`` (made when absent); return the files written.

    Files that the format does not know (``areas/``, ``SOURCES.md``) stay as they are. Raises ``Refused`` when the plan
    has no version or the folder cannot be written.
    """
    version = plan.versions.order_by("-number").first()
    if version is None:
        raise Refused(_("Kế hoạch {code} chưa có bản nào để xuất.").format(code=plan.code))
    files = plan_files(content_of(version))
    written = []
    try:
        path.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            target = path / name
            target.write_bytes(data)
            written.append(target)
        for name in OPTIONAL_FILES:
            if name not in files:
                # A table the plan does not have must not survive from an earlier export into the same folder.
                (path / name).unlink(missing_ok=True)
    except OSError as error:
        problem = Problem(
            str(error.filename or path), error.strerror or "", _("Chọn thư mục khác hoặc kiểm tra quyền.")
        )
        raise Refused(_("Không ghi được thư mục kế hoạch."), [problem]) from error
    return written
