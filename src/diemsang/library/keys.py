"""The keys that sign the content tree. They are kept in the home's ``hub.toml``, and so in every backup.

``content_keys`` is a list of PEM texts: the first signs, televisions believe all (protocol, *Settings*). To change the
key, put a new one at the end, wait until every screen has made contact, then move it to the front.
"""

from __future__ import annotations

import base64
import hashlib
import tomllib
from pathlib import Path

import tomli_w
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from django.conf import settings
from django.utils.translation import gettext as _

from diemsang.core.errors import Refused
from diemsang.core.private import write_private

FIELD = "content_keys"
HALF = 32
"""Bytes of r and of s on P-256."""


def _hub_file() -> Path:
    home: Path = settings.HOME
    return home / "hub.toml"


def _stored() -> list[str]:
    path = _hub_file()
    if not path.is_file():
        return []
    kept = tomllib.loads(path.read_text(encoding="utf-8")).get(FIELD, [])
    return [str(pem) for pem in kept]


def _private(pem: str) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise Refused(_("Khóa ký trong hub.toml không phải khóa P-256."))
    return key


def signing_key() -> ec.EllipticCurvePrivateKey:
    """The key that signs; made at the first call and kept. The caller holds the lock of the publication."""
    known = _stored()
    if known:
        return _private(known[0])
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    path = _hub_file()
    if not path.is_file():
        raise Refused(_("Hub chưa có tệp hub.toml nên không giữ được khóa ký."))
    content = tomllib.loads(path.read_text(encoding="utf-8")) | {FIELD: [pem]}
    write_private(path, tomli_w.dumps(content).encode())
    return key


def spki_of(key: ec.EllipticCurvePrivateKey) -> str:
    """The public half as SPKI (DER), base64."""
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def public_keys() -> list[str]:
    """SPKI, base64, of every key that a television should believe; none before the first publication."""
    return [spki_of(_private(pem)) for pem in _stored()]


def key_id(spki: str) -> str:
    """Which key signed: the first 16 hex digits of SHA-256 of its SPKI."""
    return hashlib.sha256(base64.b64decode(spki)).hexdigest()[:16]


def sign(key: ec.EllipticCurvePrivateKey, body: bytes) -> str:
    """ECDSA with SHA-256 over the bytes, raw r‖s as WebCrypto wants it, base64."""
    r, s = decode_dss_signature(key.sign(body, ec.ECDSA(hashes.SHA256())))
    return base64.b64encode(r.to_bytes(HALF, "big") + s.to_bytes(HALF, "big")).decode()


def is_signed(body: bytes, signature: str, spki: str) -> bool:
    """Whether the raw signature over the bytes is of this public key; false for anything malformed."""
    try:
        raw = base64.b64decode(signature, validate=True)
        key = serialization.load_der_public_key(base64.b64decode(spki, validate=True))
        if len(raw) != 2 * HALF or not isinstance(key, ec.EllipticCurvePublicKey):
            return False
        der = encode_dss_signature(int.from_bytes(raw[:HALF], "big"), int.from_bytes(raw[HALF:], "big"))
        key.verify(der, body, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True
