"""Runs a command with ``DATABASE_URL`` pointing at a PostgreSQL of its own, thrown away afterwards.

    python tools/postgres.py COMMAND…

The cluster lies in a temporary folder and listens on a spare port of this machine only. Nothing of it is durable
(fsync off), which is right for tests; a bench of writing asks for ``durable``.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.hub import free_port


def binaries() -> Path:
    """The folder of ``initdb`` and ``pg_ctl``: Debian keeps them out of PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parent.parent.name))
    found = str(versions[-1]) if versions else shutil.which("initdb")
    if not found:
        sys.exit("Không có PostgreSQL trên máy này (trên Debian: apt-get install postgresql).")
    return Path(found).parent


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[str]:
    """A running cluster; gives the address of an empty database on it. ``durable``: a commit is on the disk."""
    folder = Path(tempfile.mkdtemp(prefix="diemsang-pg-"))
    as_root = os.geteuid() == 0
    prefix = ["runuser", "-u", "postgres", "--"] if as_root else []
    if as_root:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    port, tools, data = free_port(), binaries(), folder / "data"
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    if durable:
        options += " -c shared_buffers=1GB -c max_wal_size=4GB"
    else:
        options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off -c autovacuum=off"
    environment = os.environ | {"LC_ALL": "C.UTF-8"}

    def call(*words: str | Path) -> None:
        command = [*prefix, *map(str, words)]
        subprocess.run(command, check=True, cwd=folder, env=environment, stdout=subprocess.DEVNULL)

    try:
        call(tools / "initdb", "-D", data, "-U", "diemsang", "-A", "trust", "-E", "UTF8", "--no-sync")
        call(tools / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            call(tools / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "diemsang", "diemsang")
            yield f"postgresql://diemsang@127.0.0.1:{port}/diemsang"
        finally:
            call(tools / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Exit code of the command."""
    with cluster() as address:
        environment = os.environ | {"DATABASE_URL": address}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
