"""What a television gets: root, tree, bundle, media with ranges (anchors-content.md §6.2, D17)."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

from diemsang.core.actor import SYSTEM
from diemsang.library.actions import publish, withdraw
from diemsang.library.models import EditionMedia, Root
from diemsang.library.tests.conftest import give_back, load_and_approve, write_product
from diemsang.library.verify import Exported, OwnHub, export, verify

API = "/api/screen/v1"


@pytest.fixture
def root(library_home: Path, folder: Path) -> Root:
    """One product, published."""
    write_product(folder, "rua_tay")
    load_and_approve(folder)
    return publish(actor=SYSTEM)


@pytest.fixture
def sound(root: Root, folder: Path) -> tuple[str, bytes]:
    """Address and bytes of a public file."""
    data = (folder / "chao.ogg").read_bytes()
    return f"/media/{hashlib.sha256(data).hexdigest()}", data


def body_of(answer: HttpResponseBase) -> bytes:
    """All bytes, streamed or not; the file is given back."""
    try:
        return b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    finally:
        give_back(answer)


def test_nothing_is_published_yet(client: Client, db: None) -> None:
    answer = client.get(f"{API}/root")
    assert (answer.status_code, answer.json()["reason"]) == (404, "nothing_published")


def test_the_root_comes_with_its_signature_and_without_cookies(client: Client, root: Root) -> None:
    answer = client.get(f"{API}/root")
    assert answer.content.decode() == root.body
    assert (answer["X-Root-Signature"], answer["X-Root-Key"]) == (root.signature, root.key_id)
    assert answer["ETag"] == f'"1-{hashlib.sha256(root.body.encode()).hexdigest()[:8]}"'
    assert not answer.cookies
    assert not {"Vary", "Content-Security-Policy"} & set(answer.headers)
    again = client.get(f"{API}/root", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_objects_one_by_one_and_in_one_bundle(client: Client, root: Root) -> None:
    said = json.loads(root.body)
    wanted = [said["shards"][0][0], said["varieties"][0]]
    for digest in wanted:
        answer = client.get(f"{API}/tree/{digest}", headers={"Accept-Encoding": "gzip"})
        packed = answer.headers.get("Content-Encoding") == "gzip"
        body = gzip.decompress(answer.content) if packed else answer.content
        assert hashlib.sha256(body).hexdigest() == digest
        assert int(answer["Content-Length"]) == len(answer.content)
    asked = json.dumps({"want": [*wanted, "0" * 64]}).encode()
    for body, headers in ((asked, {}), (gzip.compress(asked), {"Content-Encoding": "gzip"})):
        answer = client.post(f"{API}/bundle", body, content_type="application/json", headers=headers)
        found = answer.json()["objects"]
        assert set(found) == set(wanted)
        assert all(hashlib.sha256(text.encode()).hexdigest() == digest for digest, text in found.items())


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"want":"x"}', b'{"want":[1]}', b'{"want":["../../hub.toml"]}', b"[" * 60_000]
)
def test_a_bad_wish_is_told_so(client: Client, db: None, body: bytes) -> None:
    answer = client.post(f"{API}/bundle", body, content_type="application/json")
    assert (answer.status_code, answer.json()["reason"]) == (400, "malformed")


def test_a_bomb_does_not_unpack(client: Client, db: None) -> None:
    bomb = gzip.compress(b" " * 8_000_000)
    answer = client.post(f"{API}/bundle", bomb, content_type="application/json", headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-0", 0, 0), ("bytes=10-19", 10, 19), ("bytes=100-", 100, None), ("bytes=-50", -50, None)],
)
def test_one_range(client: Client, sound: tuple[str, bytes], asked: str, first: int, last: int | None) -> None:
    address, data = sound
    part = data[first : None if last is None else last + 1]
    start = first if first >= 0 else len(data) + first
    answer = client.get(address, headers={"Range": asked})
    assert (answer.status_code, body_of(answer)) == (206, part)
    assert answer["Content-Range"] == f"bytes {start}-{start + len(part) - 1}/{len(data)}"
    assert answer["Content-Length"] == str(len(part))


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=0-1", "bytes=-", "bytes=9-3", "bytes=a-b"])
def test_what_is_not_one_range_gives_the_whole(client: Client, sound: tuple[str, bytes], asked: str) -> None:
    address, data = sound
    answer = client.get(address, headers={"Range": asked})
    assert (answer.status_code, body_of(answer), answer["Content-Length"]) == (200, data, str(len(data)))


def test_a_range_beyond_the_end(client: Client, sound: tuple[str, bytes]) -> None:
    address, data = sound
    for asked in (f"bytes={len(data)}-", "bytes=-0"):
        answer = client.get(address, headers={"Range": asked})
        assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(data)}")


def test_if_range_goes_on_only_with_the_same_file(client: Client, sound: tuple[str, bytes]) -> None:
    address, data = sound
    etag = client.head(address)["ETag"]
    same = client.get(address, headers={"Range": "bytes=5-", "If-Range": etag})
    other = client.get(address, headers={"Range": "bytes=5-", "If-Range": '"other"'})
    assert (same.status_code, other.status_code) == (206, 200)
    assert (body_of(same), body_of(other)) == (data[5:], data)


def test_headers_of_a_public_file(client: Client, sound: tuple[str, bytes]) -> None:
    address, data = sound
    for answer in (client.head(address), client.get(address, headers={"Accept-Encoding": "gzip"})):
        assert answer["Content-Length"] == str(len(data))
        assert answer["Accept-Ranges"] == "bytes"
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer["Content-Type"] == "audio/ogg"
        assert not {"Content-Encoding", "Vary", "Set-Cookie", "Content-Disposition"} & set(answer.headers)
        give_back(answer)
    assert client.head(address).content == b""
    assert client.get(address, headers={"If-None-Match": client.head(address)["ETag"]}).status_code == 304


def test_withdrawn_media_are_gone_and_unknown_ones_unknown(client: Client, root: Root) -> None:
    picture = EditionMedia.objects.filter(role="").values_list("blob__sha256", flat=True).get()
    assert len(body_of(client.get(f"/media/{picture}"))) > 0
    withdraw(actor=SYSTEM, code="rua_tay", reason="Sai số điện thoại")
    assert client.get(f"/media/{picture}").status_code == 410
    assert client.head(f"/media/{picture}").status_code == 410
    assert client.get(f"/media/{'0' * 64}").status_code == 404
    assert client.get("/media/..%2Fhub.toml").status_code == 404


def test_an_old_object_is_gone_after_two_roots(client: Client, root: Root, folder: Path) -> None:
    shard = json.loads(root.body)["shards"][0][0]
    for number, code in enumerate(("u_phan", "tin_gia")):
        assert client.get(f"{API}/tree/{shard}").status_code == 200, number
        write_product(folder, code)
        load_and_approve(folder)
        publish(actor=SYSTEM)
    assert client.get(f"{API}/tree/{shard}").status_code == 410


def test_checking_finds_a_flipped_byte(root: Root, tmp_path: Path) -> None:
    out = tmp_path / "xuat"
    export(out)
    source = Exported(out)
    assert verify(source, source.keys()).bad == []
    assert verify(OwnHub(), source.keys()).bad == []
    file = max((out / "media").iterdir(), key=lambda path: path.stat().st_size)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    assert [fault.digest for fault in verify(source, source.keys()).bad] == [file.name]
    body = (out / "root.json").read_bytes().replace(b'"number":1', b'"number":9')
    (out / "root.json").write_bytes(body)
    assert "root" in [fault.digest for fault in verify(source, source.keys()).bad]
