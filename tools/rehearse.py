"""Rehearses backup and restore as an operator would: SQLite → PostgreSQL → SQLite, then a damaged file.

Prints what each step took and compares the manifests of the three backups: equal rows and hashes, or exit code 1.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.demo import copy_demo
from tools.hub import DIEMSANG, ROOT, environment
from tools.postgres import cluster


def call(home: Path, database: str, *words: str) -> subprocess.CompletedProcess[str]:
    """One command on a home and a database (empty: SQLite in the home)."""
    started = time.monotonic()
    env = environment(home, database)
    result = subprocess.run([*DIEMSANG, *words], env=env, cwd=ROOT, check=False, capture_output=True, text=True)
    where = "PostgreSQL" if database else "SQLite"
    print(f"{time.monotonic() - started:5.1f} s  {where:<10}  diemsang {words[0]}: {result.stdout.strip()[-110:]}")
    return result


def must(home: Path, database: str, *words: str) -> None:
    """A command that has to succeed."""
    result = call(home, database, *words)
    if result.returncode:
        sys.exit(f"diemsang {' '.join(words)}: mã {result.returncode}\n{result.stdout}{result.stderr}")


def contents(path: Path) -> dict[str, Any]:
    """What must be equal between two backups of the same hub."""
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    return {key: manifest[key] for key in ("tables", "files", "columns", "migrations", "hub_sha256")}


def main() -> int:
    """Exit code 0 when every step held."""
    with tempfile.TemporaryDirectory(prefix="diemsang-") as folder, cluster() as postgres:
        base = Path(folder)
        copy_demo(base / "a")
        must(base / "a", "", "backup", str(base / "a.zip"))
        must(base / "a", "", "check")
        must(base / "b", postgres, "restore", str(base / "a.zip"))
        must(base / "b", postgres, "check")
        must(base / "b", postgres, "backup", str(base / "b.zip"))
        must(base / "c", "", "restore", str(base / "b.zip"))
        must(base / "c", "", "check")
        must(base / "c", "", "backup", str(base / "c.zip"))
        one, two, three = (contents(base / name) for name in ("a.zip", "b.zip", "c.zip"))
        if not one == two == three:
            different = [label for label in one["tables"] if one["tables"][label] != two["tables"].get(label)]
            print(f"KHÁC NHAU: {different}")
            return 1
        damaged = bytearray((base / "a.zip").read_bytes())
        damaged[len(damaged) // 2] ^= 1
        (base / "damaged.zip").write_bytes(damaged)
        refused = call(base / "d", "", "restore", str(base / "damaged.zip"))
        if refused.returncode != 1 or "Traceback" in refused.stderr or (base / "d").exists():
            print(f"Bản hỏng không bị từ chối đúng cách: {refused.stderr}")
            return 1
        print(f"bản hỏng: {refused.stderr.strip()}")
        rows = sum(table["rows"] for table in one["tables"].values())
        print(f"Diễn tập sao lưu: {rows} dòng, {len(one['tables'])} bảng, ba bản sao lưu có cùng mã băm từng bảng.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
