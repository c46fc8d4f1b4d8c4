"""What a TV asks of the hub under ``/api/screen/v1/``; docs/screen-protocol.md, word by word. Lane ``screens.lane``."""

from __future__ import annotations

import gzip
import io
import uuid
import zlib
from hashlib import sha256
from typing import TypeVar
from urllib.parse import urlencode

import msgspec
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from diemsang.core import clock
from diemsang.core.limits import MemoryLimit, address_of
from diemsang.screens.actions.intake import take_contact
from diemsang.screens.actions.pairing import KeyTaken, ask_pairing
from diemsang.screens.answers import answer, failure
from diemsang.screens.models import Pairing, Screen
from diemsang.screens.protocol.batch import Fork
from diemsang.screens.protocol.manners import spread
from diemsang.screens.protocol.messages import (
    Contact,
    ContactAnswer,
    PairingAnswer,
    PairingRequest,
    PairingState,
    PointName,
)
from diemsang.screens.queries.caller import last_entry
from diemsang.screens.queries.settings import brief_for, name_of_point, remember, settings_for, stamp_of
from diemsang.screens.tv import app_version

MAX_PACKED = 64 * 1024
MAX_BODY = 1024 * 1024
PAIRING_POLL_S = 3
M = TypeVar("M")

contacts = MemoryLimit(settings.SCREEN_CONTACTS_A_MINUTE)
pairings = MemoryLimit(settings.SCREEN_PAIRINGS_A_MINUTE)
_contact_of = msgspec.json.Decoder(Contact).decode
_pairing_of = msgspec.json.Decoder(PairingRequest).decode


class _Answered(Exception):
    """Stop here with this answer."""

    def __init__(self, given: HttpResponse) -> None:
        super().__init__()
        self.given = given


def _too_large() -> _Answered:
    return _Answered(failure(413, "too_large", "Gói gửi lên quá lớn."))


def _body(request: HttpRequest) -> bytes:
    """The unpacked body; never more than ``MAX_BODY`` is unpacked or kept."""
    packed = request.headers.get("Content-Encoding", "").lower()
    limit = MAX_PACKED if packed == "gzip" else MAX_BODY
    try:
        if int(request.headers.get("Content-Length") or 0) > limit:
            raise _too_large()
    except ValueError:
        raise _malformed() from None
    data = request.read(limit + 1)
    if len(data) > limit:
        raise _too_large()
    if packed in ("", "identity"):
        return data
    if packed != "gzip":
        raise _malformed()
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            data = stream.read(MAX_BODY + 1)
    except (OSError, EOFError, zlib.error):
        raise _malformed() from None
    if len(data) > MAX_BODY:
        raise _too_large()
    return data


def _malformed() -> _Answered:
    return _Answered(failure(400, "malformed", "Trung tâm không đọc được gói này. Màn hình vẫn giữ đủ dữ liệu."))


def _secret(request: HttpRequest) -> str:
    """Hash of the bearer's secret; "" without one. A 256-bit secret may be looked up by its hash."""
    word, _space, secret = request.headers.get("Authorization", "").partition(" ")
    return sha256(secret.strip().encode()).hexdigest() if word.lower() == "bearer" and secret else ""


def _unknown() -> _Answered:
    return _Answered(failure(401, "unknown", "Trung tâm chưa biết màn hình này. Nội dung đã lưu vẫn dùng được."))


def _revoked(acked: int | None = None, chain: str | None = None) -> _Answered:
    """With what the hub has of the stream, so that nothing of it goes with the TV into its next life."""
    message = "Màn hình này đã được thôi dùng. Nội dung đã lưu vẫn xem được; muốn dùng tiếp, hãy ghép lại."
    return _Answered(failure(401, "revoked", message, acked=acked, chain=chain))


def _screen(request: HttpRequest) -> Screen:
    screen = Screen.objects.filter(secret_sha256=_secret(request)).first()
    if screen is None:
        raise _unknown()
    if screen.revoked_at is not None:
        raise _revoked()
    return screen


def _within(limit: MemoryLimit, key: str) -> None:
    wait_s = limit.wait_s(key)
    if wait_s:
        raise _Answered(failure(429, "too_many", "Gửi quá dày. Màn hình sẽ tự thử lại.", retry_after_s=wait_s))


def _claim_url(request: HttpRequest, code: str) -> str:
    base = settings.HUB_URL.rstrip("/") or f"{request.scheme}://{request.get_host()}"
    return f"{base}/man-hinh/ghep/?{urlencode({'ma': code})}"


@csrf_exempt
@login_not_required
@require_POST
def pair(request: HttpRequest) -> HttpResponse:
    """``POST pairings``."""
    try:
        try:
            asked = _pairing_of(_body(request))
        except (msgspec.MsgspecError, RecursionError):
            raise _malformed() from None
        _within(pairings, address_of(request))
    except _Answered as stop:
        return stop.given
    try:
        pairing = ask_pairing(
            screen_key=asked.screen_key,
            secret_sha256=asked.secret_sha256,
            agent=asked.agent.replace("\0", ""),
            size=asked.size.replace("\0", ""),
        )
    except KeyTaken:
        return failure(409, "key_taken", "Màn hình cần tạo khóa mới rồi ghép lại.")
    code = pairing.code or ""
    expires_at = pairing.code_expires_at.astimezone(clock.VIETNAM).isoformat(timespec="seconds")
    return answer(201, PairingAnswer(pairing.id, code, _claim_url(request, code), expires_at, PAIRING_POLL_S))


@login_not_required
@require_GET
def pairing_state(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """``GET pairings/{id}``."""
    pairing = Pairing.objects.select_related("screen").filter(pk=pk).first()
    if pairing is None:
        return failure(404, "unknown", "Không có yêu cầu ghép này. Màn hình sẽ xin mã mới.")
    if pairing.secret_sha256 != _secret(request):
        return _unknown().given
    if pairing.screen is None:
        expired = pairing.code is None or pairing.code_expires_at <= clock.now()
        return answer(200, PairingState("expired" if expired else "waiting", None, None, PAIRING_POLL_S))
    if pairing.screen.revoked_at is not None:
        return answer(200, PairingState("revoked", None, pairing.screen.public_id, PAIRING_POLL_S))
    place = pairing.screen.places.select_related("point").filter(valid_to=None).first()
    named = PointName(place.point.code, name_of_point(place.point)) if place is not None else None
    return answer(200, PairingState("claimed", named, pairing.screen.public_id, PAIRING_POLL_S))


@csrf_exempt
@login_not_required
@require_POST
def contact(request: HttpRequest) -> HttpResponse:
    """``POST contact``: heartbeat, events and holdings in one."""
    secret_sha256 = _secret(request)
    try:
        if not secret_sha256:
            raise _unknown()
        _within(contacts, secret_sha256)
        try:
            said = _contact_of(_body(request))
        except (_Answered, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
            _screen(request)  # who is not known hears that, whatever it sent
            raise (wrong if isinstance(wrong, _Answered) else _malformed()) from None
        result = take_contact(secret_sha256=secret_sha256, contact=said)
        if result is None:
            raise _unknown()
        if result.revoked:
            raise _revoked(result.acked, result.chain) if result.chain else _revoked()
    except _Answered as stop:
        return stop.given
    if result.refused is not None:
        if isinstance(result.refused, Fork):
            message = "Hai màn hình đang dùng chung một danh tính. Màn hình sẽ tự ghi tiếp vào dãy mới."
            return failure(409, "fork", message, acked=result.acked, chain=result.chain, common=result.refused.common)
        return failure(
            409, "gap", "Trung tâm còn thiếu phần trước. Màn hình sẽ gửi lại.", acked=result.acked, chain=result.chain
        )
    brief, now = brief_for(result.screen, result.journal), clock.now()
    return answer(
        200,
        ContactAnswer(
            acked=result.acked,
            chain=result.chain,
            root=result.root,
            settings=brief.version,
            app=app_version() or "0",
            now=int(now.timestamp() * 1000),
            poll_after_s=spread(str(result.screen.public_id), now, brief.poll_s),
        ),
    )


@login_not_required
@require_GET
def own_settings(request: HttpRequest) -> HttpResponse:
    """``GET settings``: this screen's own. The version is the ETag; ``now`` alone makes no new one."""
    try:
        screen = _screen(request)
    except _Answered as stop:
        return stop.given
    stamp = stamp_of(last_entry())
    document = settings_for(screen)
    remember(screen, document, stamp)
    etag = f'"{document["v"]}"'
    given: HttpResponse
    if request.headers.get("If-None-Match") == etag:
        given = HttpResponseNotModified()
    else:
        given = answer(200, {**document, "now": int(clock.now().timestamp() * 1000)})
    given["ETag"] = etag
    return given
