"""A platform's own page on the television: under the bar, in a sandbox, and with a way back that does not need it."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.tv.browser import TvBrowser, television
from tests.tv.engines import CURRENT, Engine
from tests.tv.walk import audit, choose, eventually, fill, open_product
from tools.hub import ROOT, Hub, environment

pytestmark = pytest.mark.parametrize("engine", [CURRENT], ids=lambda engine: engine.name, indirect=True)
HOST = "nen-tang.example"
PAGE = """<!doctype html><html lang="en"><title>x</title><body><input id="o"><script>
const tell = what => fetch('/told/' + what);
document.addEventListener('keydown', event => tell('key-' + event.key));
try { top.location = 'https://nen-tang.example/away'; } catch (_) { tell('held'); }
tell('came');
</script></body></html>"""
PUBLISH = f"""
from diemsang.config.cli.common import start_django
start_django()
import datetime as dt, uuid
from django.contrib.auth import get_user_model
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.library.actions import Approval, publish_note
from diemsang.platforms.actions import allow_host
allow_host(actor=SYSTEM, host="{HOST}")
made = publish_note(
    actor=SYSTEM, public_id=uuid.uuid4(), title="Xem giá nông sản hôm nay",
    steps=["Lấy điện thoại ra.", "Soi hình vuông trên tivi."],
    approval=Approval("Hoàng Thị Lan", "lan", "Nguyễn Văn Minh", "minh", clock.today()),
    source_label="để kiểm thử", valid_from=clock.today(),
    url_for_qr="https://{HOST}/", qr_label="Nền tảng", open_url="https://{HOST}/",
)
print(made.code)
"""


class Site:
    """A platform's server on this machine; ``told`` is what its page reported."""

    def __init__(self, folder: Path) -> None:
        self.told: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.told.append(self.path.removeprefix("/told/"))
                body = PAGE.encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_words: object) -> None:
                """Nothing: the test reads ``told``."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(_certificate(folder))
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Answer nobody any more. Again: nothing."""
        self.server.shutdown()
        self.server.server_close()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server.server_address[1])


def _certificate(folder: Path) -> Path:
    """One for the host, of its own signing; good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName(HOST), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "site.pem"
    plain = serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The platform, up."""
    made = Site(tmp_path)
    yield made
    made.close()


@pytest.fixture
def product(hub: Hub) -> str:
    """The tile's product on the screens of the hub."""
    done = subprocess.run(
        [sys.executable, "-c", PUBLISH], env=environment(hub.home, ""), check=True, cwd=ROOT, capture_output=True
    )
    return done.stdout.decode().split()[-1]


@pytest.fixture
def tv(engine: Engine, tmp_path: Path, site: Site) -> Iterator[TvBrowser]:
    """A television that finds the platform's name on this machine."""
    flags = (f"--host-resolver-rules=MAP {HOST} 127.0.0.1:{site.port}", "--ignore-certificate-errors")
    with television(engine, tmp_path / "profile", *flags) as browser:
        yield browser


def on_page(tv: TvBrowser) -> bool:
    """Whether the platform's page is what shows."""
    return bool(tv.ask("!!document.querySelector('.t-opened')"))


def test_a_page_opens_under_the_bar_and_every_way_leads_back(tv: TvBrowser, hub: Hub, site: Site, product: str) -> None:
    fill(tv, hub)

    def come() -> None:
        open_product(tv, 2, product)
        site.told.clear()
        choose(tv, "b-open_tv")
        tv.until("!!document.querySelector('.t-opened')")
        eventually(lambda: "came" in site.told)

    come()
    assert audit(tv, "opened", arrows=False, axe=True) == []
    assert tv.ask("document.activeElement.id") == "open-back"
    eventually(lambda: "held" in site.told)
    assert tv.ask("location.pathname") == "/tv/", "the page cannot lead the television away"

    # The keys belong to the bar until somebody asks for the page, and then to the page.
    assert not [one for one in site.told if one.startswith("key-")]
    tv.press("2")
    eventually(lambda: bool(tv.ask("document.activeElement.tagName === 'IFRAME'")))
    tv.press("Down")
    eventually(lambda: "key-ArrowDown" in site.told)
    assert on_page(tv)

    # Back on the remote control goes through the history: out of the page, once.
    tv.ask("history.back()")
    tv.until("!document.querySelector('.t-opened')")
    come()
    tv.press("1")
    tv.until("!document.querySelector('.t-opened')")
    come()
    tv.ask("history.back()")
    tv.until("!document.querySelector('.t-opened')")
    come()
    tv.press("3")
    tv.until("!document.querySelector('.t-opened') && !!document.querySelector('.t-player')")

    # A page that is not there gives way to the guide by itself.
    site.close()
    choose(tv, "b-open_tv")
    tv.until("!!document.querySelector('.t-opened')")
    tv.until("!document.querySelector('.t-opened') && !!document.querySelector('.t-player')")
