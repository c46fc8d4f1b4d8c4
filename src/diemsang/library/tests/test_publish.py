"""Four eyes, then one signed root that anybody can check."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.library.actions import approve, load_library, publish, publish_by_date, withdraw
from diemsang.library.keys import public_keys
from diemsang.library.models import Edition, LiveMedia, Review, Root, TreeObject
from diemsang.library.queries import current_root, tree_objects
from diemsang.library.tests.conftest import EDITOR, LAWYER, LINGUIST, approve_all, load_and_approve, write_product
from diemsang.library.tree import Leaf, shards_of


def test_two_others_must_approve(library_home: Path, folder: Path) -> None:
    write_product(folder, "rua_tay")
    load_library(actor=EDITOR, path=folder)
    edition, today = Edition.objects.get(), clock.today()
    with pytest.raises(Refused, match="người nạp"):
        approve(actor=EDITOR, edition=edition, kind="language", on=today)
    approve(actor=LINGUIST, edition=edition, kind="language", on=today)
    with pytest.raises(Refused, match="hai người"):
        approve(actor=LINGUIST, edition=edition, kind="policy", on=today)
    with pytest.raises(Refused, match="ở tương lai"):
        approve(actor=LAWYER, edition=edition, kind="policy", on=today + dt.timedelta(days=1))
    with pytest.raises(Refused, match="nạp lại"):
        approve(actor=LAWYER, edition=edition, kind="policy", on=today, seen="0" * 64)
    with pytest.raises(Refused, match="chưa có sản phẩm"):
        publish(actor=SYSTEM)
    approve(actor=LAWYER, edition=edition, kind="policy", on=today)
    approve(actor=LAWYER, edition=edition, kind="policy", on=today)
    edition.refresh_from_db()
    assert (edition.state, Review.objects.count()) == ("reviewed", 2)
    record = json.loads(TreeObject.objects.get(hash=edition.record_hash).body)
    assert (record["id"], record["approved_by"], record["until"]) == ("rua_tay", "ngon-ngu, chinh-sach", None)


def checked(root: Root, body: bytes) -> None:
    """Verify the raw signature with the library alone, none of our own code."""
    (spki,) = public_keys()
    key = serialization.load_der_public_key(base64.b64decode(spki))
    assert isinstance(key, ec.EllipticCurvePublicKey)
    raw = base64.b64decode(root.signature)
    assert len(raw) == 64
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key.verify(der, body, ec.ECDSA(hashes.SHA256()))
    assert hashlib.sha256(base64.b64decode(spki)).hexdigest()[:16] == root.key_id


def test_a_publication_is_signed_and_leads_to_every_byte(library_home: Path, folder: Path) -> None:
    for code in ("rua_tay", "u_phan"):
        write_product(folder, code)
    load_and_approve(folder)
    root = publish(actor=SYSTEM)
    body = root.body.encode()
    checked(root, body)
    with pytest.raises(InvalidSignature):
        checked(root, body.replace(b'"number":1', b'"number":2'))
    said = json.loads(body)
    assert body == json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ((shard_hash, size),) = said["shards"]
    shard = tree_objects([shard_hash])[shard_hash].encode()
    assert (len(shard), hashlib.sha256(shard).hexdigest()) == (size, shard_hash)
    records = json.loads(shard)["records"]
    assert [row[0] for row in records] == ["rua_tay", "u_phan"]
    for _code, digest, length in records:
        record = tree_objects([digest])[digest].encode()
        assert (len(record), hashlib.sha256(record).hexdigest()) == (length, digest)
    assert (library_home / "hub.toml").stat().st_mode & 0o777 == 0o600


def test_the_same_again_is_the_same_root(library_home: Path, folder: Path) -> None:
    write_product(folder, "rua_tay")
    load_and_approve(folder)
    assert publish(actor=SYSTEM).number == publish(actor=SYSTEM).number == 1
    write_product(folder, "u_phan")
    load_and_approve(folder)
    assert publish(actor=SYSTEM).number == 2


@given(st.permutations([f"san_pham_{number}" for number in range(70)]))
def test_the_order_of_loading_changes_nothing(codes: list[str]) -> None:
    leaves = [Leaf(code, hashlib.sha256(code.encode()).hexdigest(), 7) for code in codes]
    shards = shards_of(leaves)
    assert shards == shards_of(sorted(leaves, key=lambda leaf: leaf.product))
    rows = [json.loads(shard.body)["records"] for shard in shards]
    assert len(shards) == 4
    assert max(map(len, rows)) <= 32
    assert sorted(row[0] for group in rows for row in group) == sorted(codes)


def test_a_withdrawal_takes_only_its_own_product_and_at_once(library_home: Path, folder: Path) -> None:
    for code in ("rua_tay", "u_phan"):
        write_product(folder, code)
    load_and_approve(folder)
    publish(actor=SYSTEM)
    write_product(folder, "tin_gia")
    load_and_approve(folder)
    with pytest.raises(Refused, match="Lý do"):
        withdraw(actor=SYSTEM, code="rua_tay", reason=" ")
    withdraw(actor=SYSTEM, code="rua_tay", reason="Số điện thoại đã đổi")
    root = current_root()
    assert root is not None
    assert (root.number, root.items) == (2, 1)
    assert Edition.objects.get(product__code="tin_gia").state == "reviewed"
    picture = (Edition.objects.get(product__code="u_phan").picture or {})["h"]
    assert LiveMedia.objects.get(hash=picture).until is None, "another product still shows it"
    withdraw(actor=SYSTEM, code="u_phan", reason="Như trên")
    assert LiveMedia.objects.get(hash=picture).until is not None


def test_what_expired_leaves_the_tree_and_what_starts_later_waits(library_home: Path, folder: Path) -> None:
    write_product(folder, "rua_tay", more="valid_until = 2026-12-01")
    write_product(folder, "u_phan")
    with clock.fixed(dt.date(2026, 11, 24)):
        load_and_approve(folder)
        assert publish(actor=SYSTEM).items == 2
        own = write_product(folder, "u_phan", title="Bản sau", edition=2)
        later = (own / "product.toml").read_text(encoding="utf-8").replace("2026-01-01", "2026-12-05")
        (own / "product.toml").write_text(later, encoding="utf-8")
        load_library(actor=SYSTEM, path=folder)
        approve_all()
        assert publish(actor=SYSTEM).number == 1
    with clock.fixed(dt.date(2026, 12, 5)):
        root = publish(actor=SYSTEM)
    assert (root.number, root.items) == (2, 1)
    assert Edition.objects.get(product__code="u_phan", number=1).state == "superseded"


def test_a_new_day_changes_only_what_a_person_published_ahead(library_home: Path, folder: Path) -> None:
    write_product(folder, "rua_tay", more="valid_until = 2026-12-01")
    write_product(folder, "u_phan")
    with clock.fixed(dt.date(2026, 11, 24)):
        assert publish_by_date(actor=SYSTEM) is None
        load_and_approve(folder)
        assert publish_by_date(actor=SYSTEM) is None, "an approval is no publication"
        publish(actor=SYSTEM)
        own = write_product(folder, "u_phan", title="Bản sau", edition=2)
        later = (own / "product.toml").read_text(encoding="utf-8").replace("2026-01-01", "2026-12-05")
        (own / "product.toml").write_text(later, encoding="utf-8")
        load_and_approve(folder)
        publish(actor=SYSTEM)
        write_product(folder, "tin_gia")
        load_and_approve(folder)
        assert one_day() == (1, ["rua_tay", "u_phan"])
    with clock.fixed(dt.date(2026, 12, 1)):
        assert one_day() == (2, ["u_phan"])
        assert one_day() == (2, ["u_phan"])
    with clock.fixed(dt.date(2026, 12, 5)):
        assert one_day() == (3, ["u_phan"])
    assert Edition.objects.get(product__code="u_phan", number=2).state == "published"
    assert Edition.objects.get(product__code="tin_gia").state == "reviewed"


def one_day() -> tuple[int, list[str]]:
    """What the job of the night leaves: number of the root and the products in it."""
    root = publish_by_date(actor=SYSTEM)
    assert root is not None
    shards = [digest for digest, _ in json.loads(root.body)["shards"]]
    rows = [row for text in tree_objects(shards).values() for row in json.loads(text)["records"]]
    return root.number, sorted(row[0] for row in rows)
