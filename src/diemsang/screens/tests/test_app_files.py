"""The files of the TV app on the lane of machines: light, the same for everybody; its page stays with the pages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from diemsang.screens.tv import APP

pytestmark = pytest.mark.django_db


def app_file() -> str:
    """Address of one of its scripts."""
    files = json.loads((APP / "app.json").read_text("utf-8"))["files"]
    return str(next(path for path, _hash, _size in files if path.endswith(".js")))


@pytest.mark.parametrize("address", ["/tv/app.json", "/tv/sw.js", "a script"])
def test_a_file_carries_no_header_of_pages(address: str) -> None:
    answer = Client().get(app_file() if address == "a script" else address, headers={"accept-encoding": "br"})
    assert answer.status_code == 200
    assert answer["Vary"] == "Accept-Encoding"
    assert not {"Set-Cookie", "Content-Language", "X-Frame-Options"} & set(answer.headers)
    light = [f"{name}: {value}\r\n" for name, value in answer.items() if name != "Content-Security-Policy"]
    assert len("".join(light)) < 300


def test_the_page_and_its_worker_keep_their_policy() -> None:
    for address in ("/tv/", "/tv/sw.js"):
        assert "default-src 'none'" in Client().get(address)["Content-Security-Policy"]
    assert Client().get("/tv/")["X-Frame-Options"] == "DENY"


def test_in_production_plain_http_gets_no_file_and_the_page_leads_to_tls(settings: Any) -> None:
    settings.PRODUCTION = settings.SECURE_SSL_REDIRECT = True
    assert Client().get(app_file()).status_code == 403
    answer = Client().get("/tv/")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/tv/")
