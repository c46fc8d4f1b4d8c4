"""``diemsang library`` and ``diemsang content``: load products, approve, publish, take back, check, export."""

from __future__ import annotations

import datetime as dt
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diemsang.config.cli.common import actor_option, emit_json, parse_on
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused

if TYPE_CHECKING:
    from diemsang.library.models import Edition
    from diemsang.library.verify import Source

STATUS_WORDS = {"created": "nạp mới", "changed": "nạp lại", "unchanged": "không đổi"}
WAIT_S = 30


@click.group()
def library() -> None:
    """Nạp, duyệt, thu hồi sản phẩm thông tin."""


@library.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--reviewed-by", nargs=2, metavar="NGÔN_NGỮ NỘI_DUNG", help="Tên đăng nhập của hai người đã duyệt.")
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
@actor_option
def load(path: Path, reviewed_by: tuple[str, str] | None, as_json: bool, actor: Actor) -> None:
    """Nạp thư mục PATH (dạng tệp: examples/thu-vien/FORMAT.md)."""
    from django.db import transaction

    from diemsang.library.actions import load_library

    with transaction.atomic():
        report = load_library(actor=actor, path=path)
        if reviewed_by:
            _approve_all([(row.code, row.edition) for row in report.products], reviewed_by)
    if as_json:
        products = [
            {"code": row.code, "title": row.title, "edition": row.edition, "status": row.status}
            for row in report.products
        ]
        emit_json({"products": products, "varieties": report.varieties, "files": report.files, "bytes": report.size})
        return
    for row in report.products:
        click.echo(f"{row.code}  bản {row.edition}  {STATUS_WORDS[row.status]}  {row.title}")
    click.echo(f"{len(report.products)} sản phẩm, {report.files} tệp, {report.size / 1e6:.1f} MB".replace(".", ","))


def _approve_all(rows: list[tuple[str, int]], usernames: tuple[str, str]) -> None:
    from diemsang.core import clock
    from diemsang.library.actions import approve
    from diemsang.library.models import Edition, Review

    people = dict(zip((Review.Kind.LANGUAGE, Review.Kind.POLICY), (_person(name) for name in usernames), strict=True))
    for code, number in rows:
        edition = Edition.objects.get(product__code=code, number=number)
        if edition.state == Edition.State.DRAFT:
            for kind, person in people.items():
                approve(actor=person, edition=edition, kind=kind, on=clock.today())


def _person(username: str) -> Actor:
    from diemsang.accounts.models import User

    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise Refused(f"Không có người dùng «{username}» đang hoạt động; xem bằng «diemsang user list».")
    found.at_machine = True
    return found


@library.command("approve")
@click.argument("code")
@click.option("--kind", type=click.Choice(["language", "policy"]), required=True, help="Duyệt ngôn ngữ hay nội dung.")
@click.option("--on", "day", metavar="NGÀY", callback=parse_on, help="Ngày duyệt, dạng 2026-11-24; bỏ trống: hôm nay.")
@click.option("--decision", default="", metavar="CHỮ", help="Căn cứ duyệt.")
@actor_option
def approve_one(code: str, kind: str, day: dt.date | None, decision: str, actor: Actor) -> None:
    """Duyệt bản mới nhất của sản phẩm CODE."""
    from diemsang.core import clock
    from diemsang.library.actions import approve

    edition = _latest(code)
    approve(actor=actor, edition=edition, kind=kind, on=day or clock.today(), decision=decision)
    edition.refresh_from_db()
    click.echo(f"{edition}: {edition.get_state_display()}")


def _latest(code: str) -> Edition:
    from diemsang.library.models import Edition

    found = Edition.objects.filter(product__code=code).select_related("product").order_by("-number").first()
    if found is None:
        raise Refused(
            "Không tìm thấy sản phẩm.", [Problem("", f"Không có mã «{code}».", "Xem: diemsang library list.")]
        )
    return found


@library.command("withdraw")
@click.argument("code")
@click.option("--reason", required=True, metavar="LÝ_DO", help="Vì sao thu hồi.")
@actor_option
def withdraw_one(code: str, reason: str, actor: Actor) -> None:
    """Thu hồi sản phẩm CODE khỏi mọi màn hình."""
    from diemsang.library.actions import withdraw

    root = withdraw(actor=actor, code=code, reason=reason)
    click.echo(f"Đã thu hồi {code}; lần phát hành hiện hành: {root.number if root else 0}")


@library.command("list")
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
@actor_option
def list_products(as_json: bool, actor: Actor) -> None:
    """Sản phẩm, bản mới nhất và các thứ tiếng."""
    from diemsang.library.queries import overview, visible_to

    rows = overview(visible_to(actor).order_by("code"))
    if as_json:
        emit_json(
            {
                "products": [
                    {
                        "code": row.product.code,
                        "title": row.product.title,
                        "kind": row.edition.kind,
                        "edition": row.edition.number,
                        "state": row.edition.state,
                        "varieties": [track.variety.tag for track in row.tracks],
                    }
                    for row in rows
                    if row.edition
                ]
            }
        )
        return
    for row in rows:
        if row.edition:
            tags = " ".join(track.variety.tag for track in row.tracks)
            state = row.edition.get_state_display()
            click.echo(f"{row.product.code}  bản {row.edition.number}  {state}  {tags}  {row.product.title}")


@library.command("languages")
@click.argument("point")
@click.argument("tags", nargs=-1)
@actor_option
def languages(point: str, tags: tuple[str, ...], actor: Actor) -> None:
    """Đặt các thứ tiếng của điểm POINT theo thứ tự; không nêu TAGS: theo thư viện."""
    from diemsang.library.actions import set_point_varieties
    from diemsang.library.queries import points_varieties
    from diemsang.points.models import SupportPoint

    found = SupportPoint.objects.filter(code=point.upper()).first()
    if found is None:
        raise Refused(f"Không có điểm mã «{point}».")
    set_point_varieties(actor=actor, point=found, tags=tags)
    click.echo(" ".join(points_varieties(found)))


@click.group()
def content() -> None:
    """Phát hành, kiểm tra, xuất cây nội dung."""


@content.command("publish")
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
@actor_option
def publish_now(as_json: bool, actor: Actor) -> None:
    """Phát hành mọi bản đã duyệt."""
    from diemsang.library.actions import publish

    root = publish(actor=actor)
    if as_json:
        emit_json({"root": root.number, "items": root.items, "made_at": root.made_at.isoformat(), "key": root.key_id})
    else:
        click.echo(f"Lần phát hành {root.number}: {root.items} sản phẩm")


@content.command("verify")
@click.argument("where", required=False, metavar="[PATH|URL]")
@click.option("--key", "keys", multiple=True, metavar="SPKI", help="Khóa công khai (base64) được tin.")
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
def verify_content(where: str | None, keys: tuple[str, ...], as_json: bool) -> None:
    """Kiểm tra chữ ký và từng tệp của một bản xuất, của một hub, hoặc của hub này khi không nêu."""
    from diemsang.library.queries import public_keys
    from diemsang.library.verify import Exported, OwnHub, verify

    source: Source = OwnHub()
    trusted = list(keys) or public_keys()
    if where and re.match(r"https?://", where):
        source = _Remote(where)
    elif where:
        if not Path(where).is_dir():
            raise Refused(f"Không có thư mục {where}.")
        source = Exported(Path(where))
        trusted = list(keys) or source.keys()
    report = verify(source, trusted)
    if as_json:
        emit_json(
            {
                "root": report.number,
                "objects": report.objects,
                "media": report.media,
                "bytes": report.size,
                "bad": [{"hash": fault.digest, "what": fault.what} for fault in report.bad],
            }
        )
    else:
        click.echo(f"Lần phát hành {report.number}: {report.objects} đối tượng, {report.media} tệp")
        for fault in report.bad:
            click.echo(f"{fault.digest}: {fault.what}")
        click.echo("Có chỗ hỏng." if report.bad else "Tất cả đúng.")
    if report.bad:
        sys.exit(1)


@content.command("export")
@click.argument("path", type=click.Path(path_type=Path))
def export_content(path: Path) -> None:
    """Xuất bản phát hành hiện hành ra thư mục PATH để mang đi hoặc kiểm tra ở máy khác."""
    from diemsang.library.verify import export

    report = export(path)
    click.echo(f"Đã xuất lần phát hành {report.number}: {report.objects} đối tượng, {report.media} tệp")


class _Remote:
    """A hub somewhere, through the addresses that anybody may ask."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    def _get(self, path: str) -> tuple[bytes, str] | None:
        request = urllib.request.Request(f"{self.url}{path}")  # noqa: S310 - http(s) alone, checked by the caller
        try:
            with urllib.request.urlopen(request, timeout=WAIT_S) as answer:  # noqa: S310
                return answer.read(), answer.headers.get("X-Root-Signature", "")
        except urllib.error.HTTPError:
            return None
        except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
            raise Refused(f"Không liên lạc được với {self.url}: {error}") from error

    def root(self) -> tuple[bytes, str] | None:
        return self._get("/api/screen/v1/root")

    def tree(self, digest: str) -> bytes | None:
        found = self._get(f"/api/screen/v1/tree/{digest}")
        return found[0] if found else None

    def media(self, digest: str) -> bytes | None:
        found = self._get(f"/media/{digest}")
        return found[0] if found else None
