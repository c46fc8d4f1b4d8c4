"""PDFs are made by the worker. Every step can be asked for twice: what is done already is not done again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django_q.tasks import async_task

from diemsang.documents.minutes import office

AT_ONCE = 12
"""Minutes in one run of LibreOffice: its start is shared, progress is seen every few seconds."""
IN_A_JOB = 48


def send_pdf(ids: Sequence[int]) -> None:
    """Ask a worker for the PDF of these minutes; nothing is asked where LibreOffice is missing."""
    if office.program() is None:
        return
    for start in range(0, len(ids), IN_A_JOB):
        async_task("diemsang.documents.jobs.make_pdfs", list(ids[start : start + IN_A_JOB]))


def make_pdfs(ids: Iterable[int]) -> None:
    """In the worker: the PDFs that are still missing."""
    from diemsang.documents.actions import printing

    printing.make_pdfs(list(ids))


def send_printing(pk: int) -> None:
    """Ask a worker for several minutes as one PDF."""
    async_task("diemsang.documents.jobs.make_printing", pk)


def make_printing(pk: int) -> None:
    """In the worker: print what is a draft, make the PDFs that are missing, join them."""
    from diemsang.documents.actions import printing

    printing.make_printing(pk)
