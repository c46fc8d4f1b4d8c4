"""A backup is whole or refused; a restore gives back every row, or leaves the hub as empty as it was."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import json
import os
import zipfile
from pathlib import Path

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from diemsang.accounts.models import User
from diemsang.audit.models import Entry
from diemsang.config import hubfile
from diemsang.config.backup import archive, restore_backup, tables, write_backup
from diemsang.core import clock
from diemsang.core.errors import Refused
from diemsang.files.models import Blob
from diemsang.files.storage import blob_path

MOMENT = dt.datetime(2026, 3, 4, 5, 6, 7, 891234, tzinfo=dt.UTC)
CONTENT = b"%PDF-1.4 bi\xc3\xaan b\xe1\xba\xa3n"


def at_home(settings: Settings, home: Path) -> Path:
    settings.HOME, settings.FILES_ROOT = home, home / "files"
    return home


def fill() -> None:
    """A few rows with what is easily lost: marks, microseconds, nested JSON, null, a stored file."""
    User.objects.create(username="lan", full_name="Hoàng Thị Lan", password="!")
    after = {"z": [1, {"â": None}], "a": "Đồng «bào»\n", "n": 1.5}
    Entry.objects.create(
        at=MOMENT,
        action="x",
        actor_key="system",
        actor_label="Hệ thống",
        subject_type="t",
        subject_key="k",
        after=after,
    )
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    Blob.objects.create(sha256=sha256, size=len(CONTENT), media_type="application/pdf", created_at=MOMENT)
    path = blob_path(sha256)
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)


@pytest.fixture
def saved(db: None, settings: Settings, tmp_path: Path) -> Path:
    """A backup of a filled hub; afterwards the database is empty again and ``HOME`` is a new folder."""
    hubfile.ensure(at_home(settings, tmp_path / "old"))
    target = tmp_path / "hub.zip"
    with transaction.atomic():
        fill()
        write_backup(target)
        transaction.set_rollback(True)
    at_home(settings, tmp_path / "new")
    return target


def rewrite(path: Path, change: dict[str, bytes], *, add: dict[str, bytes] | None = None) -> None:
    """Change members of a backup and seal it again, as somebody who knows the format could."""
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    members |= change
    members |= add or {}
    with zipfile.ZipFile(path, "w") as new:
        new.comment = b"0" * archive.SEAL
        for name, content in members.items():
            new.writestr(name, content)
    archive.seal(path)


def test_everything_comes_back(saved: Path, tmp_path: Path) -> None:
    before = archive.open_verified(saved)[1].tables
    assert "khớp" in restore_backup(saved)
    assert {model._meta.label: tables.sum_of(model) for model in tables.kept_models()} == before
    entry = Entry.objects.get()
    assert entry.at == MOMENT
    assert entry.after == {"z": [1, {"â": None}], "a": "Đồng «bào»\n", "n": 1.5}
    assert User.objects.get().phone is None
    assert blob_path(Blob.objects.get().sha256).read_bytes() == CONTENT
    assert (tmp_path / "new/hub.toml").read_bytes() == (tmp_path / "old/hub.toml").read_bytes()
    assert (tmp_path / "new/hub.toml").stat().st_mode & 0o777 == 0o600
    assert saved.stat().st_mode & 0o777 == 0o600


def test_a_second_backup_holds_the_same(saved: Path, tmp_path: Path) -> None:
    restore_backup(saved)
    write_backup(tmp_path / "again.zip")
    one, other = archive.open_verified(saved)[1], archive.open_verified(tmp_path / "again.zip")[1]
    assert (one.tables, one.files, one.columns) == (other.tables, other.files, other.columns)


def test_new_rows_get_numbers_above_the_restored(saved: Path) -> None:
    restore_backup(saved)
    assert User.objects.create(username="moi", full_name="Người mới").pk > User.objects.get(username="lan").pk


def test_only_into_an_empty_hub(saved: Path, db: None) -> None:
    User.objects.create(username="co", full_name="Đã có")
    with pytest.raises(Refused, match="đã có dữ liệu"):
        restore_backup(saved)
    assert [user.username for user in User.objects.all()] == ["co"]


def test_a_refusal_takes_nothing_away_from_a_home_in_use(saved: Path, tmp_path: Path) -> None:
    restore_backup(saved)
    with pytest.raises(Refused, match="đã có dữ liệu"):
        restore_backup(saved)
    assert blob_path(Blob.objects.get().sha256).is_file() and (tmp_path / "new/hub.toml").is_file()


def test_a_failed_restore_takes_only_its_own_away(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hubfile.ensure(tmp_path / "new")
    key = (tmp_path / "new/hub.toml").read_bytes()

    def meanwhile(*_arguments: object) -> None:
        (tmp_path / "new/of-another").touch()
        hubfile.write(tmp_path / "new", b"new = 1")
        raise Refused("hub vẫn trống")

    monkeypatch.setattr("diemsang.config.backup.restore._compare", meanwhile)
    with transaction.atomic(), pytest.raises(Refused, match="hub vẫn trống"):
        restore_backup(saved)
    assert {entry.name for entry in (tmp_path / "new").iterdir()} == {"hub.toml", "of-another", hubfile.MAKING_NAME}
    assert (tmp_path / "new/hub.toml").read_bytes() == key


def test_a_file_already_there_must_be_the_same(saved: Path) -> None:
    name = next(iter(archive.open_verified(saved)[1].files))
    left = blob_path(Path(name).name)
    left.parent.mkdir(parents=True)
    left.write_bytes(CONTENT[:-1])
    with transaction.atomic(), pytest.raises(Refused, match="nội dung khác"):
        restore_backup(saved)
    assert left.read_bytes() == CONTENT[:-1]
    left.write_bytes(CONTENT)
    assert "khớp" in restore_backup(saved)


def test_a_database_without_its_key_is_not_given_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "diemsang.sqlite3").touch()
    with pytest.raises(Refused, match=r"hub\.toml"):
        hubfile.ensure(tmp_path)


def test_not_under_a_running_hub(saved: Path, tmp_path: Path) -> None:
    hubfile.ensure(tmp_path / "new")
    with hubfile.running(tmp_path / "new"), pytest.raises(Refused, match="đang chạy"):
        restore_backup(saved)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(data=st.data())
def test_any_flipped_bit_is_found(saved: Path, data: st.DataObject) -> None:
    whole = saved.read_bytes()
    at = data.draw(st.integers(0, len(whole) * 8 - 1))
    hurt = bytearray(whole)
    hurt[at // 8] ^= 1 << (at % 8)
    path = saved.with_name("hurt.zip")
    path.write_bytes(hurt)
    with pytest.raises(Refused, match=r"hỏng|không phải là bản sao lưu"):
        archive.open_verified(path)


@pytest.mark.parametrize("keep", [0, 3, 50, 0.5, -1])
def test_a_cut_file_is_refused_and_leaves_nothing(saved: Path, tmp_path: Path, keep: float) -> None:
    whole = saved.read_bytes()
    saved.write_bytes(whole[: int(len(whole) * keep) if isinstance(keep, float) else keep])
    with pytest.raises(Refused, match=r"hỏng|không phải là bản sao lưu"):
        restore_backup(saved)
    assert not (tmp_path / "new").exists()
    assert not User.objects.exists()


def test_a_foreign_file_is_refused(saved: Path, tmp_path: Path) -> None:
    for content in (b"PK\x03\x04" + b"x" * 200, b"hello", b""):
        path = tmp_path / "foreign.zip"
        path.write_bytes(content)
        with pytest.raises(Refused):
            restore_backup(path)


def test_a_file_of_a_newer_program_is_refused(saved: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(saved) as old:
        manifest = json.loads(old.read("manifest.json"))
    newer_schema = manifest | {"migrations": [*manifest["migrations"], "points.0099_later"], "version": "9.0"}
    for changed in (manifest | {"format": archive.FORMAT + 1, "version": "9.0"}, newer_schema):
        rewrite(saved, {"manifest.json": json.dumps(changed).encode()})
        with pytest.raises(Refused, match=r"mới hơn \(9\.0\)"):
            restore_backup(saved)
    assert not (tmp_path / "new").exists()


def test_a_file_of_an_older_program_is_refused(saved: Path) -> None:
    with zipfile.ZipFile(saved) as old:
        manifest = json.loads(old.read("manifest.json"))
    manifest["migrations"].remove("files.0001_initial")
    rewrite(saved, {"manifest.json": json.dumps(manifest).encode()})
    with pytest.raises(Refused, match="phần mềm cũ"):
        restore_backup(saved)


def test_names_that_climb_out_are_refused(saved: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(saved) as old:
        manifest = json.loads(old.read("manifest.json"))
    for name in ("../../escaped", "/tmp/escaped", "a/../../escaped"):
        evil = manifest | {"files": {name: hashlib.sha256(b"x").hexdigest()}}
        members = {"manifest.json": json.dumps(evil).encode()}
        with zipfile.ZipFile(saved) as old:
            kept = {n: old.read(n) for n in old.namelist() if not n.startswith("files/")}
        with zipfile.ZipFile(saved, "w") as new:
            new.comment = b"0" * archive.SEAL
            for member, content in (kept | members | {archive.file_member(name): b"x"}).items():
                new.writestr(member, content)
        archive.seal(saved)
        with pytest.raises(Refused, match="hỏng"):
            restore_backup(saved)
    assert not list(tmp_path.rglob("escaped"))


def test_changed_rows_are_found_even_under_a_new_seal(saved: Path) -> None:
    rewrite(saved, {"tables/accounts.User.jsonl": b""})
    with pytest.raises(Refused, match=r"accounts\.User"):
        restore_backup(saved)


def test_an_unexpected_member_is_refused(saved: Path) -> None:
    rewrite(saved, {}, add={"tables/evil.jsonl": b""})
    with pytest.raises(Refused, match="thành phần"):
        restore_backup(saved)


def test_a_row_that_breaks_a_rule_undoes_all(saved: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(saved) as old:
        manifest = json.loads(old.read("manifest.json"))
        rows = old.read("tables/accounts.User.jsonl")
    office = manifest["columns"]["accounts.User"].index("office_id")
    row = json.loads(rows)
    row[office] = 999999  # no such office
    broken = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    manifest["tables"]["accounts.User"]["sha256"] = hashlib.sha256(broken).hexdigest()
    rewrite(saved, {"manifest.json": json.dumps(manifest).encode(), "tables/accounts.User.jsonl": broken})
    with transaction.atomic(), pytest.raises(Refused, match="hub vẫn trống"):
        restore_backup(saved)
    assert not User.objects.exists()
    assert not (tmp_path / "new").exists()


def reseal(path: Path, change: dict[str, bytes], **told: object) -> None:
    """Change members and what the manifest tells of them, so that every hash fits."""
    with zipfile.ZipFile(path) as old:
        manifest = json.loads(old.read("manifest.json")) | told
    for name, content in change.items():
        sha256 = hashlib.sha256(content).hexdigest()
        if name == "hub.toml":
            manifest["hub_sha256"] = sha256
        else:
            label = name.removeprefix("tables/").removesuffix(".jsonl")
            manifest["tables"][label] = {"rows": content.count(b"\n"), "sha256": sha256}
    rewrite(path, change | {"manifest.json": json.dumps(manifest).encode()})


@pytest.mark.parametrize(
    "content",
    [b"not json\n", b"5\n", b"{}\n", b'"text"\n', b"[1]\n", b"[" * 100_000 + b"\n", b"\xff\n", b"null\n"],
    ids=["words", "number", "object", "text", "short", "deep", "not UTF-8", "null"],
)
@pytest.mark.parametrize("label", ["accounts.User", "files.Blob"])
def test_rows_of_another_shape_are_refused(saved: Path, tmp_path: Path, label: str, content: bytes) -> None:
    reseal(saved, {f"tables/{label}.jsonl": content})
    with transaction.atomic(), pytest.raises(Refused, match="bản sao lưu hỏng"):
        restore_backup(saved)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("value", [[1], {"a": 1}, "chữ", 10**30, 1e400, True])
@pytest.mark.parametrize("column", ["id", "at", "after", "actor_label"])
def test_values_of_another_type_are_refused(saved: Path, tmp_path: Path, column: str, value: object) -> None:
    with zipfile.ZipFile(saved) as old:
        columns = json.loads(old.read("manifest.json"))["columns"]["audit.Entry"]
        row = json.loads(old.read("tables/audit.Entry.jsonl"))
    if column == "after" and value != 1e400:
        return  # any JSON is a right value there
    row[columns.index(column)] = value
    reseal(saved, {"tables/audit.Entry.jsonl": json.dumps(row).encode() + b"\n"})
    with transaction.atomic(), pytest.raises(Refused, match=r"hỏng|không khớp|không trọn vẹn"):
        restore_backup(saved)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "told",
    [
        {"tables": []},
        {"tables": {}},
        {"tables": {"accounts.User": []}},
        {"columns": []},
        {"columns": {"accounts.User": 5}},
        {"files": []},
        {"files": {"ab/cd/" + "a" * 64: 5}},
        {"migrations": 5},
        {"migrations": [[]]},
        {"warnings": "chữ"},
        {"format": "1"},
        {"hub_sha256": None},
        {"extra": 1},
    ],
)
def test_a_manifest_of_another_shape_is_refused(saved: Path, tmp_path: Path, told: dict[str, object]) -> None:
    reseal(saved, {}, **told)
    with pytest.raises(Refused, match="bản sao lưu hỏng"):
        restore_backup(saved)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "content", [b"", b"= broken", b"\xff", b"secret_key = 5\nillustration = false", b'secret_key = "a"']
)
def test_a_broken_hub_file_is_refused(saved: Path, tmp_path: Path, content: bytes) -> None:
    reseal(saved, {"hub.toml": content})
    with pytest.raises(Refused, match="bản sao lưu hỏng"):
        restore_backup(saved)
    assert not (tmp_path / "new").exists()


def test_a_file_that_no_row_names_is_refused(saved: Path, tmp_path: Path) -> None:
    reseal(saved, {"tables/files.Blob.jsonl": b""})
    with pytest.raises(Refused, match=r"files\.Blob"):
        restore_backup(saved)
    assert not (tmp_path / "new").exists()


def test_a_pipe_is_no_backup(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "hub.zip")
    with pytest.raises(Refused, match="không phải là bản sao lưu"):
        restore_backup(tmp_path / "hub.zip")


def test_a_full_disk_leaves_no_half_backup(
    db: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hubfile.ensure(at_home(settings, tmp_path / "home"))

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_backup(tmp_path / "hub.zip")
    assert [entry.name for entry in tmp_path.iterdir()] == ["home"]


def test_an_existing_file_is_not_overwritten(saved: Path) -> None:
    with pytest.raises(Refused, match="đã có"):
        write_backup(saved)


def test_a_missing_file_is_told_and_does_not_stop_the_backup(db: None, settings: Settings, tmp_path: Path) -> None:
    hubfile.ensure(at_home(settings, tmp_path / "home"))
    Blob.objects.create(sha256="0" * 64, size=1, media_type="text/plain", created_at=clock.now())
    assert "CẢNH BÁO: thiếu tệp 000" in write_backup(tmp_path / "hub.zip")


def test_every_table_of_ours_is_kept(db: None) -> None:
    kept = {model._meta.db_table for model in tables.kept_models()}
    ours = {"areas_", "accounts_", "audit_", "documents_", "files_", "imports_", "plans_", "points_", "web_"}
    present = {name for name in connection.introspection.table_names() if any(name.startswith(app) for app in ours)}
    unused = {"accounts_user_groups", "accounts_user_user_permissions"}
    passing = {"accounts_rate_limit", "accounts_trybucket", "accounts_signedindevice"}
    assert present - kept <= unused | passing
