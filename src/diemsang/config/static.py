"""Collect, hash and compress the static files of this version into the home, once."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from diemsang import __version__
from diemsang.config import hubfile

STAMP = ".collected"


def fingerprint() -> str:
    """Changes whenever a static file of an installed app changes."""
    total = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            modified = storage.get_modified_time(name).timestamp()
            total.update(f"{name}\0{storage.size(name)}\0{modified}\n".encode())
    return total.hexdigest()


def collect() -> bool:
    """Fill ``STATIC_ROOT`` unless it is up to date; whether anything was done. A home up to date may be read-only."""
    stamp, wanted = settings.STATIC_ROOT / STAMP, fingerprint()

    def up_to_date() -> bool:
        return stamp.is_file() and stamp.read_text(encoding="ascii") == wanted

    if up_to_date():
        return False
    with hubfile.making(settings.HOME):
        if up_to_date():  # another process filled it meanwhile
            return False
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(wanted, encoding="ascii")
    return True
