"""Entry point of the command line. Each group of commands lives in a module of its own."""

from __future__ import annotations

import os
import sys

import click


@click.group()
def diemsang() -> None:
    """Điểm Sáng: điểm hỗ trợ đồng bào dân tộc thiểu số ứng dụng công nghệ thông tin."""


def main() -> None:
    """Set Django up, then run the command; errors a person can act on end with exit code 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diemsang.config.settings")
    import django

    django.setup()
    from diemsang.core.errors import Refused

    try:
        diemsang()
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(1)
