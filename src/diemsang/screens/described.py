"""The screen protocol as OpenAPI, made from the very structures that read requests; written to docs/screen-api.json."""

from __future__ import annotations

from typing import Any

import msgspec

from diemsang.screens.protocol import messages
from diemsang.screens.protocol.events import KINDS

_REF = "#/components/schemas/{name}"
_SECRET: list[dict[str, list[str]]] = [{"secret": []}]


def openapi() -> dict[str, Any]:
    """The whole description. An event is raw bytes in ``Contact``; here it is one of the known kinds or an unknown."""
    structs = [
        messages.PairingRequest,
        messages.PairingAnswer,
        messages.PairingState,
        messages.Contact,
        messages.ContactAnswer,
        messages.Failure,
    ]
    _schemas, parts = msgspec.json.schema_components([*structs, *KINDS.values()], ref_template=_REF)
    kinds = [_ref(kind.__name__) for kind in KINDS.values()]
    parts["Contact"]["properties"]["events"]["items"] = {"anyOf": [*kinds, {}]}
    pairings = {
        "post": _operation(
            "pair",
            "A TV asks for a code; idempotent by screen_key",
            {"201": "PairingAnswer", "400": "", "409": "", "413": "", "429": ""},
            body="PairingRequest",
        )
    }
    state = _operation(
        "pairing", "How far the claim is; idempotent", {"200": "PairingState", "401": "", "404": ""}, secret=True
    )
    state["parameters"] = [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    ]
    contact = _operation(
        "contact",
        "Heartbeat, events and holdings in one",
        {"200": "ContactAnswer", "400": "", "401": "", "409": "", "413": "", "429": "", "503": ""},
        body="Contact",
        secret=True,
    )
    settings = _operation(
        "settings", "This screen's own settings; ETag", {"200": "{}", "304": "-", "401": ""}, secret=True
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Điểm Sáng: screen protocol", "version": "1", "description": "See screen-protocol.md."},
        "paths": {
            "/api/screen/v1/pairings": pairings,
            "/api/screen/v1/pairings/{id}": {"get": state},
            "/api/screen/v1/contact": {"post": contact},
            "/api/screen/v1/settings": {"get": settings},
        },
        "components": {
            "schemas": dict(sorted(parts.items())),
            "securitySchemes": {"secret": {"type": "http", "scheme": "bearer"}},
        },
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": _REF.format(name=name)}


def _operation(
    name: str, summary: str, answers: dict[str, str], *, body: str = "", secret: bool = False
) -> dict[str, Any]:
    """``answers``: status → schema; "" a failure, "{}" any object, "-" no body."""
    found: dict[str, Any] = {"operationId": name, "summary": summary, "responses": {}}
    for status, schema in answers.items():
        answer: dict[str, Any] = {"description": "" if schema else "Failure"}
        if schema != "-":
            kept: Any = {"type": "object"} if schema == "{}" else _ref(schema or "Failure")
            answer["content"] = {"application/json": {"schema": kept}}
        found["responses"][status] = answer
    if body:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": _ref(body)}}}
    if secret:
        found["security"] = _SECRET
    return found
