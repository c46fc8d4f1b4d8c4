"""Texts that do not fit their column are refused in words; PostgreSQL would break on them, SQLite keep them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from diemsang.core.errors import Problem

PERSON_NAME = JOB_TITLE = 120
OFFICE_NAME = 200
REASON = 1000


def length_problems(*texts: tuple[str, str, int]) -> list[Problem]:
    """One problem for each (label, text, most characters) that is too long."""
    return [
        Problem(where, _("dài quá {most} ký tự.").format(most=most), _("Viết ngắn lại."))
        for where, text, most in texts
        if len(text) > most
    ]
